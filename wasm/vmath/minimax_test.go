package vmath

import (
	"math"
	"testing"
)

// minimax finds the polynomial of a degree whose greatest weighted error against fn on [lo, hi] is least, by Remez's
// exchange: solve for an error of equal size and alternating sign at degree+2 points, move the points to the extremes of
// the error, repeat. It returns the coefficients, lowest power first, and that error.
func minimax(fn, weight func(float64) float64, lo, hi float64, degree int) (coefficients []float64, worst float64) {
	const grid, rounds = 4000, 40
	n := degree + 2
	points := make([]float64, n)
	for i := range points { // Chebyshev's points to start with; the ends are moved in, where some fn are 0/0
		points[i] = lo + (hi-lo)*(1-0.9999*math.Cos(math.Pi*float64(i)/float64(n-1)))/2
	}
	for range rounds {
		m := make([][]float64, n)
		for i, x := range points {
			power := 1.0
			for range degree + 1 {
				m[i] = append(m[i], power)
				power *= x
			}
			m[i] = append(m[i], math.Pow(-1, float64(i))/weight(x), fn(x))
		}
		coefficients = solve(m)[:degree+1]
		// The extremes of the error between its changes of sign.
		var extremes []float64
		best, sign := 0.0, 0.0
		worst = 0
		for k := range grid {
			x := lo + (hi-lo)*(float64(k)+0.5)/grid
			e := weight(x) * (fn(x) - polynomial(coefficients, x))
			worst = max(worst, math.Abs(e))
			switch {
			case e*sign <= 0:
				extremes, best, sign = append(extremes, x), math.Abs(e), e
			case math.Abs(e) > best:
				extremes[len(extremes)-1], best = x, math.Abs(e)
			}
		}
		if len(extremes) < n {
			return coefficients, worst // as good as double precision allows
		}
		copy(points, extremes[:n])
	}
	return coefficients, worst
}

func polynomial(c []float64, x float64) float64 {
	y := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		y = y*x + c[i]
	}
	return y
}

// solve solves a system of linear equations, the right side in the last column, by Gauss' elimination.
func solve(m [][]float64) []float64 {
	n := len(m)
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[pivot][c]) {
				pivot = r
			}
		}
		m[c], m[pivot] = m[pivot], m[c]
		for r := range n {
			if r == c {
				continue
			}
			q := m[r][c] / m[c][c]
			for k := c; k <= n; k++ {
				m[r][k] -= q * m[c][k]
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = m[i][n] / m[i][i]
	}
	return x
}

// fits say what each table of coefficients is.
var fits = []struct {
	name       string
	table      []float64
	fn, weight func(float64) float64
	lo, hi     float64
	worst      float64 // greatest relative error of the function computed with it
}{
	{"exp", widen(expTail), func(r float64) float64 { return (math.Expm1(r) - r) / (r * r) },
		func(r float64) float64 { return math.Abs(r * r / math.Expm1(r)) }, -math.Ln2 / 2, math.Ln2 / 2, 1.4e-8},
	{"log", widen(logTail), func(z float64) float64 { return 2 * artanhTail(z) },
		func(z float64) float64 { return z / 2 }, 0, (3 - 2*math.Sqrt2) * (3 - 2*math.Sqrt2), 1e-8},
	{"erf near 0", widen(erfNear), func(z float64) float64 { x := math.Sqrt(z); return math.Erf(x)/x - 1 },
		func(z float64) float64 { x := math.Sqrt(z); return x / math.Erf(x) }, 0, erfSplit * erfSplit, 1e-8},
	{"erf far from 0", widen(erfFar), func(a float64) float64 { return math.Log(math.Erfc(a)) },
		func(a float64) float64 { return math.Erfc(a) / math.Erf(a) }, erfSplit, erfEnd, 1e-8},
	{"log2", log2Tail, artanhTail,
		func(z float64) float64 { return z }, 0, (3 - 2*math.Sqrt2) * (3 - 2*math.Sqrt2), 6e-14},
	{"exp2", exp2Tail, func(r float64) float64 { return (math.Exp2(r) - 1) / r },
		func(r float64) float64 { return math.Abs(r) / math.Exp2(r) }, -0.5, 0.5, 4e-9},
}

// artanhTail is (artanh(s) - s) / s^3 for s^2 = z, by its series.
func artanhTail(z float64) float64 {
	sum, power := 0.0, 1.0
	for k := 3.0; k < 40; k += 2 {
		sum += power / k
		power *= z
	}
	return sum
}

func widen(table []float32) (wide []float64) {
	for _, c := range table {
		wide = append(wide, float64(c))
	}
	return wide
}

// TestCoefficients derives the tables anew.
func TestCoefficients(t *testing.T) {
	for _, fit := range fits {
		t.Run(fit.name, func(t *testing.T) {
			want, worst := minimax(fit.fn, fit.weight, fit.lo, fit.hi, len(fit.table)-1)
			if worst > fit.worst {
				t.Errorf("the greatest relative error of the fit is %.3g, more than %.3g", worst, fit.worst)
			}
			t.Logf("greatest relative error %.3g", worst)
			for i, c := range fit.table {
				if math.Abs(c-want[i]) > 1e-6*math.Abs(want[i]) {
					t.Errorf("coefficient %d is %v, the fit has %v", i, c, want[i])
				}
			}
			if t.Failed() {
				t.Logf("%.12g", want)
			}
		})
	}
}
