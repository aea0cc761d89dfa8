package runs

import (
	"strconv"

	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
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
			return widget.TextButton("small", say.Text("Ask it to keep them"), func(ui.Context, ui.Event) { s.Persist() }).ID("persist")
		}),
	)
}

// diskText is what it says.
func diskText(s *session.Session) string {
	text := say.F("This browser keeps %s for this page, the page itself included, and has room for %s more. ", format.Bytes(s.Disk.Used), format.Bytes(s.Disk.Free))
	switch {
	case s.Disk.Lasting:
		return say.F("%sIt keeps your rounds until you remove them here or clear the site's data.", text)
	case s.Refused:
		return say.F("%sIt may clear your rounds when the disk gets full, and has not agreed to keep them: browsers agree sooner "+
			"once a page is bookmarked, installed or often used. What matters, save as a file.", text)
	}
	return say.F("%sIt may clear your rounds when the disk gets full.", text)
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
		return ui.Div().Class("row farewell").ID("surplus").Role("group").Aria("label", say.Text("Remove networks?")).Body(
			ui.P().Text(say.F("Remove the networks of %s? It cannot be undone.", of)),
			widget.TextButton("small danger", say.Text("Remove"), func(ui.Context, ui.Event) { in.clear(true) }, "surplus-really").ID("surplus-really"),
			widget.TextButton("small", say.Text("Keep"), func(ui.Context, ui.Event) { in.clear(false) }, "surplus-not").ID("surplus-not"),
		)
	}
	return ui.Div().Class("row surplus").ID("surplus").Body(
		ui.P().Class("hint").Text(say.F("Trained networks take %s on the disk, more than the %s that this page sets aside for them. Without those of "+
			"%s it would be %s; their curves and results would stay, but they would name no photos any more. What you want "+
			"to keep, save as a file first.", format.Bytes(over.All), format.Bytes(over.Room), of, format.Bytes(over.All-over.Gain))),
		widget.TextButton("small", say.Text("Remove those networks …"), func(ui.Context, ui.Event) { in.askToClear() }, "surplus-ask").ID("surplus-ask"),
	)
}

// roundsText names rounds, oldest first: "round 3", "12 rounds from 1 to 14".
func roundsText(rounds []*session.Round) string {
	first, last := strconv.Itoa(rounds[0].Number), strconv.Itoa(rounds[len(rounds)-1].Number)
	if len(rounds) == 1 {
		return say.F("round %s", first)
	}
	return say.F("%'d {round|rounds} from %s to %s", len(rounds), first, last)
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
