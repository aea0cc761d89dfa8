// Package apptest is what tests of the page's panels stand on: a session with photos and
// runs in a browser for tests.
package apptest

import (
	"pawgrad/app/browser/fake"
	"pawgrad/app/compare"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/assets/bundled"
	"pawgrad/nn/spec"
)

// New returns a session whose image set is loaded, what its panels are drawn on, the
// comparison of its runs, and the browser.
func New() (*widget.Screen, *session.Session, *compare.Comparison, *fake.Browser) {
	b := fake.NewBrowser()
	screen := widget.NewScreen(b)
	s := session.New(sessionHost{b, screen.Touch}, b.Cores())
	Load(s, b)
	return screen, s, compare.New(s), b
}

// sessionHost is the browser as the session sees it.
type sessionHost struct {
	*fake.Browser
	changed func(host.Topic)
}

// Changed implements session.Host.
func (h sessionHost) Changed(topics host.Topic) { h.changed(topics) }

// Load has a session load an image set. The form holds the experiment with whose names and
// rates the tests are written.
func Load(s *session.Session, b *fake.Browser) {
	s.Form.Experiment = spec.FirstExperimentFor(spec.CNN)
	s.Open()
	s.Images.UseSitePack(fake.NewBlob(bundled.FileName))
	b.Trainers[0].Handle(protocol.Ready{Engine: "WebAssembly SIMD"}, host.Attachments{})
	b.Trainers[0].Handle(protocol.DataLoaded{Name: "Cats and dogs", SHA256: bundled.ContentSHA256, Height: 32, Width: 32, Classes: []string{"cat", "dog"},
		Train: []int{700, 700}, Validation: []int{100, 100}, Test: []int{200, 200}}, host.Attachments{})
	b.Trainers[0].Handle(protocol.Samples{Split: "test", Items: []protocol.SampleItem{{Index: 5, Name: "dog.5", Label: 1}}},
		host.Attachments{Files: []host.Blob{fake.NewBlob("5.png")}})
}

// Train plays a run of each method: the first n finish, the next fails, and the
// one after that is busy.
func Train(s *session.Session, b *fake.Browser, methods []spec.MethodID, n int) {
	s.SetSlots(len(methods))
	s.Start(methods)
	for i, r := range s.Runs {
		trainer := b.Trainers[1+i]
		trainer.Handle(protocol.Started{Run: r.ID, Steps: 10, StepsPerEpoch: 5}, host.Attachments{})
		trainer.Handle(protocol.Progress{Run: r.ID, Phase: protocol.Training, Step: 5, Steps: 10, Epoch: 1, ImagesPerSecond: 250, GFLOPs: 45, ETA: 30}, host.Attachments{})
		trainer.Handle(protocol.StepPoint{Run: r.ID, Step: 5, Epoch: 1, Seconds: 2, Loss: 0.6, Accuracy: 0.65}, host.Attachments{})
		trainer.Handle(protocol.EpochPoint{Run: r.ID, Epoch: 1, Seconds: 2, ValidationLoss: 0.61, ValidationAccuracy: 0.66}, host.Attachments{})
		switch {
		case i < n:
			Finish(trainer, r, b)
		case i == n:
			trainer.Handle(protocol.Failed{Run: r.ID, Kind: protocol.Diverged, Sentence: "The loss became infinite.", Cure: "Try 0.1."}, host.Attachments{})
		}
	}
}

// Finish plays the end of a run on its trainer, and that the desk has its network.
func Finish(trainer *fake.Trainer, r *session.Run, b *fake.Browser) {
	trainer.Handle(protocol.Done{Run: r.ID, Reason: protocol.Finished, Epochs: 2, Seconds: 4, Test: protocol.Evaluation{
		Loss: 0.58, Accuracy: 0.75, Indexes: []int{1, 2, 3, 4}, Labels: []int{0, 0, 1, 1}, Probabilities: []float32{0.1, 0.7, 0.8, 0.9},
	}}, host.Attachments{Files: []host.Blob{fake.NewBlob("model")}})
	b.Trainers[0].Handle(protocol.ModelLoaded{Run: r.ID}, host.Attachments{})
}

// Norms plays a point of a run with norms of two layers.
func Norms(r *session.Run, epoch float64, gradient, update float32) {
	r.Started.Layers = []string{"Conv 1", "Dense"}
	r.Apply(protocol.StepPoint{Run: r.ID, Epoch: epoch, Loss: 0.6,
		GradientNorms: []float32{gradient, 2 * gradient}, UpdateNorms: []float32{update, 2 * update}}, host.Attachments{})
}
