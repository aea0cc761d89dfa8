package data

import (
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

// TestFolds: every photo that a run trains on is in the test of one fold, and in the training
// of all others; the classes are mixed alike.
func TestFolds(t *testing.T) {
	const k = 5
	set := newMemory(4, map[pack.Split]string{pack.Train: strings.Repeat("01", 16) + "0", pack.Validation: "010101", pack.Test: "010101"})
	run := spec.DefaultRun(spec.Adam)
	tested := map[int]int{}
	for n := range k {
		f, foldRun, err := NewFold(set, run, k, n)
		if err != nil {
			t.Fatal(err)
		}
		split, err := Choose(f, foldRun)
		if err != nil {
			t.Fatal(err)
		}
		if len(split.Train)+len(split.Test) != 33 || len(split.Test) < 6 || len(split.Test) > 7 {
			t.Errorf("fold %d has %d photos for training and %d for testing", n, len(split.Train), len(split.Test))
		}
		counts := [Classes]int{}
		for _, i := range split.Test {
			tested[i]++
			counts[set.Image(i).Label]++
			if slices.Contains(split.Train, i) {
				t.Errorf("fold %d is trained on photo %d, on which it is tested", n, i)
			}
		}
		if counts[0] < 3 || counts[1] < 3 {
			t.Errorf("fold %d has %v photos of the classes", n, counts)
		}
		if len(split.Validation) != 2 {
			t.Errorf("%d photos for a validation that nothing depends on", len(split.Validation))
		}
		again, _, _ := NewFold(set, run, k, n)
		if !slices.Equal(again.Split(pack.Test), split.Test) {
			t.Error("the same seed draws other folds")
		}
	}
	for i := range 33 {
		if tested[i] != 1 {
			t.Errorf("photo %d is in %d tests", i, tested[i])
		}
	}
	run.Patience = 2
	if f, _, _ := NewFold(set, run, k, 0); len(f.Split(pack.Validation)) != 6 {
		t.Error("a run that stops early has lost its validation photos")
	}
	run.TrainImages = 20
	if f, foldRun, _ := NewFold(set, run, k, 0); len(f.Split(pack.Train)) != 16 || foldRun.TrainImages != 0 {
		t.Errorf("of a run on 20 photos a fold is trained on %d", len(f.Split(pack.Train)))
	}
	run.TrainImages = 8
	if _, _, err := NewFold(set, run, k, 0); err == nil || !strings.Contains(err.Error(), "4 training photos") {
		t.Errorf("too few photos: %v", err)
	}
}
