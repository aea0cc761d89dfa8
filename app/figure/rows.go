package figure

import "math"

// rowPlot is what plots of one row a method have in common, worked out for one size: names on the left, columns of values on the right,
// and between them an axis of values.
type rowPlot struct {
	Plot Rect // the area between names and columns

	theme   Theme
	frame   frame
	x       scale
	ticks   []tick
	rowY    []float64 // the middle of each row
	columns []column
	tip     *tip
	empty   string
}

// newRowPlot places the frame and the rows.
func newRowPlot(title, caption string, x Axis, rows int, width, height float64, t Theme, m Measure) rowPlot {
	p := rowPlot{theme: t, frame: newFrame(title, "", x.describe(), width, height, t, m)}
	inner := &p.frame.inner
	p.frame.addNote(caption, t, m)
	inner.Y += t.Small // the heads of the columns
	inner.H = math.Max(1, inner.H-t.Small)
	for i := range rows {
		p.rowY = append(p.rowY, inner.Y+inner.H/float64(rows)*(float64(i)+0.5))
	}
	return p
}

// wanted is the height at which the rows, so far from each other, have comfortable room.
func (p rowPlot) wanted(apart float64) float64 {
	return p.frame.height - p.frame.inner.H + float64(max(3, len(p.rowY)))*apart*p.theme.size()
}

// layAxis places the columns, clear of the plot, and the axis between them and the widest name.
func (p *rowPlot) layAxis(x Axis, data Range, widest float64, columns []column, clear float64, m Measure) {
	t, plot := p.theme, p.frame.inner
	plot.X += 2*t.Mark + 2.5*t.gap() + widest
	left := 0.0
	p.columns, left = layColumns(columns, plot.X, p.frame.inner.Right(), t, m)
	plot.W = math.Max(1, left-clear-plot.X)
	n := clampInt(plot.W/(xTickGap*t.size()), 1, 10)
	r := x.bounds(data, n)
	p.ticks = x.ticks(r, n)
	p.x = scale{r.Min, r.Max, plot.X, plot.Right(), x.Log}
	p.Plot = plot
}

// RowAt is the index of the row at a place, for the plot's Focus; names and columns belong to the rows. It is false outside of them.
func (p rowPlot) RowAt(px, py float64) (row int, ok bool) {
	area := Rect{0, p.Plot.Y, p.frame.width, p.Plot.H}
	if rows := len(p.rowY); p.empty == "" && rows > 0 && area.Contains(px, py) {
		return min(rows-1, int((py-area.Y)/area.H*float64(rows))), true
	}
	return 0, false
}

// draw paints everything but the rows, which row paints one by one.
func (p rowPlot) draw(s Surface, guess float64, row func(i int)) {
	t, plot := p.theme, p.Plot
	p.frame.draw(s, t)
	if p.empty != "" {
		drawEmpty(s, t, p.frame.inner, p.empty)
		return
	}
	var rules, axis Path
	axis.Segment(plot.X, plot.Bottom(), plot.Right(), plot.Bottom())
	for _, tick := range p.ticks {
		at := p.x.at(tick.Value)
		rules.Segment(at, plot.Y, at, plot.Bottom())
		s.Text(Text{X: at, Y: plot.Bottom() + t.gap()*1.2, S: tick.Label, Font: t.small(), Anchor: Middle, Baseline: Top, Color: t.Muted})
	}
	s.Path(&rules, Paint{Stroke: t.Rule, Width: t.Hair})
	s.Path(&axis, Paint{Stroke: t.Muted, Width: t.Hair})
	drawGuessUpright(s, t, plot, p.x, guess)
	p.frame.drawXLabel(s, t, plot.Right(), p.frame.xLabelY)
	drawColumns(s, t, p.columns, plot.Y-t.gap(), func(i int) float64 { return p.rowY[i] })
	for i := range p.rowY {
		row(i)
	}
	p.tip.draw(s, t)
}

// drawName paints a row's marker and name at the left edge.
func (p rowPlot) drawName(s Surface, style Style, name string, y float64) {
	t, left := p.theme, p.frame.inner.X
	drawMarks(s, t, style, t.Mark, point{left + 1.2*t.Mark, y})
	s.Text(Text{X: left + 2*t.Mark + 1.5*t.gap(), Y: y, S: name, Font: t.small(), Baseline: Centred, Color: t.Ink})
}
