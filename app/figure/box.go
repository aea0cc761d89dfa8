package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Box is a box plot: one row a group, such as the test accuracies of each method over seeds. Rows lie flat so that names are read
// without turning the head and seven methods fit a phone.
type Box struct {
	Title        string
	X            Axis // of the values
	Groups       []Group
	HideOutliers bool
	Empty        string // said while no group has values; "" says that boxes appear after several runs
}

// Group is the values of one box.
type Group struct {
	Name   string
	Style  Style
	Values []float64
}

// BoxLayout is a box plot worked out for one size.
type BoxLayout struct {
	Plot Rect // the area of the boxes

	box            Box
	theme          Theme
	frame          frame
	x              scale
	ticks          []tick
	rows           []boxRow
	medianX, sizeX float64 // right ends of the columns
	empty          string
}

type boxRow struct {
	group Group
	sum   Quartiles
	y     float64
	half  float64 // half the height of a box
}

const (
	emptyBox = "Boxes appear here when a method has results from several seeds"
	// boxAtLeast is the fewest values that a box sums up; fewer are drawn one by one, since quartiles of four values are mostly invention.
	boxAtLeast = 5
	boxRowGap  = 36  // between rows where the height is free, CSS pixels at scale 1
	boxInk     = 0.4 // weak enough for a median in ink to stand out
)

// Heading implements Figure.
func (b Box) Heading() string { return b.Title }

