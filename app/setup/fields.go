package setup

import (
	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/app/session/form"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// whenReady disables a button while runs cannot be begun, and gives the reason that is
// to stand beside it.
func (in *Panel) whenReady(b ui.HTMLButton, id string) (ui.HTMLButton, ui.UI) {
	why := in.session.NotYet()
	if why != "" {
		b = b.Disabled(true).Aria("describedby", id+"-why")
	}
	return b, ui.P().Class("hint").ID(id + "-why").Hidden(why == "").Text(why)
}

// fieldID is the id of a field's input element.
func fieldID(f form.Field) string {
	switch {
	case f.Arm > 0:
		return "field-arm" + format.Whole(f.Arm) + "-" + f.Key
	case f.Method == "":
		return "field-" + f.Key
	}
	return "field-" + string(f.Method) + "-" + f.Key
}

// field is a setting's label, input, unit and explanation, and the sentence that
// says what is wrong with its text.
func (in *Panel) field(f form.Field) ui.UI {
	s, ok := spec.SettingByKey(f.Key)
	if !ok {
		panic("widget: no setting " + f.Key)
	}
	id, problem := fieldID(f), in.session.Form.Problem(f)
	label := say.Text(s.Label)
	if s.Symbol != "" {
		label = s.Symbol + " " + say.Text(s.Label)
	}
	class := "field"
	if s.Kind == spec.Switch {
		class = "field switch"
	}
	return ui.Div().Class(class).DataSet("field", id).Body(
		ui.Div().Class("field-label").Body(ui.Label().For(id).Text(label), widget.Tip(say.Text(s.Label), say.Text(s.Help))),
		ui.Div().Class("field-entry").Body(
			in.entry(f, s, id, problem),
			widget.When(s.Unit != "", func() ui.UI { return ui.Span().Class("unit").Text(say.Text(s.Unit)) }),
			widget.When(s.Key == spec.KeySchedule, func() ui.UI { return in.courseOf(in.runOf(f)) }),
		),
		ui.P().Class("problem").ID(id+"-problem").Hidden(problem == "").Text(say.Sentence(problem)),
	)
}

// runOf is the run that a field is of: an arm's, or what all share.
func (in *Panel) runOf(f form.Field) spec.Run {
	e := in.session.Form.Experiment
	if a, ok := e.Arm(f.Arm); ok {
		return e.ArmRun(a)
	}
	r := e.Shared
	r.Hyper.LearningRate = 1 // of which methods have their own
	return r
}

// entry is the input element of a field.
func (in *Panel) entry(f form.Field, s spec.Setting, id, problem string) ui.UI {
	edit := func(property string) ui.EventHandler {
		return func(ctx ui.Context, e ui.Event) { in.session.Form.Edit(f, e.Get("target").Get(property).String()) }
	}
	scope := ui.EventScope(id)
	switch s.Kind {
	case spec.Switch:
		return ui.Input().Type("checkbox").ID(id).Checked(in.session.Form.Text(f) == "true").
			OnChange(func(ctx ui.Context, e ui.Event) {
				in.session.Form.Edit(f, map[bool]string{true: "true", false: "false"}[e.Get("target").Get("checked").Bool()])
			}, scope)
	case spec.Choice:
		options := make([]ui.UI, len(s.Choices))
		for i, c := range s.Choices {
			options[i] = ui.Option().Value(c.Value).Selected(in.session.Form.Text(f) == c.Value).Text(say.Text(c.Label))
		}
		return ui.Select().ID(id).OnChange(edit("value"), scope).Body(options...)
	}
	mode := "decimal"
	if s.Kind == spec.Whole {
		mode = "numeric"
	}
	if s.Kind == spec.Shares {
		mode = "text"
	}
	input := ui.Input().Type("text").ID(id).Attr("inputmode", mode).AutoComplete(false).Spellcheck(false).
		Value(in.session.Form.Text(f)).Aria("invalid", problem != "").Aria("describedby", id+"-problem").
		OnInput(edit("value"), scope).
		OnBlur(func(ui.Context, ui.Event) { in.session.Form.Settle(f) }, scope)
	if s.Key == spec.KeyTargets {
		input = input.Placeholder(string(in.session.ProposedTargets()))
	}
	return input
}

// fields are the fields of some shared settings.
func (in *Panel) fields(keys ...string) []ui.UI {
	list := make([]ui.UI, len(keys))
	for i, key := range keys {
		list[i] = in.field(form.Field{Key: key})
	}
	return list
}
