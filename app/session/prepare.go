package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/pretrained"
)

// prepared reports whether all that a run needs is there, and takes the next step
// towards it if not.
func (s *Session) prepared(r *Run) bool {
	if !pretrained.Needs(r.Spec) {
		return true
	}
	if s.Weights.Phase != pretrained.Ready {
		s.Weights.Load()
		return false
	}
	r.base = s.Weights.ID()
	if r.Spec.Cached() {
		round := s.RoundOf(r)
		r.features = s.extraction.Of(r.Spec, &round.set, round.Pack)
	}
	return s.extraction.Prepare(r.features)
}

// Preparing reports whether a queued run waits for features rather than for a
// core.
func (r *Run) Preparing() bool {
	return r.Status == Queued && pretrained.Needs(r.Spec) &&
		(r.base == "" || slices.ContainsFunc(r.features, func(f *pretrained.Features) bool { return !f.Ready() }))
}

// WaitsForBase reports whether a run waits for the pretrained weights.
func (s *Session) WaitsForBase() bool {
	return s.anyRun(func(r *Run) bool { return r.Status == Queued && pretrained.Needs(r.Spec) && r.base == "" })
}

// Preparing returns the features that are being computed for runs that wait, or
// nil.
func (s *Session) Preparing() *pretrained.Features {
	return s.extraction.First(func(f *pretrained.Features) bool {
		return s.anyRun(func(r *Run) bool { return r.Status == Queued && slices.Contains(r.features, f) })
	})
}

// failQueued fails the queued runs that match. As their curves show nothing, the
// sentence is said in a notice too.
func (s *Session) failQueued(sentence string, match func(*Run) bool) {
	for _, r := range s.Runs {
		if r.Status == Queued && match(r) {
			r.Status, r.Failure = Failed, &protocol.Failed{Run: r.ID, Kind: protocol.BadModel, Sentence: sentence}
			s.journal.Write(r.place)
			s.Board.Notify(sentence)
		}
	}
	s.host.Changed(host.RunStates | host.Numbers)
}
