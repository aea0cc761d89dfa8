package app

import (
	"slices"

	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/assets/bundled"

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
	themeIcon, themeLabel := widget.IconMoon, say.Text("Dark theme")
	if screen.Dark {
		themeIcon, themeLabel = widget.IconSun, say.Text("Light theme")
	}
	presentLabel := say.Text("Present: large type for a projector. Then Page Down shows one figure after the other, and 1 to 9 have a curve stand out")
	if screen.Present {
		presentLabel = say.Text("Leave present mode")
	}
	return ui.Header().Class("top").Body(
		ui.Div().Class("brand").Body(
			ui.Raw(logo),
			ui.H1().Text("Pawgrad"),
			ui.P().Class("motto").Text(h.motto()),
		),
		h.badge(),
		widget.When(screen.Present, func() ui.UI { return h.In.setUp.Action() }),
		ui.Div().Class("switches").Body(
			screen.LanguageSelect(h.In.session.Board.Notify),
			widget.IconButton("", themeIcon, themeLabel, func(ui.Context, ui.Event) { screen.ChooseTheme(!screen.Dark) }).ID("theme"),
			widget.IconButton("", widget.IconScreen, presentLabel, func(ui.Context, ui.Event) { screen.SetPresent(!screen.Present) }).
				ID("present").Aria("pressed", screen.Present),
		),
	)
}

// motto says what is learned: the classes of the set in use.
func (h *header) motto() string {
	set := protocol.DataLoaded{Classes: bundled.Classes[:]}
	if used := h.In.session.Images.Set; used != nil {
		set = *used
	}
	if slices.Equal(set.Classes, bundled.Classes[:]) { // whose names are words of the language
		return say.Text("Watch optimizers tell cats from dogs.")
	}
	return say.F("Watch optimizers tell %s from %s.", format.Plural(set, 0), format.Plural(set, 1))
}

// badge says what the machine is doing, and where the photos stay.
func (h *header) badge() ui.UI {
	s := h.In.session
	part := func(id, title string, body ...ui.UI) ui.UI {
		return ui.Span().Class("badge-part").ID(id).Title(title).Body(body...)
	}
	number := func(class, text string) ui.UI { return ui.Span().Class(class).Text(text) }
	doing := []ui.UI{ui.Text(say.Text("Ready"))}
	switch total, _ := s.Speed(); {
	case s.Desk.Engine == "":
		doing = []ui.UI{ui.Text(say.Text("Starting …"))}
	case total > 0:
		doing = []ui.UI{number("number wide", format.Rate(total)), ui.Text(say.Text(" photos a second"))}
	case s.Working() > 0:
		doing = []ui.UI{ui.Text(say.Text("Working …"))}
	}
	return ui.Div().Class("badge").ID("badge").Body(
		part("badge-rate", speedText(s), doing...),
		part("badge-workers", coresText(h.In.screen.Browser.Apart())+" "+engineText(s),
			number("number", format.Whole(s.Working()+s.Lent)), ui.Text(say.F(" of %'d {core|cores} busy", s.Cores())+alone(h.In.screen.Browser.Apart()))),
		part("badge-privacy", say.Text("All computing is done on this machine. The page has no server to send photos to, and the browser is told to allow none."),
			widget.Icon(widget.IconLock), ui.Text(say.Text("Nothing leaves this page"))),
	)
}

// coresText says on how many cores runs train, and why on no more.
func coresText(why host.Apart) string {
	switch why {
	case "":
		return say.Text("Each run trains on a processor core of its own, and on those that no other run needs.")
	case host.Off:
		return say.Text("Each run trains on a processor core of its own.")
	case host.Insecure:
		return say.Text("Each run trains on one processor core: browsers let a run use several only if the page has come over https.")
	case host.Framed:
		return say.Text("Each run trains on one processor core: browsers let a run use several only if the page is in a tab of its own.")
	case host.Later:
		return say.Text("Each run trains on one processor core: reload the page, and a run can use several.")
	}
	return say.Text("Each run trains on one processor core: this browser, or its window, does not let a run use several.")
}

// alone follows the number of cores where a run has one alone.
func alone(why host.Apart) string {
	if why == "" || why == host.Off {
		return ""
	}
	return say.Text(", one for each run")
}

// engineText says what computes.
func engineText(s *session.Session) string {
	if s.Desk.Engine == "" {
		return say.Text("The engine is starting.")
	}
	return say.F("What computes: %s. Relaxed SIMD is the fastest path that browsers have.", say.Sentence(s.Desk.Engine))
}

// speedText says how much of the machine's speed is used.
func speedText(s *session.Session) string {
	text := say.Text("Training photos that all runs together work through each second.")
	_, gflops := s.Speed()
	if s.Desk.Roofline == 0 || gflops == 0 {
		return text
	}
	return text + " " + say.F("That is %s GFLOP/s, %s of what %'d {core|cores} here reach in plain arithmetic. More than 100 %% is possible, since the engine leaves out what is not needed.",
		format.Rate(gflops), format.Percent(gflops/(s.Desk.Roofline*float64(s.Cores()))), s.Cores())
}
