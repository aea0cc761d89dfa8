package setup

import (
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Start is one button for a page that has no set-up: it starts what the address asks for, and ends it.
func (in *Panel) Start() ui.UI { return &start{in.part(redraw.OfAction)} }

type start struct{ part }

func (p *start) Render() ui.UI {
	in := p.In
	switch {
	case in.session.Unfinished() > 0:
		share, over, n := in.session.Overall()
		return ui.Div().Class("action compact").Body(
			ui.Div().Class("overall").Body(
				ui.Progress().Max(1).Value(share).Aria("label", say.Text("All runs")),
				ui.Span().Class("overall-text").Text(say.F("%'d of %'d {run|runs} done", over, n)),
			),
			widget.Button("secondary", widget.IconStop, say.Text("Stop"), func(ui.Context, ui.Event) { in.session.StopAll() }, "stop").ID("stop"),
		)
	case in.session.Waiting():
		return ui.Div().Class("action compact").Body(
			ui.Button().Type("button").Class("primary").Disabled(true).Text(say.Text("Starts when the photos are here …")))
	}
	e := in.session.Form.Experiment
	n := len(e.Methods) + len(e.Started())
	return ui.Div().Class("action compact").Body(
		ui.Button().Type("button").Class("primary").ID("start").Disabled(n == 0).
			OnClick(func(ui.Context, ui.Event) { in.StartChosen() }, ui.EventScope("start")).
			Text(say.F("Train with %'d {method|methods}", n)))
}
