package metric

import (
	"cmp"
	"math"
	"slices"
)

// McNemar returns the exact two-sided p-value of two classifiers on the same images:
// first and second count the images that only the first, and only the second, named
// right. If they were equally good, each such image would be the first's or the second's
// by the toss of a coin (McNemar, 1947; the exact form is the sign test).
func McNemar(first, second int) float64 {
	n, k := first+second, min(first, second)
	if n == 0 {
		return 1
	}
	// The sum of the binomial tail, in logarithms, since 2^-n underflows.
	lgamma := func(i int) float64 { v, _ := math.Lgamma(float64(i + 1)); return v }
	tail := 0.0
	for i := range k + 1 {
		tail += math.Exp(lgamma(n) - lgamma(i) - lgamma(n-i) - float64(n)*math.Ln2)
	}
	return math.Min(1, 2*tail)
}

// Holm corrects p-values for there being many of them, so that the chance to call even
// one difference real that is none stays at the level wanted (Holm, 1979).
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	corrected, least := make([]float64, len(p)), 0.0
	for rank, i := range order {
		least = math.Max(least, math.Min(1, p[i]*float64(len(p)-rank)))
		corrected[i] = least
	}
	return corrected
}
