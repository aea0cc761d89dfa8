package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// Retry puts a run that failed, or was stopped before it was tested, back into
// the queue, with its method's hyper-parameters as the form has them now: the
// cure of most failures is to change one of them. Those of a study, of a search
// for rates and of arms that stand beside their method's own belong to its parts; they stay, and so do
// those of one seed of several, which would not be compared with the others. A run
// whose trainer failed goes on from its checkpoint, if they are the same.
func (s *Session) Retry(id string) {
	i := slices.IndexFunc(s.Runs, func(r *Run) bool { return r.ID == id })
	if i < 0 || !s.Runs[i].Status.Over() || s.Runs[i].Result != nil {
		return
	}
	old := s.Runs[i]
	next, method := old.Spec, old.Spec.Method
	if round := s.RoundOf(old); round.Kind == record.Comparison && old.Spec.Arm.Look == 0 {
		e := s.Form.Experiment
		e.Methods, e.Arms = []spec.MethodID{method}, nil
		if p := s.Form.Complaint(e); p != "" {
			s.Board.Notify(p)
			return
		}
		hyper := s.Form.Experiment.Run(method).Hyper
		switch {
		case hyper == old.Spec.Hyper:
		case s.anyRun(func(r *Run) bool {
			return r != old && r.Round == old.Round && r.Part == old.Part && r.Spec.Method == method && r.Spec.Arm == old.Spec.Arm
		}):
			s.Board.Notify(say.F("Other seeds of %s have its old settings, so this one keeps them. To change them, start anew.", old.Method().Name))
		default:
			next.Hyper = hyper
			round.Parts[old.Part].Hyper[method] = hyper // what the part is, its records must say
		}
	}
	if next == old.Spec && old.place.Checkpoint != nil { // nothing has to be done again
		old.Status, old.Failure = Queued, nil
		s.journal.Write(old.place)
		s.fill()
		s.host.Changed(host.RunStates | host.Curves | host.Numbers)
		return
	}
	s.journal.Remove(old.place)
	s.Runs[i] = s.newRun(s.RoundOf(old), old.Part, next)
	s.journal.Write(s.Runs[i].place)
	s.fill()
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
}
