package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/session/keep"
)

// Rename gives a round another name, or with an empty one the name that it began with.
func (s *Session) Rename(number int, name string) {
	round := s.Round(number)
	if round == nil {
		return
	}
	if name = keep.TidyName(name); name == "" {
		name = round.firstName()
	}
	if name == round.Name {
		return
	}
	round.Name = name
	s.journal.KeepName(round.place, name)
	s.host.Changed(host.RunStates)
}

// firstName is what a round is called until the visitor gives it another name.
func (r *Round) firstName() string {
	switch r.Kind {
	case record.Study:
		return record.StudyName
	case record.Sweep:
		return record.SweepName
	}
	return roundName(r.Parts[0])
}

// RemoveRound takes a round off the page and out of the store, with all that its runs
// have learned; those under way are ended without being tested. If it was the latest,
// the figures show the one before it.
func (s *Session) RemoveRound(number int) {
	round := s.Round(number)
	if round == nil {
		return
	}
	latest := s.Latest()
	for _, r := range s.Runs {
		if r.Round == number {
			s.discard(r)
		}
	}
	s.Runs = slices.DeleteFunc(s.Runs, func(r *Run) bool { return r.Round == number })
	s.Rounds = slices.DeleteFunc(s.Rounds, func(o *Round) bool { return o == round })
	s.journal.RemoveRound(round.place)
	if !slices.ContainsFunc(s.Rounds, func(o *Round) bool { return o.set.SHA256 == round.set.SHA256 }) {
		s.journal.DropSet(round.set.SHA256)
	}
	if now := s.Latest(); now != nil && now != latest {
		for _, r := range s.Runs {
			if s.Current(r) {
				r.Hidden = false
				s.loadModel(r)
			}
		}
	}
	s.dropOldPaths()
	if s.Unfinished() == 0 {
		s.Held = false // there is nothing left to hold
	}
	s.Board.Tell(round.Name + " has been removed.")
	s.fill()
	s.host.Changed(host.RunStates | host.Curves | host.Numbers | host.Photos | host.Surface)
}

// discard ends a run that leaves the page with its round.
func (s *Session) discard(r *Run) {
	if r.alive() {
		r.trainer.Close()
		r.trainer = nil
	}
	if !r.Status.Over() {
		r.Status = Stopped
	}
	s.journal.Leave(r.place)
	s.Naming.Unload(r.ID)
}
