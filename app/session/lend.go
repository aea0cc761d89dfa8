package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
)

// While fewer runs are busy than there are cores, those that are compute on the others too,
// where the browser allows it. What a run computes does not depend on how many cores it has,
// so they may come and go between any two steps.

// loan is how many cores a run has been lent.
type loan struct {
	// threads are those that its trainer was told of, 0 for the one that it begins with.
	threads int
	// none tells that it gets no others any more: one has ended under it.
	none bool
}

// use tells a trainer how many threads there are for it, if that is another number.
func (l *loan) use(t host.Sender, threads int) {
	if threads != max(1, l.threads) {
		l.threads = threads
		t.Send(protocol.UseThreads{Threads: threads}, host.Attachments{})
	}
}

// lend shares the free cores out among the runs that are busy, or gives them to the frozen
// layers' look at photos.
func (s *Session) lend() {
	computer := s.host.Computer()
	if !computer.Threads {
		return
	}
	var runs []*Run
	for _, r := range s.Runs {
		if r.alive() && r.Status.Busy() && !r.loan.none {
			runs = append(runs, r)
		}
	}
	free := max(0, computer.Cores-s.Working())
	parts := len(runs)
	if s.extraction.Lendable() {
		parts++
	}
	s.Lent = 0
	for i := range parts {
		more := free / parts
		if i < free%parts {
			more++
		}
		if i < len(runs) {
			runs[i].loan.use(runs[i].trainer, 1+more)
		} else {
			s.extraction.Use(1 + more)
		}
		s.Lent += more
	}
}

// Cores counts the cores that there are for runs, one each or several.
func (s *Session) Cores() int {
	if computer := s.host.Computer(); computer.Threads {
		return max(s.Slots, computer.Cores)
	}
	return s.Slots
}

// lostThread has a run whose trainer has lost a thread go on from its last checkpoint, on
// one core.
func (s *Session) lostThread(r *Run) {
	r.trainer.Close()
	r.trainer, r.Status, r.Failure, r.loan = nil, Queued, nil, loan{none: true}
	s.Board.Tell(say.F("%s has lost a processor core that was lent to it. It goes on from its last epoch, on one core.", r.Method().Name))
	s.fill()
}
