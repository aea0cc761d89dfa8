package figure

import (
	"math"
	"strings"
	"testing"
)

func TestSweepStrip(t *testing.T) {
	curve := func(accuracy ...float64) []SweepCurve {
		return []SweepCurve{{Name: "SGD", Style: MethodStyle("sgd"), Rate: []float64{0.01, 0.1, 1}[:len(accuracy)], Accuracy: accuracy}}
	}
	for _, c := range []struct {
		name         string
		sweep        Sweep
		marks, links int
		strip        string
	}{
		{"all held", Sweep{Curves: curve(0.6, 0.5, 0.7)}, 0, 0, ""},
		{"one diverged", Sweep{Curves: curve(0.6, 0.5, nan)}, 1, 1, "diverged"},
		{"two diverged", Sweep{Curves: curve(0.6, inf, inf)}, 2, 1, "diverged"},
		{"first diverged", Sweep{Curves: curve(nan, 0.5)}, 1, 0, "diverged"},
	} {
		l := c.sweep.Layout(620, 320, Light(), Estimate)
		if len(l.diverged) != c.marks || len(l.links) != c.links || l.stripped != c.strip {
			t.Errorf("%s: %d marks, %d links, strip %q", c.name, len(l.diverged), len(l.links), l.stripped)
		}
		if (l.Strip.H > 0) != (c.strip != "") {
			t.Errorf("%s: a strip of %g px", c.name, l.Strip.H)
		}
		for _, m := range l.diverged {
			if !l.Strip.Contains(m.at.X, m.at.Y) {
				t.Errorf("%s: a diverged run at %v lies outside the strip %v", c.name, m.at, l.Strip)
			}
		}
	}
}

// TestSweepMarksStandApart wants runs that diverged at one rate side by side.
func TestSweepMarksStandApart(t *testing.T) {
	l := rateSweep().Layout(800, 420, Light(), Estimate)
	for i, a := range l.diverged {
		for _, b := range l.diverged[:i] {
			if math.Hypot(a.at.X-b.at.X, a.at.Y-b.at.Y) < 2*l.theme.Mark {
				t.Errorf("marks at %v and %v cover each other", a.at, b.at)
			}
		}
	}
}

// TestSweepLabels wants every chosen rate labelled, clear of all other labels and rings, also where seven methods chose alike.
func TestSweepLabels(t *testing.T) {
	same := rateSweep()
	for i := range same.Curves {
		same.Curves[i].Chosen = 0.001
	}
	for name, w := range map[string]Sweep{"different": rateSweep(), "the same": same} {
		for _, size := range [][2]float64{{340, 420}, {800, 420}, {1280, 640}} {
			l := w.Layout(size[0], size[1], Light(), Estimate)
			if len(l.rings) != len(methods) {
				t.Fatalf("%s: %d rings", name, len(l.rings))
			}
			for i, a := range l.rings {
				if a.label.X < l.Plot.X || a.label.Right() > l.Plot.Right() {
					t.Errorf("%s at %g px: label %q leaves the plot", name, size[0], a.text)
				}
				for _, b := range l.rings[:i] {
					if overlap(a.label, b.label) {
						t.Errorf("%s at %g px: labels %q and %q overlap", name, size[0], a.text, b.text)
					}
				}
			}
		}
	}
}

func TestSweepReading(t *testing.T) {
	w := sweptAt(0.1)
	l := w.Layout(620, 380, Light(), Estimate)
	if rate, ok := l.HoverAt(l.line.x.at(0.09), l.Plot.Y+5); !ok || rate != 0.1 {
		t.Errorf("pointing near 0.1 gives %v %v", rate, ok)
	}
	if rate, ok := l.HoverAt(l.line.x.at(1), l.Strip.Y+5); !ok || rate != 1 {
		t.Errorf("pointing at a diverged run gives %v %v", rate, ok)
	}
	if l.line.readout == nil || l.line.readout.head != "Learning rate 0.1" || l.line.readout.rows[len(methods)-1].value != "diverged" {
		t.Errorf("read-out %+v", l.line.readout)
	}
	for _, v := range w.At(0.2).Values {
		if v.OK {
			t.Errorf("a rate that was not tried has the value %+v", v)
		}
	}
	if got := w.Describe(); !strings.Contains(got, "Adam best 0.7200 at 0.001, chosen 0.001, diverged at 0.03 and 0.1 and 0.3 and 1") {
		t.Errorf("described as %q", got)
	}
}

func TestRateText(t *testing.T) {
	for rate, want := range map[float64]string{0.001: "0.001", 0.0001: "0.0001", 0.00003: "3×10⁻⁵", 0.1: "0.1", 1: "1", 0.0316227: "0.0316"} {
		if got := rateText(rate); got != want {
			t.Errorf("rate %v is written %q, want %q", rate, got, want)
		}
	}
}
