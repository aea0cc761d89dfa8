package session

import (
	"fmt"
	"io"
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
	refuse := func(why error) { s.Board.Notify(fmt.Sprintf("%s cannot be opened. %s", file.Name(), why)) }
	if size := file.Size(); size > record.MaxBytes {
		refuse(record.TooLarge(size))
		return
	}
	if file.Size() >= longToRead {
		s.Board.Inform(fmt.Sprintf("%s is being opened. The page can be used meanwhile.", file.Name()))
	}
	var e record.Round
	s.host.Stream(file, func(content io.Reader) (err error) {
		e, err = record.Read(content)
		return err
	}, func(err error) {
		if err != nil {
			refuse(err)
			return
		}
		s.open(e)
	})
}

// longToRead is the size in bytes from which on an experiment takes some seconds to open.
const longToRead = 4 << 20

// open makes a record a round under new names.
func (s *Session) open(e record.Round) {
	e.ID = keep.RoundID(s.nextRound+1, s.now())
	for i := range e.Runs {
		s.nextRun++
		e.Runs[i].ID = fmt.Sprint(runPrefix, s.nextRun)
	}
	s.adopt(e, nil, func(round *Round) { s.opened(round, e) })
}

// opened says that a round that came as a file is there, and keeps it.
func (s *Session) opened(round *Round, e record.Round) {
	if s.Images.Set != nil {
		s.reunite()
	}
	s.dropOldPaths()
	s.host.Tidy()
	unfinished := 0
	var runs []*Run
	for _, r := range s.Runs {
		if r.Round == round.Number {
			runs = append(runs, r)
			if !r.Status.Over() {
				unfinished++
			}
		}
	}
	s.inSlices(len(runs), func(i int) { s.journal.Write(runs[i].place) }, func() {})
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
