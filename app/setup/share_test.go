package setup

import (
	"strings"
	"testing"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"

	"pawgrad/nn/spec"
)

// TestShareForAClass: each seat has a link with a seed of its own, a code, and a place on the sheet.
func TestShareForAClass(t *testing.T) {
	in, s, b := stand()
	if html := ui.HTMLString(&settingsPanel{part{In: in}}); strings.Contains(html, "share-seat") {
		t.Error("the seats' links are shown without being asked for")
	}
	in.seat = 7
	html := ui.HTMLString(&settingsPanel{part{In: in}})
	link := in.seatLink(7)
	if !strings.Contains(html, "QR code of the link for seat 7") || !strings.Contains(html, "Link for seat 7") {
		t.Errorf("the seat's link is not shown: %s", html)
	}
	e, problems := spec.Decode(link[strings.Index(link, "#"):])
	if problems != nil || e.Shared.Seed != s.Form.Experiment.Shared.Seed+6 {
		t.Errorf("seat 7 has the seed %d (%v)", e.Shared.Seed, problems)
	}
	if !strings.Contains(html, "served by this machine to itself") {
		t.Error("that others cannot open a link to this machine is not said")
	}
	in.copyText(link)
	if b.Copied != link || !strings.Contains(ui.HTMLString(&settingsPanel{part{In: in}}), "link copied") {
		t.Errorf("copied %q", b.Copied)
	}
	sheet := string(in.sheet())
	if n := strings.Count(sheet, "<svg"); n != mostSeats || !strings.Contains(sheet, "Seat 40<") {
		t.Errorf("the sheet has %d codes", n)
	}
}

func TestOnlyHere(t *testing.T) {
	for address, want := range map[string]bool{
		"http://localhost:8080/#x": true, "http://127.0.0.1:1/": true, "http://[::1]:8080/": true,
		"https://example.org/localhost/": false, "http://192.168.1.7:8080/": false,
	} {
		if got := onlyHere(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
