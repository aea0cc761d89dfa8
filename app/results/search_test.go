package results

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/report"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestWhatASearchHasFound is in a table: the rate, how sure it is, and that a better one may lie
// beyond those that were tried.
func TestWhatASearchHasFound(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs, report.New(screen, s, runs), Links{})
	s.SetSlots(1)
	s.Form.Experiment.Methods = []spec.MethodID{spec.SGD}
	s.Form.Experiment.Shared.Epochs = 1
	if !s.StartSearch(1) {
		t.Fatal(s.Board.Notice)
	}
	page := func() string { return ui.HTMLString(in.UI()) }
	if h := page(); !strings.Contains(h, "step 1 of 1") || strings.Contains(h, `id="search-table"`) {
		t.Error("before a trial is over there is a table, or nothing says how far the search is")
	}
	for i := 0; i < len(s.Runs); i++ {
		r, f := s.Runs[i], b.Trainers[len(b.Trainers)-1]
		f.Handle(protocol.EpochPoint{Run: r.ID, Epoch: 1, ValidationLoss: 1 / r.Spec.Hyper.LearningRate, ValidationAccuracy: 0.5}, host.Attachments{})
		f.Handle(protocol.Done{Run: r.ID, Reason: protocol.Finished, Epochs: 1}, host.Attachments{})
	}
	h := page()
	for _, want := range []string{`id="search-table"`, "The search is over.", "a higher one may be better", "0.5000 (0.500 to 0.500)", "Best of 6 rates"} {
		if !strings.Contains(h, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if runs.RungEpochs()[0] != 1 || len(runs.Sweep().Curves) != 1 || runs.Sweep().Curves[0].Chosen == 0 {
		t.Errorf("the figure is %+v", runs.Sweep())
	}
}
