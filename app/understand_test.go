package app

import (
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestSymbolsOfAFormula(t *testing.T) {
	cases := map[spec.MethodID][]string{
		spec.GD:       {"θ", "δ", "g"},
		spec.Momentum: {"v", "γ", "δ", "g", "θ"},
		spec.Nesterov: {"v", "γ", "δ", "g", "θ"},
		spec.Adagrad:  {"G", "g", "θ", "δ", "ε"},
		spec.RMSprop:  {"E", "ρ", "g", "θ", "δ", "ε"},
		spec.Adam:     {"m", "β₁", "g", "v", "β₂", "θ", "δ", "m̂", "v̂", "ε"},
	}
	for id, want := range cases {
		m, _ := spec.MethodByID(id)
		if got := symbolsIn(m, symbols(m)); !slices.Equal(got, want) {
			t.Errorf("%s: symbols %v, want %v", m.Name, got, want)
		}
	}
}

func TestValuesOfSymbolsFollowTheForm(t *testing.T) {
	l, b := laboratory(t)
	values := func(id spec.MethodID) string {
		return (&methodCard{watching: watching{lab: l}, Method: id}).values()
	}
	l.Form.Edit(form.Field{Method: spec.Momentum, Key: spec.KeyLearningRate}, "0.05")
	if got, want := values(spec.Momentum), "δ = 0.05, γ = 0.9"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	l.Form.Edit(form.Field{Method: spec.Adam, Key: spec.KeyBiasCorrection}, "false")
	if got := values(spec.Adam); !strings.HasSuffix(got, ", no bias correction") {
		t.Errorf("%q does not say that bias correction is off", got)
	}
	l.Form.Edit(form.Field{Key: spec.KeySameRate}, "0.25")
	if got := values(spec.SGD); got != "δ = 0.25" {
		t.Errorf("with the same rate for all: %q", got)
	}
	l.Form.Edit(form.Field{Key: spec.KeySameRate}, "0")

	l.Form.Edit(form.Field{Key: spec.KeySchedule}, string(spec.Step))
	l.Form.Edit(form.Field{Key: spec.KeyStepEvery}, "1")
	if got := values(spec.Momentum); !strings.HasSuffix(got, "; δ falls over time: in steps") {
		t.Errorf("before a run: %q", got)
	}
	train(l, b, []spec.MethodID{spec.Momentum, spec.SGD}, 0)
	r := l.Runs[slices.IndexFunc(l.Runs, func(r *session.Run) bool { return r.Spec.Method == spec.SGD })]
	r.Apply(protocol.StepPoint{Run: r.ID, Step: 6, Epoch: 1.2, Loss: 0.6}, host.Attachments{})
	if got, want := values(spec.SGD), "after 1.2 epochs"; !strings.HasSuffix(got, want) || !strings.Contains(got, "at δ = 0.05 ") {
		t.Errorf("while it trains by half the rate of 0.1: %q", got)
	}
}

func TestSizesOfSymbolsAreThoseOfTheRun(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.Momentum, spec.Adam}, 0)
	for _, r := range l.Runs {
		normal(r, 1.5, 3, 0.06)
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
		card := ui.HTMLString(&methodCard{watching: watching{lab: l}, Method: c.method})
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
	l, _ := laboratory(t)
	l.view.tab = tabUnderstand
	page := html(l)
	for _, want := range []string{"Now 0.1. Learning rate.", "<dt>γ = 0.9</dt>", "m divided by 1−β₁ᵗ", "Each symbol of Adam"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}
