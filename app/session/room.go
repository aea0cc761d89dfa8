package session

import (
	"slices"
	"strings"

	"pawgrad/app/record"
	"pawgrad/app/say"
)

// Spare implements keep.Owner. When the disk is full, features go first, as they can be
// computed again, and then rounds.
func (s inner) Spare(folders []string) string {
	if name := s.extraction.Spare(folders); name != "" {
		return name
	}
	if round := s.spareRound(folders); round != nil {
		round.place.Unkept = true
		return round.place.Folder
	}
	return ""
}

// spareRound returns the round that goes next, or nil: the oldest search for learning
// rates, whose outcome is in the form, then the oldest comparison. Studies took hours, the
// latest round is being looked at, and work that is not finished never goes.
func (s inner) spareRound(folders []string) *Round {
	for _, kind := range []record.Kind{record.Search, record.Comparison} {
		for _, round := range s.Rounds {
			if round.Kind == kind && s.journal.Keeps(round.place) && slices.Contains(folders, round.place.Folder) && !s.inUse(round) {
				return round
			}
		}
	}
	return nil
}

// inUse reports whether a round is the latest, is being written, or has a run that is to
// go on.
func (s inner) inUse(round *Round) bool {
	return round == s.Latest() || round == s.Rounds[len(s.Rounds)-1] || s.store.Busy(round.place.Folder) ||
		s.anyRun(func(r *Run) bool { return r.Round == round.Number && (!r.Status.Over() || r.place.Stored()) })
}

// GivenUp implements keep.Owner: it says what has made room, and how to keep it.
func (s inner) GivenUp() string {
	return join(s.extraction.GivenUp(), s.unkeptRounds())
}

func (s inner) unkeptRounds() string {
	var names []string
	for _, round := range s.Rounds {
		if round.place.Unkept {
			names = append(names, say.F("round %d, %q", round.Number, round.SpokenName()))
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return say.F("To make room, this browser no longer keeps %s. It stays here until the page is closed: to keep it, save it as "+
			"a file with the button beside its name under Runs.", names[0])
	}
	return say.F("To make room, this browser no longer keeps %s. They stay here until the page is closed: to keep them, save "+
		"them as files with the buttons beside their names under Runs.", strings.Join(names, "; "))
}

// WouldLose reports whether closing the page would lose work: training that goes on,
// and what is not kept for the next visit.
func (s *Session) WouldLose() bool {
	kept := s.store.Works()
	return s.Doctor.Examining() || s.anyRun(func(r *Run) bool {
		return r.Status.Busy() || !(kept && s.journal.Keeps(s.RoundOf(r).place)) && (!r.Status.Over() || r.Result != nil)
	})
}
