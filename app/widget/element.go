package widget

import (
	"fmt"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// When returns an element if a condition holds, else nothing.
func When(condition bool, element func() ui.UI) ui.UI { return ui.If(condition, element) }

// Swatch is the key of a method's arm, by the number of its look: a piece of its line with its
// marker. The arm's name must stand beside it.
func (s *Screen) Swatch(id spec.MethodID, look int) ui.UI {
	return ui.Span().Class("swatch").Aria("hidden", true).Body(
		ui.Raw(figure.Swatch(figure.ArmStyle(string(id), look), s.Theme())))
}

// Tip is a small mark that explains a term when it is pointed at, focused or
// tapped.
func Tip(term, text string) ui.UI {
	return ui.Span().Class("tip").Body(
		ui.Button().Type("button").Class("tip-mark").Aria("label", term+": "+text).Text("?"),
		ui.Span().Class("tip-text").Aria("hidden", true).Text(text),
	)
}

// Icon is a line drawing, 16 units a side, in the colour of its text.
func Icon(path string) ui.UI {
	return ui.Raw(`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">` +
		`<path d="` + path + `" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`)
}

// Paths of the icons.
const (
	IconPlay    = "M5 3l8 5-8 5z"
	IconPause   = "M5.5 3v10M10.5 3v10"
	IconStop    = "M4 4h8v8H4z"
	IconRetry   = "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3"
	IconClose   = "M4 4l8 8M12 4l-8 8"
	IconBin     = "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.5M9.2 7v3.5"
	IconMore    = "M4 6l4 4 4-4"
	IconSun     = "M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"
	IconMoon    = "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z"
	IconScreen  = "M2 3h12v8H2zM6 14h4M8 11v3"
	IconLock    = "M4 7.5h8V14H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"
	IconLink    = "M6.5 9.5l3-3M7 5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.8 2.8 0 0 1-4-4L5 7"
	IconCopy    = "M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6"
	IconTable   = "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 3v10"
	IconSave    = "M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10"
	IconFile    = "M4 2h5l3 3v9H4zM9 2v3h3"
	IconInfo    = "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4M8 7v4M8 4.6v.1"
	IconWarning = "M8 2l6.5 11.5h-13zM8 6.5v3M8 11.7v.1"
)

// Button is a push button with an icon and a text.
func Button(class, iconPath, text string, click ui.EventHandler, scope ...any) ui.HTMLButton {
	return ui.Button().Type("button").Class(class).OnClick(click, ui.EventScope(scope...)).
		Body(Icon(iconPath), ui.Span().Text(text))
}

// TextButton is a push button with a text alone.
func TextButton(class, text string, click ui.EventHandler, scope ...any) ui.HTMLButton {
	return ui.Button().Type("button").Class(class).OnClick(click, ui.EventScope(scope...)).Text(text)
}

// IconButton is a push button with an icon alone; a label says what it does.
func IconButton(class, iconPath, label string, click ui.EventHandler, scope ...any) ui.HTMLButton {
	return ui.Button().Type("button").Class("icon-button "+class).Aria("label", label).Title(label).
		OnClick(click, ui.EventScope(scope...)).Body(Icon(iconPath))
}

// Toggle is a button that stays pressed while something is on; help may be empty.
func Toggle(id, text, help string, on bool, click func()) ui.HTMLButton {
	b := ui.Button().Type("button").Class("toggle").ID(id).Aria("pressed", on).
		OnClick(func(ui.Context, ui.Event) { click() }, ui.EventScope(id)).Text(text)
	if help != "" {
		b.Title(help)
	}
	return b
}

// FileInput is the input for files behind a button that opens its dialogue; accept lists
// what that offers.
func (s *Screen) FileInput(id, accept string, multiple bool, chosen func(files []host.Blob)) ui.HTMLInput {
	return ui.Input().Type("file").ID(id).Class("unseen").TabIndex(-1).Aria("hidden", true).Multiple(multiple).
		Accept(accept).OnChange(func(ui.Context, ui.Event) { chosen(s.Browser.Chosen(id)) }, ui.EventScope(id))
}

// Select is a choice of one of some values, shown by their names.
func Select[V int | string](id string, values []V, selected V, name func(V) string, choose func(V)) ui.HTMLSelect {
	options := make([]ui.UI, len(values))
	for i, v := range values {
		options[i] = ui.Option().Value(v).Selected(v == selected).Text(name(v))
	}
	// go-app keeps the first handler, so it must not look into the values of today.
	return ui.Select().ID(id).OnChange(func(_ ui.Context, e ui.Event) {
		var chosen V
		if _, err := fmt.Sscan(e.Get("target").Get("value").String(), &chosen); err == nil {
			choose(chosen)
		}
	}, ui.EventScope(id)).Body(options...)
}

// UpTo are the numbers from first to last.
func UpTo(first, last int) []int {
	var list []int
	for i := first; i <= last; i++ {
		list = append(list, i)
	}
	return list
}
