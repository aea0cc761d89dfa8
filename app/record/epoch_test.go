package record

import (
	"math"
	"slices"
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

func TestBestEpochAndTimeTo(t *testing.T) {
	r := validated("run1", spec.SGD, 1, []float64{0.5, 0.7, 0.65, 0.72}, []float64{0.7, 0.6, 0.6, 0.9})
	if best, ok := r.BestEpoch(); !ok || best.Epoch != 2 {
		t.Errorf("the best epoch is %+v, want the first of the two", best)
	}
	if _, ok := (Run{}).BestEpoch(); ok {
		t.Error("a run without epochs has a best one")
	}
	for accuracy, want := range map[float64]int{0.5: 1, 0.6: 2, 0.7: 2, 0.71: 4, 0.8: 0} {
		if first, ok := r.TimeTo(accuracy); first.Epoch != want || ok != (want > 0) || first.Seconds != 2*float64(want) {
			t.Errorf("%g is reached at epoch %d after %g s, want epoch %d", accuracy, first.Epoch, first.Seconds, want)
		}
	}
}

func TestTimesOfARow(t *testing.T) {
	e := sample()
	loss := []float64{0.7, 0.6, 0.5}
	e.Runs = []Run{
		validated("run1", spec.SGD, 1, []float64{0.5, 0.61, 0.66}, loss), validated("run2", spec.Adam, 1, []float64{0.6, 0.7, 0.76}, loss),
		validated("run3", spec.SGD, 2, []float64{0.62, 0.64, 0.64}, loss), validated("run4", spec.Adam, 2, []float64{0.6, 0.76, 0.74}, loss),
	}
	row := NewTable(e)[0]
	if got := row.Landmarks(); !slices.Equal(got, []float64{0.65, 0.7, 0.75}) {
		t.Errorf("landmarks %v", got)
	}
	if got := row.Cells[0].TimeTo(0.9); got.Seeds != 0 || !math.IsInf(got.Epoch, 1) {
		t.Errorf("what is never reached: %+v", got)
	}
	want := [][]string{
		{"SGD", "by 1 of 2 seeds only", "not reached", "not reached"},
		{"Adam", "0:04, epoch 2", "0:04, epoch 2", "0:05, epoch 2.5"},
	}
	block := timesBlock(row)[0]
	if !slices.Equal(block.Head, []string{"Method", "65 %", "70 %", "75 %"}) {
		t.Errorf("head %q", block.Head)
	}
	for i, line := range block.Rows {
		if !slices.Equal(line, want[i]) {
			t.Errorf("row %q, want %q", line, want[i])
		}
	}
	third := validated("run5", spec.SGD, 3, []float64{0.5, 0.7, 0.7}, loss)
	e.Runs = append(e.Runs, third)
	// Of 6 and 4 seconds and never, 6 is in the middle.
	if got := NewTable(e)[0].Cells[0].TimeTo(0.65).text(); got != "0:06, epoch 3 (2 of 3 seeds)" {
		t.Errorf("where one of three seeds never gets there it writes %q", got)
	}
	e.Runs = []Run{validated("run1", spec.SGD, 1, []float64{0.5}, loss)}
	if got := timesBlock(NewTable(e)[0]); got != nil {
		t.Errorf("of guesses it writes %+v", got)
	}
}
