package setup

import (
	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session/form"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// arm is an arm that stands beside its method's own: chosen or not, its look, what it is
// called, and its details if open.
func (p *methodsPanel) arm(a spec.Arm) ui.UI {
	in := p.In
	name, id := format.Arm(in.session.Form.Experiment.NameOf(a)), "arm"+format.Whole(a.Look)
	whose := form.Field{Arm: a.Look}
	open := in.open == whose
	class := "method arm"
	if open {
		class += " open"
	}
	look := a.Look
	return ui.Li().Class(class).DataSet("arm", look).Body(
		ui.Div().Class("method-head").Body(
			ui.Input().Type("checkbox").ID("choose-"+id).Checked(!a.Off).
				OnChange(func(_ ui.Context, e ui.Event) { in.session.Form.ChooseArm(look, e.Get("target").Get("checked").Bool()) }, ui.EventScope("choose", id)),
			ui.Label().For("choose-"+id).Body(in.screen.Swatch(a.Method, look), ui.Span().Class("method-name").Text(name)),
			ui.Button().Type("button").Class("method-more").ID("more-"+id).
				Aria("expanded", open).Aria("label", say.F("%s: settings", name)).
				OnClick(func(ui.Context, ui.Event) { in.toggle(whose) }, ui.EventScope("more", id)).
				Body(widget.Icon(widget.IconMore)),
		),
		widget.When(open, func() ui.UI { return p.armDetails(a, name, id) }),
	)
}

// armDetails are what an arm is called, its hyper-parameters, and what it sets differently.
func (p *methodsPanel) armDetails(a spec.Arm, name, id string) ui.UI {
	in, look := p.In, a.Look
	m, _ := spec.MethodByID(a.Method)
	var fields, others []ui.UI
	for _, key := range m.Settings {
		fields = append(fields, in.field(form.Field{Arm: look, Key: key}))
	}
	run := in.runOf(form.Field{Arm: look})
	others = append(others, ui.Option().Value("").Selected(true).Text(say.Text("Set something differently …")))
	for _, s := range spec.Settings {
		if _, own := a.Own[s.Key]; own {
			fields = append(fields, ui.Div().Class("own").Body(
				in.field(form.Field{Arm: look, Key: s.Key}),
				widget.IconButton("", widget.IconClose, say.F("%s as all runs have it", say.Text(s.Label)), func(ui.Context, ui.Event) { in.session.Form.Together(look, s.Key) }, "together", id, s.Key),
			))
		} else if s.OfArm() && s.Concerns(run) {
			others = append(others, ui.Option().Value(s.Key).Text(say.Text(s.Label)))
		}
	}
	return ui.Div().Class("method-details").Body(
		ui.Div().Class("field").Body(
			ui.Div().Class("field-label").Body(ui.Label().For("name-"+id).Text(say.Text("Name")),
				widget.Tip(say.Text("Name"), say.Text("What the arm is called in figures and tables. Without a name it is called by what differs."))),
			ui.Div().Class("field-entry").Body(ui.Input().Type("text").ID("name-"+id).AutoComplete(false).Value(a.Name).Placeholder(name).
				OnChange(func(_ ui.Context, e ui.Event) { in.session.Form.NameArm(look, e.Get("target").Get("value").String()) }, ui.EventScope("name", id))),
		),
		ui.Div().Class("fields").Body(fields...),
		ui.Select().Class("apart").ID("apart-"+id).Aria("label", say.F("What %s sets differently", name)).
			OnChange(func(_ ui.Context, e ui.Event) {
				key := e.Get("target").Get("value").String()
				e.Get("target").Set("value", "")
				if key != "" {
					in.session.Form.SetApart(look, key)
				}
			}, ui.EventScope("apart", id)).Body(others...),
		ui.Div().Class("row").Body(
			widget.Button("small", widget.IconPlay, say.Text("Train this arm only"), func(ui.Context, ui.Event) { in.startArm(look) }, "only", id).ID("only-"+id),
			p.addArm(m, look),
			widget.Button("small", widget.IconBin, say.Text("Remove"), func(ui.Context, ui.Event) {
				in.session.Form.RemoveArm(look)
				in.show(form.Field{})
			}, "remove", id).ID("remove-"+id),
		),
		p.vary(m, look),
	)
}

// addArm is the button that adds an arm like a method's own, or like another.
func (p *methodsPanel) addArm(m spec.Method, look int) ui.UI {
	in := p.In
	return widget.TextButton("small", say.Text("Add an arm"), func(ui.Context, ui.Event) {
		if added := in.session.Form.AddArm(in.session.Form.Like(m.ID, look)); added > 0 {
			in.show(form.Field{Arm: added})
		}
	}, "add", string(m.ID), look).ID("add-arm-" + whoseID(m, look)).
		Title(say.Text("Adds one more arm like this, of which you can set differently what you like."))
}

// whoseID tells the details of methods and arms apart.
func whoseID(m spec.Method, look int) string {
	if look > 0 {
		return "arm" + format.Whole(look)
	}
	return string(m.ID)
}

// vary makes a row of arms of a list of values.
func (p *methodsPanel) vary(m spec.Method, look int) ui.UI {
	in := p.In
	id := whoseID(m, look)
	var options []ui.UI
	for _, s := range spec.Settings {
		if (m.Uses(s.Key) || s.OfArm() && s.Concerns(in.runOf(form.Field{Arm: look}))) && s.Kind != spec.Switch {
			options = append(options, ui.Option().Value(s.Key).Selected(s.Key == in.varying.key).Text(say.Text(s.Label)))
		}
	}
	v := &in.varying
	add := func(ui.Context, ui.Event) {
		if v.refused = in.session.Form.Vary(in.session.Form.Like(m.ID, look), v.key, v.values); v.refused == "" {
			v.values = ""
		}
		in.screen.Touch(redraw.Folds)
	}
	return ui.Div().Class("vary").Body(
		ui.Label().For("vary-"+id).Text(say.Text("Vary")),
		ui.Select().ID("vary-"+id).OnChange(func(_ ui.Context, e ui.Event) { v.key = e.Get("target").Get("value").String() }, ui.EventScope("vary", id)).Body(options...),
		ui.Input().Type("text").ID("values-"+id).AutoComplete(false).Spellcheck(false).Placeholder("0.001 0.01 0.1").Value(v.values).
			Aria("label", say.Text("Values, with spaces between them")).Aria("invalid", v.refused != "").Aria("describedby", "vary-"+id+"-problem").
			OnInput(func(_ ui.Context, e ui.Event) { v.values = e.Get("target").Get("value").String() }, ui.EventScope("values", id)),
		widget.TextButton("small", say.Text("Add arms"), add, "vary", id).ID("add-arms-"+id).Title(say.Text("Adds one arm like this for each value.")),
		ui.P().Class("problem").ID("vary-"+id+"-problem").Hidden(v.refused == "").Text(v.refused),
	)
}

// shared says what all arms have in common, where some set things differently.
func (p *methodsPanel) shared() ui.UI {
	e := p.In.session.Form.Experiment
	text := sharing(e)
	return widget.When(text != "", func() ui.UI { return ui.P().Class("hint").ID("arms-share").Text(text) })
}

// sharing says what the arms of an experiment have in common and what not, or nothing if there
// are only the methods' own.
func sharing(e spec.Experiment) string {
	apart := map[string]bool{}
	arms := e.Started()
	for _, a := range arms {
		for key := range a.Own {
			apart[key] = true
		}
	}
	if arms == nil {
		return ""
	}
	same := []string{say.Text("the same photos in the same order")}
	network := apart[spec.KeyModel] || apart[spec.KeyImageSize] || apart[spec.KeyTrain]
	if !apart[spec.KeyInit] && !network {
		same = append([]string{say.Text("the same starting weights")}, same...)
	}
	if !apart[spec.KeyBatchSize] && !apart[spec.KeyDropout] && !network {
		same = append(same, say.Text("the same dropout"))
	}
	text := say.F("All arms of a seed have %s.", format.Enumerate(same))
	var differ []string
	for _, s := range spec.Settings {
		if apart[s.Key] {
			differ = append(differ, say.Inside(say.Text(s.Label)))
		}
	}
	if differ != nil {
		text += say.F(" Some differ in %s, beside what they are trained by.", format.Enumerate(differ))
	}
	return text
}
