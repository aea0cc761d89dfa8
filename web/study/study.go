package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pawgrad/app/record"
	"pawgrad/assets/printable"
)

// How often the page is looked at, and how often what it says is passed on.
const (
	lookEvery = 5 * time.Second
	tellEvery = time.Minute
)

// mostCrashes is how often in a row the browser may crash without a run being
// finished in between.
const mostCrashes = 5

// experimentFile holds everything that is known of the experiment.
const experimentFile = "study.json"

// run redoes the study.
func run(ctx context.Context, root string, o options) error {
	// A browser does not know in which folder this command was started.
	for _, path := range []*string{&o.build, &o.results, &o.photos, &o.weights} {
		if *path == "" {
			continue
		}
		var err error
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	for _, folder := range []string{o.build, o.results} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	finished, err := over(o)
	if err != nil {
		return err
	}
	if o.report = o.report || finished; o.report {
		o.photos, o.weights = "", "" // a report needs neither
	}
	pack, err := prepare(ctx, root, o)
	if err != nil {
		return err
	}
	stop, err := serve(o)
	if err != nil {
		return err
	}
	defer stop()
	if o.report {
		err := report(ctx, o)
		if err == nil && finished {
			log.Printf("%s holds a study that is over, so only its report was written anew. To train again: %s", o.results, o.elsewhere())
		}
		return err
	}
	crashes, tried := 0, tries{}
	for {
		finished, err := sit(ctx, o, pack, tried)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		}
		if crashes++; finished > 0 {
			crashes = 0
		}
		if crashes >= mostCrashes {
			return fmt.Errorf("the browser crashed %d times in a row: %w", crashes, err)
		}
		log.Printf("The browser crashed (%v); it is started again.", err)
	}
}

// over reports whether the results are of a study of which nothing more will come.
func over(o options) (bool, error) {
	file := filepath.Join(o.results, experimentFile)
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.report:
		return false, fmt.Errorf("%s holds no study yet: run make study without REPORT first", o.results)
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	}
	e, err := record.Decode(text)
	if err != nil {
		return false, fmt.Errorf("%s cannot be continued. %w Or begin another study: %s", file, err, o.elsewhere())
	}
	return !slices.ContainsFunc(e.Runs, func(r record.Run) bool {
		return r.Status == record.Unfinished || r.Status == record.Failed && mayGoWell(r.Failure.Kind)
	}), nil
}

// elsewhere is the command that begins another study beside the one that is there.
func (o options) elsewhere() string { return "make study RESULTS=" + filepath.Base(o.results) + "-2" }

// report writes the report of a study as far as its file goes, in a page of its own.
func report(ctx context.Context, o options) error {
	file := filepath.Join(o.results, experimentFile)
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	e, err := record.Decode(text)
	if err != nil {
		return err
	}
	o.build, o.link = filepath.Join(o.build, "report"), ""
	if err := os.RemoveAll(o.profile()); err != nil {
		return err
	}
	p, err := openPage(ctx, o)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.importExperiment(file); err != nil {
		return err
	}
	if err := finish(p, o); err != nil {
		return err
	}
	// An experiment that the page opens gets another name there; here it keeps its own.
	err = os.WriteFile(file, text, 0o644)
	for _, t := range record.CSVs {
		var text bytes.Buffer
		err = errors.Join(err, t.Write(&text, e), os.WriteFile(filepath.Join(o.results, t.Name), text.Bytes(), 0o644))
	}
	return err
}

// sit works on the study for as long as one browser lives, and returns how many runs
// were finished in that time.
func sit(ctx context.Context, o options, pack string, tried tries) (finished int, err error) {
	p, err := openPage(ctx, o)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	if err := begin(p, o, pack); err != nil {
		return 0, err
	}
	done, told := -1, time.Time{}
	for {
		s, err := p.state()
		if err != nil {
			return finished, err
		}
		if o.looked != nil {
			o.looked(p, s)
		}
		if s.Done > done && done >= 0 {
			finished += s.Done - done
			if err := p.save("save-json", o.results, experimentFile); err != nil {
				return finished, err
			}
		}
		done = s.Done // fewer than before, where runs are tried again
		if s.Busy && time.Since(told) >= tellEvery {
			log.Print(strings.TrimSpace(s.Overall + " " + s.Preparation))
			told = time.Now()
		}
		again := tried.again(s.Failed)
		for _, f := range again {
			log.Printf("%s failed and is tried again (%d of %d): %s", f.Run, tried[f.Run], mostTries, printable.Text(f.Why))
			if err := p.retry(f); err != nil {
				return finished, err
			}
		}
		if again == nil && !s.Busy {
			for _, f := range s.Failed {
				log.Printf("%s failed, which the report tells of: %s", f.Run, printable.Text(f.Why))
			}
			return finished, finish(p, o)
		}
		select {
		case <-ctx.Done():
			return finished, ctx.Err()
		case <-time.After(o.every):
		}
	}
}

// begin goes on with an interrupted study or starts one.
func begin(p *thePage, o options, pack string) error {
	if resumed, err := p.resume(); resumed || err != nil {
		return err
	}
	if pack != "" {
		if err := p.load(pack); err != nil {
			return err
		}
	}
	earlier := filepath.Join(o.results, experimentFile)
	if _, err := os.Stat(earlier); err == nil {
		if err := p.importExperiment(earlier); err != nil {
			return err
		}
		_, err := p.resume() // nothing waits if all that is left are runs that failed
		return err
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if o.link != "" {
		return p.Click("#start-chosen")
	}
	return p.Click("#redo-study")
}

// finish saves everything.
func finish(p *thePage, o options) error {
	const archive = "report.zip"
	if err := p.save("save-report", o.build, archive); err != nil {
		return err
	}
	if err := unpack(filepath.Join(o.build, archive), o.results); err != nil {
		return err
	}
	log.Printf("The report is written: see %s.", o.results)
	return nil
}
