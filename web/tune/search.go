package main

import (
	"fmt"
	"os"

	"pawgrad/app/record"
	"pawgrad/nn/metric"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
	"pawgrad/web/rates"
)

// seek searches for the rates of an experiment's arms, prints what it has found, and writes the
// record if path names a file for it. Trials that the log has are not trained again.
func seek(p *rates.Place, plan search.Plan, book *log, path string) error {
	round, err := p.Seek(rates.Search{
		Plan: plan,
		Known: func(run spec.Run) (r record.Run, known bool) {
			o, known := book.Get(run)
			if known {
				r = rates.RunOf(run, o)
			}
			return r, known
		},
		Kept: func(run spec.Run, o *driver.Outcome, _ record.Round) error {
			fmt.Println(line(run, o))
			return put(book, run, o)
		},
		Over: func() bool { return false },
	})
	if err != nil {
		return err
	}
	fmt.Print("\n", rates.Report(rates.Found(round), metric.Guess([2]int(p.Set.Validation))))
	if path == "" {
		return nil
	}
	text, err := record.Encode(round)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
