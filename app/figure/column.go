package figure

import "math"

// column is a column of values right of a plot whose rows are groups, such as the medians beside their boxes.
type column struct {
	head  string
	cells []string // one a row
	muted bool
	right float64 // its right end, CSS pixels
}

// layColumns sets columns flush right, the first farthest left, and returns where they begin. Columns that would take more than half of
// the width fall away, the last first.
func layColumns(columns []column, from, to float64, t Theme, m Measure) (kept []column, left float64) {
	widths := make([]float64, len(columns))
	sum := 0.0
	for i, c := range columns {
		widths[i] = m(c.head, t.small())
		for _, cell := range c.cells {
			widths[i] = math.Max(widths[i], m(cell, t.small()))
		}
		widths[i] += 2 * t.gap()
		sum += widths[i]
	}
	for len(columns) > 1 && sum > (to-from)/2 {
		last := len(columns) - 1
		sum -= widths[last]
		columns = columns[:last]
	}
	left = to - sum
	at := left
	for i := range columns {
		at += widths[i]
		columns[i].right = at
	}
	return columns, left
}

// drawColumns paints the heads on a base line and each row's cells at its height.
func drawColumns(s Surface, t Theme, columns []column, heads float64, row func(i int) float64) {
	for _, c := range columns {
		s.Text(Text{X: c.right, Y: heads, S: c.head, Font: t.small(), Anchor: End, Color: t.Muted})
		color := t.Ink
		if c.muted {
			color = t.Muted
		}
		for i, cell := range c.cells {
			s.Text(Text{X: c.right, Y: row(i), S: cell, Font: t.small(), Anchor: End, Baseline: Centred, Color: color})
		}
	}
}
