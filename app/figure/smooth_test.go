package figure

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestSmooth(t *testing.T) {
	got := smooth([]float64{1, nan, 2, inf, 3}, 0.5)
	want := []float64{1, nan, (0.25*1 + 0.5*2) / 0.75, nan, (0.125*1 + 0.25*2 + 0.5*3) / 0.875}
	for i := range want {
		if math.IsNaN(want[i]) != math.IsNaN(got[i]) || !math.IsNaN(want[i]) && !near(got[i], want[i]) {
			t.Errorf("smooth = %v, want %v", got, want)
			break
		}
	}
}

// TestThin wants the extremes of every pixel column kept and the rest gone.
func TestThin(t *testing.T) {
	var line []point
	for i := range 10_000 {
		line = append(line, point{float64(i) / 100, math.Sin(float64(i) * 0.7)})
	}
	line[4321].Y = 99
	got := thin(line, 100)
	if len(got) > perColumn*100+1 {
		t.Errorf("%d points for 100 columns", len(got))
	}
	if !slices.Contains(got, line[4321]) || got[len(got)-1] != line[len(line)-1] {
		t.Error("an extreme or the end is gone")
	}
	if !slices.IsSortedFunc(got, func(a, b point) int { return int(math.Copysign(1, a.X-b.X)) }) {
		t.Error("points are out of order")
	}
	for i := range line { // an x so far off that no column holds it must not stop the loop
		line[i].X = inf
	}
	if got := thin(line, 100); len(got) < 1 {
		t.Errorf("%d points left", len(got))
	}
	if short := line[:200]; len(thin(short, 100)) != 200 {
		t.Error("a short line lost points")
	}
}

// TestQuartiles compares with NumPy's percentile (method linear) and Tukey's whiskers worked out by hand.
func TestQuartiles(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Quartiles
	}{
		{nil, Quartiles{}},
		{[]float64{nan, inf}, Quartiles{}},
		{[]float64{3}, Quartiles{N: 1, Q1: 3, Median: 3, Q3: 3, Lowest: 3, Highest: 3}},
		{[]float64{4, 1, 3, 2}, Quartiles{N: 4, Q1: 1.75, Median: 2.5, Q3: 3.25, Lowest: 1, Highest: 4}},
		{[]float64{7, 15, 36, 39, 40, 41}, Quartiles{N: 6, Q1: 20.25, Median: 37.5, Q3: 39.75, Lowest: 7, Highest: 41}},
		{[]float64{1, 2, 3, 4, 100}, Quartiles{N: 5, Q1: 2, Median: 3, Q3: 4, Lowest: 1, Highest: 4, Outliers: []float64{100}}},
	} {
		got := QuartilesOf(c.values)
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("QuartilesOf(%v) = %+v, want %+v", c.values, got, c.want)
		}
	}
}
