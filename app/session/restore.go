package session

import (
	"fmt"
	"strconv"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/session/keep"
	"pawgrad/assets/bundled"
)

// Adopt implements keep.Reader. Runs that were under way are paused until the visitor
// says that they may go on.
func (s inner) Adopt(e record.Round, files keep.Found) { s.adopt(e, files) }

// Lost implements keep.Reader.
func (s inner) Lost(round string, runs []string) {
	names := make([]string, len(runs))
	for i, id := range runs {
		names[i] = strings.TrimPrefix(id, runPrefix)
	}
	s.opening.lost = append(s.opening.lost, fmt.Sprintf("%q (run %s)", round, strings.Join(names, ", ")))
}

// TakeOver implements keep.Reader.
func (s inner) TakeOver() bool {
	for _, round := range s.Rounds {
		if round.Pack != nil && round.set.SHA256 != bundled.ContentSHA256 {
			s.journal.KeepSet(round.place, round.set.SHA256, round.Pack)
		}
		if round.Name != round.firstName() {
			s.journal.KeepName(round.place, round.Name)
		}
	}
	for _, r := range s.Runs {
		s.journal.Write(r.place)
		for _, w := range r.Path {
			s.journal.KeepWay(r.place, w)
		}
	}
	s.host.Changed(host.RunStates)
	return len(s.Rounds) > 0
}

// TakeSet implements keep.Reader.
func (s inner) TakeSet(sum string, pack host.Blob) bool {
	taken := false
	for _, round := range s.Rounds {
		if round.set.SHA256 == sum {
			round.Pack, taken = pack, true
		}
	}
	return taken
}

// TakeImport implements keep.Reader.
func (s inner) TakeImport(report []byte) { s.Images.Recall(report) }

// adopt makes a record a round of the page, with the files that an earlier visit has left.
func (s *Session) adopt(e record.Round, files keep.Found) *Round {
	round := s.roundOf(e)
	s.Rounds = append(s.Rounds, round)
	for _, o := range s.Runs {
		if o.Status.Over() {
			o.Hidden = true
			s.unloadIdle(o)
		}
	}
	for _, o := range e.Runs {
		r := s.runOf(o, round, files)
		s.Runs = append(s.Runs, r)
		s.loadModel(r)
	}
	return round
}

// runOf makes a run of its record. One that is not over waits to be gone on with, or
// begins again where there is no checkpoint.
func (s *Session) runOf(o record.Run, round *Round, files keep.Found) *Run {
	if n, err := strconv.Atoi(strings.TrimPrefix(o.ID, runPrefix)); err == nil {
		s.nextRun = max(s.nextRun, n)
	}
	r := recorded(o)
	if !r.Status.Over() && files.Checkpoint(r.ID) == nil {
		r = &Run{ID: o.ID, Part: o.Part, Spec: o.Spec, Status: Paused}
	}
	s.enter(r, round)
	s.journal.Adopted(r.place, files, r.ended())
	r.Path = files.Path(r.ID)
	if r.Status.Over() { // one whose record could not follow its model trains again
		r.Model = files.Model(r.ID)
	}
	return r
}
