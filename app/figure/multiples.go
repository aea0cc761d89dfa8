package figure

import (
	"math"
	"strings"

	"pawgrad/app/say"
)

// Multiples is one small chart a panel, all on the same two axes, such as the step size of each layer over time with the methods overlaid.
// Because the axes are shared, heights can be compared from panel to panel; they are labelled once, at the left and at the foot.
type Multiples struct {
	Title  string
	X, Y   Axis
	Panels []Panel // in reading order
	// Hover, if set, draws the cross-hair through all panels; its values are listed for the panel at index Focus.
	Hover *Hover
	Focus int
}

// Panel is one of the small charts. Series of one name have one style in all panels.
type Panel struct {
	Name   string
	Series []Series
}

// MultiplesLayout is the figure worked out for one size.
type MultiplesLayout struct {
	Columns, Rows int

	multiples Multiples
	theme     Theme
	frame     frame
	xTicks    []tick
	yTicks    []tick
	panels    []panelLayout
	readout   *readout
	empty     string
	height    float64 // what the figure wants
}

// panelLayout is a chart of its own that shares the figure's scales.
type panelLayout struct {
	line   LineLayout
	name   string
	bottom bool // labelled along x: the lowest of its column
	left   bool // labelled along y
}

const (
	emptyMultiples = "The layers appear here with the first steps of a run"
	// panelWidth and panelHeight are what a panel wants, CSS pixels at scale 1: two columns fit a phone of 340.
	panelWidth, panelHeight = 132, 88
	panelXGap               = 44 // between ticks on a panel's x axis: four characters and a space
	panelYGap               = 26 // between ticks on its y axis
	maxColumns              = 7
)

// Heading implements Figure.
func (f Multiples) Heading() string { return f.Title }

// Describe implements Figure.
func (f Multiples) Describe() string {
	var parts []string
	for _, p := range f.Panels {
		var lasts []string
		for _, s := range p.Series {
			if i := s.last(f.Y.Log); i >= 0 && s.Name != "" {
				lasts = append(lasts, s.Name+" "+f.Y.value(s.Y[i]))
			}
		}
		if len(lasts) > 0 {
			parts = append(parts, p.Name+": "+strings.Join(lasts, ", "))
		}
	}
	if len(parts) == 0 {
		return say.F("Small charts: %s. No data yet.", f.Title)
	}
	return say.F("Small charts, one for each of %d: %s, %s by %s. Last values: %s.", len(f.Panels), f.Title, f.Y.describe(), f.X.describe(), strings.Join(parts, "; "))
}

