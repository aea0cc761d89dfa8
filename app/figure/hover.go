package figure

import (
	"math"
	"slices"
	"sort"
)

// HoverAt is the data x nearest to a place in the chart, snapped to a point of a series. It is false outside the plot or without data.
func (l LineLayout) HoverAt(px, py float64) (x float64, ok bool) {
	if !l.Plot.Contains(px, py) {
		return 0, false
	}
	best := math.Inf(1)
	at := l.x.value(px)
	for _, c := range l.curves {
		i := c.series.nearest(at, l.line.Y.Log)
		if i < 0 {
			continue
		}
		if d := math.Abs(l.x.at(c.series.X[i]) - px); d < best {
			best, x, ok = d, c.series.X[i], true
		}
	}
	return x, ok
}

// At reads each series at the point nearest to x. A series that has not come that far, or has a gap there, is missing.
func (l Line) At(x float64) Reading {
	r := Reading{X: x, Values: make([]Value, len(l.Series))}
	for k, s := range l.Series {
		i := s.nearest(x, l.Y.Log)
		if i < 0 || math.Abs(s.X[i]-x) > s.spacing(i) {
			continue
		}
		v := Value{OK: true, X: s.X[i], Y: s.Y[i], Smooth: s.Y[i], Lo: math.NaN(), Hi: math.NaN()}
		if l.Smooth > 0 {
			v.Smooth = smooth(s.Y[:i+1], l.Smooth)[i]
		}
		if s.banded() {
			v.Lo, v.Hi = s.Lo[i], s.Hi[i]
		}
		r.Values[k] = v
	}
	return r
}

// Move says where a cross-hair goes that keys move by points of the longest series: to the value of index at, which may be outside. Without
// one it begins at the last.
func Move(all []Series, from *Hover, by int) (xs []float64, at int) {
	for _, s := range all {
		if len(s.X) > len(xs) {
			xs = s.X
		}
	}
	if from == nil {
		return xs, len(xs) - 1
	}
	at, found := slices.BinarySearch(xs, from.X)
	if !found && by > 0 {
		at--
	}
	return xs, at + by
}

// nearest is the index of the drawable point nearest to x, -1 if there is none.
func (s Series) nearest(x float64, log bool) int {
	n := s.n()
	after := sort.SearchFloat64s(s.X[:n], x)
	ok := func(i int) bool { return drawable(s.X[i], false) && drawable(s.Y[i], log) }
	before := after - 1
	for before >= 0 && !ok(before) {
		before--
	}
	for after < n && !ok(after) {
		after++
	}
	switch {
	case before < 0 && after >= n:
		return -1
	case before < 0:
		return after
	case after >= n || x-s.X[before] <= s.X[after]-x:
		return before
	}
	return after
}

// spacing is how far from point i a reading may still mean it: half the way to a neighbour, and a hair for a lone point.
func (s Series) spacing(i int) float64 {
	gap := 0.0
	if i > 0 {
		gap = s.X[i] - s.X[i-1]
	}
	if i+1 < s.n() {
		gap = math.Max(gap, s.X[i+1]-s.X[i])
	}
	return math.Max(gap/2, math.Abs(s.X[i])*sameValue)
}
