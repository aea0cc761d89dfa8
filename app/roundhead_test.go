package app

import (
	"strings"
	"testing"

	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

func TestARoundIsRemovedWhenAskedTwice(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD, spec.Momentum, spec.Adam}, 1)
	l.view.tab = tabRuns
	l.askToRemove(1)
	page := html(l)
	if !strings.Contains(page, "with its 3 runs and all that they have learned? One is not finished.") || !strings.Contains(page, `id="remove-really"`) {
		t.Error("the page does not ask whether the round is to be removed")
	}
	l.keepRound()
	if page := html(l); strings.Contains(page, "remove-really") || len(l.Runs) != 3 {
		t.Errorf("after Keep there are %d runs, or the question stays", len(l.Runs))
	}
	l.askToRemove(1)
	l.removeRound(1)
	if page := html(l); len(l.Runs) != 0 || strings.Contains(page, "round-name") {
		t.Errorf("after Remove there are %d runs", len(l.Runs))
	}
}

// TestARoundIsSavedWhicheverItIs saves one that is not the latest.
func TestARoundIsSavedWhicheverItIs(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD}, 1)
	l.StartSweep()
	l.StartStudy()
	l.view.tab = tabRuns
	if page := html(l); !strings.Contains(page, `id="save-round-1"`) || !strings.Contains(page, `id="save-round-2"`) {
		t.Error("a round has no button that saves it")
	}
	for _, round := range l.Rounds {
		l.saveExperiment(round)
		if e, err := record.Decode(b.saved["pawgrad-experiment.json"]); err != nil || e.ID != round.ID {
			t.Errorf("round %d was saved as %s, %v", round.Number, e.ID, err)
		}
	}
}

func TestRoundFacts(t *testing.T) {
	l, _ := laboratory(t)
	l.StartStudy()
	l.StopAll()
	l.StartSweep()
	for i, want := range []string{
		"Cats and dogs · CNN, 64 px, batch 32, 50 epochs, seeds 1 to 3 · CNN, 150 px, batch 32, 50 epochs, seed 1",
		"Cats and dogs · search for learning rates · CNN, 64 px, batch 32, 2 epochs, seed 1",
	} {
		if got := roundFacts(l.Rounds[i]); got != want {
			t.Errorf("round %d: %q, want %q", i+1, got, want)
		}
	}
}

// TestCardsTellPartsAndSeedsApart names a study's runs by what they differ in.
func TestCardsTellPartsAndSeedsApart(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD}, 1)
	l.StartStudy()
	l.StartSweep()
	for i, want := range map[int]string{
		0:           "SGD",
		1:           "GD, CNN, 64 px, seed 1",
		1 + 2*7:     "GD, CNN, 64 px, seed 3",
		1 + 3*7 + 1: "SGD, CNN, 150 px, seed 1",
		1 + 4*7:     "SGD",
	} {
		if got := l.cardName(l.Runs[i]); got != want {
			t.Errorf("run %d is called %q, want %q", i, got, want)
		}
	}
	for i, want := range map[int]string{0: "pawgrad-cnn-sgd.model", 1 + 3*7 + 1: "pawgrad-cnn-sgd-150px-seed1.model"} {
		if got := l.modelFile(l.Runs[i]); got != want {
			t.Errorf("run %d is saved as %q, want %q", i, got, want)
		}
	}
	if got, want := l.card(l.Runs[2]), "CNN, 64 px, seed 1 · δ 0.15"; got != want {
		t.Errorf("its card says %q, want %q", got, want)
	}
	if got, want := l.card(l.Runs[0]), "δ 0.1"; got != want {
		t.Errorf("a card of a plain comparison says %q, want %q", got, want)
	}
}
