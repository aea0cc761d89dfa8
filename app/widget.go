package app

import (
	"pawgrad/app/figure"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// when returns an element if a condition holds, else nothing.
func when(condition bool, element func() ui.UI) ui.UI { return ui.If(condition, element) }

// swatch is the key of a method: a piece of its line with its marker. The method's
// name must stand beside it.
func (l *lab) swatch(id spec.MethodID) ui.UI {
	return ui.Span().Class("swatch").Aria("hidden", true).Body(
		ui.Raw(figure.Swatch(figure.MethodStyle(string(id)), l.theme())))
}

// tip is a small mark that explains a term when it is pointed at, focused or
// tapped.
func tip(term, text string) ui.UI {
	return ui.Span().Class("tip").Body(
		ui.Button().Type("button").Class("tip-mark").Aria("label", term+": "+text).Text("?"),
		ui.Span().Class("tip-text").Aria("hidden", true).Text(text),
	)
}

// icon is a line drawing, 16 units a side, in the colour of its text.
func icon(path string) ui.UI {
	return ui.Raw(`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">` +
		`<path d="` + path + `" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`)
}

// Paths of the icons.
const (
	iconPlay    = "M5 3l8 5-8 5z"
	iconPause   = "M5.5 3v10M10.5 3v10"
	iconStop    = "M4 4h8v8H4z"
	iconRetry   = "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3"
	iconClose   = "M4 4l8 8M12 4l-8 8"
	iconBin     = "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.5M9.2 7v3.5"
	iconMore    = "M4 6l4 4 4-4"
	iconSun     = "M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"
	iconMoon    = "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z"
	iconScreen  = "M2 3h12v8H2zM6 14h4M8 11v3"
	iconLock    = "M4 7.5h8V14H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"
	iconLink    = "M6.5 9.5l3-3M7 5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.8 2.8 0 0 1-4-4L5 7"
	iconSave    = "M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10"
	iconFile    = "M4 2h5l3 3v9H4zM9 2v3h3"
	iconInfo    = "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4M8 7v4M8 4.6v.1"
	iconWarning = "M8 2l6.5 11.5h-13zM8 6.5v3M8 11.7v.1"
)

// button is a push button with an icon and a text.
func button(class, iconPath, text string, click ui.EventHandler, scope ...any) ui.HTMLButton {
	return ui.Button().Type("button").Class(class).OnClick(click, ui.EventScope(scope...)).
		Body(icon(iconPath), ui.Span().Text(text))
}

// textButton is a push button with a text alone.
func textButton(class, text string, click ui.EventHandler, scope ...any) ui.HTMLButton {
	return ui.Button().Type("button").Class(class).OnClick(click, ui.EventScope(scope...)).Text(text)
}

// iconButton is a push button with an icon alone; a label says what it does.
func iconButton(class, iconPath, label string, click ui.EventHandler, scope ...any) ui.HTMLButton {
	return ui.Button().Type("button").Class("icon-button "+class).Aria("label", label).Title(label).
		OnClick(click, ui.EventScope(scope...)).Body(icon(iconPath))
}

// whenReady disables a button while runs cannot be begun, and gives the reason that is
// to stand beside it.
func (l *lab) whenReady(b ui.HTMLButton, id string) (ui.HTMLButton, ui.UI) {
	why := l.NotYet()
	if why != "" {
		b = b.Disabled(true).Aria("describedby", id+"-why")
	}
	return b, ui.P().Class("hint").ID(id + "-why").Hidden(why == "").Text(why)
}

// fieldID is the id of a field's input element.
func fieldID(f form.Field) string {
	if f.Method == "" {
		return "field-" + f.Key
	}
	return "field-" + string(f.Method) + "-" + f.Key
}

// field is a setting's label, input, unit and explanation, and the sentence that
// says what is wrong with its text.
func (l *lab) field(f form.Field) ui.UI {
	s, ok := spec.SettingByKey(f.Key)
	if !ok {
		panic("app: no setting " + f.Key)
	}
	id, problem := fieldID(f), l.Form.Problem(f)
	label := s.Label
	if s.Symbol != "" {
		label = s.Symbol + " " + s.Label
	}
	class := "field"
	if s.Kind == spec.Switch {
		class = "field switch"
	}
	return ui.Div().Class(class).DataSet("field", id).Body(
		ui.Div().Class("field-label").Body(ui.Label().For(id).Text(label), tip(s.Label, s.Help)),
		ui.Div().Class("field-entry").Body(
			l.entry(f, s, id, problem),
			when(s.Unit != "", func() ui.UI { return ui.Span().Class("unit").Text(s.Unit) }),
		),
		ui.P().Class("problem").ID(id+"-problem").Hidden(problem == "").Text(problem),
	)
}

// entry is the input element of a field.
func (l *lab) entry(f form.Field, s spec.Setting, id, problem string) ui.UI {
	edit := func(property string) ui.EventHandler {
		return func(ctx ui.Context, e ui.Event) { l.Form.Edit(f, e.Get("target").Get(property).String()) }
	}
	scope := ui.EventScope(id)
	switch s.Kind {
	case spec.Switch:
		return ui.Input().Type("checkbox").ID(id).Checked(l.Form.Text(f) == "true").
			OnChange(func(ctx ui.Context, e ui.Event) {
				l.Form.Edit(f, map[bool]string{true: "true", false: "false"}[e.Get("target").Get("checked").Bool()])
			}, scope)
	case spec.Choice:
		options := make([]ui.UI, len(s.Choices))
		for i, c := range s.Choices {
			options[i] = ui.Option().Value(c.Value).Selected(l.Form.Text(f) == c.Value).Text(c.Label)
		}
		return ui.Select().ID(id).OnChange(edit("value"), scope).Body(options...)
	}
	mode := "decimal"
	if s.Kind == spec.Whole {
		mode = "numeric"
	}
	return ui.Input().Type("text").ID(id).Attr("inputmode", mode).AutoComplete(false).Spellcheck(false).
		Value(l.Form.Text(f)).Aria("invalid", problem != "").Aria("describedby", id+"-problem").
		OnInput(edit("value"), scope).
		OnBlur(func(ui.Context, ui.Event) { l.Form.Settle(f) }, scope)
}

// fields are the fields of some shared settings.
func (l *lab) fields(keys ...string) []ui.UI {
	list := make([]ui.UI, len(keys))
	for i, key := range keys {
		list[i] = l.field(form.Field{Key: key})
	}
	return list
}
