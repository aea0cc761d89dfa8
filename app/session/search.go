package session

import (
	"math"
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session/form"
	"pawgrad/nn/metric"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
)

// A search for learning rates is a round whose runs are trials: not tested, and leaving no
// network. Its first parts are the first rung of a [search.Plan]; when all runs of a rung are
// over, the plan says which are next.

// StartSearch searches for the rates of the chosen methods and arms, in the end by a share of
// the form's epochs.
func (s *Session) StartSearch(share float64) bool {
	e := s.Form.Experiment.Clone()
	e.Arms = e.Started()
	if sentence := s.cannotStart(e); sentence != "" {
		s.Board.Notify(sentence)
		return false
	}
	if why := s.NotYet(); why != "" {
		s.Board.Notify(why)
		return false
	}
	plan := search.New(e, share)
	round := s.addRound(record.Search, record.SearchName, plan.Parts(0, nil))
	round.Plan = &plan
	s.begin(round, 0)
	return true
}

// trial is what has come of a run of a search, and whether anything has: not of one that was
// stopped, or failed by no fault of its rate.
func (r *Run) trial() (search.Trial, bool) {
	switch n := len(r.Epochs); {
	case r.Status == Failed && r.Failure.Kind == protocol.Diverged:
		return search.Trial{Run: r.Spec, Accuracy: math.NaN(), Loss: math.NaN()}, true
	case r.Status == Finished && n > 0:
		return search.Trial{Run: r.Spec, Accuracy: r.Epochs[n-1].ValidationAccuracy, Loss: r.Epochs[n-1].ValidationLoss}, true
	}
	return search.Trial{}, false
}

// trials are what has come of a round's runs so far, and whether that is all of its parts.
func (l *Ledger) trials(round *Round) (list []search.Trial, complete bool) {
	for _, r := range l.Runs {
		if r.Round != round.Number {
			continue
		}
		if t, ok := r.trial(); ok {
			list = append(list, t)
		}
	}
	want := 0
	for _, part := range round.Parts {
		want += len(part.Runs())
	}
	return list, len(list) == want
}

// rung is the rung that a search has come to.
func (r *Round) rung() int { return r.Plan.Rung(r.Parts[len(r.Parts)-1].Shared.Epochs) }

// advance goes on to the next rung of a search if all of this one is over, with runs of a
// status.
func (s *Session) advance(round *Round, status Status) {
	trials, complete := s.trials(round)
	if !complete {
		return
	}
	next, from := round.rung()+1, len(round.Parts)
	if next < len(round.Plan.Rungs) {
		round.Parts = append(round.Parts, round.Plan.Parts(next, trials)...)
	}
	if len(round.Parts) == from {
		s.Board.Tell(say.Text("The search for learning rates is over."))
		return
	}
	s.queue(round, from, status)
	s.Board.Tell(say.F("The search goes on with %d rates, each trained for %d epochs.", len(round.Parts)-from, round.Plan.Rungs[next].Epochs))
}

// takeUpSearches adds the runs of searches that an earlier visit had yet to write down when it
// was closed: they come after all that it had.
func (s *Session) takeUpSearches() {
	for _, round := range s.Rounds {
		if round.Plan == nil {
			continue
		}
		last := 0 // part
		for _, r := range s.Runs {
			if r.Round == round.Number {
				last = max(last, r.Part)
			}
		}
		if s.anyRun(func(r *Run) bool { return r.Round == round.Number && !r.Status.Over() }) || last < len(round.Parts)-1 {
			s.queue(round, last, Paused)
		}
		s.advance(round, Paused)
	}
}

// Found is what a search for learning rates has come to.
type Found struct {
	// Arms are those of which something is known.
	Arms []search.Arm
	// Rung counts the rungs that were begun, of so many Rungs.
	Rung, Rungs int
	// Over tells that no run of it is to be trained, Complete that it has come to its end.
	Over, Complete bool
	// Guess is the accuracy of always naming the larger class of the validation photos.
	Guess float64
}

// Searched is what the latest search has found so far, nil if there was none.
func (l *Ledger) Searched() *Found {
	i := len(l.Rounds) - 1
	for ; i >= 0 && !l.Rounds[i].Searches(); i-- {
	}
	if i < 0 {
		return nil
	}
	round := l.Rounds[i]
	trials, complete := l.trials(round)
	f := &Found{Arms: search.Sum(trials), Rung: 1, Rungs: 1, Over: true, Guess: Guess(round.set.Validation, round.Shared().EvalImages)}
	if round.Plan != nil {
		f.Rung, f.Rungs = round.rung()+1, len(round.Plan.Rungs)
	}
	f.Over = !l.anyRun(func(r *Run) bool { return r.Round == round.Number && !r.Status.Over() })
	f.Complete = f.Over && complete
	return f
}

// Guess is the accuracy of always naming the larger class of a split's photos, of which limit,
// if any, says how many are used; NaN without photos.
func Guess(counts []int, limit int) float64 {
	if len(counts) != 2 {
		return math.NaN()
	}
	return metric.Guess([2]int(protocol.Used(counts, limit)))
}

// UseRates puts the rates that the latest search has found into the form, where each arm then
// has its own.
func (s *Session) UseRates() {
	found := s.Searched()
	if found == nil {
		return
	}
	for _, a := range found.Arms {
		if best, ok := a.Best(); ok {
			s.Form.SetArmRate(a.Method, a.Look, best.Rate)
		}
	}
	s.Form.Edit(form.Field{Key: spec.KeySameRate}, "0")
	s.Form.Settle(form.Field{Key: spec.KeySameRate})
	s.host.Changed(host.Settings)
}

// later are the runs of a search that are yet to be planned: how many of each length.
func (r *Round) later() []search.Rung {
	if r.Plan == nil {
		return nil
	}
	rungs := slices.Clone(r.Plan.Rungs[r.rung()+1:])
	for i := range rungs {
		rungs[i].Rates *= search.Seeds * r.Plan.Arms() // now runs
	}
	return rungs
}
