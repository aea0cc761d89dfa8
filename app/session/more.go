package session

import (
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// StillLearning reports whether a run's validation loss was still falling when its epochs
// were over: over the last third of its points it is lower than over the third before.
func (r *Run) StillLearning() bool {
	return r.Result != nil && r.Result.Reason == protocol.Finished && record.StillFalls(r.Valid.Loss)
}

// More is an offer to train the latest round's set-up for more epochs.
type More struct {
	Epochs int // instead of those that it had
	// Arms counts those of the round, Learning those of them that still learn.
	Arms, Learning int

	arms spec.Experiment // those of the round
}

// More returns what can be gained by more epochs; ok is false if the latest round is under
// way, no method of it still learns, or it cannot be trained here as it was.
func (s *Session) More() (offer More, ok bool) {
	round := s.Latest()
	if round == nil || round.Kind != record.Comparison || len(round.Parts) != 1 || s.Unfinished() > 0 {
		return More{}, false
	}
	offer.Epochs = min(2*round.Shared().Epochs, spec.MaxEpochs)
	offer.arms = round.Parts[0].Clone()
	offer.arms.Methods, offer.arms.Arms = nil, nil
	learning := map[spec.Label]bool{}
	for _, r := range s.Runs {
		if !s.Current(r) {
			continue
		}
		if !s.OwnSet(r) {
			return More{}, false
		}
		if !offer.arms.Has(r.Spec) {
			offer.Arms++
			if a, beside := round.Parts[0].Arm(r.Spec.Arm.Look); beside {
				offer.arms.Arms = append(offer.arms.Arms, a)
			} else {
				offer.arms.Methods = append(offer.arms.Methods, r.Spec.Method)
			}
		}
		if of := (spec.Label{Name: r.Spec.Name(), Look: r.Spec.Arm.Look}); r.StillLearning() && !learning[of] {
			learning[of] = true
			offer.Learning++
		}
	}
	return offer, offer.Learning > 0 && offer.Epochs > round.Shared().Epochs
}

// TrainMore begins a round with the latest one's set-up and the epochs of [Session.More]. It
// begins from the starting weights: the rate's course depends on the number of epochs, so
// that a continued run would not be the one that was asked for.
func (s *Session) TrainMore() {
	offer, ok := s.More()
	if !ok {
		return
	}
	e := offer.arms
	if needsWeights(e) && s.Weights.Absent() {
		s.Board.Notify(s.Weights.Cure())
		return
	}
	if why := s.NotYet(); why != "" {
		s.Board.Notify(why)
		return
	}
	e.Shared.Epochs, e.Methods = offer.Epochs, spec.InOrder(e.Methods)
	s.begin(s.newRound(record.Comparison, e.Title(), []spec.Experiment{e}), 0)
}
