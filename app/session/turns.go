package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
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

// alive reports whether a run has a trainer.
func (r *Run) alive() bool { return r.trainer != nil }

// fill gives free cores to runs that want one, or to what has to be done before they
// can start. A paused run needs none.
func (s *Session) fill() {
	if s.filling { // what it began was over at once
		s.refill = true
		return
	}
	s.filling, s.refill = true, true
	for s.refill {
		s.refill = false
		s.extraction.Tidy()
		for s.free() > 0 {
			r := s.candidate()
			if r == nil {
				break
			}
			s.takeTurn(r)
		}
		s.Doctor.Advance()
	}
	s.filling = false
	s.lend()
	s.note()
}

// Working counts the cores at work.
func (s *Session) Working() int {
	return s.Busy() + s.extraction.Working() + s.Landscape.Working() + s.Doctor.Working()
}

// free counts the cores without work.
func (s *Session) free() int { return s.Slots - s.Working() }

// SetSlots changes how many runs may be busy at once.
func (s *Session) SetSlots(n int) {
	s.Slots = max(1, n)
	s.fill()
	s.host.Changed(host.RunStates | host.Numbers)
}

// candidate is the run that should get the next free core, or nil: of the earliest
// group of runs that are compared with each other and want one, the one that comes
// before the others. What has to be done before a run can start is set going on the
// way.
func (s *Session) candidate() *Run {
	if s.Held {
		return nil
	}
	var best *Run
	now := s.taken()
	for _, r := range s.Runs {
		if best != nil && !r.Beside(best) {
			break
		}
		if r.Status != Waiting && !(r.Status == Queued && s.RoundOf(r).Pack != nil && s.prepared(r) && s.room(r, now)) {
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

// takeTurn gives a run a core.
func (s *Session) takeTurn(r *Run) {
	if r.Status == Queued {
		s.launch(r)
		return
	}
	s.proceed(r)
}

// proceed has a trainer that holds go on.
func (s *Session) proceed(r *Run) {
	r.Status = Running
	if r.Started.Steps == 0 {
		r.Status = Starting
	}
	r.trainer.Send(protocol.Resume{Run: r.ID}, host.Attachments{})
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
