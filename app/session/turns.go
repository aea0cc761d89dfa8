package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
)

// Runs that are compared with each other take turns, so that all their curves grow
// side by side however few cores there are: a class sees six methods move, not two
// that run and four that wait. A run between two turns keeps its trainer, which
// holds, and so goes on without having to load or compile anything again. How many
// runs may be alive like that is a matter of memory.

// turnSeconds is how long a run trains before another's turn comes: long enough
// that changing over costs little, short enough that on two cores six methods have
// all moved within half a minute.
const turnSeconds = 4

// Steady reports whether the round's runs are trained one after the other instead: a
// study takes hours, and a run that is finished stays finished whatever comes.
func (r *Round) Steady() bool { return r.Kind == record.Study }

// alive reports whether a run has a trainer.
func (r *Run) alive() bool { return r.trainer != nil }

// candidate is the run that should get the next free core, or nil: of the earliest
// group of runs that are compared with each other and want one, the one that comes
// before the others. What has to be done before a run can start is set going on the
// way.
func (s *Session) candidate() *Run {
	if s.Held {
		return nil
	}
	var best *Run
	for _, r := range s.Runs {
		if best != nil && !r.Beside(best) {
			break
		}
		if r.Status != Waiting && !(r.Status == Queued && s.RoundOf(r).Pack != nil && s.prepared(r) && s.room(r)) {
			continue
		}
		if best == nil || s.before(r, best) {
			best = r
		}
	}
	return best
}

// before reports whether a run should have a core rather than another that it is
// compared with: the one trained less, or in a steady round the one nearer its end.
func (s *Session) before(r, o *Run) bool {
	if s.RoundOf(r).Steady() {
		return r.Trained() > o.Trained()
	}
	return r.Trained() < o.Trained()
}

// room reports whether there is memory for one more trainer. One there must be.
func (s *Session) room(r *Run) bool {
	taken := int64(0)
	for _, o := range s.Runs {
		if o.alive() {
			taken += s.memory(o)
		}
	}
	return taken == 0 || taken+s.memory(r) <= s.host.Computer().Memory
}

// memory is what a run takes: what its trainer says, or the estimate until then.
func (s *Session) memory(r *Run) int64 {
	return max(r.Progress.Bytes, r.Spec.MemoryBytes(s.RoundOf(r).set.Images()))
}

// takeTurn gives a run a core.
func (s *Session) takeTurn(r *Run) {
	if r.Status == Queued {
		s.launch(r)
		return
	}
	s.proceed(r)
}

// turnOver ends a run's turn if it has lasted long enough and another that is
// compared with it has been trained less.
func (s *Session) turnOver(r *Run, seconds float64) {
	if r.Status != Running || seconds-r.turn < turnSeconds {
		return
	}
	r.turn = seconds
	if s.free() > 0 {
		s.fill()
		return
	}
	o := s.candidate()
	if o == nil || !o.Beside(r) || o.Trained() >= r.Trained() || s.RoundOf(r).Steady() {
		return
	}
	r.Status = Waiting
	r.trainer.Send(protocol.Pause{Run: r.ID}, host.Attachments{})
	s.fill()
	s.host.Changed(host.RunStates | host.Numbers)
}
