package main

import (
	"testing"
	"time"
)

// TestBetween has the median of readings in a window, whose end is not part of it.
func TestBetween(t *testing.T) {
	read := []reading{{1 * time.Minute, 9}, {10 * time.Minute, 5}, {11 * time.Minute, 3}, {12 * time.Minute, 4}, {15 * time.Minute, 8}}
	for _, c := range []struct {
		from, to time.Duration
		want     float64
	}{{10 * time.Minute, 15 * time.Minute, 4}, {15 * time.Minute, time.Hour, 8}, {time.Hour, 2 * time.Hour, 0}} {
		if got := between(read, c.from, c.to); got != c.want {
			t.Errorf("from %v to %v it is %g, want %g", c.from, c.to, got, c.want)
		}
	}
}
