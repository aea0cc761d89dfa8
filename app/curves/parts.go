package curves

import (
	"pawgrad/app/record"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// parts is the choice of which part of a study is in view, and whether the curve of
// every seed is.
type parts struct{ part }

func (p *parts) Render() ui.UI {
	in := p.In
	round := in.session.Latest()
	if round == nil {
		return ui.Div().Class("unseen")
	}
	chosen := in.runs.Part()
	return ui.Div().Class("toggles").Body(
		widget.When(len(round.Parts) > 1, func() ui.UI {
			return widget.Select("part", widget.UpTo(0, len(round.Parts)-1), chosen, func(i int) string { return record.PartTitle(round.Parts[i]) }, func(i int) {
				in.runs.Choose(i)
				in.hover = nil
				in.screen.Touch(redraw.Choice)
			}).Aria("label", say.Text("Part of the study"))
		}),
		widget.When(round.Parts[chosen].Seeds > 1, func() ui.UI {
			return in.toggle("seeds-each", say.Text("Seeds"), say.Text("Shows the curve of every seed behind the means."), &in.lines.Seeds)
		}),
	)
}
