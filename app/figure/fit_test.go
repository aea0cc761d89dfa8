package figure

import (
	"math"
	"testing"
)

// points is a curve with its points at 0, 1, 2 ...
func points(y ...float64) Series {
	s := Series{Y: y}
	for i := range y {
		s.X = append(s.X, float64(i))
	}
	return s
}

// TestFit lays charts out and asks how much of the height each curve takes up after its
// beginning, and whether what has to be seen is.
func TestFit(t *testing.T) {
	nats, shares := Range{0, math.MaxFloat64}, Range{0, 1}
	for name, c := range map[string]struct {
		series []Series
		least  float64
		within Range
		log    bool
		bounds Range   // of the axis, at least and at most, roughly
		share  float64 // of the height that the curves take up after their beginning, at least
	}{
		"six that learn":          {series: []Series{points(0.69, 0.6, 0.55), points(0.7, 0.68, 0.65)}, least: 0.1, within: nats, bounds: Range{0.55, 0.7}, share: 0.5},
		"accuracies":              {series: []Series{points(0.5, 0.6, 0.72)}, least: 0.2, within: shares, bounds: Range{0.5, 0.72}, share: 0.4},
		"nothing learned":         {series: []Series{points(0.5, 0.51, 0.5)}, least: 0.2, within: shares, bounds: Range{0.4, 0.6}},
		"near the best":           {series: []Series{points(0.97, 0.98, 0.99)}, least: 0.2, within: shares, bounds: Range{0.8, 1}},
		"a beginning far off":     {series: []Series{points(9, 0.3, 0.2, 0.15, 0.12, 0.1), points(8, 0.25, 0.2, 0.15, 0.1, 0.08)}, least: 0.1, within: nats, bounds: Range{0.05, 0.75}, share: 0.3},
		"one explodes":            {series: []Series{points(0.7, 0.6, 0.5), points(0.7, 0.65, 0.6), points(0.7, 50, 5000)}, least: 0.1, within: nats, bounds: Range{0.5, 1.3}},
		"one explodes, log":       {series: []Series{points(0.7, 0.6, 0.5), points(0.7, 0.65, 0.6), points(0.7, 50, 5000)}, log: true, within: nats, bounds: Range{0.5, 2}},
		"all explode":             {series: []Series{points(0.7, 50, 90)}, least: 0.1, within: nats, bounds: Range{0, 100}, share: 0.3},
		"no beginning yet":        {series: []Series{points(0.7)}, least: 0.1, within: nats, bounds: Range{0.65, 0.75}},
		"no points":               {series: []Series{{}}, least: 0.1, within: shares, bounds: shares},
		"no losses yet":           {series: []Series{{}}, least: 0.1, within: nats, bounds: Range{0, 1}},
		"no series":               {least: 0.1, within: nats, bounds: Range{0, 1}},
		"no losses yet, log":      {least: 0.1, log: true, within: nats, bounds: Range{0.1, 1}},
		"a gap where it explodes": {series: []Series{points(0.7, math.Inf(1), math.NaN()), points(0.6, 0.5, 0.4)}, least: 0.1, within: nats, bounds: Range{0.4, 0.7}},
	} {
		l := Line{Y: Axis{Log: c.log}, Series: c.series}
		l.Fit(c.least, c.within)
		layout := l.Layout(400, 300, Light(), func(string, Font) float64 { return 20 })
		got := Range{layout.y.min, layout.y.max}
		slack := 0.25 * (c.bounds.Max - c.bounds.Min)
		if math.Abs(got.Min-c.bounds.Min) > slack || math.Abs(got.Max-c.bounds.Max) > slack || got.Min < c.within.Min || got.Max > c.within.Max {
			t.Errorf("%s: the axis is %v, want about %v", name, got, c.bounds)
		}
		if _, late := l.ranges(); c.share > 0 {
			if all := union(late); (all.Max-all.Min)/(got.Max-got.Min) < c.share {
				t.Errorf("%s: %v take up too little of %v", name, all, got)
			}
		}
	}
}

// TestFitBands: a band of seeds is drawn whole.
func TestFitBands(t *testing.T) {
	s := points(0.5, 0.6, 0.7)
	s.Lo, s.Hi = []float64{0.4, 0.5, 0.6}, []float64{0.6, 0.7, 0.8}
	l := Line{Series: []Series{s}}
	l.Fit(0.1, Range{0, 1})
	if got := l.Layout(400, 300, Light(), func(string, Font) float64 { return 20 }); got.y.min > 0.4 || got.y.max < 0.8 {
		t.Errorf("the axis is %g to %g, the band 0.4 to 0.8", got.y.min, got.y.max)
	}
}
