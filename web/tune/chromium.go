package main

import (
	"context"
	"fmt"
	"path/filepath"

	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

// inChromium trains runs with the trainers of a built site, several at a time.
func inChromium(ctx context.Context, dist string, workers int, m driver.Materials, runs []spec.Run, book *log) error {
	l, err := driver.Open(ctx, dist)
	if err != nil {
		return err
	}
	defer l.Close()
	set, err := l.Open(m)
	if err != nil {
		return err
	}
	var features *driver.Features
	if runs[0].Cached() {
		if features, err = set.Features(runs[0], workers); err != nil {
			return err
		}
		fmt.Printf("features of %d photos: %.0f s\n", set.Images(), features.Cost.Seconds)
	}
	printHead(filepath.Base(m.Pack), l.Browser)
	return each(book, runs, workers, func(run spec.Run) (*driver.Outcome, error) { return set.Train(run, features, nil) })
}
