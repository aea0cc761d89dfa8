package jobs

import (
	"math"
	"testing"
	"time"
)

func TestRate(t *testing.T) {
	var r rate
	if got := r.perSecond(); got != 0 {
		t.Errorf("before any work: %g images/s, want 0", got)
	}
	r.add(32, 500*time.Millisecond)
	if got := r.perSecond(); got != 64 {
		t.Errorf("after one unit: %g images/s, want 64", got)
	}
	for range 100 { // the window forgets the first rate
		r.add(32, 100*time.Millisecond)
	}
	if got := r.perSecond(); math.Abs(got-320) > 1e-9 {
		t.Errorf("after a change: %g images/s, want 320", got)
	}
	if got := len(r.units); got > int(window/(100*time.Millisecond))+1 {
		t.Errorf("%d units are kept for a window of %v", got, window)
	}
	r.add(32, time.Hour) // one unit longer than the window is kept alone
	if got := len(r.units); got != 1 {
		t.Errorf("%d units are kept after a very long one, want 1", got)
	}
}

func TestETA(t *testing.T) {
	w := workload{train: 1000, evaluate: 300}
	cases := []struct {
		name                       string
		training, evaluating, want float64
	}{
		{"nothing measured", 0, 0, 0},
		{"training measured", 100, 0, 10 + 300.0/300},
		{"both measured", 100, 200, 10 + 1.5},
		{"evaluation alone measured", 0, 200, 15 + 1.5},
	}
	for _, c := range cases {
		if got := w.eta(c.training, c.evaluating, 3); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g s, want %g", c.name, got, c.want)
		}
	}
}
