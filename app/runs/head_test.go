package runs

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/record"
	"pawgrad/app/report"
	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestARoundIsRemovedWhenAskedTwice(t *testing.T) {
	in, s, b := stand()
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Momentum, spec.Adam}, 1)
	in.askToRemove(1)
	page := ui.HTMLString(in.UI())
	if !strings.Contains(page, "with its 3 runs and all that they have learned? One is not finished.") || !strings.Contains(page, `id="remove-really"`) {
		t.Error("the page does not ask whether the round is to be removed")
	}
	in.keepRound()
	if page := ui.HTMLString(in.UI()); strings.Contains(page, "remove-really") || len(s.Runs) != 3 {
		t.Errorf("after Keep there are %d runs, or the question stays", len(s.Runs))
	}
	in.askToRemove(1)
	in.removeRound(1)
	if page := ui.HTMLString(in.UI()); len(s.Runs) != 0 || strings.Contains(page, "round-name") {
		t.Errorf("after Remove there are %d runs", len(s.Runs))
	}
}

// TestARoundIsSavedWhicheverItIs saves one that is not the latest.
func TestARoundIsSavedWhicheverItIs(t *testing.T) {
	in, s, b := stand()
	apptest.Train(s, b, []spec.MethodID{spec.SGD}, 1)
	s.Form.Experiment.Methods, s.Form.Experiment.Shared.Epochs = []spec.MethodID{spec.SGD}, 1
	s.StartSearch(1) // of few runs, so that all cards are in view
	s.StartStudy()
	if page := ui.HTMLString(in.UI()); !strings.Contains(page, `id="save-round-1"`) || !strings.Contains(page, `id="save-round-2"`) {
		t.Error("a round has no button that saves it")
	}
	for _, round := range s.Rounds {
		in.report.SaveExperiment(round)
		if e, err := record.Decode(b.Saved["pawgrad-experiment.json"]); err != nil || e.ID != round.ID {
			t.Errorf("round %d was saved as %s, %v", round.Number, e.ID, err)
		}
	}
}

func TestRoundFacts(t *testing.T) {
	_, s, _ := stand()
	s.StartStudy()
	s.StopAll()
	s.StartSearch(1)
	for i, want := range []string{
		"Cats and dogs · CNN, 64 px, batch 32, 50 epochs, seeds 1 to 3 · CNN, 150 px, batch 32, 50 epochs, seed 1",
		"Cats and dogs · search for learning rates · CNN, 64 px, batch 32, 2 epochs, seeds 1001 to 1003",
	} {
		if got := roundFacts(s.Rounds[i]); got != want {
			t.Errorf("round %d: %q, want %q", i+1, got, want)
		}
	}
}

// TestCardsTellPartsAndSeedsApart names a study's runs by what they differ in.
func TestCardsTellPartsAndSeedsApart(t *testing.T) {
	in, s, b := stand()
	apptest.Train(s, b, []spec.MethodID{spec.SGD}, 1)
	s.StartStudy()
	s.StartSearch(1)
	for i, want := range map[int]string{
		0:           "SGD",
		1:           "GD, CNN, 64 px, seed 1",
		1 + 2*7:     "GD, CNN, 64 px, seed 3",
		1 + 3*7 + 1: "SGD, CNN, 150 px, seed 1",
		1 + 4*7:     "SGD, seed 1001",
	} {
		if got := in.runs.CardName(s.Runs[i]); got != want {
			t.Errorf("run %d is called %q, want %q", i, got, want)
		}
	}
	for i, want := range map[int]string{0: "pawgrad-cnn-sgd.model", 1 + 3*7 + 1: "pawgrad-cnn-sgd-150px-seed1.model"} {
		if got := in.modelFile(s.Runs[i]); got != want {
			t.Errorf("run %d is saved as %q, want %q", i, got, want)
		}
	}
	if got, want := in.card(s.Runs[2]), "CNN, 64 px, seed 1 · δ 0.15"; got != want {
		t.Errorf("its card says %q, want %q", got, want)
	}
	if got, want := in.card(s.Runs[0]), "δ 0.1"; got != want {
		t.Errorf("a card of a plain comparison says %q, want %q", got, want)
	}
}

// stand returns the cards of a session with photos, the session, and the browser.
func stand() (*Panel, *session.Session, *fake.Browser) {
	screen, s, compared, b := apptest.New()
	return New(screen, s, compared, report.New(screen, s, compared)), s, b
}
