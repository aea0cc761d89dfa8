package record

import (
	"testing"

	"pawgrad/nn/spec"
)

// validated is a finished run with these validation accuracies and losses, two seconds
// an epoch.
func validated(id string, method spec.MethodID, seed uint64, accuracy, loss []float64) Run {
	r := tested(id, method, seed, "1010")
	r.Epochs = r.Epochs[:0:0]
	for i := range accuracy {
		p := tested(id, method, seed, "10").Epochs[0]
		p.Epoch, p.Seconds, p.ValidationAccuracy, p.ValidationLoss = i+1, 2*float64(i+1), accuracy[i], loss[i]
		r.Epochs = append(r.Epochs, p)
	}
	return r
}

func TestBestEpoch(t *testing.T) {
	r := validated("run1", spec.SGD, 1, []float64{0.5, 0.7, 0.65, 0.72}, []float64{0.7, 0.6, 0.6, 0.9})
	if best, ok := r.BestEpoch(); !ok || best.Epoch != 2 {
		t.Errorf("the best epoch is %+v, want the first of the two", best)
	}
	if _, ok := (Run{}).BestEpoch(); ok {
		t.Error("a run without epochs has a best one")
	}
}
