package metric

import "math"

// z95 is the normal distribution's 97.5 % quantile: 95 % lie within ±z95.
const z95 = 1.959963984540054

// Wilson returns the 95 % score interval of a share of which hits out of n were
// seen (Wilson, 1927). Unlike the textbook's plus-or-minus it stays within
// [0,1] and is right for few images and for shares near 0 or 1. Without images
// it is [0,1].
func Wilson(hits, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	count, p := float64(n), float64(hits)/float64(n)
	z2 := z95 * z95
	centre := (p + z2/(2*count)) / (1 + z2/count)
	half := z95 / (1 + z2/count) * math.Sqrt(p*(1-p)/count+z2/(4*count*count))
	// At the ends the formula is exact but its rounding may leave [0,1].
	return math.Max(0, centre-half), math.Min(1, centre+half)
}

// Quantile interpolates the q-quantile, 0 <= q <= 1, of one or more sorted values
// (R's type 7, the default of NumPy).
func Quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
