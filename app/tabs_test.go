package app

import (
	"strings"
	"testing"
)

// shownPanel is the name of the panel in view, read from the page.
func shownPanel(t *testing.T, l *lab) string {
	t.Helper()
	_, rest, found := strings.Cut(html(l), `id="panel-`)
	name, _, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		t.Fatal("no panel is in view")
	}
	return name
}

// TestTurn chooses a tab: its head answers at once, its panel comes some frames
// later, and what was asked for after that comes last.
func TestTurn(t *testing.T) {
	l, b := laboratory(t)
	revealed, repainted := false, 0
	b.now += 1 // the slow topics' turn, too, has come
	b.frame()  // what the preparations have changed is told
	l.watch(^tabTopic, func() { repainted++ })
	l.turn(tabUnderstand, func() { revealed = true })
	if l.view.tab != tabUnderstand || shownPanel(t, l) != "results" {
		t.Fatalf("just chosen, the tab is %q and the panel %q; want the new tab beside the old panel", l.view.tab, shownPanel(t, l))
	}
	// Two more clicks before the panel is there: the last one counts.
	l.turn(tabRuns, nil)
	l.turn(tabTry, nil)
	const enough = 10
	frames := 0
	for ; frames < enough && shownPanel(t, l) != "try-it"; frames++ {
		if got := shownPanel(t, l); got != "results" {
			t.Fatalf("after %d frames the panel %q is in view, which is neither the old one nor the last one chosen", frames, got)
		}
		b.frame()
	}
	if frames == 0 || frames == enough {
		t.Fatalf("the panel came after %d frames; want after some, but fewer than %d", frames, enough)
	}
	if revealed {
		t.Error("the panel had no frame to be drawn in before it was brought into sight")
	}
	// A block that is still being drawn part by part is waited for.
	l.unfinished++
	for range enough {
		b.frame()
	}
	if revealed {
		t.Error("a panel was brought into sight before all of it was there")
	}
	l.unfinished--
	b.frame()
	if !revealed {
		t.Error("the panel is there, but was not brought into sight")
	}
	if repainted > 0 {
		t.Errorf("what does not depend on the tab was told %d times to draw itself", repainted)
	}
}
