package figure

import (
	"math"
	"slices"
	"sort"
)

// Draw paints the plot.
func (l BoxLayout) Draw(s Surface) {
	l.draw(s, l.box.Guess, func(i int) { l.drawRow(s, l.rows[i]) })
}

func (l BoxLayout) drawRow(s Surface, row boxRow) {
	t, q := l.theme, row.sum
	l.drawName(s, row.group.Style, row.group.Name, row.y)
	if q.N == 0 {
		return
	}
	s.Clip(Rect{l.Plot.X - 2*t.Mark, l.Plot.Y, l.Plot.W + 4*t.Mark, l.Plot.H}, func() {
		boxed := q.N >= boxAtLeast
		if boxed {
			l.drawBox(s, row)
		}
		switch {
		case !boxed:
			l.drawValues(s, row, row.group.Values, t.Mark)
		case l.box.Points && l.box.HideOutliers:
			l.drawValues(s, row, within(row.group.Values, q), t.Mark*0.7)
		case l.box.Points:
			l.drawValues(s, row, row.group.Values, t.Mark*0.7)
		case !l.box.HideOutliers:
			l.drawValues(s, row, q.Outliers, t.Mark)
		}
		l.drawMedian(s, row)
		l.drawReference(s, row)
	})
}

// within is the values that the whiskers reach.
func within(values []float64, q Quartiles) []float64 {
	var out []float64
	for _, v := range values {
		if v >= q.Lowest && v <= q.Highest {
			out = append(out, v)
		}
	}
	return out
}

// drawBox paints whiskers and box.
func (l BoxLayout) drawBox(s Surface, row boxRow) {
	t, q := l.theme, row.sum
	cap := row.half * 0.5
	var whiskers, box Path
	for _, side := range [2][2]float64{{q.Lowest, q.Q1}, {q.Highest, q.Q3}} {
		end, edge := l.x.at(side[0]), l.x.at(side[1])
		whiskers.Segment(end, row.y, edge, row.y)
		whiskers.Segment(end, row.y-cap, end, row.y+cap)
	}
	box.Rect(Rect{l.x.at(q.Q1), row.y - row.half, l.x.at(q.Q3) - l.x.at(q.Q1), 2 * row.half})
	s.Path(&whiskers, Paint{Stroke: t.Ink, Width: t.Thin})
	s.Path(&box, Paint{Fill: row.group.Style.On(t).Fade(boxInk).over(t.Ground), Stroke: t.Ink, Width: t.Thin})
}

func (l BoxLayout) drawMedian(s Surface, row boxRow) {
	t := l.theme
	x := l.x.at(row.sum.Median)
	var p Path
	p.Segment(x, row.y-row.half, x, row.y+row.half)
	s.Path(&p, Paint{Stroke: t.Ink, Width: 1.4 * t.Line})
}

// drawReference paints the value to compare with as a dashed tick, longer than the box so that it is never taken for its median.
func (l BoxLayout) drawReference(s Surface, row boxRow) {
	if !row.group.referenced() || !drawable(row.group.Reference, l.box.X.Log) {
		return
	}
	t, x := l.theme, l.x.at(row.group.Reference)
	var p Path
	p.Segment(x, row.y-1.45*row.half, x, row.y+1.45*row.half)
	s.Path(&p, Paint{Stroke: t.Ground.Fade(0.7), Width: 2.4 * t.Line})
	s.Path(&p, Paint{Stroke: t.Accent, Width: t.Line, Dash: []float64{3 * t.size(), 2 * t.size()}})
}

// drawValues paints single values as the group's markers, those that would cover each other above and below the row's middle.
func (l BoxLayout) drawValues(s Surface, row boxRow, values []float64, radius float64) {
	var xs []float64
	for _, v := range values {
		if drawable(v, l.box.X.Log) {
			xs = append(xs, l.x.at(v))
		}
	}
	marks := swarm(xs, row.y, 2.2*radius, row.half)
	if len(marks) > mostValues {
		marks = slices.CompactFunc(marks, func(a, b point) bool { return a == b })
	}
	drawMarks(s, l.theme, row.group.Style, radius, marks...)
}

// mostValues is how many single values are drawn in a row before those that lie on another are left out.
const mostValues = 1000

// swarm places marks at given x near a height so that they do not cover each other: each at the free place nearest to the middle, at most
// half above or below; beyond that, marks lie on each other.
func swarm(xs []float64, y, apart, half float64) []point {
	sort.Float64s(xs)
	levels := 1 + 2*int(half/apart)
	latest := make([]float64, levels) // the last mark at each height, which is the nearest
	for level := range latest {
		latest[level] = math.Inf(-1)
	}
	var out []point
	for _, x := range xs {
		free := max(0, slices.IndexFunc(latest, func(other float64) bool { return x-other >= apart }))
		offset := float64((free+1)/2) * apart
		if free%2 == 1 {
			offset = -offset
		}
		latest[free] = x
		out = append(out, point{x, y + offset})
	}
	return out
}
