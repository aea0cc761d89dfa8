package runs

import (
	"strconv"
	"strings"

	"pawgrad/app/record"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// roundHead is a round's name, which can be edited in its place, what its runs have in
// common, and the buttons that save it as a file and remove it.
func (p *runs) roundHead(r *session.Round) ui.UI {
	in, n := p.In, strconv.Itoa(r.Number)
	return ui.Div().Class("round-head").Body(
		ui.Div().Class("round-title").Body(
			ui.H3().Text(say.F("Round %s", n)),
			p.nameField(r),
			widget.IconButton("", widget.IconSave, say.F("Save round %s as a file", n), func(ui.Context, ui.Event) { in.report.SaveExperiment(r) }, "save-round", n).
				ID("save-round-"+n),
			widget.IconButton("", widget.IconBin, say.F("Remove round %s", n), func(ui.Context, ui.Event) { in.askToRemove(r.Number) }, "remove-round", n).
				ID("remove-round-"+n),
		),
		ui.P().Class("hint").Text(roundFacts(r)),
		widget.When(in.leaving == r.Number, func() ui.UI { return p.farewell(r) }),
	)
}

// nameField is the round's name: Enter or leaving the field takes what was typed,
// Escape what was there before.
func (p *runs) nameField(r *session.Round) ui.UI {
	in, id := p.In, "round-name-"+strconv.Itoa(r.Number)
	text := r.SpokenName()
	if in.named == r.Number {
		text = in.draft
	}
	// go-app compares with what it has last drawn, which is not what was typed since.
	show := func(e ui.Event) { e.Get("target").Set("value", r.SpokenName()) }
	return ui.Input().Type("text").Class("round-name").ID(id).Aria("label", say.F("Name of round %d", r.Number)).
		Title(say.Text("Click to change the name")).AutoComplete(false).MaxLength(80).Size(max(8, len([]rune(text)))).Value(text).
		OnInput(func(_ ui.Context, e ui.Event) {
			in.named, in.draft = r.Number, e.Get("target").Get("value").String()
		}, ui.EventScope(id)).
		OnChange(func(_ ui.Context, e ui.Event) {
			in.named = 0
			in.session.Rename(r.Number, e.Get("target").Get("value").String())
			show(e)
		}, ui.EventScope(id)).
		OnKeyDown(func(_ ui.Context, e ui.Event) {
			if e.Get("key").String() == "Escape" {
				in.named = 0
				show(e)
			}
		}, ui.EventScope(id))
}

// farewell asks whether a round is to be removed.
func (p *runs) farewell(r *session.Round) ui.UI {
	in, n := p.In, strconv.Itoa(r.Number)
	return ui.Div().Class("row farewell").ID("farewell").Role("group").Aria("label", say.F("Remove round %s?", n)).Body(
		ui.P().Text(in.farewellText(r)),
		widget.TextButton("small danger", say.Text("Remove"), func(ui.Context, ui.Event) { in.removeRound(r.Number) }, "really", n).ID("remove-really"),
		widget.TextButton("small", say.Text("Keep"), func(ui.Context, ui.Event) { in.keepRound() }, "keep", n).ID("remove-not"),
	)
}

// farewellText says what would be lost.
func (in *Panel) farewellText(r *session.Round) string {
	runs, busy := 0, 0
	for _, run := range in.session.Runs {
		if run.Round == r.Number {
			runs++
			if !run.Status.Over() {
				busy++
			}
		}
	}
	text := say.F("Remove “%s” with its %'d {run|runs} and all that they have learned?", r.SpokenName(), runs)
	switch {
	case busy == 1:
		text += say.Text(" One is not finished.")
	case busy > 1:
		text += say.F(" %'d are not finished.", busy)
	}
	return say.F("%s It cannot be undone.", text)
}

// askToRemove asks once; the answer that loses nothing comes first to hand.
func (in *Panel) askToRemove(number int) {
	in.leaving = number
	in.screen.Touch(redraw.Heads)
	in.screen.Focus("remove-not")
}

func (in *Panel) keepRound() {
	number := in.leaving
	in.leaving = 0
	in.screen.Touch(redraw.Heads)
	in.screen.Focus("remove-round-" + strconv.Itoa(number))
}

func (in *Panel) removeRound(number int) {
	in.leaving = 0
	in.session.RemoveRound(number)
	in.screen.Focus("tab-runs")
}

// roundFacts says what the runs of a round have in common.
func roundFacts(r *session.Round) string {
	facts := []string{say.Text(r.SetName)}
	if r.Searches() {
		facts = append(facts, say.Text("search for learning rates"))
	}
	// The parts of a search differ in the rates only, and tell nothing.
	for i, part := range r.Parts {
		if i == 0 || !r.Searches() {
			facts = append(facts, partFacts(part))
		}
	}
	return strings.Join(facts, " · ")
}

// partFacts says what the runs of a part have in common.
func partFacts(e spec.Experiment) string {
	seed := e.Shared.Seed
	seeds := say.F("seed %s", strconv.FormatUint(seed, 10))
	if e.Seeds > 1 {
		seeds = say.F("seeds %s to %s", strconv.FormatUint(seed, 10), strconv.FormatUint(seed+uint64(e.Seeds)-1, 10))
	}
	return say.F("%s, batch %'d, %s, %s", record.PartTitle(e), e.Shared.BatchSize, say.F("%'d {epoch|epochs}", e.Shared.Epochs), seeds)
}
