package metric

import "math"

// StudentP returns the two-sided probability that Student's t with so many degrees of
// freedom is at least as far from zero as t: the regularized incomplete beta function
// I_x(ν/2, 1/2) at x = ν/(ν+t²) (DLMF 8.17; Abramowitz & Stegun 26.7.1).
func StudentP(t, freedom float64) float64 {
	if math.IsInf(t, 0) {
		return 0
	}
	return incompleteBeta(freedom/2, 0.5, freedom/(freedom+t*t))
}

// StudentQuantile returns the t whose two-sided probability is p, such as 12.71 for
// p = 0.05 and one degree of freedom.
func StudentQuantile(p, freedom float64) float64 {
	low, high := 0.0, 1.0
	for StudentP(high, freedom) > p {
		low, high = high, 2*high
	}
	for range 100 { // halving an interval of doubles to nothing
		if middle := (low + high) / 2; StudentP(middle, freedom) > p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// incompleteBeta is the regularized incomplete beta function I_x(a, b), by the
// continued fraction of DLMF 8.17.22, evaluated by Lentz's method.
func incompleteBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // where the fraction converges fast
		return 1 - incompleteBeta(b, a, 1-x)
	}
	const tiny, close, most = 1e-300, 1e-15, 1000
	away := func(v float64) float64 { // from zero
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	fraction := d
	for m := 1.0; m < most; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/away(1+even*d), away(1+even/c)
		fraction *= c * d
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/away(1+odd*d), away(1+odd/c)
		fraction *= c * d
		if math.Abs(c*d-1) < close {
			break
		}
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	return math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) * fraction / a
}
