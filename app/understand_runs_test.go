package app

import (
	"math"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

// normal plays a point with norms of two layers.
func normal(r *session.Run, epoch float64, gradient, update float32) {
	r.Started.Layers = []string{"Conv 1", "Dense"}
	r.Apply(protocol.StepPoint{Run: r.ID, Epoch: epoch, Loss: 0.6,
		GradientNorms: []float32{gradient, 2 * gradient}, UpdateNorms: []float32{update, 2 * update}}, host.Attachments{})
}

func TestNormsOfTheRuns(t *testing.T) {
	l, b := laboratory(t)
	if f := l.pointedNorms(); len(f.Panels) != 0 || f.Empty == "" {
		t.Errorf("before any run: %d panels, %q", len(f.Panels), f.Empty)
	}
	l.stepNorms(1) // with nothing to step through
	train(l, b, []spec.MethodID{spec.SGD, spec.Adam}, 0)
	normal(l.Runs[0], 1.5, 1, 0.1)
	normal(l.Runs[1], 1.25, 3, 0.5)
	normal(l.Runs[1], 1.5, 4, 0.5)
	f := l.pointedNorms()
	if len(f.Panels) != 2 || f.Panels[1].Name != "Dense" || len(f.Panels[1].Series) != 2 {
		t.Fatalf("panels %+v", f.Panels)
	}
	if s := f.Panels[1].Series[1]; s.Name != "Adam" || len(s.X) != 2 || s.Y[1] != 8 || !f.Y.Log {
		t.Errorf("Adam's gradients of the dense layer: %+v", s)
	}
	l.norm.step = true
	if s := l.pointedNorms().Panels[0].Series[0]; s.Y[0] != float64(float32(0.1)) {
		t.Errorf("SGD's steps of the first layer: %v", s.Y)
	}
	// From the last point of the first panel into the second one.
	for _, want := range []struct {
		x     float64
		panel int
	}{{1.5, 0}, {1.25, 1}, {1.5, 1}, {1.25, 0}} {
		if l.stepNorms(1); l.norm.hover.X != want.x || l.norm.focus != want.panel {
			t.Fatalf("the cross-hair is at %v in panel %d, want %+v", l.norm.hover.X, l.norm.focus, want)
		}
	}
	l.Show(l.Runs[0].ID, false)
	if f := l.pointedNorms(); len(f.Panels[0].Series) != 1 || f.Hover == nil {
		t.Errorf("a hidden run is drawn: %d series", len(f.Panels[0].Series))
	}
	l.leaveNorms()
	if l.pointedNorms().Hover != nil {
		t.Error("the cross-hair stays")
	}
}

// wander plays a path of three points for each run.
func wander(l *lab, b *fakeBrowser) {
	for i, r := range l.Runs {
		for epoch := range 3 {
			b.trainers[1+i].handle(protocol.Waypoint{Run: r.ID, Epoch: float64(epoch)}, host.Attachments{Files: []host.Blob{&picture{"weights"}}})
		}
	}
}

func TestPathsOfTheRuns(t *testing.T) {
	l, b := laboratory(t)
	l.view.tab = tabUnderstand
	has := func(when string, wants ...string) {
		t.Helper()
		page := html(l)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s, the page has no %q", when, want)
			}
		}
	}
	has("before any run", "Start a comparison of two methods or more.")
	l.Form.Edit(form.Field{Key: spec.KeyImageSize}, "150")
	has("with large photos", "3.5 million weights", "choose photos of 64 pixels")
	l.Form.Edit(form.Field{Key: spec.KeyImageSize}, "64")

	l.SetSlots(2)
	l.Start([]spec.MethodID{spec.SGD, spec.Adam})
	wander(l, b)
	has("with paths", `id="measure-surface"`, "The paths of 2 runs so far")
	l.MeasureSurface(l.paths.grid)
	worker := b.trainers[3]
	has("at first", "Preparing", `id="cancel-surface"`)
	worker.handle(protocol.LandscapeProgress{Done: 132, Total: 441}, host.Attachments{})
	has("on the way", "132 of 441 places")
	worker.handle(protocol.Failed{Sentence: "There is no memory.", Cure: "Close a tab."}, host.Attachments{})
	has("after a failure", "There is no memory. Close a tab.")

	l.MeasureSurface(l.paths.grid)
	b.trainers[4].handle(protocol.Landscaped{
		Paths: []protocol.LandscapedPath{{Run: "run1", Points: [][2]float64{{0, 0}, {1, 0}, {2, 0}}}, {Run: "run2", Points: [][2]float64{{0, 0}, {0, 1}, {0, 2}}}, {Run: "gone"}},
		X:     []float64{-1, 1, 3}, Y: []float64{-1, 3}, Loss: [][]float64{{1, 0.5, -1}, {2, 1, 0.25}}, Explained: [2]float64{0.6, 0.3}, Images: 200,
	}, host.Attachments{})
	has("with a surface", `id="figure-landscape"`, "60 % and 30 %", "of 504,001 directions", "10 % of the variance lies outside", "200 training photos", "Epoch 2 of 2", "Measure again")
	f := l.landscapeFigure()
	if len(f.Paths) != 2 || f.Paths[1].Name != "Adam" || !math.IsNaN(f.Loss[0][2]) || f.Loss[1][2] != 0.25 || f.StepName != "" {
		t.Errorf("the figure is %+v", f)
	}
	if text := f.Describe(); !strings.Contains(text, "Adam in 2 epochs") {
		t.Errorf("in words: %s", text)
	}
	for _, c := range []struct {
		key  string
		want float64
	}{{"ArrowRight", 2}, {"ArrowLeft", 1}, {"ArrowLeft", 0}, {"ArrowLeft", 0}, {"ArrowRight", 1}} {
		if l.pathKey(c.key); l.paths.at != c.want {
			t.Errorf("%s leads to %v, want %v", c.key, l.paths.at, c.want)
		}
	}
	if l.pathKey("Tab") {
		t.Error("the Tab key is taken away")
	}
	l.pathKey(" ")
	b.now += 100
	for range 3 {
		b.frame()
	}
	if l.paths.playing || l.paths.at != 2 {
		t.Errorf("after playing: at %v, playing %v", l.paths.at, l.paths.playing)
	}
}
