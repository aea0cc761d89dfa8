package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func TestCrossEntropy(t *testing.T) {
	near(t, "loss of a guess", CrossEntropy(0, 1), math.Ln2, 1e-15)
	near(t, "loss of a guess", CrossEntropy(0, 0), math.Ln2, 1e-15)
	// -ln of the probability, where that can be computed plainly.
	for _, z := range []float64{-5, -1, 0.3, 4} {
		near(t, "loss", CrossEntropy(z, 1), -math.Log(Sigmoid(z)), 1e-12)
		near(t, "loss", CrossEntropy(z, 0), -math.Log(1-Sigmoid(z)), 1e-12)
	}
	// Where it cannot: e^1000 overflows, e^-1000 underflows.
	near(t, "loss of a sure mistake", CrossEntropy(1000, 0), 1000, 0)
	near(t, "loss of a sure hit", CrossEntropy(1000, 1), 0, 0)
	near(t, "loss of a sure mistake", CrossEntropy(-1000, 1), 1000, 0)
	if got := CrossEntropy(math.NaN(), 1); !math.IsNaN(got) {
		t.Errorf("loss of NaN = %g", got)
	}
	if got := CrossEntropy(math.Inf(1), 0); !math.IsInf(got, 1) {
		t.Errorf("loss of +Inf against 0 = %g, want +Inf", got)
	}
}

func TestSigmoid(t *testing.T) {
	near(t, "sigmoid", Sigmoid(0), 0.5, 0)
	near(t, "sigmoid", Sigmoid(math.Log(3)), 0.75, 1e-15)
	near(t, "sigmoid", Sigmoid(-math.Log(3)), 0.25, 1e-15)
	near(t, "sigmoid", Sigmoid(-1000), 0, 0)
	near(t, "sigmoid", Sigmoid(1000), 1, 0)
}

func TestMean(t *testing.T) {
	var a, b Mean
	a.Add(0, 1) // a hit: 0 counts as class 1
	b.Add(0, 0) // a miss
	b.Add(-1000, 0)
	a.Merge(b)
	loss, accuracy := a.Values()
	near(t, "loss", loss, 2*math.Ln2/3, 1e-15)
	near(t, "accuracy", accuracy, 2.0/3, 1e-15)
}

func TestConfusion(t *testing.T) {
	p := []float32{0.1, 0.4, 0.5, 0.6, 0.9, 0.2}
	labels := []int{0, 0, 0, 1, 1, 1}
	c := Confuse(p, labels, 0.5)
	if want := (Confusion{{2, 1}, {1, 2}}); c != want {
		t.Fatalf("confusion %v, want %v (0.5 itself is class 1)", c, want)
	}
	near(t, "accuracy", c.Accuracy(), 4.0/6, 1e-15)
	unequal := Confusion{{90, 10}, {5, 5}}
	near(t, "recall of class 0", unequal.Recall(0), 0.9, 1e-15)
	near(t, "recall of class 1", unequal.Recall(1), 0.5, 1e-15)
	near(t, "balanced accuracy", unequal.Balanced(), 0.7, 1e-15)
	near(t, "guessing", unequal.Guess(), 100.0/110, 1e-15)
	near(t, "balanced accuracy of one answer to all", Confusion{{0, 90}, {0, 10}}.Balanced(), 0.5, 1e-15)
	if c := Confuse(p, labels, 0); c != (Confusion{{0, 3}, {0, 3}}) {
		t.Errorf("from 0 on %v, want everything class 1", c)
	}
	if got := (Confusion{}).Accuracy(); !math.IsNaN(got) {
		t.Errorf("accuracy without images %g, want NaN", got)
	}
}

