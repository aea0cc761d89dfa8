package app

import (
	"pawgrad/app/host"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// methodsPanel is step 3: the methods to compare and their hyper-parameters.
type methodsPanel struct{ watching }

func (p *methodsPanel) OnMount(ctx ui.Context) {
	p.watch(ctx, host.Settings|host.ImageSet|host.RunStates|viewTopic)
}

func (p *methodsPanel) Render() ui.UI {
	rows := make([]ui.UI, len(spec.Methods))
	for i, m := range spec.Methods {
		rows[i] = p.row(m)
	}
	search, why := p.lab.whenReady(
		button("small", iconPlay, "Find rates", func(ui.Context, ui.Event) { p.lab.startSweep() }, "sweep").ID("sweep"), "sweep")
	return ui.Section().Class("panel").ID("methods").Body(
		panelHead("3", "Methods", whole(len(p.lab.Form.Experiment.Methods))+" chosen"),
		ui.Ul().Class("methods").Body(rows...),
		ui.Div().Class("fields").Body(p.lab.fields(spec.KeySameRate)...),
		ui.Div().Class("row").Body(
			search,
			tip("Find rates", "Tries each chosen method for two epochs at five learning rates around its own, and shows which suits best on validation photos."),
			why,
		),
	)
}

// row is one method: chosen or not, its look, its rate, and its details if open.
func (p *methodsPanel) row(m spec.Method) ui.UI {
	l := p.lab
	id := "choose-" + string(m.ID)
	open := l.view.open == m.ID
	class := "method"
	if open {
		class = "method open"
	}
	toggle := func(ui.Context, ui.Event) {
		l.look(func(v *view) {
			if v.open == m.ID {
				v.open = ""
			} else {
				v.open = m.ID
			}
		})
	}
	return ui.Li().Class(class).DataSet("method", string(m.ID)).Body(
		ui.Div().Class("method-head").Body(
			ui.Input().Type("checkbox").ID(id).Checked(l.Form.Chosen(m.ID)).
				OnChange(func(_ ui.Context, e ui.Event) { l.Form.Choose(m.ID, e.Get("target").Get("checked").Bool()) }, ui.EventScope(id)),
			ui.Label().For(id).Body(l.swatch(m.ID), ui.Span().Class("method-name").Text(m.Name)),
			ui.Button().Type("button").Class("method-more").ID("more-"+string(m.ID)).
				Aria("expanded", open).Aria("label", m.Name+": formula and settings").
				OnClick(toggle, ui.EventScope("more", id)).
				Body(ui.Span().Class("rate").Text(p.rate(m)), icon(iconMore)),
		),
		when(open, func() ui.UI { return p.details(m) }),
	)
}

// rate is the learning rate in the method's row.
func (p *methodsPanel) rate(m spec.Method) string {
	if p.lab.Form.Experiment.SameRate > 0 {
		return "δ " + p.lab.Form.Text(form.Field{Key: spec.KeySameRate})
	}
	text := "δ " + p.lab.Form.Text(form.Field{Method: m.ID, Key: spec.KeyLearningRate})
	if p.lab.Form.MethodChanged(m.ID) {
		text += " *"
	}
	return text
}

// details are a method's idea, formula and hyper-parameters.
func (p *methodsPanel) details(m spec.Method) ui.UI {
	l := p.lab
	fields := make([]ui.UI, len(m.Settings))
	for i, key := range m.Settings {
		fields[i] = l.field(form.Field{Method: m.ID, Key: key})
	}
	return ui.Div().Class("method-details").Body(
		ui.P().Class("idea").Text(m.Idea),
		formula(m),
		ui.Div().Class("fields").Body(fields...),
		ui.Div().Class("row").Body(
			button("small", iconPlay, "Train "+m.Name+" only",
				func(ui.Context, ui.Event) { l.start([]spec.MethodID{m.ID}) }, "only", string(m.ID)).ID("only-"+string(m.ID)),
			button("small", iconRetry, "Defaults", func(ui.Context, ui.Event) { l.Form.ResetMethod(m.ID) }, "reset", string(m.ID)).
				ID("reset-"+string(m.ID)).Disabled(!l.Form.MethodChanged(m.ID)),
		),
	)
}
