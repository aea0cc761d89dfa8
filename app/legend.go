package app

import (
	"pawgrad/app/host"
	"pawgrad/app/session"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// legend names the curves and switches each on and off.
type legend struct{ watching }

func (g *legend) OnMount(ctx ui.Context) {
	g.watch(ctx, host.RunStates|host.Numbers|viewTopic)
}

func (g *legend) Render() ui.UI {
	l := g.lab
	var items []ui.UI
	for _, a := range l.arms(true) { // an older round's hidden ones are found under Runs
		items = append(items, g.item(a))
	}
	if len(items) == 0 {
		return ui.Div().Class("legend").ID("legend").Body(
			ui.P().Class("hint").Text("Solid: on photos never trained on. Dashed: on the photos being learned."))
	}
	return ui.Div().Class("legend").ID("legend").Role("group").Aria("label", "Curves shown").Body(items...)
}

func (g *legend) item(a arm) ui.UI {
	l, first := g.lab, a[0]
	status, about := statusWord(first), "The number is the latest validation accuracy."
	if len(a) > 1 {
		over := 0
		for _, r := range a {
			if r.Status.Over() {
				over++
			}
		}
		status = whole(over) + " of " + counted(len(a), "seed") + " done"
		about = "The number is the mean of the seeds' latest validation accuracies."
	}
	value := status
	if v, ok := a.validation(); ok {
		value = accuracy(v)
	}
	hidden := a.hidden()
	return ui.Button().Type("button").Class("legend-item").ID("legend-"+first.ID).DataSet("status", statusWord(first)).
		Aria("pressed", !hidden).Title(l.armName(a)+": "+status+". "+about+" Click to show or hide the curve.").
		OnClick(func(ui.Context, ui.Event) {
			for _, r := range a {
				l.Show(r.ID, hidden)
			}
		}, ui.EventScope(first.ID, len(a), hidden)).Body(
		l.swatch(first.Spec.Method),
		ui.Span().Class("legend-name").Text(l.armName(a)),
		ui.Span().Class("legend-value").Text(value),
	)
}

// statusWord names a run's status.
func statusWord(r *session.Run) string {
	switch r.Status {
	case session.Queued:
		return "waiting"
	case session.Starting:
		return "starting"
	case session.Running:
		return "training"
	case session.Waiting:
		return "taking turns"
	case session.Paused:
		return "paused"
	case session.Stopping:
		return "stopping"
	case session.Finished:
		return "done"
	case session.Stopped:
		return "stopped"
	case session.Failed:
		return "failed"
	}
	panic("app: unknown status of run " + r.ID)
}
