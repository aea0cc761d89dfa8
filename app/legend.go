package app

import (
	"pawgrad/app/session"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// legend names the curves and switches each on and off.
type legend struct{ watching }

func (g *legend) OnMount(ctx ui.Context) {
	g.watch(ctx, session.RunStates|session.Numbers|viewTopic)
}

func (g *legend) Render() ui.UI {
	l := g.lab
	var items []ui.UI
	for _, r := range l.Runs {
		if r.Hidden && !l.Current(r) {
			continue // an older round's, to be found under Runs
		}
		items = append(items, g.item(r))
	}
	if len(items) == 0 {
		return ui.Div().Class("legend").ID("legend").Body(
			ui.P().Class("hint").Text("Solid: on photos never trained on. Dashed: on the photos being learned."))
	}
	return ui.Div().Class("legend").ID("legend").Role("group").Aria("label", "Curves shown").Body(items...)
}

func (g *legend) item(r *session.Run) ui.UI {
	l := g.lab
	value := statusWord(r)
	if n := r.Valid.Len(); n > 0 {
		value = accuracy(r.Valid.Accuracy[n-1])
	}
	return ui.Button().Type("button").Class("legend-item").ID("legend-"+r.ID).DataSet("status", statusWord(r)).
		Aria("pressed", !r.Hidden).Title(l.name(r)+": "+statusWord(r)+". The number is the latest validation accuracy. Click to show or hide the curve.").
		OnClick(func(ui.Context, ui.Event) { l.Show(r.ID, r.Hidden) }, ui.EventScope(r.ID)).Body(
		l.swatch(r.Spec.Method),
		ui.Span().Class("legend-name").Text(l.name(r)),
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
