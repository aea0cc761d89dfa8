package app

import (
	"strconv"

	"pawgrad/app/host"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// parts is the choice of which part of a study is in view, and whether the curve of
// every seed is.
type parts struct{ watching }

func (p *parts) OnMount(ctx ui.Context) { p.watch(ctx, host.RunStates|viewTopic) }

func (p *parts) Render() ui.UI {
	l := p.lab
	round := l.Latest()
	if round == nil {
		return ui.Div().Class("unseen")
	}
	chosen := l.part()
	options := make([]ui.UI, len(round.Parts))
	for i, part := range round.Parts {
		options[i] = ui.Option().Value(i).Selected(i == chosen).Text(partName(part))
	}
	return ui.Div().Class("toggles").Body(
		when(len(round.Parts) > 1, func() ui.UI {
			return ui.Select().ID("part").Aria("label", "Part of the study").OnChange(func(_ ui.Context, e ui.Event) {
				if i, err := strconv.Atoi(e.Get("target").Get("value").String()); err == nil {
					l.look(func(v *view) { v.part, v.partOf, v.hover = i, round.Number, nil })
				}
			}).Body(options...)
		}),
		when(round.Parts[chosen].Seeds > 1, func() ui.UI {
			return ui.Button().Type("button").Class("toggle").ID("seeds-each").Aria("pressed", l.view.seeds).
				Title("Shows the curve of every seed behind the means.").
				OnClick(func(ui.Context, ui.Event) { l.look(func(v *view) { v.seeds = !v.seeds }) }).Text("Seeds")
		}),
	)
}
