package app

import (
	"pawgrad/app/host"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// header is the page's name, what runs in it, and the switches of its look.
type header struct{ watching }

func (h *header) OnMount(ctx ui.Context) {
	h.watch(ctx, host.Numbers|host.RunStates|viewTopic)
}

// logo is a paw whose pads are points of a falling curve.
const logo = `<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">` +
	`<g fill="currentColor"><ellipse cx="16" cy="22" rx="7.2" ry="5.8"/><circle cx="6.2" cy="14.2" r="2.9"/>` +
	`<circle cx="12.4" cy="8.6" r="3.2"/><circle cx="20" cy="8.6" r="3.2"/><circle cx="26" cy="14.2" r="2.9"/></g></svg>`

func (h *header) Render() ui.UI {
	l := h.lab
	themeIcon, themeLabel := iconMoon, "Dark theme"
	if l.view.dark {
		themeIcon, themeLabel = iconSun, "Light theme"
	}
	presentLabel := "Present: large type for a projector"
	if l.view.present {
		presentLabel = "Leave present mode"
	}
	return ui.Header().Class("top").Body(
		ui.Div().Class("brand").Body(
			ui.Raw(logo),
			ui.H1().Text("Pawgrad"),
			ui.P().Class("motto").Text("Watch optimizers learn cats from dogs."),
		),
		h.badge(),
		when(l.view.present, func() ui.UI { return &action{watching: watching{lab: l}, Compact: true} }),
		ui.Div().Class("switches").Body(
			iconButton("", themeIcon, themeLabel, func(ui.Context, ui.Event) { l.setDark(!l.view.dark, true) }).ID("theme"),
			iconButton("", iconScreen, presentLabel, func(ui.Context, ui.Event) { l.setPresent(!l.view.present) }).
				ID("present").Aria("pressed", l.view.present),
		),
	)
}

// badge says what computes, how much of the machine is at work, and where the
// photos stay.
func (h *header) badge() ui.UI {
	l := h.lab
	engine := l.Desk.Engine
	if engine == "" {
		engine = "starting …"
	}
	limit := ""
	if l.Desk.Roofline > 0 {
		limit = " One core here reaches " + fixed(l.Desk.Roofline, 0) + " GFLOP/s at most in plain arithmetic."
	}
	speed := missing
	if total := l.ImagesPerSecond(); total > 0 {
		speed = rate(total)
	}
	part := func(id, title string, body ...ui.UI) ui.UI {
		return ui.Span().Class("badge-part").ID(id).Title(title).Body(body...)
	}
	return ui.Div().Class("badge").ID("badge").Body(
		part("badge-engine", "What computes: relaxed SIMD is the fastest path that browsers have."+limit, ui.Text(engine)),
		part("badge-workers", "Each run trains on a processor core of its own.",
			ui.Span().Class("number").Text(whole(l.Working())), ui.Text(" of "+counted(l.Slots, "core"))),
		part("badge-rate", "Training photos that all runs together work through each second.",
			ui.Span().Class("number wide").Text(speed), ui.Text(" images/s")),
		part("badge-privacy", "All computing is done on this machine. The page has no server to send photos to, and the browser is told to allow none.",
			icon(iconLock), ui.Text("Nothing leaves this page")),
	)
}
