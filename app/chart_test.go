package app

import (
	"strings"
	"testing"

	"pawgrad/app/figure"
)

func TestTheLastChangeOfAChartIsPutIntoWords(t *testing.T) {
	l, b := laboratory(t)
	title := ""
	c := &chart{watching: watching{lab: l}, ID: "figure", make: func() figure.Figure { return figure.Confusion{Title: title} }}
	c.canvas = b.Canvas(c.ID)
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
		b.now, title = step.now, step.title
		if step.later {
			if len(b.later) != 1 {
				t.Fatalf("%d things are put off, want 1", len(b.later))
			}
			b.later[0]()
			b.later = nil
		} else {
			c.paint()
		}
		if got := b.labels[c.ID]; !strings.Contains(got, step.want) {
			t.Errorf("step %d: the chart is called %q, want %q", i, got, step.want)
		}
	}
	if len(b.later) != 0 {
		t.Errorf("%d things are still put off", len(b.later))
	}
}
