package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/app/session/keep"
)

// Rename gives a round another name, or with an empty one the name that it began with.
func (s *Session) Rename(number int, name string) {
	round := s.Round(number)
	if round == nil {
		return
	}
	if name = keep.TidyName(name); name == "" || name == say.Sentence(round.firstName()) {
		name = round.firstName()
	}
	if name == round.Name {
		return
	}
	round.Name = name
	s.journal.KeepName(round.place, name)
	s.host.Changed(host.RunStates)
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
		s.wake(now, all, func(bool) {})
	}
	s.dropOldPaths()
	if s.Unfinished() == 0 {
		s.Held = false // there is nothing left to hold
	}
	s.LookAtDisk()
	s.Board.Tell(say.F("%s has been removed.", round.SpokenName()))
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

// Remove takes a run that is over off the page, and with the last one its round.
func (s *Session) Remove(id string) {
	i := slices.IndexFunc(s.Runs, func(r *Run) bool { return r.ID == id })
	if i < 0 || !s.Runs[i].Status.Over() {
		return
	}
	number := s.Runs[i].Round
	if !slices.ContainsFunc(s.Runs, func(o *Run) bool { return o.Round == number && o.ID != id }) {
		s.RemoveRound(number)
		return
	}
	s.Naming.Unload(s.Runs[i].ID)
	s.journal.Remove(s.Runs[i].place)
	s.Runs = slices.Delete(s.Runs, i, i+1)
	s.host.Changed(host.RunStates | host.Curves | host.Numbers | host.Photos)
}

// Show puts a run into the curves or leaves it out. One of an older round names photos
// while it is shown.
func (s *Session) Show(id string, shown bool) {
	r := s.Run(id)
	if r == nil {
		return
	}
	r.Hidden = !shown
	s.loadModel(r)
	s.unloadIdle(r)
	if shown {
		s.wake(s.RoundOf(r), func(o *Run) bool { return o == r }, func(bool) {})
	} else {
		s.restAndTidy()
	}
	s.host.Changed(host.RunStates | host.Curves | host.Photos)
}
