package app

import (
	"strconv"
	"strings"

	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// roundView is what is looked at of the rounds' heads.
type roundView struct {
	// named is the round whose name is being edited, and draft what was typed.
	named int
	draft string
	// leaving is the round that is to be removed if the visitor says so again.
	leaving int
}

// roundHead is a round's name, which can be edited in its place, what its runs have in
// common, and the buttons that save it as a file and remove it.
func (p *runs) roundHead(r *session.Round) ui.UI {
	l, n := p.lab, strconv.Itoa(r.Number)
	return ui.Div().Class("round-head").Body(
		ui.Div().Class("round-title").Body(
			ui.H3().Text("Round "+n),
			p.nameField(r),
			iconButton("", iconSave, "Save round "+n+" as a file", func(ui.Context, ui.Event) { l.saveExperiment(r) }, "save-round", n).
				ID("save-round-"+n),
			iconButton("", iconBin, "Remove round "+n, func(ui.Context, ui.Event) { l.askToRemove(r.Number) }, "remove-round", n).
				ID("remove-round-"+n),
		),
		ui.P().Class("hint").Text(roundFacts(r)),
		when(l.round.leaving == r.Number, func() ui.UI { return p.farewell(r) }),
	)
}

// nameField is the round's name: Enter or leaving the field takes what was typed,
// Escape what was there before.
func (p *runs) nameField(r *session.Round) ui.UI {
	l, id := p.lab, "round-name-"+strconv.Itoa(r.Number)
	text := r.Name
	if l.round.named == r.Number {
		text = l.round.draft
	}
	// go-app compares with what it has last drawn, which is not what was typed since.
	show := func(e ui.Event) { e.Get("target").Set("value", r.Name) }
	return ui.Input().Type("text").Class("round-name").ID(id).Aria("label", "Name of round "+strconv.Itoa(r.Number)).
		Title("Click to change the name").AutoComplete(false).MaxLength(80).Size(max(8, len([]rune(text)))).Value(text).
		OnInput(func(_ ui.Context, e ui.Event) {
			l.round.named, l.round.draft = r.Number, e.Get("target").Get("value").String()
		}, ui.EventScope(id)).
		OnChange(func(_ ui.Context, e ui.Event) {
			l.round.named = 0
			l.Rename(r.Number, e.Get("target").Get("value").String())
			show(e)
		}, ui.EventScope(id)).
		OnKeyDown(func(_ ui.Context, e ui.Event) {
			if e.Get("key").String() == "Escape" {
				l.round.named = 0
				show(e)
			}
		}, ui.EventScope(id))
}

// farewell asks whether a round is to be removed.
func (p *runs) farewell(r *session.Round) ui.UI {
	l, n := p.lab, strconv.Itoa(r.Number)
	return ui.Div().Class("row farewell").ID("farewell").Role("group").Aria("label", "Remove round "+n+"?").Body(
		ui.P().Text(l.farewellText(r)),
		textButton("small danger", "Remove", func(ui.Context, ui.Event) { l.removeRound(r.Number) }, "really", n).ID("remove-really"),
		textButton("small", "Keep", func(ui.Context, ui.Event) { l.keepRound() }, "keep", n).ID("remove-not"),
	)
}

// farewellText says what would be lost.
func (l *lab) farewellText(r *session.Round) string {
	runs, busy := 0, 0
	for _, run := range l.Runs {
		if run.Round == r.Number {
			runs++
			if !run.Status.Over() {
				busy++
			}
		}
	}
	text := "Remove “" + r.Name + "” with its " + counted(runs, "run") + " and all that they have learned?"
	switch {
	case busy == 1:
		text += " One is not finished."
	case busy > 1:
		text += " " + whole(busy) + " are not finished."
	}
	return text + " It cannot be undone."
}

// askToRemove asks once; the answer that loses nothing comes first to hand.
func (l *lab) askToRemove(number int) {
	l.round.leaving = number
	l.touch(roundTopic)
	l.later(func() { l.browser.Focus("remove-not") })
}

func (l *lab) keepRound() {
	number := l.round.leaving
	l.round.leaving = 0
	l.touch(roundTopic)
	l.later(func() { l.browser.Focus("remove-round-" + strconv.Itoa(number)) })
}

func (l *lab) removeRound(number int) {
	l.round.leaving = 0
	l.RemoveRound(number)
	l.later(func() { l.browser.Focus("tab-" + tabRuns.id()) })
}

// roundFacts says what the runs of a round have in common.
func roundFacts(r *session.Round) string {
	facts := []string{r.SetName}
	if r.Sweep() {
		facts = append(facts, "search for learning rates")
	}
	// The parts of a search differ in the rates only, and tell nothing.
	for i, part := range r.Parts {
		if i == 0 || !r.Sweep() {
			facts = append(facts, partFacts(part))
		}
	}
	return strings.Join(facts, " · ")
}

// partFacts says what the runs of a part have in common.
func partFacts(e spec.Experiment) string {
	seed := e.Shared.Seed
	seeds := "seed " + strconv.FormatUint(seed, 10)
	if e.Seeds > 1 {
		seeds = "seeds " + strconv.FormatUint(seed, 10) + " to " + strconv.FormatUint(seed+uint64(e.Seeds)-1, 10)
	}
	return partName(e) + ", batch " + whole(e.Shared.BatchSize) + ", " + counted(e.Shared.Epochs, "epoch") + ", " + seeds
}
