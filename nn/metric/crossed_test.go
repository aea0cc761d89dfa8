package metric

import (
	"math"
	"testing"
)

// TestCrossed works a small table out by hand.
func TestCrossed(t *testing.T) {
	// Means of the seeds 2 and 4, of the photos 1, 3, 5; all in all 3; the rests are
	// 0 0 0 and 0 0 0 but for ±1 in the last two.
	c := NewCrossed([][]float64{{0, 3, 3}, {2, 3, 7}})
	// Between seeds 3·(1+1)/1 = 6; between photos 2·(4+0+4)/2 = 8; the rest is 0-(2+1-3) = 0,
	// 3-(2+3-3) = 1, 3-(2+5-3) = -1 and their negatives: 4/(1·2) = 2.
	// Error² = (6 + 8 - 2)/6; freedom = 12²/(6²/1 + 6²/2).
	near(t, "mean", c.Mean, 3, 1e-12)
	near(t, "error", c.Error, math.Sqrt(2), 1e-12)
	near(t, "freedom", c.Freedom, 144.0/54, 1e-12)
	low, high := c.Interval()
	near(t, "middle of the interval", (low+high)/2, 3, 1e-9)
	near(t, "p at the ends of the interval", StudentP((high-3)/c.Error, c.Freedom), 0.05, 1e-9)
	near(t, "p", c.P(), StudentP(3/math.Sqrt2, 144.0/54), 1e-12)
}

// TestCrossedOfAgreeingSeeds: seeds that agree make nothing certain.
func TestCrossedOfAgreeingSeeds(t *testing.T) {
	row := []float64{1, 0, 1, 1, -1, 0, 0, 1}
	c := NewCrossed([][]float64{row, row})
	// Only the photos scatter: their variance over eight, with seven degrees of freedom.
	mean, squares := 0.375, 0.0
	for _, v := range row {
		squares += (v - mean) * (v - mean)
	}
	near(t, "error", c.Error, math.Sqrt(squares/7/8), 1e-12)
	near(t, "freedom", c.Freedom, 7, 1e-9)
	// Two seeds that are opposite on every photo: all is rest, which is the seeds' too.
	c = NewCrossed([][]float64{{1, 0, 1, 0}, {0, 1, 0, 1}})
	near(t, "error", c.Error, math.Sqrt(2.0/3/8), 1e-12)
	near(t, "freedom", c.Freedom, 1, 1e-12)

	for _, v := range []float64{0, 1} {
		flat := NewCrossed([][]float64{{v, v}, {v, v}})
		low, high := flat.Interval()
		if flat.P() != 1-v || low != v || high != v {
			t.Errorf("of nothing but %g: p %g, from %g to %g", v, flat.P(), low, high)
		}
	}
}
