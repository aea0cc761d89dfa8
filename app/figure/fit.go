package figure

import (
	"math"
	"slices"
)

// What [Line.Fit] goes by.
const (
	// settledFrom is the share of the x axis after which a curve is taken to have left its beginning.
	settledFrom = 0.1
	// settledShare of the height is what all curves after that take up together at least.
	settledShare = 1.0 / 3
	// strayFactor times what half of the curves stay below is where one that explodes is cut off.
	strayFactor = 2
)

// Fit gives the y axis the range of the curves, so that they are not pressed into a strip: neither by a beginning far off, of which
// only so much is shown that what follows keeps a third of the height, nor by a curve that explodes while others do not. Least is
// the least height of a linear axis, so that noise does not look like a rise; the axis never leaves within.
func (l *Line) Fit(least float64, within Range) {
	l.Y.Show, l.Y.Limit = Range{}, within
	whole, late := l.ranges()
	if whole == nil {
		l.Y.Show = emptyRange(l.Y.Log, within)
		return
	}
	tops := make([]float64, len(late))
	for i, r := range late {
		tops[i] = r.Max
	}
	slices.Sort(tops)
	if calm := strayFactor * tops[(len(tops)-1)/2]; calm < tops[len(tops)-1] && calm < within.Max {
		l.Y.Limit.Max = calm
	}
	if l.Y.Log {
		return // where a beginning far off takes little room
	}
	full, settled := union(whole).clip(l.Y.Limit), union(late).clip(l.Y.Limit)
	if low := least - (settled.Max - settled.Min); low > 0 {
		settled = settled.widened(low, within)
		l.Y.Show = settled
	}
	room := (settled.Max - settled.Min) * (1/settledShare - 1)
	above, below := math.Max(0, full.Max-settled.Max), math.Max(0, settled.Min-full.Min)
	if above+below > room {
		l.Y.Limit = Range{settled.Min - room*below/(above+below), settled.Max + room*above/(above+below)}
	}
}

// emptyRange is what an axis shows while there is nothing to fit: one unit, or a decade where it is logarithmic.
func emptyRange(log bool, within Range) Range {
	if log {
		return Range{0.1, 1}
	}
	return Range{within.Min, math.Min(within.Max, within.Min+1)}
}

// ranges are, of each series with points, the range of all of them and of those after its beginning.
func (l *Line) ranges() (whole, late []Range) {
	x := l.extent(true)
	from := x.Min + settledFrom*(x.Max-x.Min)
	for _, s := range l.Series {
		all, after := s.within(math.Inf(-1), l.Y.Log), s.within(from, l.Y.Log)
		if all.Min > all.Max {
			continue
		}
		if after.Min > after.Max {
			after = all
		}
		whole, late = append(whole, all), append(late, after)
	}
	return whole, late
}

// within is the range of the points from an x on, and of the band there; min > max without any.
func (s Series) within(from float64, log bool) Range {
	r := Range{math.Inf(1), math.Inf(-1)}
	for i := range s.n() {
		if s.X[i] < from {
			continue
		}
		values := []float64{s.Y[i]}
		if s.banded() {
			values = append(values, s.Lo[i], s.Hi[i])
		}
		for _, v := range values {
			if drawable(v, log) {
				r = Range{math.Min(r.Min, v), math.Max(r.Max, v)}
			}
		}
	}
	return r
}

// union is the range that holds all others.
func union(all []Range) Range {
	u := all[0]
	for _, r := range all[1:] {
		u = Range{math.Min(u.Min, r.Min), math.Max(u.Max, r.Max)}
	}
	return u
}

// clip is what of the range is in another; at least a point of that.
func (r Range) clip(to Range) Range {
	at := func(v float64) float64 { return math.Max(to.Min, math.Min(to.Max, v)) }
	return Range{at(r.Min), at(r.Max)}
}

// widened is the range with so much more, half of it on each side, or where that is not within another, on the other side.
func (r Range) widened(by float64, within Range) Range {
	up := math.Min(by/2, within.Max-r.Max)
	down := math.Min(by-up, r.Min-within.Min)
	return Range{r.Min - down, r.Max + by - down}.clip(within)
}
