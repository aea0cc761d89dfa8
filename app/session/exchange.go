package session

import (
	"fmt"
	"io"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session/keep"
)

// OpenExperiments brings experiments back that were saved as files: what is finished is shown,
// and what is not waits to be gone on with, as soon as its photos are there. Several that are
// brought together, as from the laptops of a class, become one round, of what is finished in
// them; what does not fit is said file by file.
func (s *Session) OpenExperiments(files []host.Blob) {
	switch {
	case len(files) == 0:
	case !s.opening.restored:
		s.opening.files = append(s.opening.files, files)
	case len(files) == 1:
		s.readExperiment(files[0], func(e record.Round, why error) {
			if why != nil {
				s.Board.Notify(say.F("%s cannot be opened. %s", files[0].Name(), why))
				return
			}
			s.open(e, func() {})
		})
	default:
		s.Board.Inform(say.F("%d experiments are being opened as one. The page can be used meanwhile.", len(files)))
		s.readAll(files, nil, nil)
	}
}

// readAll reads files one after the other, behind those that were read, and opens what comes of
// them as one round; refused says why some cannot be read.
func (s *Session) readAll(files []host.Blob, read []record.Named, refused []string) {
	if len(files) == 0 {
		s.openJoined(read, refused)
		return
	}
	file := files[0]
	s.readExperiment(file, func(e record.Round, why error) {
		if why != nil {
			refused = append(refused, file.Name()+": "+why.Error())
		} else {
			read = append(read, record.Named{File: file.Name(), Round: e})
		}
		s.readAll(files[1:], read, refused)
	})
}

// openJoined opens several experiments as one round.
func (s *Session) openJoined(read []record.Named, refused []string) {
	var j record.Joined
	if len(read) > 0 {
		j = record.Join(read)
	}
	if len(j.Round.Runs) == 0 {
		s.Board.Notify(listed(say.Text("None of the experiments has a finished run to show."), append(refused, j.LeftOut...)))
		return
	}
	said := say.F("%d experiments are open as one: %d runs.", j.Files, len(j.Round.Runs))
	s.open(j.Round, func() {
		if left := append(refused, j.LeftOut...); left != nil {
			s.Board.Notify(listed(said, left))
			return
		}
		s.Board.Inform(said)
	})
}

// mostListed is how many of several things a notice names.
const mostListed = 8

// listed is a sentence with a list of things behind it, the first few by name.
func listed(sentence string, things []string) string {
	if n := len(things) - mostListed; n > 0 {
		things = append(things[:mostListed:mostListed], say.F("and %d more.", n))
	}
	if len(things) == 0 {
		return sentence
	}
	return say.F("%s Left out: %s", sentence, strings.Join(things, " "))
}

// readExperiment reads a file without holding the page up. An error is a sentence.
func (s *Session) readExperiment(file host.Blob, over func(record.Round, error)) {
	if size := file.Size(); size > record.MaxBytes {
		over(record.Round{}, record.TooLarge(size))
		return
	}
	if file.Size() >= longToRead {
		s.Board.Inform(say.F("%s is being opened. The page can be used meanwhile.", file.Name()))
	}
	var e record.Round
	s.host.Stream(file, func(content io.Reader) (err error) {
		e, err = record.Read(content)
		return err
	}, func(err error) { over(e, err) })
}

// longToRead is the size in bytes from which on an experiment takes some seconds to open.
const longToRead = 4 << 20

// open makes a record a round under new names, some of its runs at a time, and calls over when it has said that it is there.
func (s *Session) open(e record.Round, over func()) {
	e.ID = keep.RoundID(s.nextRound+1, s.now())
	for i := range e.Runs {
		s.nextRun++
		e.Runs[i].ID = fmt.Sprint(runPrefix, s.nextRun)
	}
	s.adopt(e, nil, func(round *Round) {
		s.opened(round, e)
		over()
	})
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
	said := say.F("The experiment %q is open: %d runs.", e.Name, len(e.Runs))
	if unfinished > 0 {
		said += say.F(" %d of them are not finished; they begin again when you press Resume all.", unfinished)
		if round.Pack == nil {
			said += say.F(" For that, load the image set %q first.", round.SetName)
		}
	}
	s.Board.Inform(strings.TrimSpace(said))
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
}
