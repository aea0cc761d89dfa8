package figure

import (
	"cmp"
	"math"
	"slices"
)

// Layout works the sweep out for a size in CSS pixels.
func (w Sweep) Layout(width, height float64, t Theme, m Measure) SweepLayout {
	out := SweepLayout{sweep: w, theme: t}
	l := w.chart()
	for _, c := range w.Curves {
		if slices.ContainsFunc(c.Accuracy[:c.n()], off) {
			out.stripped = "diverged"
		}
	}
	if out.stripped != "" {
		groups := w.groups()
		out.columns, out.rows = stripGrid(groups, l.Layout(width, height, t, m).x, stripApart*t.Mark)
		l.above = t.lineHeight() + (float64(out.rows)*stripApart+0.7)*t.Mark
	}
	out.line = l.Layout(width, height, t, m)
	out.Plot = out.line.Plot
	out.Strip = Rect{out.Plot.X, out.Plot.Y - l.above, out.Plot.W, l.above}
	for k := range out.line.curves {
		c := &out.line.curves[k]
		c.end, c.marks = nil, nil
		for _, piece := range c.line {
			c.marks = append(c.marks, piece...)
		}
	}
	out.layStrip()
	out.layRings(m)
	if h := w.Hover; h != nil && out.line.empty == "" {
		out.line.line.Hover = h
		if h.Readout && out.line.hovers(h.X) {
			out.line.readout = out.line.layReadout(w.At(h.X), "")
		}
	}
	return out
}

// stripApart is the distance of marks in the strip, in radii of a marker.
const stripApart = 2.5

// sweepGroup is the curves that left the chart at one rate.
type sweepGroup struct {
	rate   float64
	curves []int
}

// groups gathers the runs of the strip by rate.
func (w Sweep) groups() []sweepGroup {
	var out []sweepGroup
	for k, c := range w.Curves {
		for i := range c.n() {
			if !off(c.Accuracy[i]) || c.Rate[i] <= 0 {
				continue
			}
			found := false
			for g := range out {
				if out[g].rate < c.Rate[i]*sameRate && c.Rate[i] < out[g].rate*sameRate {
					out[g].curves, found = append(out[g].curves, k), true
					break
				}
			}
			if !found {
				out = append(out, sweepGroup{c.Rate[i], []int{k}})
			}
		}
	}
	slices.SortFunc(out, func(a, b sweepGroup) int { return cmp.Compare(a.rate, b.rate) })
	return out
}

// stripGrid says how many marks of one rate stand side by side without meeting those of the next rate, and how many rows that needs.
func stripGrid(groups []sweepGroup, x scale, apart float64) (columns, rows int) {
	most := 0
	nearest := math.Inf(1)
	for i, g := range groups {
		most = max(most, len(g.curves))
		if i > 0 {
			nearest = math.Min(nearest, x.at(g.rate)-x.at(groups[i-1].rate))
		}
	}
	columns = most
	if float64(most)*apart > nearest {
		columns = max(1, int(nearest/apart))
	}
	return columns, (most + columns - 1) / max(1, columns)
}

// layStrip sets diverged runs of one rate in a block in the strip, around the rate but never beyond the figure's edge.
func (out *SweepLayout) layStrip() {
	apart := stripApart * out.theme.Mark
	for _, g := range out.sweep.groups() {
		wide := min(out.columns, len(g.curves))
		first := out.line.x.at(g.rate) - float64(wide-1)/2*apart
		first = math.Max(out.Strip.X, math.Min(first, out.line.frame.width-apart-float64(wide-1)*apart))
		for i, k := range g.curves {
			at := point{first + float64(i%wide)*apart, out.Strip.Bottom() - (float64(out.rows-1-i/wide)+0.65)*apart}
			style := out.sweep.Curves[k].Style
			out.diverged = append(out.diverged, sweepMark{style, at})
			if from, ok := out.lastBefore(k, g.rate); ok {
				out.links = append(out.links, sweepLink{style, from, at})
			}
		}
	}
}

// lastBefore is the point of a curve just below a rate, if that run held.
func (out *SweepLayout) lastBefore(curve int, rate float64) (point, bool) {
	c := out.sweep.Curves[curve]
	i := c.index(rate) - 1
	if i < 0 || off(c.Accuracy[i]) || c.Rate[i] <= 0 {
		return point{}, false
	}
	return point{out.line.x.at(c.Rate[i]), out.line.y.at(c.Accuracy[i])}, true
}