func TestROC(t *testing.T) {
	cases := []struct {
		name   string
		p      []float32
		labels []int
		auc    float64
	}{
		{"perfect", []float32{0.1, 0.2, 0.8, 0.9}, []int{0, 0, 1, 1}, 1},
		{"upside down", []float32{0.9, 0.8, 0.2, 0.1}, []int{0, 0, 1, 1}, 0},
		// The example of scikit-learn's documentation.
		{"textbook", []float32{0.1, 0.4, 0.35, 0.8}, []int{0, 0, 1, 1}, 0.75},
		{"all tied", []float32{0.5, 0.5, 0.5, 0.5}, []int{0, 1, 0, 1}, 0.5},
		// Pairs (class 1, class 0): three won, one tied of four.
		{"one tie", []float32{0.3, 0.5, 0.5, 0.9}, []int{0, 0, 1, 1}, 0.875},
	}
	for _, c := range cases {
		curve := ROC(c.p, c.labels)
		near(t, c.name, AUC(curve), c.auc, 1e-12)
		first, last := curve[0], curve[len(curve)-1]
		if first.FalsePositive != 0 || first.TruePositive != 0 || last.FalsePositive != 1 || last.TruePositive != 1 {
			t.Errorf("%s: the curve runs from %+v to %+v, want (0,0) to (1,1)", c.name, first, last)
		}
	}
	if got := len(ROC([]float32{0.5, 0.5, 0.5, 0.5}, []int{0, 1, 0, 1})); got != 2 {
		t.Errorf("a curve of tied images has %d points, want 2", got)
	}
	if curve := ROC([]float32{0.5}, []int{1}); curve != nil || !math.IsNaN(AUC(curve)) {
		t.Errorf("one class gives the curve %v", curve)
	}
}

// TestAUCCountsPairs compares with the definition, on random data with ties.
// TestMeanROC averages two curves by hand: one right of every photo, one that guesses.
func TestMeanROC(t *testing.T) {
	perfect := ROC([]float32{0.9, 0.8, 0.2, 0.1}, []int{1, 1, 0, 0})
	guessing := []ROCPoint{{}, {FalsePositive: 1, TruePositive: 1}}
	mean := MeanROC(Levels(perfect), Levels(guessing), Levels(nil))
	if first := mean[0]; first.FalsePositive != 0 || first.TruePositive != 0 {
		t.Errorf("the mean begins at %v", first)
	}
	for _, p := range mean[1:] {
		if want := (1 + p.FalsePositive) / 2; math.Abs(p.TruePositive-want) > 1e-6 || !math.IsNaN(p.Threshold) {
			t.Errorf("the mean passes through %v; want %v there, and no threshold", p, want)
		}
	}
	if last := mean[len(mean)-1]; last.FalsePositive != 1 || last.TruePositive != 1 {
		t.Errorf("the mean ends at %v", last)
	}
	if got, want := AUC(mean), (AUC(perfect)+AUC(guessing))/2; math.Abs(got-want) > 1e-6 {
		t.Errorf("the area below the mean is %v, the mean of the areas %v", got, want)
	}
	if MeanROC(nil) != nil {
		t.Error("the mean of no curve is a curve")
	}
}

func TestAUCCountsPairs(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		n := 2 + random.IntN(60)
		p, labels := make([]float32, n), make([]int, n)
		for i := range p {
			p[i], labels[i] = float32(random.IntN(10))/10, random.IntN(2)
		}
		labels[0], labels[1] = 0, 1
		won, pairs := 0.0, 0.0
		for i := range p {
			for j := range p {
				if labels[i] == 1 && labels[j] == 0 {
					pairs++
					switch {
					case p[i] > p[j]:
						won++
					case p[i] == p[j]:
						won += 0.5
					}
				}
			}
		}
		near(t, "AUC", AUC(ROC(p, labels)), won/pairs, 1e-12)
	}
}

func TestWilson(t *testing.T) {
	// Known values: Newcombe (1998), table I, method 3, to four places.
	cases := []struct {
		hits, n   int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
		{20, 20, 0.8389, 1}, {0, 0, 0, 1},
	}
	for _, c := range cases {
		low, high := Wilson(c.hits, c.n)
		near(t, "low", low, c.low, 5e-5)
		near(t, "high", high, c.high, 5e-5)
	}
}

func TestQuantile(t *testing.T) {
	for q, want := range map[float64]float64{0: 1, 0.25: 2.5, 0.5: 4, 0.75: 5.5, 0.9: 6.4, 1: 7} {
		near(t, "of four values", Quantile([]float64{1, 3, 5, 7}, q), want, 1e-12)
		near(t, "of one value", Quantile([]float64{0.75}, q), 0.75, 0)
	}
}

func TestLengthsMustAgree(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("one label for two predictions was taken; want a panic")
		}
	}()
	Confuse([]float32{0.1, 0.2}, []int{0}, Threshold)
}
