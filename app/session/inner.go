package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"
)

// To all that take cores:

func (s inner) Fill()          { s.fill() }
func (s inner) FreeCores() int { return s.free() }
func (s inner) Held() bool     { return s.Session.Held }
func (s inner) Threads() bool  { return s.host.Computer().Threads }

// To the image set:

func (s inner) SetLoaded() {
	s.Doctor.Use(s.Images.Set, s.Images.Pack)
	if s.Desk.Roofline == 0 {
		s.Desk.Send(protocol.MeasureEngine{}, host.Attachments{})
	}
	if s.opening.restored {
		s.photosCame()
	}
}

func (s inner) SetFailed() { s.opening.start = nil }

func (s inner) KeepImport(report []byte) { s.journal.KeepImport(report) }
func (s inner) DropImport()              { s.journal.DropImport() }

func (s inner) NameAll(c protocol.NameAll, files []host.Blob) { s.Naming.NameAll(c, files) }

// To the weights:

func (s inner) WeightsBeside() bool { return s.host.WeightsBeside() }

func (s inner) WeightsInUse() bool {
	return s.Doctor.Examining() && pretrained.Needs(s.Doctor.Chart.Run) ||
		s.anyRun(func(r *Run) bool { return !r.Status.Over() && pretrained.Needs(r.Spec) })
}

func (s inner) WeightsReady() {
	s.loadModels()
	s.fetchReadyVGG19()
	s.fill()
}

func (s inner) WeightsReplaced() { // what networks learned on others means nothing on these
	for _, r := range s.Runs {
		if pretrained.Needs(r.Spec) {
			s.Naming.Unload(r.ID)
		}
	}
	s.Naming.UnloadOpened(pretrained.Needs)
}

func (s inner) WeightsFailed(sentence string) {
	s.Naming.WeightsFailed(sentence)
	s.failQueued(sentence, func(r *Run) bool { return pretrained.Needs(r.Spec) })
	if s.Doctor.Waiting() && pretrained.Needs(s.Doctor.Chart.Run) {
		s.Doctor.Fail(sentence)
	}
}

// To the extraction:

func (s inner) FeaturesInUse(key string) bool {
	return s.Doctor.Needs(key) || s.anyRun(func(r *Run) bool {
		return !r.Status.Over() && slices.ContainsFunc(r.features, func(f *pretrained.Features) bool { return f.Key == key })
	})
}

func (s inner) FeaturesFailed(f *pretrained.Features, sentence string) {
	s.failQueued(sentence, func(r *Run) bool { return slices.Contains(r.features, f) })
	if s.Doctor.Needs(f.Key) {
		s.Doctor.Fail(sentence)
	}
}

// To the doctor:

func (s inner) Reads(run spec.Run, set *protocol.DataLoaded, pack host.Blob) (features []*pretrained.Features, ready bool) {
	features, known := s.reads(run, set, pack)
	return features, known && s.extraction.Prepare(features)
}

func (s inner) SendWeights(t host.Sender) { s.Weights.Send(t) }

func (s inner) FeaturesDamaged(features []*pretrained.Features) {
	for _, f := range features {
		s.extraction.Forget(f)
	}
}

func (s inner) Keeps() bool { return s.journal.Owned() }

// To the naming: after a reload, the weights that a network of the latest round stands on
// are only on the disk. As long as the visitor has no network, the best ready-made one stands on
// them, too.

func (s inner) PhotosAdded() {
	s.fetchReadyVGG19()
	idle := s.Weights.Phase == pretrained.Kept || s.Weights.Phase == pretrained.Beside
	if idle && (!s.own() || s.anyRun(func(r *Run) bool { return s.Current(r) && pretrained.Needs(r.Spec) && r.Model != nil })) {
		s.Weights.Load()
	}
}
