package setup

import (
	"fmt"
	"html"
	"strings"

	"pawgrad/app/say"
	"pawgrad/app/widget"
)

// sheetHead begins the sheet of all seats, in a language and with a title; a seat is never cut by the end of a paper.
const sheetHead = `<!doctype html>
<html lang="%s">
<meta charset="utf-8">
<title>%s</title>
<style>
  body { font: 11pt/1.4 system-ui, sans-serif; display: grid; grid-template-columns: repeat(3, 1fr); gap: 1.5rem 1rem; margin: 1rem; }
  figure { margin: 0; text-align: center; break-inside: avoid; }
  svg { width: 45mm; height: 45mm; }
  a { font-size: 6pt; overflow-wrap: anywhere; color: inherit; }
</style>
`

// sheet is a page to print with the link and the code of every seat.
func (in *Panel) sheet() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, sheetHead, say.Current().Language.Tag, say.Text("Pawgrad: a code for each seat"))
	for seat := 1; seat <= mostSeats; seat++ {
		link := html.EscapeString(in.seatLink(seat))
		code, _ := widget.QR(in.seatLink(seat))
		b.WriteString("<figure>" + code + "<figcaption>" + say.F("Seat %'d", seat) + `<br><a href="` + link + `">` + link + "</a></figcaption></figure>\n")
	}
	b.WriteString("</html>\n")
	return []byte(b.String())
}
