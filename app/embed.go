package app

import (
	"strings"

	"pawgrad/app/redraw"
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// embed is the page as a part of another one: the curves of what its address asks for, and one button.
func (p *page) embed() ui.UI {
	return ui.Div().Class("page embedded").ID("app").Body(
		ui.Main().Class("stage").Body(
			ui.H1().Class("unseen").Text(say.Text("Pawgrad: curves of a training")),
			&notice{p.part(redraw.OfNotices)},
			ui.Div().Class("embed-bar").Body(
				p.setUp.Start(),
				ui.A().ID("whole-page").Target("_blank").Rel("noopener").Href(whole(p.screen.Browser.Address())).Text(say.Text("Open in Pawgrad")),
			),
			p.curves.UI(),
		),
		&news{p.part(redraw.OfNotices)},
	)
}

// whole is the address of the whole page with the settings of one that is embedded.
func whole(address string) string {
	head, settings, _ := strings.Cut(address, "#")
	head, _, _ = strings.Cut(head, "?")
	return head + "#" + settings
}