// layRings rings the chosen rates, and sets each label where it covers no other, and as few markers as can be.
func (out *SweepLayout) layRings(m Measure) {
	t := out.theme
	radius := ringRadius * t.Mark
	var taken []Rect // rings and labels
	for _, c := range out.sweep.Curves {
		i := c.index(c.Chosen)
		if c.Chosen <= 0 || i < 0 || off(c.Accuracy[i]) {
			continue
		}
		at := point{out.line.x.at(c.Rate[i]), out.line.y.at(c.Accuracy[i])}
		out.rings = append(out.rings, sweepRing{at: at, text: rateText(c.Chosen)})
		taken = append(taken, Rect{at.X - radius, at.Y - radius, 2 * radius, 2 * radius})
	}
	for i := range out.rings {
		ring := &out.rings[i]
		w, h := m(ring.text, t.small())+t.gap(), t.Small*capHeight+0.8*t.gap()
		best := math.Inf(1)
		for ringAway := range 4 {
			away := radius + h/2 + float64(ringAway)*h
			for _, d := range [...]point{{0, 1}, {0, -1}, {0.8, 0.8}, {-0.8, 0.8}, {0.8, -0.8}, {-0.8, -0.8}, {1, 0}, {-1, 0}} {
				label := Rect{ring.at.X + d.X*(away+w/2) - w/2, ring.at.Y + d.Y*away - h/2, w, h}
				if cost := out.labelCost(label, taken) + 0.5*float64(ringAway); cost < best {
					best, ring.label = cost, label
				}
			}
		}
		taken = append(taken, ring.label)
	}
}

// labelCost says how badly a label would lie: on a ring, a label or outside of the plot is out of the question, on a marker is bad, and on
// the way of a curve is no beauty.
func (out *SweepLayout) labelCost(label Rect, taken []Rect) float64 {
	cost := 0.0
	p := out.Plot
	if label.X < p.X || label.Y < p.Y || label.Right() > p.Right() || label.Bottom() > p.Bottom() {
		cost += 100
	}
	for _, r := range taken {
		if label.X < r.Right() && r.X < label.Right() && label.Y < r.Bottom() && r.Y < label.Bottom() {
			cost += 100
		}
	}
	for _, c := range out.line.curves {
		for _, mark := range c.marks {
			if label.Contains(mark.X, mark.Y) {
				cost += 5
			}
		}
		for _, piece := range c.line {
			for i := 1; i < len(piece); i++ {
				const steps = 8
				for k := range steps {
					f := float64(k) / steps
					if label.Contains(piece[i-1].X+f*(piece[i].X-piece[i-1].X), piece[i-1].Y+f*(piece[i].Y-piece[i-1].Y)) {
						cost++
						break
					}
				}
			}
		}
	}
	return cost
}

// HoverAt is the rate nearest to a place that any method was run at, for [Sweep.Hover]; false outside plot and strip or without runs.
func (l SweepLayout) HoverAt(px, py float64) (rate float64, ok bool) {
	if !l.Plot.Contains(px, py) && !l.Strip.Contains(px, py) {
		return 0, false
	}
	best := math.Inf(1)
	for _, c := range l.sweep.Curves {
		for i := range c.n() {
			if c.Rate[i] <= 0 {
				continue
			}
			if d := math.Abs(l.line.x.at(c.Rate[i]) - px); d < best {
				best, rate, ok = d, c.Rate[i], true
			}
		}
	}
	return rate, ok
}

// Draw paints the sweep.
func (l SweepLayout) Draw(s Surface) {
	t := l.theme
	readout := l.line.readout
	l.line.readout = nil // over everything else, at the end
	l.line.Draw(s)
	if l.stripped != "" && l.line.empty == "" {
		var ground Path
		top := l.Strip.Y + t.lineHeight()
		ground.Rect(Rect{l.Strip.X, top, l.Strip.W, l.Strip.Bottom() - top})
		s.Path(&ground, Paint{Fill: t.Rule.Fade(0.5)})
		s.Text(Text{X: l.Strip.X, Y: top - t.gap()*0.7, S: l.stripped, Font: t.small(), Color: t.Muted})
		for _, link := range l.links {
			style := link.style
			style.Thin, style.Dash = true, []float64{2, 3}
			var p Path
			p.Segment(link.from.X, link.from.Y, link.to.X, link.to.Y)
			strokeCurve(s, t, style, &p)
			drawMarks(s, t, link.style, t.Mark*0.8, link.from)
		}
		for _, mark := range l.diverged {
			drawMarks(s, t, mark.style, t.Mark, mark.at)
		}
	}
	for _, ring := range l.rings {
		var p Path
		p.Circle(ring.at.X, ring.at.Y, ringRadius*t.Mark)
		s.Path(&p, Paint{Stroke: t.Ground.Fade(0.8), Width: 2 * t.Line})
		s.Path(&p, Paint{Stroke: t.Ink, Width: 0.75 * t.Line})
	}
	for _, ring := range l.rings {
		s.Text(Text{X: ring.label.X + ring.label.W/2, Y: ring.label.Y + ring.label.H/2, S: ring.text, Font: t.small(), Anchor: Middle, Baseline: Centred,
			Color: t.Ink, Halo: t.Ground})
	}
	if readout != nil {
		readout.draw(s, t)
	}
}
