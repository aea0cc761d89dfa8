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

// WeightsBeside implements pretrained.WeightsOwner.
func (s inner) WeightsBeside() bool { return s.host.WeightsBeside() }

// WeightsInUse implements pretrained.WeightsOwner.
func (s inner) WeightsInUse() bool {
	return s.anyRun(func(r *Run) bool { return !r.Status.Over() && pretrained.Needs(r.Spec) })
}

// WeightsSettled implements pretrained.WeightsOwner.
func (s inner) WeightsSettled() { s.fill() }

// WeightsReady implements pretrained.WeightsOwner.
func (s inner) WeightsReady() {
	s.loadModels()
	s.fill()
}

// WeightsReplaced implements pretrained.WeightsOwner: what networks learned on other
// weights means nothing on these.
func (s inner) WeightsReplaced() {
	for _, r := range s.Runs {
		if pretrained.Needs(r.Spec) {
			s.Naming.Unload(r.ID)
		}
	}
	s.Naming.UnloadOpened(pretrained.Needs)
}

// WeightsFailed implements pretrained.WeightsOwner: what waits for the weights fails with
// the sentence.
func (s inner) WeightsFailed(sentence string) {
	s.Naming.WeightsFailed(sentence)
	s.failQueued(sentence, func(r *Run) bool { return pretrained.Needs(r.Spec) })
}

// FreeCores implements pretrained.ExtractionOwner.
func (s inner) FreeCores() int { return s.free() }

// FeaturesChanged implements pretrained.ExtractionOwner.
func (s inner) FeaturesChanged() { s.fill() }

// Held implements pretrained.ExtractionOwner.
func (s inner) Held() bool { return s.Session.Held }

// FeaturesInUse implements pretrained.ExtractionOwner.
func (s inner) FeaturesInUse(key string) bool {
	return s.anyRun(func(r *Run) bool {
		return !r.Status.Over() && slices.ContainsFunc(r.features, func(f *pretrained.Features) bool { return f.Key == key })
	})
}

// FeaturesFailed implements pretrained.ExtractionOwner.
func (s inner) FeaturesFailed(f *pretrained.Features, sentence string) {
	s.failQueued(sentence, func(r *Run) bool { return slices.Contains(r.features, f) })
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
