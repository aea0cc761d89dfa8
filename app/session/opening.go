package session

import (
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/say"
)

// Restored implements keep.Reader: it goes on with what had to wait until the earlier
// visits' rounds were there.
func (s inner) Restored() {
	s.opening.restored = true
	s.takeUpSearches()
	s.dropOldPaths()
	s.host.Tidy()
	s.LookAtDisk()
	if s.Images.Set != nil {
		s.reunite()
	}
	said := join(s.interrupted(), s.tooMany())
	if bad := join(s.wasEnded(), s.lostRuns()); bad != "" {
		s.Board.Notify(join(bad, said))
	} else if said != "" {
		s.Board.Inform(said)
	}
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
	if s.Images.Set != nil {
		s.takeUp()
		s.startEarly()
	}
	for _, files := range s.opening.files {
		s.OpenExperiments(files)
	}
	s.opening.files = nil
}

// photosCame goes on with what had to wait for photos and for what earlier visits have left.
func (s *Session) photosCame() {
	s.reunite()
	s.takeUp()
	s.startEarly()
}

// startEarly starts the runs that were waiting for the first image set.
func (s *Session) startEarly() {
	if start := s.opening.start; start != nil {
		s.opening.start = nil
		start()
	}
}

// takeUp makes the photos of the latest round those in use again; once, as soon as the page has all it begins with.
func (s *Session) takeUp() {
	latest := s.Latest()
	if s.opening.tookUp || latest == nil {
		return
	}
	s.opening.tookUp = true
	if latest.Pack != nil && latest.set.SHA256 != s.Images.Set.SHA256 {
		s.Images.UseKept(latest.Pack)
	}
}

// interrupted says which runs an earlier visit has left in their middle.
func (s *Session) interrupted() string {
	switch n := s.Unfinished(); n {
	case 0:
		return ""
	case 1:
		return say.Text("A run was interrupted when the page was closed. It goes on from its last epoch when you press Resume all.")
	default:
		return say.F("%d runs were interrupted when the page was closed. They go on from their last epoch when you press Resume all.", n)
	}
}

// lostRuns says which runs of earlier visits cannot be shown.
func (s *Session) lostRuns() string {
	if len(s.opening.lost) == 0 {
		return ""
	}
	return say.F("What this browser kept of some runs is damaged, so they are lost: round %s. If you saved the experiment as a file, open that.", strings.Join(s.opening.lost, "; "))
}

// manyRounds is from how many rounds on the page takes some seconds to read them all.
const manyRounds = 30

// tooMany says that there are many rounds. Which of them matter is not for the page to
// decide, so it removes none.
func (s *Session) tooMany() string {
	if len(s.Rounds) < manyRounds {
		return ""
	}
	return say.F("This browser keeps %d rounds, which makes the page open slowly. Under Runs, remove those that you no longer "+
		"need; what you may want again, save as a file first.", len(s.Rounds))
}
