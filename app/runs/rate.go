package runs

import (
	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// rate lets a run that is being trained have another learning rate, and says which it has had.
func (p *runs) rate(r *session.Run) ui.UI {
	in := p.In
	if !in.session.CanChangeRate(r) {
		return ui.P().Class("hint").Hidden(len(r.Changes) == 0).Text(changesText(r))
	}
	id := "rate-" + r.ID
	text, typed := in.rates[r.ID]
	if !typed {
		text = spec.Number(r.CurrentRate())
	}
	problem := in.refused[r.ID]
	return ui.Div().Class("field card-rate").Body(
		ui.Div().Class("field-entry").Body(
			ui.Label().For(id).Text(say.Text("δ now")),
			ui.Input().Type("text").ID(id).Attr("inputmode", "decimal").AutoComplete(false).Spellcheck(false).Value(text).
				Aria("invalid", problem != "").Aria("describedby", id+"-problem").
				OnInput(func(_ ui.Context, e ui.Event) { in.rates[r.ID] = e.Get("target").Get("value").String() }, ui.EventScope(id)),
			widget.TextButton("small", say.Text("Change rate"), func(ui.Context, ui.Event) { in.changeRate(r.ID) }, "rate", r.ID).ID("change-"+id).
				Title(say.Text("From the next step on, in all seeds of this arm that are being trained. It is marked in the curves; results "+
					"of a run whose rate was changed do not count in comparisons.")),
		),
		ui.P().Class("problem").ID(id+"-problem").Hidden(problem == "").Text(problem),
		ui.P().Class("hint").Hidden(len(r.Changes) == 0).Text(changesText(r)),
	)
}

// changeRate gives a run the rate that was typed.
func (in *Panel) changeRate(id string) {
	text, typed := in.rates[id]
	if !typed {
		return
	}
	if in.refused[id] = in.session.ChangeRate(id, text); in.refused[id] == "" {
		delete(in.rates, id)
		delete(in.refused, id)
	}
	in.screen.Touch(redraw.Heads)
}

// changesText says which rates a run was given by hand, or nothing.
func changesText(r *session.Run) string {
	if len(r.Changes) == 0 {
		return ""
	}
	text := say.Text("Rate changed by hand:")
	for i, c := range r.Changes {
		if i > 0 {
			text += ","
		}
		text += say.F(" %s at epoch %s", say.Number(spec.Number(c.Rate)), format.Fixed(c.Epoch, 1))
	}
	return say.F("%s. It does not count in comparisons.", text)
}
