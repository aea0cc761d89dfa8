package figure

import (
	"math"
	"slices"

	"pawgrad/nn/metric"
)

// Quartiles sums up a sample for a box plot.
//
// Quantiles interpolate linearly between the order statistics, at position p*(n-1) counted from 0: type 7 of Hyndman and Fan (1996), the
// default of NumPy and R. Whiskers reach to the outermost values within 1.5 interquartile ranges of the box (Tukey, 1977); what
// lies beyond is an outlier.
type Quartiles struct {
	N               int
	Q1, Median, Q3  float64
	Lowest, Highest float64 // ends of the whiskers
	Outliers        []float64
}

// whisker is Tukey's reach, in interquartile ranges.
const whisker = 1.5

// QuartilesOf sums up values, in any order; NaN and infinite ones are left out. N is 0 if none are left.
func QuartilesOf(values []float64) Quartiles {
	sorted := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	slices.Sort(sorted)
	q := Quartiles{N: len(sorted)}
	if q.N == 0 {
		return q
	}
	q.Q1, q.Median, q.Q3 = metric.Quantile(sorted, 0.25), metric.Quantile(sorted, 0.5), metric.Quantile(sorted, 0.75)
	reach := whisker * (q.Q3 - q.Q1)
	q.Lowest, q.Highest = math.Inf(1), math.Inf(-1)
	for _, v := range sorted {
		if v < q.Q1-reach || v > q.Q3+reach {
			q.Outliers = append(q.Outliers, v)
			continue
		}
		q.Lowest, q.Highest = math.Min(q.Lowest, v), math.Max(q.Highest, v)
	}
	return q
}
