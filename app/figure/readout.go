package figure

import (
	"math"
	"sort"

	"pawgrad/app/say"
)

// readout is the list of values at the cross-hair.
type readout struct {
	box    Rect
	docked bool // it stands in place of the names at the curves' ends
	head   string
	rows   []readoutRow
	more   string  // how many did not fit
	valueX float64 // right end of the values, from the left of the box
}

type readoutRow struct {
	name, value string
	band        string // the ends of the band, "" without one
	style       Style
}

// hovers reports whether the cross-hair at a data x lies in the plot.
func (l LineLayout) hovers(x float64) bool {
	return drawable(x, l.line.X.Log) && l.x.at(x) >= l.Plot.X-0.5 && l.x.at(x) <= l.Plot.Right()+0.5
}

// layReadout works the list out, its head opened by where: highest first, as the curves lie. It takes the place of the names at the curves' ends, which it repeats,
// and where that is no room stands beside the cross-hair.
func (l LineLayout) layReadout(reading Reading, where string) *readout {
	t, row := l.theme, l.theme.lineHeight()
	r := &readout{head: where + l.line.X.Label + " " + l.line.X.value(reading.X)}
	if l.line.Smooth > 0 {
		r.head += say.Text(", smoothed")
	}
	var order []int
	for i, v := range reading.Values {
		if v.OK && !l.line.Series[i].Style.Faint {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return reading.Values[order[a]].Smooth > reading.Values[order[b]].Smooth })
	lines := len(order) + 1
	if fits := int((l.Plot.H - 2*t.gap()) / row); lines > fits {
		kept := max(1, fits-2) // less the head and the line that says how many are left out
		if left := len(order) - kept; left > 0 {
			r.more = say.F("and %d more", left)
			order, lines = order[:kept], kept+2
		}
	}
	names, values, bands := 0.0, 0.0, 0.0
	for _, i := range order {
		v := reading.Values[i]
		line := readoutRow{name: l.line.Series[i].Name, value: l.line.Y.value(v.Smooth), style: l.line.Series[i].Style}
		if drawable(v.Lo, false) && drawable(v.Hi, false) {
			line.band = l.line.Y.value(v.Lo) + "–" + l.line.Y.value(v.Hi)
			bands = math.Max(bands, l.measure(line.band, t.small())+2*t.gap())
		}
		names = math.Max(names, l.measure(line.name, t.small()))
		values = math.Max(values, l.measure(line.value, t.small()))
		r.rows = append(r.rows, line)
	}
	x := l.x.at(reading.X)
	beside := math.Max(x-l.Plot.X, l.frame.width-x) - 3*t.gap()
	if bands > 0 && swatchWidth*t.size()+names+values+bands+5*t.gap() > beside {
		bands = 0 // they are in the picture; the list must not cover more of it than it need
		for i := range r.rows {
			r.rows[i].band = ""
		}
	}
	width := math.Max(swatchWidth*t.size()+names+values+bands+3*t.gap(), l.measure(r.head, t.small())) + 2*t.gap()
	r.valueX = width - t.gap() - bands
	r.box = Rect{x + 2*t.gap(), l.Plot.Y, width, float64(lines)*row + 1.5*t.gap()}
	edge := l.frame.width - 1 - width
	switch r.docked = len(l.labels) > 0 && edge > r.box.X; {
	case r.docked:
		r.box.X = edge
	case edge < r.box.X:
		r.box.X = math.Max(1, x-2*t.gap()-width)
	}
	return r
}

// readoutInk is how solid the list's ground is: text must be clear of the curves below, which still shine through.
const readoutInk = 0.93

func (r *readout) draw(s Surface, t Theme) {
	var p Path
	p.Rect(r.box)
	s.Path(&p, Paint{Fill: t.Ground.Fade(readoutInk), Stroke: t.Rule, Width: t.Hair})
	swatch, row := swatchWidth*t.size(), t.lineHeight()
	left, right := r.box.X+t.gap(), r.box.Right()-t.gap()
	y := r.box.Y + t.gap()*0.75 + row/2
	s.Text(Text{X: left, Y: y, S: r.head, Font: t.small(), Baseline: Centred, Color: t.Muted})
	for _, line := range r.rows {
		y += row
		drawSwatch(s, t, line.style, left, y, swatch)
		s.Text(Text{X: left + swatch + t.gap(), Y: y, S: line.name, Font: t.small(), Baseline: Centred, Color: t.Ink})
		s.Text(Text{X: r.box.X + r.valueX, Y: y, S: line.value, Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Ink})
		s.Text(Text{X: right, Y: y, S: line.band, Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Muted})
	}
	s.Text(Text{X: left, Y: y + row, S: r.more, Font: t.small(), Baseline: Centred, Color: t.Muted})
}

// drawHair paints the cross-hair and a dot on each curve.
func (l LineLayout) drawHair(s Surface, at float64) {
	if !l.hovers(at) {
		return
	}
	t, x := l.theme, l.x.at(at)
	var hair Path
	hair.Segment(x, l.Plot.Y, x, l.Plot.Bottom())
	s.Path(&hair, Paint{Stroke: t.Accent, Width: t.Hair})
	for i, v := range l.line.At(at).Values {
		if !v.OK || l.line.Series[i].Style.Faint {
			continue
		}
		if x, y := l.x.at(v.X), l.y.at(v.Smooth); l.Plot.Contains(x, y) {
			var dot Path
			dot.Circle(x, y, t.Mark)
			edge := t.Ground
			if l.line.Series[i].Style.edged(t) {
				edge = outlineInk
			}
			s.Path(&dot, Paint{Fill: l.line.Series[i].Style.On(t), Stroke: edge, Width: t.Thin})
		}
	}
}
