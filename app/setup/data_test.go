package setup

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/redraw"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestDataPanel: photos are counted by class, and unequal classes are warned of.
func TestDataPanel(t *testing.T) {
	screen, s, _, b := apptest.New()
	in := New(screen, s, Links{})
	html := func() string { return ui.HTMLString(&dataPanel{part: in.part(redraw.OfData)}) }
	warned := func() bool {
		return strings.Contains(html(), "times as many photos")
	}
	if !strings.Contains(html(), "700 cats") || !strings.Contains(html(), "200 dogs") || warned() {
		t.Errorf("equal classes: %s", html())
	}
	s.Images.UsePack(fake.NewBlob("zoo.pack"))
	b.Trainers[0].Handle(protocol.DataLoaded{Name: "Zoo", SHA256: "abc", Height: 32, Width: 32, Classes: []string{"horse", "zebra"},
		Train: []int{700, 100}, Validation: []int{100, 10}, Test: []int{200, 20}}, host.Attachments{})
	if h := html(); !strings.Contains(h, "700 horses") || !strings.Contains(h, "20 zebras") || !warned() || strings.Contains(h, "700 cats") {
		t.Errorf("unequal classes: %s", h)
	}
}

// TestAnEarlierImportIsTold with its files, and can be closed.
func TestAnEarlierImportIsTold(t *testing.T) {
	screen, s, _, _ := apptest.New()
	in := New(screen, s, Links{})
	html := func() string { return ui.HTMLString(&dataPanel{part: in.part(redraw.OfData)}) }
	s.Images.Recall([]byte(`{"report":{"name":"Holiday","summary":"Only one class.","skipped":[{"path":"a/1.jpg","kind":"corrupt","reason":"Damaged."}]}}`))
	if h := html(); !strings.Contains(h, "The latest import, Holiday, came to nothing. Only one class.") || !strings.Contains(h, "a/1.jpg") {
		t.Errorf("%s", h)
	}
	s.Images.Dismiss()
	if strings.Contains(html(), "Holiday") {
		t.Error("it cannot be closed")
	}
}
