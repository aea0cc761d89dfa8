package app

import (
	"cmp"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// tab is one of the panels under the curves, by its title.
type tab string

// The tabs.
const (
	tabResults    tab = "Results"
	tabRuns       tab = "Runs"
	tabTry        tab = "Try it"
	tabUnderstand tab = "Understand"
	tabLessons    tab = "Lessons"
)

// id is the tab's part of element ids: "try-it".
func (t tab) id() string { return strings.ReplaceAll(strings.ToLower(string(t)), " ", "-") }

// tabs is which panel is in view.
type tabs struct {
	screen *widget.Screen
	order  []tab
	// panels make the panels' components.
	panels map[tab]func() ui.UI

	chosen tab
	// leaving is the tab whose panel is still in view while that of the chosen one waits
	// to be drawn; empty otherwise.
	leaving tab
}

// shown is the tab whose panel is in view: the chosen one's, but for the moment
// after the choice.
func (t *tabs) shown() tab {
	if t.leaving != "" {
		return t.leaving
	}
	return t.chosen
}

// turn chooses a tab. The click is answered at once by the tab's head; its panel,
// which may have much to draw, follows when that is on the screen. then, if not
// nil, is called when the panel stands whole.
func (t *tabs) turn(to tab, then func()) {
	t.leaving = cmp.Or(t.leaving, t.chosen)
	t.chosen = to
	t.screen.Touch(redraw.Tabs)
	t.screen.Later(func() {
		t.leaving = ""
		t.screen.Touch(redraw.Tabs)
		if then != nil {
			t.screen.Later(func() { t.screen.Settled(then) })
		}
	})
}

// reveal turns to a tab and brings an element in its panel into sight.
func (t *tabs) reveal(to tab, id string) {
	t.turn(to, func() { t.screen.Browser.Reveal(id) })
}

// key moves between tabs by arrow keys, as the tab pattern of ARIA asks.
func (t *tabs) key(i int, e ui.Event) {
	switch e.Get("key").String() {
	case "ArrowRight":
		i++
	case "ArrowLeft":
		i--
	case "Home":
		i = 0
	case "End":
		i = len(t.order) - 1
	default:
		return
	}
	e.PreventDefault()
	name := t.order[(i+len(t.order))%len(t.order)]
	t.turn(name, nil)
	t.screen.Browser.Focus("tab-" + name.id())
}

// tabRow is the row of tabs and the panel in view.
type tabRow struct{ tabPart }

type tabPart = redraw.Part[*tabs]

func (t *tabs) part(shows host.Topic) tabPart { return redraw.NewPart(t, t.screen.Topics, shows) }

func (p *tabRow) Render() ui.UI {
	in := p.In
	var heads []ui.UI
	for i, name := range in.order {
		selected := in.chosen == name
		index := -1
		if selected {
			index = 0
		}
		heads = append(heads, ui.Button().Type("button").Role("tab").Class("tab").ID("tab-"+name.id()).
			Aria("selected", selected).Aria("controls", "panel-"+name.id()).TabIndex(index).
			OnClick(func(ui.Context, ui.Event) { in.turn(name, nil) }, ui.EventScope(i)).
			OnKeyDown(func(_ ui.Context, e ui.Event) { in.key(i, e) }, ui.EventScope(i)).
			Text(say.Text(string(name))))
	}
	shown := in.shown()
	id := shown.id()
	return ui.Section().Class("tabs").Body(
		ui.Div().Role("tablist").Class("tablist").Aria("label", say.Text("Views")).Body(heads...),
		// The other panels are not there at all, and cost nothing.
		ui.Div().Role("tabpanel").Class("tabpanel").ID("panel-"+id).Aria("labelledby", "tab-"+id).Body(
			ui.H2().Class("unseen").Text(say.Text(string(shown))), // the headings within are a level below
			in.panels[shown](),
		),
	)
}
