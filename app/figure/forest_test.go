package figure

import (
	"slices"
	"strings"
	"testing"
)

func TestForestReaches(t *testing.T) {
	f := Forest{Rows: []ForestRow{{Name: "Adam", Value: 0.75, Low: 0.72, High: 0.78, Reference: 0.9}, {Name: "GD", Value: nan, Low: nan, High: nan, Reference: 0.6}}}
	l := f.Layout(620, 300, Light(), Estimate)
	if l.x.min > 0.6+1e-9 || l.x.max < 0.9-1e-9 || l.x.min < 0.5 {
		t.Errorf("the axis reaches from %v to %v", l.x.min, l.x.max)
	}
	if got := l.columns[0].cells; !slices.Equal(got, []string{"0.7500", ""}) {
		t.Errorf("values %q", got)
	}
	if f.Rows = f.Rows[1:]; f.Layout(620, 300, Light(), Estimate).empty == "" {
		t.Error("a plot with the study's figures alone does not say that there are no results")
	}
}

// TestForestColumns wants the values on every screen, and the interval, which is drawn, only where there is room.
func TestForestColumns(t *testing.T) {
	heads := func(width float64) string {
		var out []string
		for _, c := range studyForest(nil).Layout(width, 300, Light(), Estimate).columns {
			out = append(out, c.head)
		}
		return strings.Join(out, ", ")
	}
	for width, want := range map[float64]string{800: "here, the study, interval", 480: "here, the study", 340: "here"} {
		if got := heads(width); got != want {
			t.Errorf("at %g px: %s, want %s", width, got, want)
		}
	}
}

func TestForestFocus(t *testing.T) {
	adam, gd := 0, 6
	l := studyForest(&adam).Layout(620, 300, Light(), Estimate)
	if row, ok := l.RowAt(5, l.rowY[2]); row != 2 || !ok {
		t.Errorf("row %d %v at the height of row 2", row, ok)
	}
	if l.tip == nil || l.tip.head != "Adam" || l.tip.rows[3] != [2]string{"difference", "+0.0021"} {
		t.Errorf("read-out %+v", l.tip)
	}
	if l := studyForest(&gd).Layout(620, 300, Light(), Estimate); len(l.tip.rows) != 1 || l.tip.rows[0][1] != "not yet" {
		t.Errorf("read-out of a method without a result %+v", l.tip)
	}
	if got := studyForest(nil).Describe(); !strings.Contains(got, "Adam 0.7850 (0.7585 to 0.8093), the study 0.7829; ") || strings.Contains(got, "; GD") {
		t.Errorf("described as %q", got)
	}
}
