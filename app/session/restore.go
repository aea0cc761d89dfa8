package session

import (
	"fmt"
	"strconv"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/session/keep"
)

// Adopt implements keep.Reader. Runs that were under way are paused until the visitor
// says that they may go on.
func (s inner) Adopt(e record.Round, files keep.Found) { s.adopt(e, files) }

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

// Restored implements keep.Reader: it goes on with what had to wait until the earlier
// visits' rounds were there.
func (s inner) Restored() {
	s.opening.restored = true
	s.dropOldPaths()
	if s.Images.Set != nil {
		s.reunite()
	}
	if said := join(s.interrupted(), s.tooMany()); said != "" {
		s.Board.Inform(said)
	}
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
	if s.Images.Set != nil {
		s.takeUp()
		s.startEarly()
	}
	for _, file := range s.opening.files {
		s.OpenExperiment(file)
	}
	s.opening.files = nil
}

// adopt makes a record a round of the page, with the files that an earlier visit has left.
func (s *Session) adopt(e record.Round, files keep.Found) *Round {
	round := s.roundOf(e)
	s.Rounds = append(s.Rounds, round)
	for _, o := range s.Runs {
		if o.Status.Over() {
			o.Hidden = true
		}
	}
	for _, o := range e.Runs {
		r := s.runOf(o, round, files)
		s.Runs = append(s.Runs, r)
		if s.Current(r) {
			s.loadModel(r)
		}
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

// interrupted says which runs an earlier visit has left in their middle.
func (s *Session) interrupted() string {
	switch n := s.Unfinished(); n {
	case 0:
		return ""
	case 1:
		return "A run was interrupted when the page was closed. It goes on from its last epoch when you press Resume all."
	default:
		return fmt.Sprintf("%d runs were interrupted when the page was closed. They go on from their last epoch when you press Resume all.", n)
	}
}

// manyRounds is from how many rounds on the page takes some seconds to read them all.
const manyRounds = 30

// tooMany says that there are many rounds. Which of them matter is not for the page to
// decide, so it removes none.
func (s *Session) tooMany() string {
	if len(s.Rounds) < manyRounds {
		return ""
	}
	return fmt.Sprintf("This browser keeps %d rounds, which makes the page open slowly. Under Runs, remove those that you no longer need; "+
		"what you may want again, save as a file first.", len(s.Rounds))
}
