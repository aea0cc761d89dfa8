package figure

import "pawgrad/app/say"
import "math"

// LineLayout is a line chart worked out for one size: where everything is, before anything is painted.
type LineLayout struct {
	Plot Rect // the area of the curves, CSS pixels

	line           Line
	theme          Theme
	frame          frame
	x, y           scale
	xTicks, yTicks []tick
	curves         []curve
	labels         []endLabel
	events         []eventLabel
	readout        *readout // nil without a cross-hair
	empty          string   // said in place of curves
	measure        Measure
}

// curve is one series worked out.
type curve struct {
	series Series
	smooth []float64 // Y as drawn
	line   [][]point // pieces between gaps
	raw    [][]point // the unsmoothed line behind, nil without smoothing
	band   [][]point // closed outlines
	marks  []point   // markers on the way
	end    *point    // the last point, nil without points
	beyond int       // +1 or -1 if the end lies above or below the axis
}

// Distances between marks, in CSS pixels at scale 1.
const (
	xTickGap = 72 // between ticks on x: a label of seven characters and a space
	yTickGap = 38 // between ticks on y: about three lines of small type, so the grid stays quiet
	markGap  = 96 // between markers along a curve: far enough that they name it and do not hide it
)

// Layout works the chart out for a size in CSS pixels. It paints nothing and depends on its arguments alone.
func (l Line) Layout(width, height float64, t Theme, m Measure) LineLayout {
	out := LineLayout{line: l, theme: t, measure: m}
	out.frame = newFrame(l.Title, l.subtitle(), l.X.Label, width, height, t, m)
	if l.Legend {
		out.frame.addLegend(l.Series, t, m)
	}
	out.frame.addNote(l.Note, t, m)
	out.frame.inner.Y += l.above
	out.frame.inner.H = math.Max(1, out.frame.inner.H-l.above)
	plot := out.frame.inner

	ys := clampInt(plot.H/(yTickGap*t.size()), 2, 8)
	yRange := l.Y.bounds(l.extent(false), ys)
	out.yTicks = l.Y.ticks(yRange, ys)
	left := m("0.00", t.small()) // room for the usual labels, so that the plot does not move when ticks change
	for _, tick := range out.yTicks {
		left = math.Max(left, m(tick.Label, t.small()))
	}
	plot.X += left + t.gap()
	plot.W -= left + t.gap()

	reserve := l.labelReserve(width, plot, t, m)
	plot.W = math.Max(1, plot.W-math.Max(reserve, t.Small))
	xs := clampInt(plot.W/(xTickGap*t.size()), 1, 12)
	xRange := l.X.bounds(l.extent(true), xs)
	out.xTicks = l.X.ticks(xRange, xs)

	out.Plot = plot
	out.x = scale{xRange.Min, xRange.Max, plot.X, plot.Right(), l.X.Log}
	out.y = scale{yRange.Min, yRange.Max, plot.Bottom(), plot.Y, l.Y.Log}
	for i, series := range l.Series {
		out.curves = append(out.curves, out.curve(i, series))
	}
	if reserve > 0 {
		out.labels = out.placeLabels()
	}
	out.events = out.placeEvents()
	out.empty = l.emptyText()
	if l.Hover != nil && l.Hover.Readout && out.hovers(l.Hover.X) && out.empty == "" {
		out.readout = out.layReadout(l.At(l.Hover.X), "")
	}
	return out
}

func (l Line) subtitle() string {
	switch {
	case l.Y.Log && l.Y.Label != "":
		return say.F("%s, log scale", l.Y.Label)
	case l.Y.Log:
		return say.Text("log scale")
	}
	return l.Y.Label
}

// emptyText is what to say if no series has a point to draw, "" if one has.
func (l Line) emptyText() string {
	points := false
	for _, s := range l.Series {
		if s.last(l.Y.Log) >= 0 {
			return ""
		}
		points = points || s.last(false) >= 0
	}
	switch {
	case points:
		return say.Text("No value above zero to show on a log scale; a linear scale shows them")
	case l.Empty != "":
		return l.Empty
	}
	return say.Text(emptyLine)
}

