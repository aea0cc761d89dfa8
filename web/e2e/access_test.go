package e2e

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
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

// nameless lists what a screen reader would meet on the page without a name.
func (v *visit) nameless() []string {
	v.t.Helper()
	var tree struct {
		Nodes []axNode `json:"nodes"`
	}
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		return cdp.Execute(ctx, accessibility.CommandGetFullAXTree, nil, &tree)
	}))
	if len(tree.Nodes) < 50 {
		v.t.Fatalf("the accessibility tree has only %d nodes", len(tree.Nodes))
	}
	var found []string
	for _, n := range tree.Nodes {
		role, _ := n.Role.Value.(string)
		if !n.Ignored && (n.Name.Value == nil || n.Name.Value == "") && slices.Contains(needName, role) {
			found = append(found, fmt.Sprintf("%s (node %d)", role, n.ID))
		}
	}
	return found
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
		for _, n := range v.nameless() {
			t.Errorf("with %s open: no name for a %s", tab, n)
		}
	}
}

// TestKeyboard works the page without a mouse: the large button, the tabs, and the
// cross-hair of the curves.
func TestKeyboard(t *testing.T) {
	v := open(t, quick)
	v.waitFor("the start button", `document.querySelector("#start-chosen:not([disabled])")`)
	v.press("#start-chosen", kb.Enter)
	v.press("#tab-results", kb.ArrowRight)
	v.waitFor("the next tab, in focus", `document.activeElement.id === "tab-runs" && document.activeElement.ariaSelected === "true"`)
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
	before := v.canvasHash("#chart-valid-loss")
	v.press("#chart-valid-loss", kb.ArrowRight)
	v.waitFor("the cross-hair", fmt.Sprintf(`(%s) !== %v`, canvasHashScript("#chart-valid-loss"), before))
}

// press puts the focus on an element and presses a key there.
func (v *visit) press(selector, key string) {
	v.t.Helper()
	v.do(chromedp.Focus(selector, chromedp.ByQuery), chromedp.KeyEvent(key))
}
