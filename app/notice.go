package app

import (
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// news speaks to those who cannot see the page change.
type news struct{ part }

func (n *news) Render() ui.UI {
	return ui.Div().ID("news").Class("unseen").Role("status").Aria("live", "polite").Text(say.Sentence(n.In.session.Board.News))
}

// notice is a sentence that concerns the page as a whole.
type notice struct{ part }

func (n *notice) Render() ui.UI {
	sign, class := widget.IconWarning, "notice"
	if n.In.session.Board.Glad {
		sign, class = widget.IconInfo, "notice glad"
	}
	return ui.Div().ID("notice").Class(class).Role("alert").Hidden(n.In.session.Board.Notice == "").Body(
		widget.Icon(sign),
		ui.P().Text(say.Sentence(n.In.session.Board.Notice)),
		widget.IconButton("", widget.IconClose, say.Text("Dismiss"), func(ui.Context, ui.Event) { n.In.session.Board.Dismiss() }),
	)
}
