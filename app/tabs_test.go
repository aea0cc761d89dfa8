package app

import (
	"pawgrad/app/redraw"
	"strings"
	"testing"
)

// shownPanel is the name of the panel in view, read from the page.
func shownPanel(t *testing.T, p *page) string {
	t.Helper()
	_, rest, found := strings.Cut(html(p), `id="panel-`)
	name, _, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		t.Fatal("no panel is in view")
	}
	return name
}

// TestTurn chooses a tab: its head answers at once, its panel comes some frames
// later, and what was asked for after that comes last.
func TestTurn(t *testing.T) {
	p, b := stand(t)
	revealed, repainted := false, 0
	b.Clock += 1  // the slow topics' turn, too, has come
	b.NextFrame() // what the preparations have changed is told
	p.screen.Watch(^redraw.Tabs, func() { repainted++ })
	p.tabs.turn(tabUnderstand, func() { revealed = true })
	if p.tabs.chosen != tabUnderstand || shownPanel(t, p) != "results" {
		t.Fatalf("just chosen, the tab is %q and the panel %q; want the new tab beside the old panel", p.tabs.chosen, shownPanel(t, p))
	}
	// Two more clicks before the panel is there: the last one counts.
	p.tabs.turn(tabRuns, nil)
	p.tabs.turn(tabTry, nil)
	const enough = 10
	frames := 0
	for ; frames < enough && shownPanel(t, p) != "try-it"; frames++ {
		if got := shownPanel(t, p); got != "results" {
			t.Fatalf("after %d frames the panel %q is in view, which is neither the old one nor the last one chosen", frames, got)
		}
		b.NextFrame()
	}
	if frames == 0 || frames == enough {
		t.Fatalf("the panel came after %d frames; want after some, but fewer than %d", frames, enough)
	}
	if revealed {
		t.Error("the panel had no frame to be drawn in before it was brought into sight")
	}
	for range enough {
		b.NextFrame()
	}
	if !revealed {
		t.Error("the panel is there, but was not brought into sight")
	}
	if repainted > 0 {
		t.Errorf("what does not depend on the tab was told %d times to draw itself", repainted)
	}
}
