package figure

import (
	"math"
	"testing"
)

// TestEventsWordsLieFreeOfCurves at every size that has room for them: the word of a change of
// rate, in the middle of many curves or at their ends, covers none.
func TestEventsWordsLieFreeOfCurves(t *testing.T) {
	crowded := changedChart()
	high := crowded.Series[0]
	high.X, high.Y = []float64{0, 30}, nil
	for range high.X {
		high.Y = append(high.Y, crowded.layoutTop()) // where words stand if nothing is in the way
	}
	crowded.Series = append(crowded.Series, high)
	for name, l := range map[string]Line{"changed": changedChart(), "crowded": crowded} {
		for _, size := range [][2]float64{{900, 500}, {620, 360}, {340, 260}} {
			out := l.Layout(size[0], size[1], Light(), Estimate)
			if len(out.events) != len(l.Events) {
				t.Fatalf("%s at %g px: %d words for %d events", name, size[0], len(out.events), len(l.Events))
			}
			for i, e := range out.events {
				if n := out.hiddenBy(e.box, out.events[:i], i); n > 0 {
					t.Errorf("%s at %g px: the word %q hides %g segments, marks or words", name, size[0], l.Events[i].Label, n)
				}
				if e.box.X < out.Plot.X || e.box.Right() > out.Plot.Right() || e.box.Y < out.Plot.Y || e.box.Bottom() > out.Plot.Bottom() {
					t.Errorf("%s at %g px: the word %q leaves the plot", name, size[0], l.Events[i].Label)
				}
			}
		}
	}
}

// layoutTop is a value near the top of the chart's axis.
func (l Line) layoutTop() float64 {
	out := l.Layout(620, 360, Light(), Estimate)
	return out.y.min + 0.98*(out.y.max-out.y.min)
}

func TestCrosses(t *testing.T) {
	box := Rect{X: 10, Y: 10, W: 10, H: 10}
	for _, c := range []struct {
		a, b point
		want bool
	}{
		{point{0, 15}, point{30, 15}, true},
		{point{30, 15}, point{0, 15}, true},
		{point{0, 5}, point{30, 5}, false},
		{point{0, 0}, point{30, 30}, true},
		{point{0, 25}, point{9, 15}, false},
		{point{15, 0}, point{15, 30}, true},
		{point{15, 0}, point{15, 5}, false},
		{point{5, 0}, point{5, 30}, false},
		{point{12, 12}, point{13, 13}, true},
	} {
		if got := crosses(c.a, c.b, box); got != c.want {
			t.Errorf("%v to %v: %v", c.a, c.b, got)
		}
	}
	if n := inside([]point{{0, 15}, {12, 15}, {30, 15}, {40, math.Inf(1)}}, box); n != 2 {
		t.Errorf("%g segments of a line are within, want 2", n)
	}
}
