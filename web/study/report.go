package main

import (
	"bytes"
	"context"
	"errors"
	"log"
	"os"
	"path/filepath"
	"slices"

	"pawgrad/app/record"
)

// report writes the report of a study as far as its file goes, in a page of its own.
func report(ctx context.Context, o options) error {
	text, err := os.ReadFile(o.file())
	if errors.Is(err, os.ErrNotExist) {
		return nil // no rates were found yet
	}
	if err != nil {
		return err
	}
	e, err := record.Decode(text)
	if err != nil {
		return err
	}
	const id = "report"
	if err := errors.Join(os.RemoveAll(o.profile(id)), os.MkdirAll(o.profile(id), 0o755)); err != nil {
		return err
	}
	p, err := openPage(ctx, o, id)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.importExperiment(o.file()); err != nil {
		return err
	}
	archive := filepath.Join(o.build, "report.zip")
	if err := p.save("save-report", archive); err != nil {
		return err
	}
	if err := unpack(archive, o.results); err != nil {
		return err
	}
	// An experiment that the page opens gets another name there; here it keeps its own.
	err = os.WriteFile(o.file(), text, 0o644)
	for _, t := range record.CSVs {
		if slices.Contains(leftOut, t.Name) {
			continue
		}
		var text bytes.Buffer
		err = errors.Join(err, t.Write(&text, e), os.WriteFile(filepath.Join(o.results, t.Name), text.Bytes(), 0o644))
	}
	if err == nil {
		log.Printf("The report is written: see %s.", o.results)
	}
	return err
}
