package rates

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

// Search is a search for learning rates, begun or to be gone on with.
type Search struct {
	Plan search.Plan
	// Known is what has come of a trial before, if anything.
	Known func(spec.Run) (record.Run, bool)
	// Kept is called with each trial that has come to its end, and the record of all so far. An
	// error of it ends the search.
	Kept func(spec.Run, *driver.Outcome, record.Round) error
	// Over tells that no further trial is to be begun.
	Over func() bool
}

// ErrOver tells that a search was ended by its [Search.Over].
var ErrOver = errors.New("the time is up")

// Left are the trials that a search has to try next, those of one rung; none if it has come to
// its end. parts are those of all rungs that it has come to.
func Left(plan search.Plan, known func(spec.Run) (record.Run, bool)) (parts []spec.Experiment, left []spec.Run) {
	var trials []search.Trial
	for rung := range plan.Rungs {
		next := plan.Parts(rung, trials)
		parts = append(parts, next...)
		for _, part := range next {
			for _, run := range part.Runs() {
				if r, ok := known(run); ok {
					trials = append(trials, TrialOf(r))
				} else {
					left = append(left, run)
				}
			}
		}
		if left != nil {
			break
		}
	}
	return parts, left
}

// Seek searches for the rates of an experiment's arms as the page does, rung by rung, and
// returns the record. Its error is that of the first trial that could not be trained.
func (p *Place) Seek(s Search) (record.Round, error) {
	known := map[spec.Run]record.Run{}
	get := func(run spec.Run) (record.Run, bool) {
		r, ok := known[run]
		if !ok {
			if r, ok = s.Known(run); ok {
				known[run] = r
			}
		}
		return r, ok
	}
	round := p.begin(s.Plan)
	for {
		parts, left := Left(s.Plan, get)
		round.Parts = parts
		if left == nil {
			return round.with(known), nil
		}
		if err := p.try(s, round, left, known); err != nil {
			return round.with(known), err
		}
	}
}

// try tries runs, some at a time, and notes what comes of them.
func (p *Place) try(s Search, round sought, todo []spec.Run, known map[spec.Run]record.Run) error {
	queue := make(chan spec.Run, len(todo))
	for _, run := range todo {
		queue <- run
	}
	close(queue)
	var group sync.WaitGroup
	var mu sync.Mutex // of known and first
	var first error
	failed := func(err error) {
		if first == nil {
			first = err
		}
	}
	for range p.Workers {
		group.Go(func() {
			for run := range queue {
				if s.Over() {
					mu.Lock()
					failed(ErrOver)
					mu.Unlock()
					return
				}
				o, err := p.Train(run, true)
				mu.Lock()
				if err != nil {
					failed(fmt.Errorf("%s at %g: %w", run.Method, run.Hyper.LearningRate, err))
				} else {
					known[run] = RunOf(run, o)
					if err := s.Kept(run, o, round.with(known)); err != nil {
						failed(err)
					}
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return first
}

// sought is a record without its runs.
type sought record.Round

// begin is the record of a search that has yet to try anything.
func (p *Place) begin(plan search.Plan) sought {
	return sought{
		ID: "search", Name: record.SearchName, Kind: record.Search, Search: &plan, Began: time.Now().UTC().Truncate(time.Second),
		Set: record.Set{DataLoaded: p.Set}, Machine: record.Machine{Browser: p.Engine, Cores: runtime.NumCPU()},
	}
}

// with is the record with those of its parts' runs that are known, in their order.
func (s sought) with(known map[spec.Run]record.Run) record.Round {
	round := record.Round(s)
	for i, part := range round.Parts {
		for _, run := range part.Runs() {
			if r, ok := known[run]; ok {
				r.Part = i
				round.Runs = append(round.Runs, r.Named("run"+strconv.Itoa(len(round.Runs)+1)))
			}
		}
	}
	return round
}

// TrialOf is what a run of a search has come to.
func TrialOf(r record.Run) search.Trial {
	if r.Status == record.Failed {
		return search.Trial{Run: r.Spec, Accuracy: math.NaN(), Loss: math.NaN()}
	}
	last := r.Epochs[len(r.Epochs)-1]
	return search.Trial{Run: r.Spec, Accuracy: last.ValidationAccuracy, Loss: last.ValidationLoss}
}

// RunOf is a run as the page would have kept it.
func RunOf(run spec.Run, o *driver.Outcome) record.Run {
	r := record.Run{Spec: run, Status: record.Finished, Epochs: o.Epochs, Rate: o.ImagesPerSecond}
	if o.Diverged != "" {
		r.Status, r.Failure = record.Failed, &protocol.Failed{Kind: protocol.Diverged, Sentence: o.Diverged}
		return r
	}
	r.Result = &protocol.Done{Reason: protocol.Finished, Epochs: o.Done.Epochs, Seconds: o.Done.Seconds}
	return r
}

// Found is what the trials of a record come to.
func Found(round record.Round) []search.Arm {
	var trials []search.Trial
	for _, r := range round.Runs {
		trials = append(trials, TrialOf(r))
	}
	return search.Sum(trials)
}

// Report is a table of what was found, in Markdown; guess is the accuracy of guessing.
func Report(arms []search.Arm, guess float64) string {
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
