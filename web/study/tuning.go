package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"pawgrad/app/record"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/metric"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
	"pawgrad/web/rates"
)

// mostTrainers is how many trials are trained at the same time, if there are as many cores.
const mostTrainers = 2

// tuning is the search for the rates of a part, as far as it has come.
type tuning struct {
	plan  search.Plan
	known map[spec.Run]record.Run
	// record is what was written before, if anything.
	record record.Round
}

// tuning reads how far the search for a part's rates has come.
func (o options) tuning(p part) (*tuning, error) {
	plan, err := p.search()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.id, err)
	}
	t := &tuning{plan: plan, known: map[spec.Run]record.Run{}}
	if t.record, _, err = read(o.rates(p.id)); err != nil {
		return nil, fmt.Errorf("%s cannot be gone on with. %w Remove it to begin the search anew.", o.rates(p.id), err)
	}
	for _, r := range t.record.Runs {
		t.known[r.Spec] = r
	}
	return t, nil
}

func (t *tuning) get(run spec.Run) (record.Run, bool) {
	r, ok := t.known[run]
	return r, ok
}

// left counts the trials of the search's rungs from the one that it has come to: those of arms
// that diverge at most rates will be fewer.
func (t *tuning) left() int {
	parts, left := rates.Left(t.plan, t.get)
	if left == nil {
		return 0
	}
	return len(left) + t.plan.Runs(t.plan.Rung(parts[len(parts)-1].Shared.Epochs)+1)
}

// found is what the search has come to.
func (t *tuning) found() []search.Arm { return rates.Found(t.record) }

// tune searches for a part's rates until that has come to its end or the sitting is over, and
// keeps its record after every trial.
func tune(ctx context.Context, o options, p part, t *tuning, m materials) error {
	if t.left() == 0 {
		return nil
	}
	log.Printf("Looking for the rates of %s: %d trials left.", p.name, t.left())
	like := t.plan.Parts(0, nil)[0].Runs()[0]
	place, err := rates.InChromium(ctx, o.site(), min(mostTrainers, runtime.NumCPU()), driver.Materials{Pack: m.file(o), Weights: m.weightsOf(like), Keep: o.features()}, like)
	if err != nil {
		return err
	}
	defer place.Close()
	if of := t.record.Set.SHA256; of != "" && of != place.Set.SHA256 {
		return fmt.Errorf("%w: %s is of other photos. Remove it to search on these.", errForGood, o.rates(p.id))
	}
	keep := func(round record.Round) error {
		if !t.record.Began.IsZero() {
			round.Began, round.Machine = t.record.Began, t.record.Machine
		}
		for i, r := range round.Runs {
			round.Runs[i].Epochs = r.Epochs[max(0, len(r.Epochs)-1):] // what is chosen by
		}
		t.record = round
		return write(o.rates(p.id), round)
	}
	told := time.Now()
	round, err := place.Seek(rates.Search{
		Plan: t.plan, Known: t.get, Over: o.up,
		Kept: func(run spec.Run, outcome *driver.Outcome, round record.Round) error {
			t.known[run] = rates.RunOf(run, outcome)
			if time.Since(told) >= tellEvery {
				log.Printf("%s: %d trials left.", p.name, t.left())
				told = time.Now()
			}
			return keep(round)
		},
	})
	if errors.Is(err, rates.ErrOver) {
		return errOver
	}
	if err != nil {
		return err
	}
	fmt.Print("\n", rates.Report(rates.Found(round), metric.Guess([2]int(place.Set.Validation))), "\n")
	return keep(round)
}

// materials are what is trained on and from.
type materials struct {
	pack    string
	weights string // folder, empty without VGG19's
}

// haveWeights reports whether there are pretrained weights.
func (m materials) haveWeights() bool {
	_, err := os.Stat(filepath.Join(m.weights, vgg19.ManifestName))
	return err == nil
}

// weightsOf is the folder of the pretrained weights, if runs like one need them.
func (m materials) weightsOf(like spec.Run) string {
	if like.Model != spec.VGG19 {
		return ""
	}
	return m.weights
}

// features is the folder where trials find VGG19's features from one sitting to the next.
func (o options) features() string {
	folder := filepath.Join(o.build, "features")
	os.MkdirAll(folder, 0o755)
	return folder
}
