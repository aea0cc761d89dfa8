package record

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pawgrad/nn/spec"
)

func TestTimeTo(t *testing.T) {
	r := validated("run1", spec.SGD, 1, []float64{0.5, 0.7, 0.65, 0.72}, []float64{0.7, 0.6, 0.6, 0.9})
	for accuracy, want := range map[float64]int{0.5: 1, 0.6: 2, 0.7: 2, 0.71: 4, 0.8: 0} {
		if first, ok := r.TimeTo(accuracy); first.Epoch != want || ok != (want > 0) || first.Seconds != 2*float64(want) {
			t.Errorf("%g is reached at epoch %d after %g s, want epoch %d", accuracy, first.Epoch, first.Seconds, want)
		}
	}
}

// raced is a round whose SGD is slower than its Adam, and whose GD takes one step an epoch.
func raced() Round {
	e := sample()
	e.Parts[0].Methods = []spec.MethodID{spec.GD, spec.SGD, spec.Adam}
	loss := []float64{0.7, 0.6, 0.5}
	e.Runs = []Run{
		validated("run1", spec.SGD, 1, []float64{0.5, 0.61, 0.66}, loss), validated("run2", spec.Adam, 1, []float64{0.6, 0.7, 0.76}, loss),
		validated("run3", spec.SGD, 2, []float64{0.62, 0.64, 0.64}, loss), validated("run4", spec.Adam, 2, []float64{0.6, 0.76, 0.74}, loss),
		validated("run5", spec.GD, 1, []float64{0.5, 0.66, 0.66}, loss),
	}
	for i := range e.Runs {
		e.Runs[i].Started.StepsPerEpoch = 3
	}
	return e
}

func TestTimesToTargets(t *testing.T) {
	e := raced()
	e.Parts[0].Targets = "0.65 0.9"
	row := NewTable(e)[0]
	if !row.Fixed || !slices.Equal(row.Targets, []float64{0.65, 0.9}) {
		t.Fatalf("targets %v, fixed %v", row.Targets, row.Fixed)
	}
	blocks := targetBlocks(row)
	want := [][][]string{{
		{"GD", "1 of 1", "2", "2", "16", "0:04"}, // eight photos an epoch, and one step
		{"SGD", "1 of 2", "–", "–", "–", "–"},    // half of the seeds never get there
		{"Adam", "2 of 2", "2", "6", "16", "0:04"},
	}, {{"GD", "0 of 1", "–", "–", "–", "–"}, {"SGD", "0 of 2", "–", "–", "–", "–"}, {"Adam", "0 of 2", "–", "–", "–", "–"}}}
	for i, b := range blocks {
		for k, line := range b.Rows {
			if !slices.Equal(line, want[i][k]) {
				t.Errorf("row %q, want %q", line, want[i][k])
			}
		}
	}
	if !strings.Contains(blocks[1].Caption, "fixed before anything was trained") || blocks[0].Head[0] != "To 0.65" {
		t.Errorf("head %q, caption %q", blocks[0].Head, blocks[1].Caption)
	}
	third := validated("run6", spec.SGD, 3, []float64{0.5, 0.7, 0.7}, []float64{0.7, 0.6, 0.5})
	e.Runs = append(e.Runs, third)
	sgd, _ := NewTable(e)[0].cell("SGD")
	// Of 6 and 4 seconds and never, 6 is in the middle.
	if got := sgd.Median(0.65, Seconds); got != 6 || sgd.Arrived(0.65) != 2 || !math.IsInf(sgd.Median(0.9, Seconds), 1) {
		t.Errorf("with a third seed: %g s, %d arrived", got, sgd.Arrived(0.65))
	}
	if got := sgd.Arrivals(0.65, Epochs); !slices.Equal(got, []float64{2, 3, math.Inf(1)}) {
		t.Errorf("arrivals %v", got)
	}
}

// TestTargetsOfWhatHasNone are chosen afterwards, and it is said.
func TestTargetsOfWhatHasNone(t *testing.T) {
	row := NewTable(raced())[0]
	if row.Fixed || !slices.Equal(row.Targets, []float64{0.65, 0.7, 0.75}) {
		t.Errorf("targets %v, fixed %v", row.Targets, row.Fixed)
	}
	if got := row.TargetsNote(); !strings.Contains(got, "chosen afterwards") {
		t.Errorf("the note is %q", got)
	}
	e := raced()
	e.Runs = []Run{validated("run1", spec.SGD, 1, []float64{0.5}, []float64{0.7})}
	if got := targetBlocks(NewTable(e)[0]); got != nil {
		t.Errorf("of guesses it writes %+v", got)
	}
}

func TestProfiles(t *testing.T) {
	e := raced()
	if e.Parts[0].Targets = "0.62 0.9"; NewTable(e).Profiles(Steps) != nil {
		t.Error("one part has a profile")
	}
	second := e.Parts[0].Clone()
	second.Shared.ImageSize, second.Targets = 150, "0.65"
	e.Parts = append(e.Parts, second)
	for i, r := range raced().Runs {
		if r.Spec.Method != spec.GD { // which is not in all parts then
			r.Part, r.ID, r.Spec.ImageSize = 1, r.ID+"0", 150
			if i == 0 {
				r.Epochs = raced().Runs[1].Epochs
			}
			e.Runs = append(e.Runs, r)
		}
	}
	got := NewTable(e).Profiles(Epochs)
	want := map[string][]float64{
		// To 0.62: SGD in 1 epoch or 3, Adam in 2; to 0.9 nobody; to 0.65: SGD in 2 or never, Adam in 2.
		"SGD": {1, math.Inf(1)}, "Adam": {1, 1},
	}
	if len(got) != 2 {
		t.Fatalf("%d arms have a profile", len(got))
	}
	for _, p := range got {
		if !slices.Equal(p.Ratios, want[p.Cell.Method.Name]) {
			t.Errorf("%s: %v, want %v", p.Cell.Method.Name, p.Ratios, want[p.Cell.Method.Name])
		}
	}
}
