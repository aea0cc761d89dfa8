package figure

import "math"

// The ends of the surface's colours, from low to high: one blue grey that only grows darker (lighter on a dark ground), which every eye
// orders alike, and weak enough that the methods' colours stand out on all of it.
const (
	landLowLight, landHighLight Color = 0xF7FAFDFF, 0x869BB5FF
	landLowDark, landHighDark   Color = 0x191D24FF, 0x52687FFF
)

// bandColor is the colour of band k of n.
func bandColor(t Theme, k, n int) Color {
	low, high := landLowLight, landHighLight
	if t.Dark {
		low, high = landLowDark, landHighDark
	}
	return high.Fade(float64(k) / float64(max(1, n-1))).over(low)
}

// isoInk is the strength of iso-lines: seen, and never taken for a path.
const isoInk = 0.32

// Draw paints the landscape.
func (l LandscapeLayout) Draw(s Surface) {
	t, f := l.theme, l.frame
	f.draw(s, t)
	if l.empty != "" {
		drawEmpty(s, t, f.inner, l.empty)
		return
	}
	l.drawSurface(s)
	l.drawFrame(s)
	l.drawKey(s)
	s.Clip(l.Plot, func() {
		for _, p := range l.paths {
			l.drawPath(s, p)
		}
	})
	l.drawEnds(s)
	l.tip.draw(s, t)
}

func (l LandscapeLayout) drawSurface(s Surface) {
	t := l.theme
	if l.hatch != nil {
		s.Path(l.hatch, Paint{Stroke: t.Muted.Fade(0.6), Width: t.Hair})
	}
	for k, band := range l.bands {
		s.Path(band, Paint{Fill: bandColor(t, k, len(l.bands))})
	}
	s.Path(l.lines, Paint{Stroke: t.Ink.Fade(isoInk), Width: 0.8 * t.Hair})
	for _, label := range l.labels {
		ground := bandColor(t, label.level, len(l.bands))
		s.Text(Text{X: label.at.X, Y: label.at.Y, S: l.levels[label.level].Label, Font: t.small(), Anchor: Middle, Baseline: Centred,
			Color: t.Ink, Halo: ground})
	}
}

// drawFrame paints the edge of the surface and the labels of both axes.
func (l LandscapeLayout) drawFrame(s Surface) {
	t, p := l.theme, l.Plot
	var ticks Path
	for _, tick := range l.yTicks {
		at := l.y.at(tick.Value)
		ticks.Segment(p.X-t.gap()*0.5, at, p.X, at)
		s.Text(Text{X: p.X - t.gap(), Y: at, S: tick.Label, Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Muted})
	}
	for _, tick := range l.xTicks {
		at := l.x.at(tick.Value)
		ticks.Segment(at, p.Bottom(), at, p.Bottom()+t.gap()*0.7)
		s.Text(Text{X: at, Y: p.Bottom() + t.gap()*1.2, S: tick.Label, Font: t.small(), Anchor: Middle, Baseline: Top, Color: t.Muted})
	}
	ticks.Rect(p)
	s.Path(&ticks, Paint{Stroke: t.Muted, Width: t.Hair})
	l.frame.drawXLabel(s, t, p.Right(), l.frame.xLabelY-l.slack())
}

