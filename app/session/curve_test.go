package session

import (
	"math"
	"testing"
)

func TestCurveIsThinnedNotCut(t *testing.T) {
	var c Curve
	const n = 3 * maxPoints
	for i := range n {
		c.add(float64(i), float64(2*i), float64(i), 0.5)
	}
	if c.Len() > maxPoints || len(c.Loss) != c.Len() || len(c.Seconds) != c.Len() || len(c.Accuracy) != c.Len() {
		t.Fatalf("%d points, limit %d", c.Len(), maxPoints)
	}
	if last := c.Epoch[c.Len()-1]; last != n-1 {
		t.Errorf("the last point is at %v, want %v", last, n-1)
	}
	for i := 1; i < c.Len(); i++ {
		if c.Epoch[i] <= c.Epoch[i-1] {
			t.Fatalf("points %d and %d are out of order", i-1, i)
		}
	}
	if first := c.Epoch[0]; math.Abs(c.Loss[0]-first/2) > 1 {
		t.Errorf("the first point stands at %v with the mean %v, want about half of it", first, c.Loss[0])
	}
}
