package curves

import (
	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/nn/spec"
	"testing"
)

func TestChartsOfARun(t *testing.T) {
	in, s, b := stand()
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Adam}, 1)
	for _, q := range compare.Quantities {
		f := in.line(q)
		if len(f.Series) != 2 || f.Series[0].Name != "SGD" || len(f.Series[0].X) != 1 || f.X.Show.Max != 10 {
			t.Errorf("%s: %d series, axis to %v", q.ID, len(f.Series), f.X.Show.Max)
		}
		want := map[string]float64{"chart-valid-accuracy": 0.66, "chart-train-accuracy": 0.65, "chart-valid-loss": 0.61, "chart-train-loss": 0.6}[q.ID]
		if got := f.Series[0].Y[0]; got != want {
			t.Errorf("%s shows %v, want %v", q.ID, got, want)
		}
	}
	s.Show("run1", false)
	if f := in.line(compare.Quantities[0]); len(f.Series) != 1 || f.Series[0].Name != "Adam" {
		t.Errorf("a hidden run is drawn: %d series", len(f.Series))
	}
	in.lines.ByTime = true
	if f := in.line(compare.Quantities[0]); f.Series[0].X[0] != 2 {
		t.Errorf("by time, the first point is at %v s, want 2", f.Series[0].X[0])
	}
	for _, f := range []figure.Figure{in.runs.Confusion(), in.runs.ROC(), compare.Architecture(s.Form.Experiment.Shared)} {
		if len(figure.ToSVG(f, 400, 300, figure.Light())) < 500 {
			t.Errorf("%s is not drawn", f.Heading())
		}
	}
	in.save()
	if len(b.Saved) != 4 {
		t.Errorf("%d files saved, want 4", len(b.Saved))
	}
}

func TestTheCrossHairMovesFromPointToPoint(t *testing.T) {
	in, s, b := stand()
	apptest.Train(s, b, []spec.MethodID{spec.SGD}, 0)
	r := s.Runs[0]
	for epoch := 2; epoch <= 4; epoch++ {
		r.Apply(protocol.EpochPoint{Run: r.ID, Epoch: epoch, ValidationLoss: 0.5, ValidationAccuracy: 0.7}, host.Attachments{})
	}
	q := compare.Quantities[0]
	for _, step := range []struct {
		by   int
		want float64
	}{{1, 4}, {-1, 3}, {-1, 2}, {-1, 1}, {-1, 1}, {1, 2}} {
		in.step(q, step.by)
		if got := in.hover.X; got != step.want {
			t.Fatalf("step %+d leads to %v, want %v", step.by, got, step.want)
		}
	}
	if f := in.line(q); f.Hover == nil || !f.Hover.Readout {
		t.Error("the chart pointed at reads nothing out")
	}
	if f := in.line(compare.Quantities[1]); f.Hover == nil || f.Hover.Readout {
		t.Error("the other charts have no cross-hair, or read out too")
	}
	in.leave()
	if in.line(q).Hover != nil {
		t.Error("the cross-hair stays")
	}
}

// stand returns the curves of a session with photos, the session, and the browser.
func stand() (*Panel, *session.Session, *fake.Browser) {
	screen, s, runs, b := apptest.New()
	return New(screen, s, runs), s, b
}
