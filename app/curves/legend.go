package curves

import (
	"pawgrad/app/compare"
	"pawgrad/app/format"
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// legend names the curves and switches each on and off.
type legend struct{ part }

func (g *legend) Render() ui.UI {
	in := g.In
	var items []ui.UI
	for _, a := range in.runs.Arms(true) { // an older round's hidden ones are found under Runs
		items = append(items, g.item(a))
	}
	if len(items) == 0 {
		return ui.Div().Class("legend").ID("legend").Body(
			ui.P().Class("hint").Text(say.Text("Solid: on photos never trained on. Dashed: on the photos being learned.")))
	}
	return ui.Div().Class("legend").ID("legend").Role("group").Aria("label", say.Text("Curves shown")).Body(items...)
}

func (g *legend) item(a compare.Arm) ui.UI {
	in, first := g.In, a[0]
	status, about := compare.StatusText(first), say.Text("The number is the latest validation accuracy.")
	if len(a) > 1 {
		over := 0
		for _, r := range a {
			if r.Status.Over() {
				over++
			}
		}
		status = say.F("%'d of %'d {seed|seeds} done", over, len(a))
		about = say.Text("The number is the mean of the seeds' latest validation accuracies.")
	}
	value := status
	if v, ok := a.Validation(); ok {
		value = format.Accuracy(v)
	}
	hidden := a.Hidden()
	return ui.Button().Type("button").Class("legend-item").ID("legend-"+first.ID).DataSet("status", compare.Status(first)).
		Aria("pressed", !hidden).Title(say.F("%s: %s. %s Click to show or hide the curve.", in.runs.ArmName(a), status, about)).
		OnClick(func(ui.Context, ui.Event) {
			for _, r := range a {
				in.session.Show(r.ID, hidden)
			}
		}, ui.EventScope(first.ID, len(a), hidden)).Body(
		in.screen.Swatch(first.Spec.Method, first.Spec.Arm.Look),
		ui.Span().Class("legend-name").Text(in.runs.ArmName(a)),
		ui.Span().Class("legend-value").Text(value),
	)
}
