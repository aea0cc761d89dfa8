package train

import (
	"fmt"

	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// RateChange is a learning rate that a run was given while it was trained, in place of its own:
// from an epoch on, with its fraction. What the schedule makes of a rate it makes of this one.
type RateChange struct {
	Epoch float64 `json:"epoch"`
	Rate  float64 `json:"rate"`
}

// ChangeRate gives the run another learning rate from the next step on, and reports whether that
// changes anything. A rate that cannot be is an error, a sentence for the page.
func (t *Trainer) ChangeRate(rate float64) (c RateChange, changed bool, err error) {
	next := t.current()
	if next.Hyper.LearningRate == rate || t.Done() {
		return c, false, nil
	}
	next.Hyper.LearningRate = rate
	if err := checkRate(next); err != nil {
		return c, false, err
	}
	c = RateChange{Epoch: t.epochs(), Rate: rate}
	t.state.Changes = append(t.state.Changes, c)
	return c, true, nil
}

// current is the run with the learning rate that it has now.
func (t *Trainer) current() spec.Run {
	r := t.run
	if n := len(t.state.Changes); n > 0 {
		r.Hyper.LearningRate = t.state.Changes[n-1].Rate
	}
	return r
}

func checkRate(r spec.Run) error {
	s, _ := spec.SettingByKey(spec.KeyLearningRate)
	return s.Check(r)
}

// checkChanges reports what cannot be in the changes of a snapshot.
func (s state) checkChanges(run spec.Run) error {
	before := 0.0
	for _, c := range s.Changes {
		run.Hyper.LearningRate = c.Rate
		if checkRate(run) != nil || !(c.Epoch >= before && c.Epoch <= float64(s.Epoch+1)) {
			return fmt.Errorf("%w: it holds a learning rate that cannot be", file.ErrDamaged)
		}
		before = c.Epoch
	}
	return nil
}
