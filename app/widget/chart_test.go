package widget

import (
	"strings"
	"testing"

	"pawgrad/app/browser/fake"
	"pawgrad/app/figure"
)

func TestTheLastChangeOfAChartIsPutIntoWords(t *testing.T) {
	b := fake.NewBrowser()
	title := ""
	c := &chart{part: part{In: NewScreen(b)}, of: Chart{ID: "figure", Make: func() figure.Figure { return figure.Confusion{Title: title} }}}
	c.canvas = b.Canvas(c.of.ID)
	for i, step := range []struct {
		now   float64
		title string
		later bool // whether what was put off is done first
		want  string
	}{
		{1, "first", false, "first"},
		{1.5, "second", false, "first"},
		{1.9, "third", false, "first"},
		{3.1, "third", true, "third"},
		{9, "fourth", false, "fourth"},
	} {
		b.Clock, title = step.now, step.title
		if step.later {
			if len(b.Later) != 1 {
				t.Fatalf("%d things are put off, want 1", len(b.Later))
			}
			b.Later[0]()
			b.Later = nil
		} else {
			c.paint()
		}
		if got := b.Labels[c.of.ID]; !strings.Contains(got, step.want) {
			t.Errorf("step %d: the chart is called %q, want %q", i, got, step.want)
		}
	}
	if len(b.Later) != 0 {
		t.Errorf("%d things are still put off", len(b.Later))
	}
}
