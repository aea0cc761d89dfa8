package setup

import (
	"strconv"
	"strings"

	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

const (
	// inputMost is the field's id.
	inputMost = "most-photos"
	// leastMost is the number of photos of a class of which every split gets one.
	leastMost = 3
)

// most is the field for how many photos of a class an import uses at most. It counts for the
// next import; one that is under way begins again.
func (p *dataPanel) most() ui.UI {
	text := ""
	if m := p.In.session.Images.Most; m > 0 {
		text = strconv.Itoa(m)
	}
	if p.wrongMost != "" {
		text = p.wrongMost
	}
	return ui.Div().Class("field").Body(
		ui.Div().Class("field-label").Body(
			ui.Label().For(inputMost).Text(say.Text("At most, of each class")),
			widget.Tip(say.Text("At most, of each class"), say.Text("How many of the photos that you bring are used, drawn by lot. Fewer are read sooner. Empty means all.")),
		),
		ui.Div().Class("field-entry").Body(
			ui.Input().Type("text").ID(inputMost).Attr("inputmode", "numeric").AutoComplete(false).Placeholder(say.Text("all")).Value(text).
				Aria("invalid", p.wrongMost != "").Aria("describedby", inputMost+"-problem").
				OnChange(func(ctx ui.Context, e ui.Event) { p.enterMost(e.Get("target").Get("value").String()); ctx.Update() }),
			ui.Span().Class("unit").Text(say.Text("photos")),
		),
		ui.P().Class("problem").ID(inputMost+"-problem").Hidden(p.wrongMost == "").
			Text(say.F("Enter a whole number from %d on, or nothing for all.", leastMost)),
	)
}

// enterMost takes what was typed; what is no number of photos stays in the field.
func (p *dataPanel) enterMost(text string) {
	most, ok := readMost(text)
	p.wrongMost = ""
	if !ok {
		p.wrongMost = text
		return
	}
	p.In.session.Images.UseMost(most)
}

// readMost reads a number of photos; 0 means all.
func readMost(text string) (most int, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, true
	}
	most, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	return most, err == nil && most >= leastMost
}
