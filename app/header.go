package app

import (
	"pawgrad/app/format"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// header is the page's name, what runs in it, and the switches of its look.
type header struct{ part }

// logo is a paw whose pads are points of a falling curve.
const logo = `<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">` +
	`<g fill="currentColor"><ellipse cx="16" cy="22" rx="7.2" ry="5.8"/><circle cx="6.2" cy="14.2" r="2.9"/>` +
	`<circle cx="12.4" cy="8.6" r="3.2"/><circle cx="20" cy="8.6" r="3.2"/><circle cx="26" cy="14.2" r="2.9"/></g></svg>`

func (h *header) Render() ui.UI {
	screen := h.In.screen
	themeIcon, themeLabel := widget.IconMoon, "Dark theme"
	if screen.Dark {
		themeIcon, themeLabel = widget.IconSun, "Light theme"
	}
	presentLabel := "Present: large type for a projector"
	if screen.Present {
		presentLabel = "Leave present mode"
	}
	return ui.Header().Class("top").Body(
		ui.Div().Class("brand").Body(
			ui.Raw(logo),
			ui.H1().Text("Pawgrad"),
			ui.P().Class("motto").Text("Watch optimizers learn cats from dogs."),
		),
		h.badge(),
		widget.When(screen.Present, func() ui.UI { return h.In.setUp.Action() }),
		ui.Div().Class("switches").Body(
			widget.IconButton("", themeIcon, themeLabel, func(ui.Context, ui.Event) { screen.ChooseTheme(!screen.Dark) }).ID("theme"),
			widget.IconButton("", widget.IconScreen, presentLabel, func(ui.Context, ui.Event) { screen.SetPresent(!screen.Present) }).
				ID("present").Aria("pressed", screen.Present),
		),
	)
}

// badge says what computes, how much of the machine is at work, and where the
// photos stay.
func (h *header) badge() ui.UI {
	s := h.In.session
	engine := s.Desk.Engine
	if engine == "" {
		engine = "starting …"
	}
	limit := ""
	if s.Desk.Roofline > 0 {
		limit = " One core here reaches " + format.Fixed(s.Desk.Roofline, 0) + " GFLOP/s at most in plain arithmetic."
	}
	speed := format.Missing
	if total := s.ImagesPerSecond(); total > 0 {
		speed = format.Rate(total)
	}
	part := func(id, title string, body ...ui.UI) ui.UI {
		return ui.Span().Class("badge-part").ID(id).Title(title).Body(body...)
	}
	return ui.Div().Class("badge").ID("badge").Body(
		part("badge-engine", "What computes: relaxed SIMD is the fastest path that browsers have."+limit, ui.Text(engine)),
		part("badge-workers", "Each run trains on a processor core of its own.",
			ui.Span().Class("number").Text(format.Whole(s.Working())), ui.Text(" of "+format.Counted(s.Slots, "core"))),
		part("badge-rate", "Training photos that all runs together work through each second.",
			ui.Span().Class("number wide").Text(speed), ui.Text(" images/s")),
		part("badge-privacy", "All computing is done on this machine. The page has no server to send photos to, and the browser is told to allow none.",
			widget.Icon(widget.IconLock), ui.Text("Nothing leaves this page")),
	)
}
