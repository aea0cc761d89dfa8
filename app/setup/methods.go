package setup

import (
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session/form"
	"pawgrad/app/widget"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// methodsPanel is step 3: the methods to compare and their hyper-parameters.
type methodsPanel struct{ part }

func (p *methodsPanel) Render() ui.UI {
	var rows []ui.UI
	for _, m := range spec.Methods {
		rows = append(rows, p.row(m))
	}
	for _, a := range p.In.session.Form.Experiment.Arms {
		rows = append(rows, p.arm(a))
	}
	find, why := p.In.whenReady(
		widget.Button("small", widget.IconPlay, say.Text("Find rates"), func(ui.Context, ui.Event) { p.In.search() }, "search").ID("find-rates"), "find-rates")
	return ui.Section().Class("panel").ID("methods").Body(
		head("3", say.Text("Methods"), say.F("%'d chosen", len(p.In.session.Form.Experiment.Methods)+len(p.In.session.Form.Experiment.Started()))),
		ui.Ul().Class("methods").Body(rows...),
		p.shared(),
		ui.Div().Class("fields").Body(p.In.fields(spec.KeySameRate)...),
		ui.Div().Class("row").Body(
			find,
			widget.Tip(say.Text("Find rates"), p.searchText()),
			ui.Label().Class("unseen").For("search-share").Text(say.Text("Epochs of the search's last step")),
			widget.Select("search-share", searchShares, p.In.searchShare, shareText, func(share int) { p.In.searchShare = share; p.In.screen.Touch(redraw.Folds) }),
			why,
		),
	)
}

// row is one method: chosen or not, its look, its rate, and its details if open.
func (p *methodsPanel) row(m spec.Method) ui.UI {
	in := p.In
	id := "choose-" + string(m.ID)
	whose := form.Field{Method: m.ID}
	open := in.open == whose
	class := "method"
	if open {
		class = "method open"
	}
	toggle := func(ui.Context, ui.Event) { in.toggle(whose) }
	return ui.Li().Class(class).DataSet("method", string(m.ID)).Body(
		ui.Div().Class("method-head").Body(
			ui.Input().Type("checkbox").ID(id).Checked(in.session.Form.Chosen(m.ID)).
				OnChange(func(_ ui.Context, e ui.Event) { in.session.Form.Choose(m.ID, e.Get("target").Get("checked").Bool()) }, ui.EventScope(id)),
			ui.Label().For(id).Body(in.screen.Swatch(m.ID, 0), ui.Span().Class("method-name").Text(m.Name)),
			ui.Button().Type("button").Class("method-more").ID("more-"+string(m.ID)).
				Aria("expanded", open).Aria("label", say.F("%s: formula and settings, %s", m.Name, p.rate(m))).
				OnClick(toggle, ui.EventScope("more", id)).
				Body(ui.Span().Class("rate").Text(p.rate(m)), widget.Icon(widget.IconMore)),
		),
		widget.When(open, func() ui.UI { return p.details(m) }),
	)
}

// toggle opens or closes the details of a method or an arm.
func (in *Panel) toggle(whose form.Field) {
	if in.open == whose {
		whose = form.Field{}
	}
	in.show(whose)
}

// rate is the learning rate in the method's row.
func (p *methodsPanel) rate(m spec.Method) string {
	if p.In.session.Form.Experiment.SameRate > 0 {
		return "δ " + say.Number(p.In.session.Form.Text(form.Field{Key: spec.KeySameRate}))
	}
	text := "δ " + say.Number(p.In.session.Form.Text(form.Field{Method: m.ID, Key: spec.KeyLearningRate}))
	if p.In.session.Form.MethodChanged(m.ID) {
		text += " *"
	}
	return text
}

// details are a method's idea, formula and hyper-parameters.
func (p *methodsPanel) details(m spec.Method) ui.UI {
	in := p.In
	fields := make([]ui.UI, len(m.Settings))
	for i, key := range m.Settings {
		fields[i] = in.field(form.Field{Method: m.ID, Key: key})
	}
	return ui.Div().Class("method-details").Body(
		ui.P().Class("idea").Text(say.Text(m.Idea)),
		widget.Formula(m),
		ui.Div().Class("fields").Body(fields...),
		ui.Div().Class("row").Body(
			widget.Button("small", widget.IconPlay, say.F("Train %s only", m.Name),
				func(ui.Context, ui.Event) { in.start([]spec.MethodID{m.ID}, false) }, "only", string(m.ID)).ID("only-"+string(m.ID)),
			widget.Button("small", widget.IconRetry, say.Text("Defaults"), func(ui.Context, ui.Event) { in.session.Form.ResetMethod(m.ID) }, "reset", string(m.ID)).
				ID("reset-"+string(m.ID)).Disabled(!in.session.Form.MethodChanged(m.ID)),
			p.addArm(m, 0),
		),
		p.vary(m, 0),
	)
}

// searchShares are in how many parts of the experiment's epochs a search for rates can be done.
var searchShares = []int{1, 2, 4}

// shareText names a share of the epochs.
func shareText(parts int) string {
	switch parts {
	case 1:
		return say.Text("with all epochs")
	case 2:
		return say.Text("with half the epochs")
	}
	return say.Text("with a quarter of them")
}

// searchText says what the search does for every arm.
func (p *methodsPanel) searchText() string {
	in := p.In
	e := in.session.Form.Experiment
	e.Arms = e.Started()
	plan := search.New(e, 1/float64(in.searchShare))
	text := say.Text("Every chosen method and arm gets the same: ")
	for i, r := range plan.Rungs {
		if i > 0 {
			text += say.Text("; of these the best ")
		}
		text += say.F("%'d rates for %'d {epoch|epochs}", r.Rates, r.Epochs)
	}
	return say.F("%s. Each with %'d {seed|seeds}, judged by validation photos alone: %'d {short run|short runs} in all.", text, search.Seeds, plan.Runs(0))
}

// search begins the search for learning rates and shows where its result will be.
func (in *Panel) search() {
	if in.session.StartSearch(1 / float64(in.searchShare)) {
		in.links.Rates()
	}
}
