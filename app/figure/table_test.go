package figure

import (
	"slices"
	"strings"
	"testing"
)

// TestTables reads every figure of the golden pictures as a table: each has rows that fit its head, and none is
// longer than can be read.
func TestTables(t *testing.T) {
	for _, g := range golden {
		table := g.figure.Table()
		empty := strings.Contains(g.figure.Describe(), "No data yet") || strings.Contains(g.figure.Describe(), "No layers yet")
		switch {
		case table.Caption == "" || !empty && len(table.Rows) == 0:
			t.Errorf("%s: caption %q, %d rows", g.name, table.Caption, len(table.Rows))
		case empty && len(table.Rows) > 0:
			t.Errorf("%s: it is empty and has %d rows", g.name, len(table.Rows))
		case len(table.Rows) > mostTableRows:
			t.Errorf("%s: %d rows, more than %d", g.name, len(table.Rows), mostTableRows)
		}
		for i, row := range table.Rows {
			if len(row) != len(table.Head) || slices.Contains(row, "") {
				t.Errorf("%s, row %d: %q does not fit the head %q", g.name, i, row, table.Head)
				break
			}
		}
	}
}

// TestTableOf reads single cells off tables.
func TestTableOf(t *testing.T) {
	short := Line{Title: "Loss", X: Axis{Label: "Epoch"}, Y: Axis{Label: "nats", Value: Fixed(2)}, Series: []Series{
		{Name: "SGD", X: []float64{1, 2, 3}, Y: []float64{0.7, 0.6, 0.5}},
		{Name: "Adam", X: []float64{2}, Y: []float64{0.55}, Lo: []float64{0.5}, Hi: []float64{0.6}},
		{Name: "seed 2", Style: Style{Faint: true}, X: []float64{9}, Y: []float64{1}},
	}}
	long := Line{Series: []Series{{Name: "SGD"}}}
	for i := range 450 {
		long.Series[0].X, long.Series[0].Y = append(long.Series[0].X, float64(i)), append(long.Series[0].Y, 1)
	}
	for name, c := range map[string]struct {
		figure Figure
		row    int // from the end where it is negative
		want   string
	}{
		"a curve that has not begun":   {short, 0, "1 | 0.70 | –"},
		"one with a band":              {short, 1, "2 | 0.60 | 0.55 (0.50 to 0.60)"},
		"nothing of what is faint":     {short, -1, "3 | 0.50 | –"},
		"the last point of a long one": {long, -1, "449 | 1"},
		"a matrix": {Confusion{Classes: [2]string{"cats", "dogs"}, Counts: [2][2]int{{3, 1}, {0, 4}}}, 0,
			"cats | 3 (75.0 %) | 1 (25.0 %)"},
		"a rate that was chosen": {Sweep{Accuracy: Axis{Value: Fixed(1)}, Curves: []SweepCurve{{Name: "SGD", Rate: []float64{0.1, 1}, Accuracy: []float64{0.7, 0.5}, Lo: []float64{0.6, 0.5}, Hi: []float64{0.8, 0.5}, Chosen: 0.1}}}, 0,
			"0.1 | 0.7 (0.6 to 0.8), chosen"},
		"a layer": {Architecture{Layers: []Layer{{Name: "Conv 3×3", Shape: []int{62, 62, 32}, Params: 896, Frozen: true}}}, 0, "Conv 3×3 | 62×62×32 | 896 | no"},
	} {
		rows := c.figure.Table().Rows
		if c.row < 0 {
			c.row += len(rows)
		}
		if c.row >= len(rows) || strings.Join(rows[c.row], " | ") != c.want {
			t.Errorf("%s: rows %q, want %q at %d", name, rows, c.want, c.row)
		}
	}
	if note := long.Table().Note; !strings.Contains(note, "of 450 points") {
		t.Errorf("of a long curve the table says %q", note)
	}
}
