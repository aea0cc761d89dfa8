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

// TestSleepIsNoWork has the machine sleep for a night in the middle of a batch: neither the
// rate nor the time of training knows of it.
func TestSleepIsNoWork(t *testing.T) {
	var r rate
	if got := r.awake(time.Hour); got != time.Hour {
		t.Errorf("a first unit of an hour took %v", got)
	}
	for range 10 {
		r.add(32, 500*time.Millisecond)
	}
	for _, c := range []struct{ took, want time.Duration }{
		{8 * time.Hour, 500 * time.Millisecond}, {time.Minute, 500 * time.Millisecond}, {50 * time.Second, 50 * time.Second}, {time.Second, time.Second},
	} {
		if got := r.awake(c.took); got != c.want {
			t.Errorf("a unit of %v among those of half a second counts as %v, want %v", c.took, got, c.want)
		}
	}
	var slow rate
	slow.add(32, 30*time.Second)
	if got := slow.awake(2 * time.Minute); got != 2*time.Minute {
		t.Errorf("on a slow machine a unit of two minutes counts as %v", got)
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
