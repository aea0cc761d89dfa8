package session

import (
	"pawgrad/app/protocol"
	"pawgrad/app/say"
)

// OwnSet reports whether a run was on the image set that is now in use, so that
// indexes of its result are indexes of that set.
func (s *Session) OwnSet(r *Run) bool {
	return s.Images.Set != nil && s.RoundOf(r).set.SHA256 == s.Images.Set.SHA256
}

// SetOf is the image set that a run was or is on.
func (s *Session) SetOf(r *Run) protocol.DataLoaded { return s.RoundOf(r).set }

// SetOfRound is the image set of a round.
func (s *Session) SetOfRound(r *Round) protocol.DataLoaded { return r.set }

// keepSet keeps the photos of a round, unless they come with the page anyway.
func (s *Session) keepSet(round *Round) {
	if !s.Images.Bundled {
		s.journal.KeepSet(round.place, round.set.SHA256, round.Pack)
	}
}

// reunite gives rounds without photos those that have just been loaded, if they are
// theirs.
func (s *Session) reunite() {
	for _, round := range s.Rounds {
		if round.Pack == nil && round.set.SHA256 == s.Images.Set.SHA256 {
			round.Pack = s.Images.Pack
			s.keepSet(round)
		}
	}
	s.fill()
}

// sayWhatIsMissing tells the visitor which photos have to be loaded again before all
// runs that want to go on can.
func (s *Session) sayWhatIsMissing() {
	for _, r := range s.Runs {
		if round := s.RoundOf(r); r.Status == Queued && round.Pack == nil && s.Images.Set != nil {
			s.Board.Notify(say.F("The photos of %q are not kept in this browser. Load that image set again; its runs then go on.", round.SetName))
			return
		}
	}
}
