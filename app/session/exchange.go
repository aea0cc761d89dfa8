package session

import (
	"fmt"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/session/keep"
)

// OpenExperiment brings an experiment back that was saved as a file: what is finished
// is shown, and what is not waits to be gone on with, as soon as its photos are there.
func (s *Session) OpenExperiment(file host.Blob) {
	if !s.opening.restored {
		s.opening.files = append(s.opening.files, file)
		return
	}
	s.host.Read(file, func(text []byte, problem string) {
		if problem != "" {
			s.Board.Notify(problem)
			return
		}
		e, err := record.Decode(text)
		if err != nil {
			s.Board.Notify(fmt.Sprintf("%s cannot be opened. %s", file.Name(), err))
			return
		}
		s.open(e)
	})
}

// open makes a record a round under new names.
func (s *Session) open(e record.Round) {
	e.ID = keep.RoundID(s.nextRound+1, s.now())
	for i := range e.Runs {
		s.nextRun++
		e.Runs[i].ID = fmt.Sprint(runPrefix, s.nextRun)
	}
	round := s.adopt(e, nil)
	if s.Images.Set != nil {
		s.reunite()
	}
	unfinished := 0
	for _, r := range s.Runs {
		if r.Round == round.Number {
			s.journal.Write(r.place)
			if !r.Status.Over() {
				unfinished++
			}
		}
	}
	said := fmt.Sprintf("The experiment %q is open: %d runs.", e.Name, len(e.Runs))
	if unfinished > 0 {
		said += fmt.Sprintf(" %d of them are not finished; they begin again when you press Resume all.", unfinished)
		if round.Pack == nil {
			said += fmt.Sprintf(" For that, load the image set %q first.", round.SetName)
		}
	}
	s.Board.Inform(strings.TrimSpace(said))
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
}
