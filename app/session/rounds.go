package session

import (
	"slices"
	"strings"
	"unicode"

	"pawgrad/app/host"
	"pawgrad/app/record"
)

// longestName bounds a round's name, in characters: it is a line, not a text.
const longestName = 80

// nameFile holds a round's name in its folder, once the visitor has changed it: the
// records of its runs need not be written again for that.
const nameFile = "name"

// Rename gives a round another name, or with an empty one the name that it began with.
func (s *Session) Rename(number int, name string) {
	round := s.Round(number)
	if round == nil {
		return
	}
	if name = tidyName(name); name == "" {
		name = round.firstName()
	}
	if name == round.Name {
		return
	}
	round.Name = name
	if s.keeps(round) {
		s.keep(round.folder(), nameFile, s.host.Make(nameFile, []byte(name)), func(bool) {})
	}
	s.host.Changed(host.RunStates)
}

// tidyName makes one line of what was typed.
func tidyName(text string) string {
	text = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.IsPrint(c) {
			return c
		}
		return -1
	}, text)
	letters := []rune(strings.Join(strings.Fields(text), " "))
	return strings.TrimSpace(string(letters[:min(len(letters), longestName)]))
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
	if s.journal.owned {
		s.host.Forget(round.folder(), func() {})
		if !slices.ContainsFunc(s.Rounds, func(o *Round) bool { return o.set.SHA256 == round.set.SHA256 }) {
			s.host.Drop(setsFolder, round.set.SHA256+packSuffix)
		}
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
	r.kept.gone = true
	s.unloadModel(r)
}