// drawKey paints the bar of colours with its levels, and the legend if it stands beside the plot.
func (l LandscapeLayout) drawKey(s Surface) {
	t, k := l.theme, l.key
	swatch := swatchWidth * t.size()
	for _, e := range k.legend {
		drawSwatch(s, t, e.style, e.x, e.y, swatch)
		s.Text(Text{X: e.x + swatch + t.gap(), Y: e.y, S: e.name, Font: t.small(), Baseline: Centred, Color: t.Ink})
	}
	if len(l.levels) == 0 {
		return
	}
	for i, line := range k.label {
		s.Text(Text{X: k.bar.X, Y: k.labelY + float64(i)*t.lineHeight(), S: line, Font: t.small(), Color: t.Muted})
	}
	n := len(l.bands)
	cell := func(i int) Rect {
		if k.upright {
			step := k.bar.H / float64(n)
			return Rect{k.bar.X, k.bar.Bottom() - step*float64(i+1), k.bar.W, step}
		}
		step := k.bar.W / float64(n)
		return Rect{k.bar.X + step*float64(i), k.bar.Y, step, k.bar.H}
	}
	for i := range n {
		var p Path
		p.Rect(cell(i))
		s.Path(&p, Paint{Fill: bandColor(t, i, n)})
	}
	var edge Path
	edge.Rect(k.bar)
	for i, level := range l.levels {
		c := cell(i + 1) // a level is the lower bound of its band
		text := Text{S: level.Label, Font: t.small(), Color: t.Muted}
		if i%k.every != 0 {
			continue
		}
		if k.upright {
			edge.Segment(k.bar.X, c.Bottom(), k.bar.Right()+t.gap()*0.5, c.Bottom())
			text.X, text.Y, text.Baseline = k.bar.Right()+t.gap(), c.Bottom(), Centred
		} else {
			edge.Segment(c.X, k.bar.Y, c.X, k.bar.Bottom()+t.gap()*0.5)
			text.X, text.Y, text.Anchor, text.Baseline = c.X, k.bar.Bottom()+t.gap(), Middle, Top
		}
		s.Text(text)
	}
	s.Path(&edge, Paint{Stroke: t.Muted.Fade(0.6), Width: t.Hair})
}

// part is the points of a path up to the share that is drawn. All paths walk at the pace of the longest, so that the same share is the
// same epoch.
func (l LandscapeLayout) part(p pathLayout) []point {
	longest := 0
	for _, other := range l.paths {
		longest = max(longest, len(other.path.Points))
	}
	at := l.upto * float64(longest-1)
	last := int(at)
	if last+1 >= len(p.points) {
		return p.points
	}
	out := append([]point{}, p.points[:last+1]...)
	if f := at - float64(last); f > 0 {
		a, b := p.points[last], p.points[last+1]
		out = append(out, point{a.X + f*(b.X-a.X), a.Y + f*(b.Y-a.Y)})
	}
	return out
}

// mostDots is the most steps of a path that are shown by a dot each; closer ones would only thicken the line.
const mostDots = 60

func (l LandscapeLayout) drawPath(s Surface, p pathLayout) {
	t, points := l.theme, l.part(p)
	if len(points) == 0 {
		return
	}
	line := outline([][]point{points}, false)
	s.Path(line, Paint{Stroke: t.Ground.Fade(0.85), Width: t.Line + 2.5*t.size()})
	strokeCurve(s, t, p.path.Style, line)
	if len(p.points) > mostDots {
		return
	}
	var dots Path
	for _, at := range points {
		dots.Circle(at.X, at.Y, t.Line)
	}
	paint := Paint{Fill: p.path.Style.On(t)}
	if p.path.Style.edged(t) {
		paint.Stroke, paint.Width = outlineInk, t.Hair
	}
	s.Path(&dots, paint)
}

// drawEnds paints the rings where paths start, once where they start together, and the markers where they are.
func (l LandscapeLayout) drawEnds(s Surface) {
	t := l.theme
	var rings Path
	var starts []point
	for _, p := range l.paths {
		if len(p.points) == 0 || !l.Plot.Contains(p.points[0].X, p.points[0].Y) {
			continue
		}
		known := false
		for _, at := range starts {
			known = known || math.Hypot(at.X-p.points[0].X, at.Y-p.points[0].Y) < 1
		}
		if !known {
			starts = append(starts, p.points[0])
			rings.Circle(p.points[0].X, p.points[0].Y, 1.2*t.Mark)
		}
	}
	s.Path(&rings, Paint{Fill: t.Ground.Fade(0.9), Stroke: t.Ink, Width: 0.8 * t.Line})
	for _, p := range l.paths {
		points := l.part(p)
		if len(points) < 2 {
			continue
		}
		if end := points[len(points)-1]; l.Plot.Contains(end.X, end.Y) {
			drawMarks(s, t, p.path.Style, 1.2*t.Mark, end)
		}
	}
}