// Table implements Figure: a row for each panel and x, a column for each name.
func (f Multiples) Table() Table {
	names := f.names()
	t := Table{Caption: f.Title + ", " + f.Y.Label, Head: []string{say.Text("Layer"), f.X.Label}}
	for _, s := range names {
		t.Head = append(t.Head, s.Name)
	}
	type at struct {
		panel int
		x     float64
	}
	var all []at
	for i, p := range f.Panels {
		for _, x := range places(p.Series, false) {
			all = append(all, at{i, x})
		}
	}
	rows, note := thinned(len(all))
	for _, i := range rows {
		p := f.Panels[all[i].panel]
		row := []string{p.Name, f.X.value(all[i].x)}
		for _, name := range names {
			cell := missing
			for _, s := range p.Series {
				if s.Name == name.Name {
					cell = s.exact(all[i].x, f.Y)
				}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = note
	return t
}

// Height is the height in CSS pixels that the figure wants at a width.
func (f Multiples) Height(width float64, t Theme) float64 {
	return f.Layout(width, math.Inf(1), t, Estimate).height
}

// Layout works the figure out for a size in CSS pixels. A height of +Inf takes what the figure wants.
func (f Multiples) Layout(width, height float64, t Theme, m Measure) MultiplesLayout {
	all := f.whole()
	wanted := math.IsInf(height, 1)
	if wanted {
		height = 1e4 // only what is left of it counts
	}
	out := MultiplesLayout{multiples: f, theme: t, frame: newFrame(f.Title, all.subtitle(), f.X.Label, width, height, t, m)}
	out.frame.addLegend(f.names(), t, m)
	inner := out.frame.inner
	head := t.lineHeight()
	n := max(1, len(f.Panels))

	// The y axis comes first: the width of its labels decides how many panels fit in a row.
	rowHeight := panelHeight*t.size() + head + 1.8*t.gap()
	columns := clampInt((inner.W-m("0.001", t.small()))/((panelWidth)*t.size()), 1, min(n, maxColumns))
	rows := (n + columns - 1) / columns
	columns = (n + rows - 1) / rows // as even as the rows allow
	if !wanted {
		rowHeight = inner.H / float64(rows)
	}
	out.Columns, out.Rows = columns, rows
	out.height = height - inner.H + float64(rows)*rowHeight
	plotH := math.Max(1, rowHeight-head-1.8*t.gap())
	ys := clampInt(plotH/(panelYGap*t.size()), 2, 6)
	yRange := f.Y.bounds(all.extent(false), ys)
	out.yTicks = f.Y.ticks(yRange, ys)
	left := m("0.00", t.small())
	for _, tick := range out.yTicks {
		left = math.Max(left, m(tick.Label, t.small()))
	}
	left += t.gap()
	apart := 1.5 * t.gap()
	plotW := math.Max(1, (inner.W-left-t.Small-apart*float64(columns-1))/float64(columns))
	xs := clampInt(plotW/(panelXGap*t.size()), 1, 6)
	xRange := f.X.bounds(all.extent(true), xs)
	out.xTicks = apartTicks(f.X.ticks(xRange, xs), xRange, plotW, t, m)

	small := t // lines and markers a panel has room for
	small.Line, small.Mark = t.Line*0.75, t.Mark*0.75
	for i, p := range f.Panels {
		row, column := i/columns, i%columns
		plot := Rect{inner.X + left + float64(column)*(plotW+apart), inner.Y + float64(row)*rowHeight + head, plotW, plotH}
		line := LineLayout{Plot: plot, theme: small, measure: m, frame: out.frame,
			x: scale{xRange.Min, xRange.Max, plot.X, plot.Right(), f.X.Log}, y: scale{yRange.Min, yRange.Max, plot.Bottom(), plot.Y, f.Y.Log}}
		line.line = Line{X: f.X, Y: f.Y, Series: p.Series, Hover: f.Hover}
		for k, s := range p.Series {
			c := line.curve(k, s)
			c.marks = nil // the legend names the colours, and the ends carry the markers
			line.curves = append(line.curves, c)
		}
		out.panels = append(out.panels, panelLayout{line: line, name: fit(p.Name, plotW, t.small(), m), left: column == 0, bottom: i+columns >= n})
	}
	if text := all.emptyText(); text != "" {
		out.empty = text
		if text == say.Text(emptyLine) {
			out.empty = say.Text(emptyMultiples)
		}
		return out
	}
	if f.Hover != nil && f.Hover.Readout && f.Focus >= 0 && f.Focus < len(out.panels) {
		p := out.panels[f.Focus].line
		if p.hovers(f.Hover.X) {
			p.Plot.Y, p.Plot.H = inner.Y, inner.H // the list may be higher than the panel
			out.readout = p.layReadout(p.line.At(f.Hover.X), f.Panels[f.Focus].Name+", ")
			out.readout.box.Y = math.Max(1, math.Min(out.panels[f.Focus].line.Plot.Y, height-1-out.readout.box.H))
		}
	}
	return out
}

// whole is a chart of all panels' series, for what they share: ranges of the axes, and words.
func (f Multiples) whole() Line {
	l := Line{Title: f.Title, X: f.X, Y: f.Y}
	for _, p := range f.Panels {
		l.Series = append(l.Series, p.Series...)
	}
	return l
}

// names is one series for each name, in the order of their first appearance, for the legend.
func (f Multiples) names() []Series {
	var out []Series
	seen := map[string]bool{}
	for _, p := range f.Panels {
		for _, s := range p.Series {
			if !seen[s.Name] {
				seen[s.Name] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// apartTicks leaves out ticks whose labels would touch those of the neighbouring panel, or each other.
func apartTicks(ticks []tick, r Range, width float64, t Theme, m Measure) []tick {
	var out []tick
	end := math.Inf(-1)
	for _, tick := range ticks {
		half := m(tick.Label, t.small()) / 2
		at := (tick.Value - r.Min) / (r.Max - r.Min) * width
		if at-half < end+t.gap() || at+half > width+t.gap() && len(out) > 0 {
			continue
		}
		end = at + half
		out = append(out, tick)
	}
	return out
}

// HoverAt is the panel at a place and the data x nearest to it, for [Multiples.Hover] and [Multiples.Focus]; false outside the panels.
func (l MultiplesLayout) HoverAt(px, py float64) (panel int, x float64, ok bool) {
	for i, p := range l.panels {
		if x, ok := p.line.HoverAt(px, py); ok {
			return i, x, true
		}
	}
	return 0, 0, false
}

// Draw implements Figure.
func (f Multiples) Draw(s Surface, t Theme) { draw(f.Layout, s, t) }

// Draw paints the figure.
func (l MultiplesLayout) Draw(s Surface) {
	t := l.theme
	l.frame.draw(s, t)
	if l.empty != "" {
		drawEmpty(s, t, l.frame.inner, l.empty)
		return
	}
	l.frame.drawXLabel(s, t, l.frame.inner.Right()-t.Small, l.frame.xLabelY)
	for _, p := range l.panels {
		plot := p.line.Plot
		x, y := l.xTicks, l.yTicks
		if !p.left {
			y = unlabelled(y)
		}
		if !p.bottom {
			x = unlabelled(x)
		}
		drawAxes(s, t, plot, p.line.x, p.line.y, x, y)
		s.Text(Text{X: plot.X, Y: plot.Y - t.gap()*0.8, S: p.name, Font: t.small(), Color: t.Ink})
		p.line.drawCurves(s)
		if l.multiples.Hover != nil {
			p.line.drawHair(s, l.multiples.Hover.X)
		}
	}
	if l.readout != nil {
		l.readout.draw(s, t)
	}
}

// unlabelled is the same ticks without their labels.
func unlabelled(ticks []tick) []tick {
	out := make([]tick, len(ticks))
	for i, t := range ticks {
		out[i].Value = t.Value
	}
	return out
}
