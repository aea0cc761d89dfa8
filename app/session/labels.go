package session

import (
	"pawgrad/app/session/doctor"
	"pawgrad/app/session/pretrained"
)

// Examiner is the run whose network examines the labels of the set in use: of those trained on
// it to the end, the one with the lowest validation loss; nil if there is none. Runs of a
// search for learning rates are too short for it.
func (s *Session) Examiner() *Run {
	var best *Run
	for _, r := range s.Runs {
		if r.Status != Finished || r.Valid.Len() == 0 || !s.OwnSet(r) || s.RoundOf(r).Searches() {
			continue
		}
		if best == nil || r.settledLoss() < best.settledLoss() {
			best = r
		}
	}
	return best
}

// settledLoss is the validation loss of the weights that a run has ended with: those of its
// last epoch or, if it stops early, of its lowest loss.
func (r *Run) settledLoss() float64 {
	last := r.Valid.Loss[r.Valid.Len()-1]
	if r.Spec.Patience > 0 {
		for _, loss := range r.Valid.Loss {
			last = min(last, loss)
		}
	}
	return last
}

// ExamineLabels has the labels of the set in use examined, by networks trained as that of
// [Session.Examiner] was.
func (s *Session) ExamineLabels() {
	r := s.Examiner()
	if r == nil {
		return
	}
	run := r.Spec.Examination()
	if pretrained.Needs(run) && s.Weights.Absent() {
		s.Board.Notify(s.Weights.Cure())
		return
	}
	s.Doctor.Examine(run)
}

// UseRelabelled makes the set with the labels that were decided on the image set in use.
// Rounds keep the set that they were trained on.
func (s *Session) UseRelabelled() {
	s.Doctor.Make(func(made doctor.Made) { s.Images.UsePack(made.Pack) })
}
