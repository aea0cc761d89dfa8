package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"
)

// prepared reports whether all that a run needs is there, and takes the next step
// towards it if not.
func (s *Session) prepared(r *Run) bool {
	round := s.RoundOf(r)
	features, known := s.reads(r.Spec, &round.set, round.Pack)
	if !known {
		return false
	}
	if pretrained.Needs(r.Spec) {
		r.base, r.features = s.Weights.ID(), features
	}
	return s.extraction.Prepare(r.features)
}

// reads returns the features that a run of a set reads, there or not, and reports whether that
// is known: without VGG19's weights, which it has loaded, it is not.
func (s *Session) reads(run spec.Run, set *protocol.DataLoaded, pack host.Blob) (features []*pretrained.Features, known bool) {
	if !pretrained.Needs(run) {
		return nil, true
	}
	if s.Weights.Phase != pretrained.Ready {
		s.Weights.Load()
		return nil, false
	}
	if run.Cached() {
		features = s.extraction.Of(run, set, pack)
	}
	return features, true
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
