package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/metric"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

// seek searches for the rates of an experiment's arms as the page does, rung by rung, prints
// what it has found, and writes the record if path names a file for it. Trials that the log has
// are not trained again.
func seek(p *place, plan search.Plan, book *log, path string) error {
	round := record.Round{
		ID: "search", Name: record.SearchName, Kind: record.Search, Search: &plan, Began: time.Now().UTC().Truncate(time.Second),
		Set: record.Set{DataLoaded: p.set}, Machine: record.Machine{Browser: p.engine, Cores: runtime.NumCPU()},
	}
	var trials []search.Trial
	for rung := range plan.Rungs {
		parts := plan.Parts(rung, trials)
		var runs []spec.Run
		for _, part := range parts {
			runs = append(runs, part.Runs()...)
		}
		if err := each(book, runs, p, true); err != nil {
			return err
		}
		for i, part := range parts {
			for _, run := range part.Runs() {
				o, _ := book.Get(run)
				trials = append(trials, trialOf(run, o))
				round.Runs = append(round.Runs, recordOf(run, o, len(round.Runs)+1, len(round.Parts)+i))
			}
		}
		round.Parts = append(round.Parts, parts...)
	}
	guess := metric.Guess([2]int(p.set.Validation))
	fmt.Print("\n", report(search.Sum(trials), guess))
	if path == "" {
		return nil
	}
	text, err := record.Encode(round)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// trialOf is what a run has come to.
func trialOf(run spec.Run, o *driver.Outcome) search.Trial {
	if o.Diverged != "" {
		return search.Trial{Run: run, Accuracy: math.NaN(), Loss: math.NaN()}
	}
	last := o.Epochs[len(o.Epochs)-1]
	return search.Trial{Run: run, Accuracy: last.ValidationAccuracy, Loss: last.ValidationLoss}
}

// recordOf is a run as the page would have kept it.
func recordOf(run spec.Run, o *driver.Outcome, number, part int) record.Run {
	r := record.Run{ID: "run" + strconv.Itoa(number), Part: part, Spec: run, Status: record.Finished, Epochs: o.Epochs, Rate: o.ImagesPerSecond}
	for i := range r.Epochs {
		r.Epochs[i].Run = r.ID
	}
	if o.Diverged != "" {
		r.Status, r.Failure = record.Failed, &protocol.Failed{Run: r.ID, Kind: protocol.Diverged, Sentence: o.Diverged}
		return r
	}
	r.Result = &protocol.Done{Run: r.ID, Reason: protocol.Finished, Epochs: o.Done.Epochs, Seconds: o.Done.Seconds}
	return r
}

// report is a table of what was found, in Markdown.
func report(arms []search.Arm, guess float64) string {
	var text strings.Builder
	text.WriteString("| arm | rate | val. acc. | least | greatest | best of 1 | of 3 | of 6 | |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, a := range arms {
		fmt.Fprintf(&text, "| %s |", a.Name)
		if best, ok := a.Best(); ok {
			low, high := best.Spread()
			fmt.Fprintf(&text, " %g | %.4f | %.4f | %.4f |", best.Rate, best.Mean(), low, high)
		} else {
			text.WriteString(" none | | | |")
		}
		for _, k := range []int{1, 3, 6} {
			fmt.Fprintf(&text, " %.4f |", a.After(k, guess))
		}
		fmt.Fprintf(&text, " %s |\n", map[int]string{-1: "the lowest tried", 1: "the highest tried"}[a.Edge()])
	}
	return text.String()
}
