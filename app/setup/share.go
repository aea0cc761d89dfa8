package setup

import (
	"net/url"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// mostSeats is how many seats can be chosen from.
const mostSeats = 40

// shareSwitch unfolds the links for a class.
func (in *Panel) shareSwitch() ui.UI {
	return widget.Toggle("share", say.Text("For a class"), say.Text("This set-up as a link and a code for each seat of a class, each with seeds of its own, whose experiments open together as one study"),
		in.seat > 0, func() {
			in.seat = 1 - min(in.seat, 1)
			in.screen.Touch(redraw.Folds)
		}).Aria("expanded", in.seat > 0)
}

// share is the set-up for one of the seats of a class: link, code, and a sheet with those of all.
func (in *Panel) share() ui.UI {
	if in.seat == 0 {
		return ui.Div().Class("unseen")
	}
	link := in.seatLink(in.seat)
	code, fits := widget.QR(link)
	copyText := say.Text("Copy the seat's link")
	if in.copied == link {
		copyText = say.Text("The seat's link copied")
	}
	return ui.Div().Class("share").ID("share-seat").Body(
		ui.P().Class("hint").Text(say.Text("Each seat trains the same with seeds of its own. Opened together, by dropping all their saved experiments on "+
			"this page, they are one study of many seeds.")),
		widget.When(onlyHere(link), func() ui.UI {
			return ui.P().Class("problem").Text(say.Text("This page is served by this machine to itself: no other can open the link. Open the page at an address that the class can reach."))
		}),
		ui.Div().Class("field").Body(
			ui.Div().Class("field-label").Body(ui.Label().For("seat").Text(say.Text("Seat"))),
			ui.Div().Class("field-entry").Body(widget.Select("seat", widget.UpTo(1, mostSeats), in.seat, format.Whole, func(seat int) {
				in.seat = seat
				in.screen.Touch(redraw.Folds)
			})),
		),
		widget.When(fits, func() ui.UI {
			return ui.Div().Role("img").Aria("label", say.F("QR code of the link for seat %'d", in.seat)).Body(ui.Raw(code))
		}),
		widget.When(!fits, func() ui.UI {
			return ui.P().Class("hint").Text(say.Text("The link is too long for a QR code. Send it instead."))
		}),
		ui.A().ID("seat-link").Href(link).Text(say.F("Link for seat %'d", in.seat)),
		ui.Div().Class("row").Body(
			widget.Button("small", widget.IconLink, copyText, func(ui.Context, ui.Event) { in.copyText(in.seatLink(in.seat)) }, "copy-seat").ID("copy-seat"),
			widget.Button("small", widget.IconSave, say.Text("Sheet of all seats"), func(ui.Context, ui.Event) {
				in.screen.Browser.Save("pawgrad-seats.html", "text/html", in.sheet())
			}, "sheet").ID("save-sheet").Title(say.F("A page to print, with a code for each of %'d seats", mostSeats)),
		),
	)
}

// seatLink is the address of this page with the set-up for a seat.
func (in *Panel) seatLink(seat int) string {
	address, _, _ := strings.Cut(in.screen.Browser.Address(), "#")
	return address + "#" + spec.InLanguage(in.session.Form.Experiment.Seat(seat).Encode(), in.screen.LinkLanguage())
}

// onlyHere reports whether an address leads to the machine on which it is opened.
func onlyHere(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.") || u.Hostname() == "::1")
}
