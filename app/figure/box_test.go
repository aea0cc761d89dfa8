package figure

import (
	"strings"
	"testing"
)

func TestBoxCaption(t *testing.T) {
	many := []float64{1, 2, 3, 4, 5, 100}
	for _, c := range []struct {
		name          string
		box           Box
		wants, denies string
	}{
		{"boxes", Box{Groups: []Group{{Values: many}}}, "1.5 interquartile ranges of the box (Tukey). Markers: outliers.", "Fewer"},
		{"hidden", Box{HideOutliers: true, Groups: []Group{{Values: many}}}, "1 outlier hidden.", "Markers"},
		{"few", Box{Groups: []Group{{Values: many[:3]}}}, "fewer than 5", "Tukey"},
		{"both", Box{Groups: []Group{{Values: many}, {Values: many[:3]}}}, "Fewer than 5 values: each is shown.", "fewer than 5"},
		{"points", Box{Points: true, Groups: []Group{{Values: many}}}, "Markers: the single values.", "outliers."},
		{"study", Box{Groups: []Group{{Values: many, Reference: 2}}}, "Dashed tick: the study.", "hidden"},
		{"noted", Box{Note: "Each value: a seed.", Groups: []Group{{Values: many}}}, "Each value: a seed. Box: ", "study"},
		{"nothing", Box{Groups: []Group{{Name: "Adam"}}}, "", "Box"},
	} {
		got := c.box.caption()
		if !strings.Contains(got, c.wants) || strings.Contains(got, c.denies) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// TestBoxReaches wants the axis to reach all that is drawn and nothing that is hidden.
func TestBoxReaches(t *testing.T) {
	b := Box{Groups: []Group{{Values: []float64{1, 2, 3, 4, 5, 100}, Reference: 20}}}
	if l := b.Layout(620, 320, Light(), Estimate); l.x.max < 100 {
		t.Errorf("an outlier at 100 lies off the axis, which ends at %v", l.x.max)
	}
	b.HideOutliers = true
	if l := b.Layout(620, 320, Light(), Estimate); l.x.max < 20 || l.x.max > 50 {
		t.Errorf("without the outlier the axis ends at %v, want just beyond 20", l.x.max)
	}
}

func TestBoxFocus(t *testing.T) {
	b := seedBoxes()
	l := b.Layout(620, 400, Light(), Estimate)
	if row, ok := l.RowAt(300, l.rows[3].y+2); row != 3 || !ok {
		t.Errorf("row %d %v at the height of row 3", row, ok)
	}
	if _, ok := l.RowAt(300, 2); ok {
		t.Error("the title is a row")
	}
	if l.tip == nil || l.tip.head != "Momentum" || len(l.tip.rows) != 6 {
		t.Errorf("read-out %+v", l.tip)
	}
	for _, focus := range []int{-1, 7} {
		b.Focus = &focus
		if l := b.Layout(620, 400, Light(), Estimate); l.tip != nil {
			t.Errorf("group %d, which is none, is read out", focus)
		}
	}
}

func TestSwarm(t *testing.T) {
	at := swarm([]float64{10, 10, 10, 11, 40, 10, 10}, 100, 5, 10)
	seen := map[point]int{}
	for _, p := range at {
		seen[p]++
		if p.Y < 90 || p.Y > 110 {
			t.Errorf("mark at %v leaves the row", p)
		}
	}
	if seen[point{40, 100}] != 1 || seen[point{10, 95}] != 1 || seen[point{10, 105}] != 1 || len(at) != 7 {
		t.Errorf("marks at %v", at)
	}
}
