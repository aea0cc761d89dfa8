package spec

import "testing"

func TestSweepKeepsToTheLimits(t *testing.T) {
	e := DefaultExperiment()
	h := e.Hyper[SGD]
	h.LearningRate = 30
	e.Hyper[SGD] = h
	runs := 0
	for _, part := range Sweep(e) {
		for _, r := range part.Runs() {
			runs++
			if err := r.Validate(); err != nil {
				t.Error(err)
			}
		}
	}
	if want := len(e.Methods)*len(SweepFactors) - 1; runs != want {
		t.Errorf("%d runs, want %d: only SGD at 300 is left out", runs, want)
	}
	if e.Hyper[SGD].LearningRate != 30 || e.Shared.Epochs == sweepEpochs {
		t.Error("the experiment itself was changed")
	}
}

func TestRoundRate(t *testing.T) {
	for rate, want := range map[float64]float64{0.1 * 0.3: 0.03, 0.0005 * 3: 0.0015, 3 * 10: 30, 0.0001 * 0.1: 0.00001, 1.0 / 3: 0.33} {
		if got := roundRate(rate); got != want {
			t.Errorf("%v is rounded to %v, want %v", rate, got, want)
		}
	}
}
