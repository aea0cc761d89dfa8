package figure

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestOverSeeds(t *testing.T) {
	close := func(got, want []float64) bool {
		return slices.EqualFunc(got, want, func(a, b float64) bool { return near(a, b) || math.IsNaN(a) && math.IsNaN(b) })
	}
	for _, c := range []struct {
		name         string
		members      []Series
		x, y, lo, hi []float64
	}{
		{"epochs", []Series{{X: []float64{1, 2}, Y: []float64{1, 4}}, {X: []float64{1, 2}, Y: []float64{3, 8}}},
			[]float64{1, 2}, []float64{2, 6}, []float64{1, 4}, []float64{3, 8}},
		{"one is behind", []Series{{X: []float64{1, 2}, Y: []float64{1, 4}}, {X: []float64{1}, Y: []float64{3}}},
			[]float64{1}, []float64{2}, []float64{1}, []float64{3}},
		{"seconds", []Series{{X: []float64{0, 10}, Y: []float64{0, 1}}, {X: []float64{5, 9}, Y: []float64{1, 2}}},
			[]float64{5, 9}, []float64{0.75, 1.45}, []float64{0.5, 0.9}, []float64{1, 2}},
		{"diverged", []Series{{X: []float64{1, 2}, Y: []float64{1, 1}}, {X: []float64{1, 2}, Y: []float64{1, inf}}},
			[]float64{1, 2}, []float64{1, nan}, []float64{1, nan}, []float64{1, nan}},
		{"one seed", []Series{{X: []float64{1}, Y: []float64{1}}}, []float64{1}, []float64{1}, nil, nil},
		{"none has begun", []Series{{X: []float64{1}, Y: []float64{1}}, {}}, nil, nil, nil, nil},
	} {
		got := OverSeeds(c.members)
		if !close(got.X, c.x) || !close(got.Y, c.y) || !close(got.Lo, c.lo) || !close(got.Hi, c.hi) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	if got := OverSeeds(nil); got.n() != 0 {
		t.Errorf("the mean of nothing is %+v", got)
	}
}

// TestManySeedsAreReadAtFewPlaces sums up a straight line as 3,000 seeds, each at times of
// its own: the mean is the line, at no more places than a chart has columns.
func TestManySeedsAreReadAtFewPlaces(t *testing.T) {
	members := make([]Series, 3000)
	for k := range members {
		for i := range 100 {
			x := float64(i) + float64(k)/10_000
			members[k].X, members[k].Y = append(members[k].X, x), append(members[k].Y, 2*x)
		}
	}
	mean := OverSeeds(members)
	first, last := members[len(members)-1].X[0], members[0].X[99]
	if n := len(mean.X); n != fewPlaces || mean.X[0] != first || mean.X[n-1] != last {
		t.Fatalf("%d places from %g to %g", n, mean.X[0], mean.X[n-1])
	}
	for i, x := range mean.X {
		if !near(mean.Y[i], 2*x) || !near(mean.Lo[i], 2*x) || !near(mean.Hi[i], 2*x) {
			t.Fatalf("at %g: %g, %g to %g", x, mean.Y[i], mean.Lo[i], mean.Hi[i])
		}
	}
}

// TestSwarmByHand places marks by hand: beside each other, above and below, and on each other
// where no height is left.
func TestSwarmByHand(t *testing.T) {
	got := swarm([]float64{10, 0, 0.5, 1, 1.5}, 100, 2, 2)
	want := []point{{0, 100}, {0.5, 98}, {1, 102}, {1.5, 100}, {10, 100}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestMembersStayBehind wants the seeds of a method in the picture but not in words.
func TestMembersStayBehind(t *testing.T) {
	l := seedsChart(false)
	l.Legend, l.Smooth = true, 0.5
	l.Hover = &Hover{X: 6, Readout: true}
	out := l.Layout(800, 420, Light(), Estimate)
	if len(out.readout.rows) != 3 || len(out.frame.legend) != 3 {
		t.Errorf("%d rows in the read-out and %d in the legend for 3 methods", len(out.readout.rows), len(out.frame.legend))
	}
	for _, c := range out.curves {
		if (c.raw == nil) != c.series.Style.Faint {
			t.Errorf("%q, smoothed, has %d raw pieces behind it", c.series.Name, len(c.raw))
		}
	}
	if said := l.Describe(); strings.Count(said, " for x = ") != 3 || !strings.Contains(said, "3 curves") || !strings.Contains(said, " to ") {
		t.Errorf("described as %q", said)
	}
	if row := out.readout.rows[0]; !strings.Contains(row.band, "–") {
		t.Errorf("no band in the read-out: %+v", row)
	}
}

func TestClock(t *testing.T) {
	for v, want := range map[float64]string{0: "0:00", 5: "0:05", 59.6: "1:00", 125: "2:05", 3600: "1:00:00", 3725: "1:02:05", -5: "−0:05", nan: "–"} {
		if got := Clock(v); got != want {
			t.Errorf("Clock(%v) = %q, want %q", v, got, want)
		}
	}
	for _, c := range []struct {
		max  float64
		n    int
		want string
	}{
		{0.4, 5, "0:00 0:01"},
		{9, 5, "0:00 0:02 0:04 0:06 0:08 0:10"},
		{70, 5, "0:00 0:15 0:30 0:45 1:00"},
		{140, 4, "0:00 1:00 2:00"},
		{2000, 4, "0:00 10:00 20:00 30:00"},
		{20000, 4, "0:00:00 2:00:00 4:00:00 6:00:00"},
	} {
		a := Axis{Clock: true}
		r := a.bounds(Range{0, c.max}, c.n)
		if got := labels(a.ticks(r, c.n)); got != c.want {
			t.Errorf("up to %v s: %q, want %q", c.max, got, c.want)
		}
	}
}
