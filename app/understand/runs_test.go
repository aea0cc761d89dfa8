package understand

import (
	"math"
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestNormsOfTheRuns(t *testing.T) {
	l, _, b := stand()
	s, n := l.session, l.norms
	if f := n.figure(); len(f.Panels) != 0 {
		t.Errorf("before any run: %d panels", len(f.Panels))
	}
	n.move(1) // with nothing to step through
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Adam}, 0)
	apptest.Norms(s.Runs[0], 1.5, 1, 0.1)
	apptest.Norms(s.Runs[1], 1.25, 3, 0.5)
	apptest.Norms(s.Runs[1], 1.5, 4, 0.5)
	f := n.figure()
	if len(f.Panels) != 2 || f.Panels[1].Name != "Dense" || len(f.Panels[1].Series) != 2 {
		t.Fatalf("panels %+v", f.Panels)
	}
	if line := f.Panels[1].Series[1]; line.Name != "Adam" || len(line.X) != 2 || line.Y[1] != 8 || !f.Y.Log {
		t.Errorf("Adam's gradients of the dense layer: %+v", line)
	}
	n.step = true
	if line := n.figure().Panels[0].Series[0]; line.Y[0] != float64(float32(0.1)) {
		t.Errorf("SGD's steps of the first layer: %v", line.Y)
	}
	// From the last point of the first panel into the second one.
	for _, want := range []struct {
		x     float64
		panel int
	}{{1.5, 0}, {1.25, 1}, {1.5, 1}, {1.25, 0}} {
		if n.move(1); n.hover.X != want.x || n.focus != want.panel {
			t.Fatalf("the cross-hair is at %v in panel %d, want %+v", n.hover.X, n.focus, want)
		}
	}
	s.Show(s.Runs[0].ID, false)
	if f := n.figure(); len(f.Panels[0].Series) != 1 || f.Hover == nil {
		t.Errorf("a hidden run is drawn: %d series", len(f.Panels[0].Series))
	}
	n.leave()
	if n.figure().Hover != nil {
		t.Error("the cross-hair stays")
	}
}

// wander plays a path of three points for each run.
func wander(s *session.Session, b *fake.Browser) {
	for i, r := range s.Runs {
		for epoch := range 3 {
			b.Trainers[1+i].Handle(protocol.Waypoint{Run: r.ID, Epoch: float64(epoch)}, host.Attachments{Files: []host.Blob{fake.NewBlob("weights")}})
		}
	}
}

func TestPathsOfTheRuns(t *testing.T) {
	l, _, b := stand()
	s, p := l.session, l.paths
	has := func(when string, wants ...string) {
		t.Helper()
		page := ui.HTMLString(l.UI())
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s, the page has no %q", when, want)
			}
		}
	}
	has("before any run", "Start a comparison of two methods or more.")
	s.Form.Edit(form.Field{Key: spec.KeyImageSize}, "150")
	has("with large photos", "3.5 million weights", "choose photos of 64 pixels")
	s.Form.Edit(form.Field{Key: spec.KeyImageSize}, "64")

	s.SetSlots(2)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	wander(s, b)
	has("with paths", `id="measure-surface"`, "The paths of 2 runs so far")
	s.MeasureSurface(p.grid)
	worker := b.Trainers[3]
	has("at first", "Preparing", `id="cancel-surface"`)
	worker.Handle(protocol.LandscapeProgress{Done: 132, Total: 441}, host.Attachments{})
	has("on the way", "132 of 441 places")
	worker.Handle(protocol.Failed{Sentence: "There is no memory.", Cure: "Close a tab."}, host.Attachments{})
	has("after a failure", "There is no memory. Close a tab.")

	s.MeasureSurface(p.grid)
	b.Trainers[4].Handle(protocol.Landscaped{
		Paths: []protocol.LandscapedPath{{Run: "run1", Points: [][2]float64{{0, 0}, {1, 0}, {2, 0}}}, {Run: "run2", Points: [][2]float64{{0, 0}, {0, 1}, {0, 2}}}, {Run: "gone"}},
		X:     []float64{-1, 1, 3}, Y: []float64{-1, 3}, Loss: [][]float64{{1, 0.5, -1}, {2, 1, 0.25}}, Explained: [2]float64{0.6, 0.3}, Images: 200,
	}, host.Attachments{})
	has("with a surface", `id="figure-landscape"`, "60 % and 30 %", "of 504,001 directions", "10 % of the variance lies outside", "200 training photos", "Epoch 2 of 2", "Measure again")
	f := l.runs.Surface()
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
		if p.key(c.key); p.At != c.want {
			t.Errorf("%s leads to %v, want %v", c.key, p.At, c.want)
		}
	}
	if p.key("Tab") {
		t.Error("the Tab key is taken away")
	}
	p.key(" ")
	b.Clock += 100
	for range 3 {
		b.NextFrame()
	}
	if p.Playing || p.At != 2 {
		t.Errorf("after playing: at %v, playing %v", p.At, p.Playing)
	}
}
