package app

import (
	"strings"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// tab names one of the panels under the curves.
type tab string

// The tabs, in their order.
const (
	tabResults    tab = "Results"
	tabRuns       tab = "Runs"
	tabTry        tab = "Try it"
	tabUnderstand tab = "Understand"
)

var allTabs = []tab{tabResults, tabRuns, tabTry, tabUnderstand}

// id is the tab's part of element ids: "try-it".
func (t tab) id() string { return strings.ReplaceAll(strings.ToLower(string(t)), " ", "-") }

// panel is the tab whose panel is in view: the chosen one's, but for the moment
// after the choice.
func (v *view) panel() tab {
	if v.leaving != "" {
		return v.leaving
	}
	return v.tab
}

// tabs is the row of tabs and the panel in view.
type tabs struct{ watching }

func (t *tabs) OnMount(ctx ui.Context) { t.watch(ctx, tabTopic) }

func (t *tabs) Render() ui.UI {
	l := t.lab
	var heads []ui.UI
	for i, name := range allTabs {
		selected := l.view.tab == name
		index := -1
		if selected {
			index = 0
		}
		heads = append(heads, ui.Button().Type("button").Role("tab").Class("tab").ID("tab-"+name.id()).
			Aria("selected", selected).Aria("controls", "panel-"+name.id()).TabIndex(index).
			OnClick(func(ui.Context, ui.Event) { l.turn(name, nil) }, ui.EventScope(i)).
			OnKeyDown(func(_ ui.Context, e ui.Event) { t.key(i, e) }, ui.EventScope(i)).
			Text(string(name)))
	}
	return ui.Section().Class("tabs").Body(
		ui.Div().Role("tablist").Class("tablist").Aria("label", "Views").Body(heads...),
		t.panel(),
	)
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
		i = len(allTabs) - 1
	default:
		return
	}
	e.PreventDefault()
	name := allTabs[(i+len(allTabs))%len(allTabs)]
	t.lab.turn(name, nil)
	t.lab.browser.Focus("tab-" + name.id())
}

// panel is the panel in view; the others are not there at all, and cost nothing.
func (t *tabs) panel() ui.UI {
	in := watching{lab: t.lab}
	var content ui.UI
	shown := t.lab.view.panel()
	switch shown {
	case tabResults:
		content = &results{in}
	case tabRuns:
		content = &runs{in}
	case tabTry:
		content = &tryIt{in}
	case tabUnderstand:
		content = &understand{in}
	}
	id := shown.id()
	return ui.Div().Role("tabpanel").Class("tabpanel").ID("panel-"+id).Aria("labelledby", "tab-"+id).Body(
		ui.H2().Class("unseen").Text(string(shown)), // the headings within are a level below
		content,
	)
}
