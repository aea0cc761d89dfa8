package widget

import (
	"strings"
	"testing"

	"pawgrad/app/browser/fake"
	"pawgrad/app/figure"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestAChartOffersItsNumbers switches a chart to its table: heads for rows and columns, the
// numbers, and a sentence where there are none yet.
func TestAChartOffersItsNumbers(t *testing.T) {
	f := figure.Confusion{Title: "Adam", Classes: [2]string{"cats", "dogs"}}
	n := newNumbers(NewScreen(fake.NewBrowser()), "figure", 0, func() figure.Figure { return f }, nil)
	if page := ui.HTMLString(n); !strings.Contains(page, `id="figure-numbers"`) || strings.Contains(page, "<table") {
		t.Errorf("before it is pressed: %s", page)
	}
	n.shown = true
	if page := ui.HTMLString(n); !strings.Contains(page, "No data yet") {
		t.Errorf("without numbers: %s", page)
	}
	f.Counts = [2][2]int{{3, 1}, {0, 4}}
	page := ui.HTMLString(n)
	for _, want := range []string{"<caption", `scope="row"`, `scope="col"`, "predicted dogs", "3 (75.0 %)", "Accuracy 0.8750", `tabindex="0"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the table lacks %q: %s", want, page)
		}
	}
}