// Describe implements Figure.
func (b Box) Describe() string {
	var parts []string
	for _, g := range b.Groups {
		if q := QuartilesOf(g.Values); q.N > 0 {
			parts = append(parts, fmt.Sprintf("%s %s (quartiles %s to %s, n = %d)", g.Name, b.X.value(q.Median), b.X.value(q.Q1), b.X.value(q.Q3), q.N))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("Box plot: %s. No data yet.", b.Title)
	}
	return fmt.Sprintf("Box plot: %s, %s. Medians: %s.", b.Title, b.X.describe(), strings.Join(parts, ", "))
}

// Height is the height in CSS pixels at which the rows have comfortable room.
func (b Box) Height(t Theme) float64 {
	f := b.frame(1000, 1000, t, Estimate)
	return 1000 - f.inner.H + float64(max(3, len(b.Groups)))*boxRowGap*t.size()
}

func (b Box) frame(width, height float64, t Theme, m Measure) frame {
	f := newFrame(b.Title, "", b.X.describe(), width, height, t, m)
	f.inner.Y += t.Small // the heads of the columns
	f.inner.H = math.Max(1, f.inner.H-t.Small)
	return f
}

// Layout works the plot out for a size in CSS pixels.
func (b Box) Layout(width, height float64, t Theme, m Measure) BoxLayout {
	out := BoxLayout{box: b, theme: t, frame: b.frame(width, height, t, m)}
	plot := out.frame.inner
	names, medians := 0.0, m("median", t.small())
	data := Range{math.Inf(1), math.Inf(-1)}
	step := plot.H / float64(max(1, len(b.Groups)))
	for i, g := range b.Groups {
		row := boxRow{group: g, sum: QuartilesOf(g.Values), y: plot.Y + step*(float64(i)+0.5), half: math.Min(step*0.3, 11*t.size())}
		names = math.Max(names, m(g.Name, t.small()))
		if row.sum.N > 0 {
			medians = math.Max(medians, m(b.X.value(row.sum.Median), t.small()))
			data = Range{math.Min(data.Min, row.sum.Lowest), math.Max(data.Max, row.sum.Highest)}
		}
		if !b.HideOutliers {
			for _, v := range row.sum.Outliers {
				data = Range{math.Min(data.Min, v), math.Max(data.Max, v)}
			}
		}
		out.rows = append(out.rows, row)
	}
	left := 2*t.Mark + 2.5*t.gap() + names
	out.sizeX = out.frame.inner.Right()
	out.medianX = out.sizeX - m("000", t.small()) - t.gap()
	plot.X += left
	plot.W = math.Max(1, out.medianX-medians-2.5*t.gap()-plot.X)
	n := clampInt(plot.W/(xTickGap*t.size()), 1, 10)
	r := b.X.bounds(data, n)
	out.ticks = b.X.ticks(r, n)
	out.x = scale{r.Min, r.Max, plot.X, plot.Right(), b.X.Log}
	out.Plot = plot
	if data.Min > data.Max {
		out.empty = emptyBox
		if b.Empty != "" {
			out.empty = b.Empty
		}
	}
	return out
}

// Draw implements Figure.
func (b Box) Draw(s Surface, t Theme) {
	w, h := s.Size()
	b.Layout(w, h, t, s.Measure).Draw(s)
}

// Draw paints the plot.
func (l BoxLayout) Draw(s Surface) {
	t, f := l.theme, l.frame
	f.draw(s, t)
	if l.empty != "" {
		drawEmpty(s, t, Rect{f.inner.X, f.inner.Y, f.inner.W, f.inner.H}, l.empty)
		return
	}
	var rules, axis Path
	axis.Segment(l.Plot.X, l.Plot.Bottom(), l.Plot.Right(), l.Plot.Bottom())
	for _, tick := range l.ticks {
		x := l.x.at(tick.Value)
		rules.Segment(x, l.Plot.Y, x, l.Plot.Bottom())
		s.Text(Text{X: x, Y: l.Plot.Bottom() + t.gap()*1.2, S: tick.Label, Font: t.small(), Anchor: Middle, Baseline: Top, Color: t.Muted})
	}
	s.Path(&rules, Paint{Stroke: t.Rule, Width: t.Hair})
	s.Path(&axis, Paint{Stroke: t.Muted, Width: t.Hair})
	f.drawXLabel(s, t, l.Plot.Right(), f.xLabelY)
	heads := l.Plot.Y - t.gap()
	s.Text(Text{X: l.medianX, Y: heads, S: "median", Font: t.small(), Anchor: End, Color: t.Muted})
	s.Text(Text{X: l.sizeX, Y: heads, S: "n", Font: t.small(), Anchor: End, Color: t.Muted})
	for _, row := range l.rows {
		l.drawRow(s, row)
	}
}

func (l BoxLayout) drawRow(s Surface, row boxRow) {
	t, f, q := l.theme, l.frame, row.sum
	drawMarks(s, t, row.group.Style, t.Mark, point{f.inner.X + 1.2*t.Mark, row.y})
	s.Text(Text{X: f.inner.X + 2*t.Mark + 1.5*t.gap(), Y: row.y, S: row.group.Name, Font: t.small(), Baseline: Centred, Color: t.Ink})
	s.Text(Text{X: l.sizeX, Y: row.y, S: strconv.Itoa(q.N), Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Muted})
	if q.N == 0 {
		return
	}
	s.Text(Text{X: l.medianX, Y: row.y, S: l.box.X.value(q.Median), Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Ink})
	s.Clip(Rect{l.Plot.X - 2*t.Mark, l.Plot.Y, l.Plot.W + 4*t.Mark, l.Plot.H}, func() {
		if q.N < boxAtLeast {
			l.drawValues(s, row, row.group.Values)
			l.drawMedian(s, row)
			return
		}
		l.drawBox(s, row)
		if !l.box.HideOutliers {
			l.drawValues(s, row, q.Outliers)
		}
	})
}

// drawBox paints whiskers, box and median.
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
	l.drawMedian(s, row)
}

func (l BoxLayout) drawMedian(s Surface, row boxRow) {
	t := l.theme
	x := l.x.at(row.sum.Median)
	var p Path
	p.Segment(x, row.y-row.half, x, row.y+row.half)
	s.Path(&p, Paint{Stroke: t.Ink, Width: 1.4 * t.Line})
}

// drawValues paints single values as the group's markers.
func (l BoxLayout) drawValues(s Surface, row boxRow, values []float64) {
	var at []point
	for _, v := range values {
		if drawable(v, l.box.X.Log) {
			at = append(at, point{l.x.at(v), row.y})
		}
	}
	drawMarks(s, l.theme, row.group.Style, l.theme.Mark, at...)
}
