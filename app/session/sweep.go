package session

import (
	"math"

	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// A sweep looks for each method's learning rate: short runs at several rates, of which
// the one with the lowest validation loss wins. It is a round of one part a rate, each
// method at so many times its rate in the form, and has a figure of its own.

// Sweep reports whether the round is a search for learning rates.
func (r *Round) Sweep() bool { return r.Kind == record.Sweep }

// sweepFactors are what the rates are multiplied by: half-decades, as rates matter by
// their order of magnitude.
var sweepFactors = []float64{0.1, 0.3, 1, 3, 10}

// Bounds of a sweep's runs: long enough that a rate shows what it is good for, short
// enough that all are done in a minute or two.
const (
	sweepEpochs = 2
	sweepTrain  = 400
	sweepEval   = 200
)

// StartSweep searches for the rates of the chosen methods.
func (s *Session) StartSweep() bool {
	e := s.Form.Experiment.Clone()
	if sentence := s.cannotStart(e.Methods); sentence != "" {
		s.Board.Notify(sentence)
		return false
	}
	if why := s.NotYet(); why != "" {
		s.Board.Notify(why)
		return false
	}
	e.Seeds, e.SameRate = 1, 0
	e.Shared.Epochs, e.Shared.Patience, e.Shared.Schedule = sweepEpochs, 0, spec.Constant
	e.Shared.TrainImages, e.Shared.EvalImages = atMost(e.Shared.TrainImages, sweepTrain), atMost(e.Shared.EvalImages, sweepEval)
	var parts []spec.Experiment
	for _, factor := range sweepFactors {
		part := e.Clone()
		part.Methods = nil
		for _, id := range e.Methods {
			h := part.Hyper[id]
			h.LearningRate = roundRate(h.LearningRate * factor)
			part.Hyper[id] = h
			if part.Run(id).Validate() == nil { // the highest may be beyond what a rate can be
				part.Methods = append(part.Methods, id)
			}
		}
		if part.Methods != nil {
			parts = append(parts, part)
		}
	}
	s.begin(s.addRound(record.Sweep, record.SweepName, parts), 0)
	return true
}

// atMost bounds a number of images; 0 stands for all.
func atMost(n, most int) int {
	if n == 0 {
		return most
	}
	return min(n, most)
}

// roundRate leaves two digits of a rate: 0.03, not 0.030000000000000002.
func roundRate(rate float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(rate))-1)
	if unit < 1 {
		return math.Round(rate/unit) / math.Round(1/unit)
	}
	return math.Round(rate/unit) * unit
}

// Tried is what a sweep has found of a method: the loss on the validation photos by
// learning rate, ascending; infinite where the run diverged.
type Tried struct {
	Method     spec.Method
	Rate, Loss []float64
	// Best is the rate with the lowest loss, 0 while there is none.
	Best float64
}

// Swept returns what the latest sweep has found so far, and whether it is over; nil if
// there was none.
func (s *Session) Swept() (found []Tried, over bool) {
	var sweep *Round
	for _, round := range s.Rounds {
		if round.Sweep() {
			sweep = round
		}
	}
	if sweep == nil {
		return nil, false
	}
	over = true
	for _, m := range spec.Methods {
		t := Tried{Method: m}
		lowest := math.Inf(1)
		for _, r := range s.Runs { // part by part, so by rate
			if r.Round != sweep.Number || r.Spec.Method != m.ID {
				continue
			}
			over = over && r.Status.Over()
			loss, ok := r.sweptLoss()
			if !ok {
				continue
			}
			t.Rate, t.Loss = append(t.Rate, r.Spec.Hyper.LearningRate), append(t.Loss, loss)
			if loss < lowest {
				lowest, t.Best = loss, r.Spec.Hyper.LearningRate
			}
		}
		if t.Rate != nil {
			found = append(found, t)
		}
	}
	return found, over
}

// sweptLoss is the loss on the validation photos with which a run ended, infinite if it
// diverged, and whether it has ended.
func (r *Run) sweptLoss() (float64, bool) {
	switch n := r.Valid.Len(); {
	case r.Status == Failed:
		return math.Inf(1), true
	case r.Status == Finished && n > 0:
		return r.Valid.Loss[n-1], true
	}
	return 0, false
}

// UseSwept puts the rates that the latest sweep has found into the form.
func (s *Session) UseSwept() {
	found, _ := s.Swept()
	for _, t := range found {
		if t.Best > 0 {
			s.Form.SetRate(t.Method.ID, t.Best)
		}
	}
}
