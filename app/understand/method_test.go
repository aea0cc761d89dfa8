package understand

import (
	"slices"
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestValuesOfSymbolsFollowTheForm(t *testing.T) {
	l, _, b := stand()
	s := l.session
	values := func(id spec.MethodID) string {
		return (&methodCard{part: part{In: l}, Method: id}).values()
	}
	s.Form.Edit(form.Field{Method: spec.Momentum, Key: spec.KeyLearningRate}, "0.05")
	if got, want := values(spec.Momentum), "δ = 0.05, γ = 0.9"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.Form.Edit(form.Field{Method: spec.Adam, Key: spec.KeyBiasCorrection}, "false")
	if got := values(spec.Adam); !strings.HasSuffix(got, ", no bias correction") {
		t.Errorf("%q does not say that bias correction is off", got)
	}
	s.Form.Edit(form.Field{Key: spec.KeySameRate}, "0.25")
	if got := values(spec.SGD); got != "δ = 0.25" {
		t.Errorf("with the same rate for all: %q", got)
	}
	s.Form.Edit(form.Field{Key: spec.KeySameRate}, "0")

	s.Form.Edit(form.Field{Key: spec.KeySchedule}, string(spec.Step))
	s.Form.Edit(form.Field{Key: spec.KeyStepEvery}, "1")
	if got := values(spec.Momentum); !strings.HasSuffix(got, "; δ falls over time: in steps") {
		t.Errorf("before a run: %q", got)
	}
	apptest.Train(s, b, []spec.MethodID{spec.Momentum, spec.SGD}, 0)
	r := s.Runs[slices.IndexFunc(s.Runs, func(r *session.Run) bool { return r.Spec.Method == spec.SGD })]
	r.Apply(protocol.StepPoint{Run: r.ID, Step: 6, Epoch: 1.2, Loss: 0.6}, host.Attachments{})
	if got, want := values(spec.SGD), "after 1.2 epochs"; !strings.HasSuffix(got, want) || !strings.Contains(got, "at δ = 0.05 ") {
		t.Errorf("while it trains by half the rate of 0.1: %q", got)
	}
}

func TestSizesOfSymbolsAreThoseOfTheRun(t *testing.T) {
	l, _, b := stand()
	s := l.session
	apptest.Train(s, b, []spec.MethodID{spec.Momentum, spec.Adam}, 0)
	for _, r := range s.Runs {
		apptest.Norms(r, 1.5, 3, 0.06)
	}
	for _, c := range []struct {
		method  spec.MethodID
		want    []string
		without string
	}{
		{spec.Momentum, []string{"; measured after 1.5 epochs: ‖g‖ = 6.71, ‖Δθ‖ = 0.134", "<dt>g, ‖g‖ = 6.71</dt>", "<dt>v, ‖v‖ = 0.134</dt>", "Now ‖g‖ = 6.71. "}, ""},
		{spec.Adam, []string{"‖g‖ = 6.71", "<dt>θ, ‖Δθ‖ = 0.134</dt>"}, "‖v‖"},
		{spec.SGD, nil, "‖g‖"},
	} {
		card := ui.HTMLString(&methodCard{part: part{In: l}, Method: c.method})
		for _, want := range c.want {
			if !strings.Contains(card, want) {
				t.Errorf("%s: no %q in %s", c.method, want, card)
			}
		}
		if c.without != "" && strings.Contains(card, c.without) {
			t.Errorf("%s: %q, of which nothing is known", c.method, c.without)
		}
	}
}

func TestMethodCardsExplainEachSymbol(t *testing.T) {
	l, _, _ := stand()
	page := ui.HTMLString(l.UI())
	for _, want := range []string{"Now 0.1. Learning rate.", "<dt>γ = 0.9</dt>", "m divided by 1−β₁ᵗ", "Each symbol of Adam"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}
