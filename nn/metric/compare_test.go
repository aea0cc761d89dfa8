package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestStudent checks against the usual tables (Abramowitz & Stegun, table 26.10) and, for
// one and two degrees of freedom, the closed forms.
func TestStudent(t *testing.T) {
	for _, c := range []struct{ freedom, quantile float64 }{
		{1, 12.7062}, {2, 4.30265}, {3, 3.18245}, {4, 2.77645}, {10, 2.22814}, {30, 2.04227}, {120, 1.97993}, {999, 1.96234},
	} {
		near(t, "quantile", StudentQuantile(0.05, c.freedom), c.quantile, 1e-5*c.quantile)
		near(t, "its p", StudentP(c.quantile, c.freedom), 0.05, 1e-5)
	}
	for _, x := range []float64{0, 0.1, 1, 3, 50} {
		near(t, "one degree", StudentP(x, 1), 1-2*math.Atan(x)/math.Pi, 1e-12)
		near(t, "two degrees", StudentP(-x, 2), 1-x/math.Sqrt(2+x*x), 1e-12)
	}
	near(t, "infinity", StudentP(math.Inf(1), 5), 0, 0)
}

func TestMcNemar(t *testing.T) {
	for _, c := range []struct {
		first, second int
		p             float64
	}{
		{0, 0, 1},
		{5, 5, 1},
		{0, 5, 2 * 1.0 / 32},               // 2·C(5,0)/2^5
		{1, 9, 2 * (1 + 10.0) / 1024},      // 2·(C(10,0)+C(10,1))/2^10
		{9, 1, 2 * (1 + 10.0) / 1024},      // either way
		{2, 8, 2 * (1 + 10 + 45.0) / 1024}, // and C(10,2)
	} {
		near(t, "p", McNemar(c.first, c.second), c.p, 1e-12)
	}
	// The normal approximation, z = (150-59)/√209 = 6.29, gives 3.1e-10.
	if p := McNemar(150, 59); p < 1e-10 || p > 1e-9 {
		t.Errorf("150 to 59: p = %g", p)
	}
	if p := McNemar(3000, 3000); p != 1 {
		t.Errorf("many ties: p = %g", p)
	}
}

func TestHolm(t *testing.T) {
	got := Holm([]float64{0.01, 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		near(t, "corrected", got[i], want, 1e-12)
	}
	if got := Holm([]float64{0.9, 0.8}); got[0] != 1 || got[1] != 1 {
		t.Errorf("beyond one: %v", got)
	}
}

// TestLevel compares six equally good networks on the same 400 photos, some of which are
// harder than others, many times over. Uncorrected, the fifteen pairs show a difference in
// about a third of all tables; corrected in one of twenty or less.
func TestLevel(t *testing.T) {
	const tables, networks, photos = 400, 6, 400
	random := rand.New(rand.NewPCG(7, 8))
	corrected, uncorrected := 0, 0
	for range tables {
		var right [networks][photos]bool
		for i := range photos {
			easy := 0.5 + random.Float64()/2
			for m := range networks {
				right[m][i] = random.Float64() < easy
			}
		}
		var p []float64
		for a := range networks {
			for b := range a {
				onlyA, onlyB := 0, 0
				for i := range photos {
					if right[a][i] && !right[b][i] {
						onlyA++
					}
					if !right[a][i] && right[b][i] {
						onlyB++
					}
				}
				p = append(p, McNemar(onlyA, onlyB))
			}
		}
		if slices.Min(Holm(p)) < 0.05 {
			corrected++
		}
		if slices.Min(p) < 0.05 {
			uncorrected++
		}
	}
	if share := float64(corrected) / tables; share < 0.005 || share > 0.06 {
		t.Errorf("a difference that is none is found in %.3f of the tables, want about 0.04", share)
	}
	if share := float64(uncorrected) / tables; share < 0.2 || share > 0.45 {
		t.Errorf("uncorrected a difference is found in %.3f of the tables, want about 0.3", share)
	}
	t.Logf("corrected %d, uncorrected %d of %d", corrected, uncorrected, tables)
}
