package session

import (
	"math"

	"pawgrad/nn/spec"
)

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
func (l *Ledger) Swept() (found []Tried, over bool) {
	var sweep *Round
	for _, round := range l.Rounds {
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
		for _, r := range l.Runs { // part by part, so by rate
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
	switch n := len(r.Epochs); {
	case r.Status == Failed:
		return math.Inf(1), true
	case r.Status == Finished && n > 0:
		return r.Epochs[n-1].ValidationLoss, true
	}
	return 0, false
}
