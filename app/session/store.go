package session

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/record"
)

// Folders of the store. Those of features are named by what they were computed
// from.
const (
	baseFolder     = "vgg19"
	featuresFolder = "features/"
)

// keep puts a file into the store. When the store is full, older files make room; see
// makeRoom. What cannot be kept is used from memory; the visitor is told once.
func (s *Session) keep(folder, name string, file host.Blob, over func(kept bool)) {
	s.keeping[folder]++
	s.tryToKeep(folder, name, file, func(kept bool) {
		s.keeping[folder]--
		over(kept)
	})
}

func (s *Session) tryToKeep(folder, name string, file host.Blob, over func(kept bool)) {
	s.host.Keep(folder, name, file, func(how host.Keeping) {
		switch how {
		case host.Kept:
			over(true)
		case host.KeepingDenied:
			s.cannotKeep("This browser keeps no files for the page, so what is computed now is gone when the page is closed. " +
				"Outside of a private window, at an https address, it would be kept.")
			over(false)
		default:
			s.makeRoom(func(made bool) {
				if made {
					s.tryToKeep(folder, name, file, over)
					return
				}
				s.cannotKeep("The browser gives this page no more room on the disk, so what is computed now is gone when the page is closed; " +
					"training goes on as usual. To have it kept, free some space on the disk.")
				over(false)
			})
		}
	})
}

// makeRoom removes the folder that can best be done without, tells the visitor, and
// reports whether there was any. Files that find the disk full at the same time share the
// room of one folder before another goes.
func (s *Session) makeRoom(over func(made bool)) {
	s.wantRoom = append(s.wantRoom, over)
	if len(s.wantRoom) > 1 {
		return
	}
	answer := func(made bool) {
		waiting := s.wantRoom
		s.wantRoom = nil
		for _, over := range waiting {
			over(made)
		}
	}
	s.host.Folders(func(names []string) {
		if name := s.spareFeatures(names); name != "" {
			s.forgotFeatures = true
			s.sayDisk()
			s.host.Forget(name, func() { answer(true) })
			return
		}
		if round := s.spareRound(names); round != nil {
			round.unkept = true
			s.sayDisk()
			s.host.Forget(round.folder(), func() { answer(true) })
			return
		}
		answer(false)
	})
}

// spareFeatures returns the folder of the oldest features that nobody needs now, if there
// are any: they go first, as they can be computed again.
func (s *Session) spareFeatures(names []string) string {
	for _, name := range names {
		key, are := strings.CutPrefix(name, featuresFolder)
		if are && s.keeping[name] == 0 && !s.needed(key) {
			return name
		}
	}
	return ""
}

// spareRound returns the round that goes next, or nil: the oldest search for learning
// rates, whose outcome is in the form, then the oldest comparison. Studies took hours, the
// latest round is being looked at, and work that is not finished never goes.
func (s *Session) spareRound(names []string) *Round {
	for _, kind := range []record.Kind{record.Sweep, record.Comparison} {
		for _, round := range s.Rounds {
			if round.Kind == kind && s.keeps(round) && slices.Contains(names, round.folder()) && !s.inUse(round) {
				return round
			}
		}
	}
	return nil
}

// inUse reports whether a round is the latest, is being written, or has a run that is to
// go on.
func (s *Session) inUse(round *Round) bool {
	return round == s.Latest() || round == s.Rounds[len(s.Rounds)-1] || s.keeping[round.folder()] > 0 ||
		s.anyRun(func(r *Run) bool { return r.Round == round.Number && (!r.Status.Over() || r.kept.stored != nil) })
}

// needed reports whether a run that is not over needs the features of a key.
func (s *Session) needed(key string) bool {
	return s.anyRun(func(r *Run) bool {
		return !r.Status.Over() && slices.ContainsFunc(r.features, func(f *Features) bool { return f.Key == key })
	})
}

// cannotKeep tells the visitor, once a visit, that files are not kept.
func (s *Session) cannotKeep(sentence string) {
	if s.whyUnkept == "" {
		s.whyUnkept = sentence
		s.sayDisk()
	}
}

// sayDisk tells the visitor what has made room, and what is not kept.
func (s *Session) sayDisk() {
	features := ""
	if s.forgotFeatures {
		features = "What VGG19's frozen layers have seen in photos was removed; they look at them again when a run needs it."
	}
	gone := join(features, s.unkeptRounds())
	if gone != "" {
		gone = join("The disk is full.", gone)
	}
	s.Board.Notify(join(gone, s.whyUnkept))
}

// unkeptRounds says which rounds have made room, and how to keep them.
func (s *Session) unkeptRounds() string {
	var names []string
	for _, round := range s.Rounds {
		if round.unkept {
			names = append(names, fmt.Sprintf("round %d, %q", round.Number, round.Name))
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "To make room, this browser no longer keeps " + names[0] + ". It stays here until the page is closed: " +
			"to keep it, save it as a file with the button beside its name under Runs."
	}
	return "To make room, this browser no longer keeps " + strings.Join(names, "; ") + ". They stay here until the page is closed: " +
		"to keep them, save them as files with the buttons beside their names under Runs."
}
