package compare

import (
	"math"
	"slices"
	"testing"
)

func TestStairs(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		at          []float64
		first, last float64
		x, y        []float64
	}{
		{[]float64{2, 4}, 0, 5, []float64{0, 2, 2, 4, 4, 5}, []float64{0, 0, 0.5, 0.5, 1, 1}},
		{[]float64{2, inf}, 0, 5, []float64{0, 2, 2, 5}, []float64{0, 0, 0.5, 0.5}},
		{[]float64{inf}, 0, 5, []float64{0, 5}, []float64{0, 0}},
		{[]float64{1, 1}, 1, 4, []float64{1, 1, 1, 1, 1, 4}, []float64{0, 0, 0.5, 0.5, 1, 1}},
	} {
		if x, y := stairs(c.at, c.first, c.last); !slices.Equal(x, c.x) || !slices.Equal(y, c.y) {
			t.Errorf("%v: %v, %v; want %v, %v", c.at, x, y, c.x, c.y)
		}
	}
}