// extent is the range of all x or of all y (and bands) that can be drawn; min > max if there is none.
func (l Line) extent(ofX bool) Range {
	r := Range{math.Inf(1), math.Inf(-1)}
	add := func(values []float64, n int, log bool) {
		for _, v := range values[:n] {
			if drawable(v, log) {
				r = Range{math.Min(r.Min, v), math.Max(r.Max, v)}
			}
		}
	}
	for _, s := range l.Series {
		switch n := s.n(); {
		case ofX:
			add(s.X, n, l.X.Log)
		default:
			add(s.Y, n, l.Y.Log)
			if s.banded() {
				add(s.Lo, n, l.Y.Log)
				add(s.Hi, n, l.Y.Log)
			}
		}
	}
	return r
}

// curve works one series out.
func (out *LineLayout) curve(index int, s Series) curve {
	n := s.n()
	c := curve{series: s, smooth: s.Y[:n]}
	weight := out.line.Smooth
	if weight > 0 {
		c.smooth = smooth(s.Y[:n], weight)
		if !s.Style.Faint { // what stands behind already needs no second line behind it
			c.raw = out.pieces(s.X, s.Y[:n])
		}
	}
	c.line = out.pieces(s.X, c.smooth)
	if s.banded() {
		c.band = out.bands(s, weight)
	}
	if i := s.last(out.line.Y.Log); i >= 0 && drawable(c.smooth[i], out.line.Y.Log) {
		end := point{out.x.at(s.X[i]), out.y.at(c.smooth[i])}
		switch {
		case end.Y < out.Plot.Y-0.5:
			c.beyond, end.Y = 1, out.Plot.Y
		case end.Y > out.Plot.Bottom()+0.5:
			c.beyond, end.Y = -1, out.Plot.Bottom()
		}
		if end.X >= out.Plot.X-0.5 && end.X <= out.Plot.Right()+0.5 {
			c.end = &end
		}
	}
	c.marks = out.marks(index, c)
	for _, pieces := range [][][]point{c.line, c.raw} {
		for i := range pieces {
			pieces[i] = thin(pieces[i], out.Plot.W)
		}
	}
	return c
}

// pieces cuts a series into polylines at its gaps.
func (out *LineLayout) pieces(x, y []float64) [][]point {
	var all [][]point
	var piece []point
	for i, v := range y {
		if drawable(x[i], out.line.X.Log) && drawable(v, out.line.Y.Log) {
			if piece == nil {
				piece = make([]point, 0, len(y)-i)
			}
			piece = append(piece, point{out.x.at(x[i]), out.y.at(v)})
		} else if piece != nil {
			all, piece = append(all, piece), nil
		}
	}
	if piece != nil {
		all = append(all, piece)
	}
	return all
}

// bands outlines the band between Lo and Hi, to the right along the top and back along the bottom, cut at gaps.
func (out *LineLayout) bands(s Series, weight float64) [][]point {
	n := s.n()
	lo, hi := s.Lo[:n], s.Hi[:n]
	if weight > 0 {
		lo, hi = smooth(lo, weight), smooth(hi, weight)
	}
	both := func(of, other []float64) []float64 { // a gap in one is a gap in the band
		cut := make([]float64, n)
		for i := range cut {
			cut[i] = of[i]
			if !drawable(other[i], out.line.Y.Log) {
				cut[i] = math.NaN()
			}
		}
		return cut
	}
	tops, bottoms := out.pieces(s.X, both(hi, lo)), out.pieces(s.X, both(lo, hi))
	for i := range tops {
		for j := len(bottoms[i]) - 1; j >= 0; j-- {
			tops[i] = append(tops[i], bottoms[i][j])
		}
	}
	return tops
}

// marks chooses where markers sit on a curve: on a lone point, which no line would show, and about every markGap pixels, at steps of
// the index so that they stay where they are while data arrives, and staggered so that those of different curves do not meet.
func (out *LineLayout) marks(index int, c curve) []point {
	var marks []point
	spacing := markGap * out.theme.size()
	for _, piece := range c.line {
		if len(piece) == 1 {
			marks = append(marks, piece[0])
			continue
		}
		if c.series.Style.Thin {
			continue
		}
		next := out.Plot.X + spacing*(0.35+math.Mod(float64(index)*0.382, 1)) // the golden section spreads any number of curves evenly
		for _, p := range piece {
			if p.X < next || c.end != nil && c.end.X-p.X < 4*out.theme.Mark { // two markers must not run together
				continue
			}
			marks = append(marks, p)
			for next <= p.X {
				next += spacing
			}
		}
	}
	return marks
}

func clampInt(v float64, low, high int) int {
	return max(low, min(high, int(v)))
}
