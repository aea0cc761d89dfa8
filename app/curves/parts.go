package curves

import (
	"pawgrad/app/compare"
	"pawgrad/app/redraw"
	"pawgrad/app/widget"
	"strconv"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// parts is the choice of which part of a study is in view, and whether the curve of
// every seed is.
type parts struct{ part }

func (p *parts) OnMount(ctx ui.Context) { p.Watch(ctx, p.In.screen.Topics, redraw.OfParts) }

func (p *parts) Render() ui.UI {
	in := p.In
	round := in.session.Latest()
	if round == nil {
		return ui.Div().Class("unseen")
	}
	chosen := in.runs.Part()
	options := make([]ui.UI, len(round.Parts))
	for i, part := range round.Parts {
		options[i] = ui.Option().Value(i).Selected(i == chosen).Text(compare.PartName(part))
	}
	return ui.Div().Class("toggles").Body(
		widget.When(len(round.Parts) > 1, func() ui.UI {
			return ui.Select().ID("part").Aria("label", "Part of the study").OnChange(func(_ ui.Context, e ui.Event) {
				if i, err := strconv.Atoi(e.Get("target").Get("value").String()); err == nil {
					in.runs.Choose(i)
					in.hover = nil
					in.screen.Touch(redraw.Choice)
				}
			}).Body(options...)
		}),
		widget.When(round.Parts[chosen].Seeds > 1, func() ui.UI {
			return in.toggle("seeds-each", "Seeds", "Shows the curve of every seed behind the means.", &in.lines.Seeds)
		}),
	)
}
