package figure

import (
	"math"
	"slices"

	"pawgrad/app/say"
)

// BandCaption says in words what line and band of a mean over seeds are, for [Line.Note].
func BandCaption(seeds int) string {
	return say.F("Line: mean of %d seeds. Band: from the least to the greatest.", seeds)
}

// OverSeeds sums up the curves of one method's seeds: their mean, and a band around it. Name and style are those of the first. Over
// epochs all seeds have the same x and each point is a plain mean; over seconds none have, and each curve is read between its points
// by a straight line, at no more places than can be told apart. The mean goes as far as all seeds have come. Where one seed has a gap, as after diverging, the mean has one: a
// mean of those left would look better than the method is. With one seed there is no band.
func OverSeeds(members []Series) Series {
	if len(members) == 0 {
		return Series{}
	}
	out := Series{Name: members[0].Name, Style: members[0].Style}
	first, last := math.Inf(-1), math.Inf(1)
	for _, s := range members {
		n := s.n()
		if n == 0 {
			return out
		}
		first, last = math.Max(first, s.X[0]), math.Min(last, s.X[n-1])
	}
	values, next := make([]float64, len(members)), make([]int, len(members))
	for _, x := range meanAt(members, first, last) {
		for k, s := range members {
			for next[k] < s.n() && s.X[next[k]] < x {
				next[k]++
			}
			values[k] = s.read(next[k], x)
		}
		mean, lo, hi := meanBand(values)
		out.X, out.Y = append(out.X, x), append(out.Y, mean)
		if len(members) > 1 {
			out.Lo, out.Hi = append(out.Lo, lo), append(out.Hi, hi)
		}
	}
	return out
}

// How many places a mean is worked out at: at all that one of the curves has, but of many curves at fewer, as each has to be read at each
// place.
const (
	mostPlaces  = 2000
	fewPlaces   = 50
	mostReads   = 30_000
	mostToOrder = 100_000 // points of all curves that are put in order to find their places
)

// meanAt are the x, ascending, from first to last, at which the mean of curves is worked out.
func meanAt(members []Series, first, last float64) []float64 {
	longest := members[0]
	total := 0
	for _, s := range members {
		total += s.n()
		if s.n() > longest.n() {
			longest = s
		}
	}
	within := func(xs []float64) []float64 {
		return slices.DeleteFunc(xs, func(x float64) bool { return x < first || x > last })
	}
	alike := func(s Series) bool { return slices.Equal(s.X[:s.n()], longest.X[:s.n()]) }
	if !slices.ContainsFunc(members, func(s Series) bool { return !alike(s) }) {
		return within(slices.Clone(longest.X[:longest.n()]))
	}
	most := min(max(mostReads/len(members), fewPlaces), mostPlaces)
	if total <= mostToOrder {
		var xs []float64
		for _, s := range members {
			xs = append(xs, s.X[:s.n()]...)
		}
		slices.Sort(xs)
		xs = within(slices.CompactFunc(xs, func(a, b float64) bool { return math.Abs(b-a) <= sameValue*math.Abs(b) }))
		if len(xs) <= most {
			return xs
		}
	}
	if last < first {
		return nil
	}
	xs := make([]float64, most)
	for i := range xs {
		xs[i] = first + (last-first)*float64(i)/float64(most-1)
	}
	xs[most-1] = last // whatever rounding makes of it
	return xs
}

// meanBand is the mean of values, the least and the greatest; all NaN if a value is no number.
func meanBand(values []float64) (mean, lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !drawable(v, false) {
			return math.NaN(), math.NaN(), math.NaN()
		}
		mean += v / float64(len(values))
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	return mean, lo, hi
}

// read is the value of a curve at x by a straight line between its neighbours, of which the one after x is point i; NaN outside the curve.
func (s Series) read(i int, x float64) float64 {
	n := s.n()
	switch {
	case i < n && s.X[i]-x <= sameValue*math.Abs(x):
		return s.Y[i]
	case i > 0 && x-s.X[i-1] <= sameValue*math.Abs(x):
		return s.Y[i-1]
	case i == 0 || i == n:
		return math.NaN()
	}
	share := (x - s.X[i-1]) / (s.X[i] - s.X[i-1])
	return s.Y[i-1] + share*(s.Y[i]-s.Y[i-1])
}

// Member is the curve of a single seed, to stand thin and faint behind the mean: without a name, so that neither legend nor read-out
// repeats the method for each seed.
func (s Series) Member() Series { return Series{Style: s.Style.Member(), X: s.X, Y: s.Y} }
