package figure

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Band says what the shade around a mean line shows.
type Band int

// The two kinds of bands.
const (
	// MinMax reaches from the least to the greatest value among the seeds.
	MinMax Band = iota
	// Interval95 is the 95 % confidence interval of the mean by Student's t: mean ± t·s/√n, with s the standard deviation (n−1) and n−1
	// degrees of freedom.
	Interval95
)

// Caption defines line and band in words, for [Line.Note].
func (b Band) Caption(seeds int) string {
	if seeds < 2 {
		return "One seed: no band."
	}
	if b == Interval95 {
		return fmt.Sprintf("Line: mean of %d seeds. Band: 95 %% confidence interval of the mean (Student's t).", seeds)
	}
	return fmt.Sprintf("Line: mean of %d seeds. Band: from the least to the greatest.", seeds)
}

// student holds the 97.5 % quantiles of Student's t distribution for 1 to 30 degrees of freedom (any table of it; with more,
// two terms of Cornish and Fisher's expansion about the normal distribution's are right to four digits).
var student = [...]float64{
	12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
	2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
	2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
}

// studentQuantile is the 97.5 % quantile for a number of degrees of freedom, 1 or more.
func studentQuantile(freedom int) float64 {
	if freedom <= len(student) {
		return student[freedom-1]
	}
	const z = 1.959964
	z3, z5, f := z*z*z, z*z*z*z*z, float64(freedom)
	return z + (z3+z)/(4*f) + (5*z5+16*z3+3*z)/(96*f*f)
}

// OverSeeds sums up the curves of one method's seeds: their mean, and a band around it. Name and style are those of the first. Over
// epochs all seeds have the same x and each point is a plain mean; over seconds none have, and each curve is read between its points
// by a straight line. The mean goes as far as all seeds have come. Where one seed has a gap, as after diverging, the mean has one: a
// mean of those left would look better than the method is. With one seed there is no band.
func OverSeeds(members []Series, b Band) Series {
	if len(members) == 0 {
		return Series{}
	}
	out := Series{Name: members[0].Name, Style: members[0].Style}
	first, last := math.Inf(-1), math.Inf(1)
	var xs []float64
	for _, s := range members {
		n := s.n()
		if n == 0 {
			return out
		}
		first, last = math.Max(first, s.X[0]), math.Min(last, s.X[n-1])
		xs = append(xs, s.X[:n]...)
	}
	slices.Sort(xs)
	values := make([]float64, len(members))
	for i, x := range xs {
		if x < first || x > last || i > 0 && x-xs[i-1] <= sameValue*math.Abs(x) {
			continue
		}
		for k, s := range members {
			values[k] = s.read(x)
		}
		mean, lo, hi := b.around(values)
		out.X, out.Y = append(out.X, x), append(out.Y, mean)
		if len(members) > 1 {
			out.Lo, out.Hi = append(out.Lo, lo), append(out.Hi, hi)
		}
	}
	return out
}

// around is the mean of values and the ends of its band; all NaN if a value is no number.
func (b Band) around(values []float64) (mean, lo, hi float64) {
	n := float64(len(values))
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !drawable(v, false) {
			return math.NaN(), math.NaN(), math.NaN()
		}
		mean += v / n
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	if b == MinMax || len(values) < 2 {
		return mean, lo, hi
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	half := studentQuantile(len(values)-1) * math.Sqrt(squares/(n-1)/n)
	return mean, mean - half, mean + half
}

// read is the value of a curve at x by a straight line between its neighbours, NaN outside the curve.
func (s Series) read(x float64) float64 {
	n := s.n()
	i := sort.SearchFloat64s(s.X[:n], x)
	switch {
	case i < n && s.X[i]-x <= sameValue*math.Abs(x):
		return s.Y[i]
	case i > 0 && i <= n && x-s.X[i-1] <= sameValue*math.Abs(x):
		return s.Y[i-1]
	case i == 0 || i == n:
		return math.NaN()
	}
	share := (x - s.X[i-1]) / (s.X[i] - s.X[i-1])
	return s.Y[i-1] + share*(s.Y[i]-s.Y[i-1])
}

// Members are the curves of single seeds, to stand thin and faint behind their mean: without names, so that neither legend nor read-out
// repeats the method for each seed.
func Members(members []Series) []Series {
	out := make([]Series, len(members))
	for i, s := range members {
		out[i] = Series{Style: s.Style.Member(), X: s.X, Y: s.Y}
	}
	return out
}
