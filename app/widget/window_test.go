package widget

import (
	"strings"
	"testing"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestWindow(t *testing.T) {
	w := &Window{}
	want := func(what string, count, from, to int) {
		t.Helper()
		if gotFrom, gotTo := w.Over(count, 100); gotFrom != from || gotTo != to {
			t.Errorf("%s: %d to %d, want %d to %d", what, gotFrom, gotTo, from, to)
		}
	}
	want("nothing", 0, 0, 0)
	want("a few", 7, 0, 7)
	want("many", 250, 0, 100)
	w.move(w.from + 100)
	want("the next", 250, 100, 200)
	w.move(w.count)
	want("the last", 250, 200, 250)
	if html := ui.HTMLString(w.Controls("list", "Runs", func() {})); !strings.Contains(html, "Runs 201 to 250 of 250") ||
		strings.Count(html, `disabled="false"`) != 2 {
		t.Errorf("the controls are %s", html)
	}
	want("when some have gone", 150, 100, 150)
	want("when most have gone", 100, 0, 100)
	if html := ui.HTMLString(w.Controls("list", "Runs", func() {})); strings.Contains(html, "button") {
		t.Errorf("where all is shown there are controls: %s", html)
	}
	w.Over(250, 100)
	w.move(-5)
	want("before the first", 250, 0, 100)
	w.move(100)
	w.Reset()
	want("from the beginning", 250, 0, 100)
}
