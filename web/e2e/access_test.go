package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// needName are the roles that say nothing to a screen reader without a name.
var needName = []string{"button", "checkbox", "combobox", "img", "image", "link", "progressbar", "radio", "tab", "tabpanel", "textbox"}

// axNode is the little that is needed of a node of the accessibility tree. (The
// library's own type refuses what newer browsers tell.)
type axNode struct {
	Ignored bool    `json:"ignored"`
	Role    axValue `json:"role"`
	Name    axValue `json:"name"`
	ID      int64   `json:"backendDOMNodeId"`
}

type axValue struct {
	Value any `json:"value"`
}

// named waits until a screen reader meets nothing on the page without a name.
func (v *visit) named(state string) {
	v.t.Helper()
	v.until(state+" to have a name for everything", func() string {
		var tree struct {
			Nodes []axNode `json:"nodes"`
		}
		v.do(chromedp.ActionFunc(func(ctx context.Context) error {
			return cdp.Execute(ctx, accessibility.CommandGetFullAXTree, nil, &tree)
		}))
		if len(tree.Nodes) < 50 {
			return fmt.Sprintf("the accessibility tree has only %d nodes", len(tree.Nodes))
		}
		var found []string
		for _, n := range tree.Nodes {
			role, _ := n.Role.Value.(string)
			if !n.Ignored && (n.Name.Value == nil || n.Name.Value == "") && slices.Contains(needName, role) {
				found = append(found, fmt.Sprintf("%s (node %d)", role, n.ID))
			}
		}
		return strings.Join(found, ", ")
	})
}

// TestNames meets every part of the page as a screen reader does: everything that
// can be operated or looked at has a name.
func TestNames(t *testing.T) {
	v := open(t, quick)
	v.click("#more-adam")
	v.click("#more-settings summary")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
	for _, tab := range []string{"runs", "results", "try-it", "understand"} {
		v.openTab(tab)
		if tab == "try-it" {
			v.click("#samples .sample")
			v.waitFor("an answer", `document.querySelector(".photo .answer:not([data-run^=ready])")`)
		}
		v.named("the tab " + tab)
	}
}

// tabTo presses the Tab key until an element of a selector has the focus, which must then
// be seen; back presses it with Shift.
func (v *visit) tabTo(selector string, back bool) {
	v.t.Helper()
	const most = 500 // more than any state of the page has controls
	var held []chromedp.KeyOption
	if back {
		held = append(held, chromedp.KeyModifiers(input.ModifierShift))
	}
	for range most {
		if eval[bool](v, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			v.waitFor("the focus on "+selector+" to be seen", `((element) => {
				const box = element.getBoundingClientRect(), look = getComputedStyle(element);
				return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 && box.width > 0 && box.top < innerHeight && box.bottom > 0;
			})(document.activeElement)`)
			return
		}
		v.do(chromedp.KeyEvent(kb.Tab, held...))
	}
	v.t.Fatalf("the Tab key does not lead to %s", selector)
}

// TestTheMainJobByKeyboard does without a mouse all that the page is for: changes a method's
// rate, trains two methods, reads the curves by the cross-hair and as a table, saves the
// experiment, reads the report, and has a photo named.
func TestTheMainJobByKeyboard(t *testing.T) {
	v := open(t, quick)
	folder := v.downloads()
	v.waitFor("the start button", `document.querySelector("#start-chosen:not([disabled])")`)
	v.tabTo("#more-adam", false)
	v.key(kb.Enter)
	v.waitFor("Adam's settings", `document.querySelector("#field-adam-lr")`)
	v.tabTo("#field-adam-lr", false)
	v.key("0.002")
	v.tabTo("#start-chosen", false)
	v.waitFor("the rate in the link", `location.hash.includes("adam.lr=0.002")`)
	v.key(kb.Enter)
	v.waitFor("both runs to be done", `spiedStarts.filter((start) => start.done).length === 2`)

	const chart = "#chart-valid-loss"
	v.tabTo(chart, false)
	before := v.canvasHash(chart)
	v.key(kb.ArrowRight)
	v.waitFor("the cross-hair", fmt.Sprintf(`(%s) !== %v`, canvasHashScript(chart), before))
	v.tabTo(chart+"-numbers", false)
	v.key(" ")
	v.waitFor("a row for each epoch and for the start", `document.querySelectorAll("#chart-valid-loss-table tbody tr").length === 3`)
	v.tabTo(chart+"-table", false)
	v.tabTo(chart+"-numbers", true)
	v.key(" ")
	v.waitGone(chart + "-table")

	v.tabTo("#tab-results", false)
	v.tabTo("#save-json", false)
	v.key(kb.Enter)
	v.waitFile(filepath.Join(folder, "pawgrad-experiment.json"))
	v.tabTo("#print-report", false)
	v.key(kb.Enter)
	v.waitFor("the report in focus", `document.activeElement.id === "report"`)
	v.tabTo("#close-report", false)
	for range 3 { // nothing below the report can be reached
		v.key(kb.Tab)
		if outside := eval[string](v, `document.activeElement === document.body || document.activeElement.closest("#report") ? "" : document.activeElement.outerHTML.slice(0, 200)`); outside != "" {
			t.Errorf("with the report open, the Tab key leads to %s", outside)
		}
	}
	v.tabTo("#report *", true)
	v.key(kb.Escape)
	v.waitFor("the focus where it was", `document.activeElement.id === "print-report" && !document.querySelector("#report")`)

	v.tabTo("#tab-results", true)
	for _, tab := range []string{"runs", "try-it"} {
		v.key(kb.ArrowRight)
		v.waitFor("the next tab, in focus", fmt.Sprintf(`document.activeElement.id === "tab-%[1]s" && document.activeElement.ariaSelected === "true" && document.querySelector("#panel-%[1]s")`, tab))
	}
	v.tabTo("#samples .sample", false)
	v.key(kb.Enter)
	v.waitFor("an answer of each network", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === 2`)
}
