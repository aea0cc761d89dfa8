package runs

import (
	"strconv"

	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/session"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// disk says how much of the disk the page takes and may take, and who may clear it.
func (p *runs) disk() ui.UI {
	s := p.In.session
	if !s.Disk.Known() {
		return ui.Div().Class("unseen")
	}
	return ui.Div().Class("row disk").ID("disk").Body(
		ui.P().Class("hint").Text(diskText(s)),
		widget.When(!s.Disk.Lasting, func() ui.UI {
			return widget.TextButton("small", "Ask it to keep them", func(ui.Context, ui.Event) { s.Persist() }).ID("persist")
		}),
	)
}

// diskText is what it says.
func diskText(s *session.Session) string {
	text := "This browser keeps " + format.Bytes(s.Disk.Used) + " for this page, the page itself included, and has room for " + format.Bytes(s.Disk.Free) + " more. "
	switch {
	case s.Disk.Lasting:
		return text + "It keeps your rounds until you remove them here or clear the site's data."
	case s.Refused:
		return text + "It may clear your rounds when the disk gets full, and has not agreed to keep them: browsers agree sooner once a page is bookmarked, installed or often used. What matters, save as a file."
	}
	return text + "It may clear your rounds when the disk gets full."
}

// surplus offers to remove networks beyond their room.
func (p *runs) surplus() ui.UI {
	in := p.In
	over, ok := in.session.Surplus()
	if !ok {
		return ui.Div().Class("unseen")
	}
	of := roundsText(over.Rounds)
	if in.clearing {
		return ui.Div().Class("row farewell").ID("surplus").Role("group").Aria("label", "Remove networks?").Body(
			ui.P().Text("Remove the networks of "+of+"? It cannot be undone."),
			widget.TextButton("small danger", "Remove", func(ui.Context, ui.Event) { in.clear(true) }, "surplus-really").ID("surplus-really"),
			widget.TextButton("small", "Keep", func(ui.Context, ui.Event) { in.clear(false) }, "surplus-not").ID("surplus-not"),
		)
	}
	return ui.Div().Class("row surplus").ID("surplus").Body(
		ui.P().Class("hint").Text("Trained networks take "+format.Bytes(over.All)+" on the disk, more than the "+format.Bytes(over.Room)+" that this page sets aside for them. "+
			"Without those of "+of+" it would be "+format.Bytes(over.All-over.Gain)+"; their curves and results would stay, but they would name no photos any more. "+
			"What you want to keep, save as a file first."),
		widget.TextButton("small", "Remove those networks …", func(ui.Context, ui.Event) { in.askToClear() }, "surplus-ask").ID("surplus-ask"),
	)
}

// roundsText names rounds, oldest first: "round 3", "12 rounds from 1 to 14".
func roundsText(rounds []*session.Round) string {
	first, last := strconv.Itoa(rounds[0].Number), strconv.Itoa(rounds[len(rounds)-1].Number)
	if len(rounds) == 1 {
		return "round " + first
	}
	return format.Counted(len(rounds), "round") + " from " + first + " to " + last
}

// askToClear asks once; the answer that loses nothing comes first to hand.
func (in *Panel) askToClear() {
	in.clearing = true
	in.screen.Touch(redraw.Heads)
	in.screen.Focus("surplus-not")
}

// clear removes the networks, or does not.
func (in *Panel) clear(really bool) {
	in.clearing = false
	if really {
		in.session.RemoveSurplus()
	}
	in.screen.Touch(redraw.Heads)
	in.screen.Focus("tab-runs")
}
