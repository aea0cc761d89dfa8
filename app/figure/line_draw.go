package figure

import "math"

// Strengths of ink, 0 to 1.
const (
	bandInk = 0.16 // bands of seven methods overlap and must stay told apart
	rawInk  = 0.3  // the raw line behind a smoothed one
)

// Draw paints the chart.
func (l LineLayout) Draw(s Surface) {
	t := l.theme
	l.frame.draw(s, t)
	drawAxes(s, t, l.Plot, l.x, l.y, l.xTicks, l.yTicks)
	l.frame.drawXLabel(s, t, l.Plot.Right(), l.frame.xLabelY)
	if l.empty != "" {
		drawEmpty(s, t, l.Plot, l.empty)
		return
	}
	guess, guessed := l.y.at(l.line.Guess), guesses(l.line.Guess, Range{l.y.min, l.y.max})
	if guessed {
		drawGuess(s, t, point{l.Plot.X, guess}, point{l.Plot.Right(), guess})
	}
	l.drawEvents(s)
	l.drawCurves(s)
	if guessed {
		nameGuess(s, t, Text{X: l.Plot.Right(), Y: guess - t.gap()/2, Anchor: End})
	}
	l.nameEvents(s)
	if l.readout == nil || !l.readout.docked {
		for _, label := range l.labels {
			l.drawLabel(s, label)
		}
	}
	if l.line.Hover != nil {
		l.drawHair(s, l.line.Hover.X)
	}
	if l.readout != nil {
		l.readout.draw(s, l.theme)
	}
}

// drawCurves paints bands, curves and their ends.
func (l LineLayout) drawCurves(s Surface) {
	t := l.theme
	slack := t.Line // a curve along the edge keeps its full width
	area := Rect{l.Plot.X, l.Plot.Y - slack, l.Plot.W + slack, l.Plot.H + 2*slack}
	s.Clip(area, func() {
		for _, c := range l.curves {
			s.Path(outline(c.band, true), Paint{Fill: c.series.Style.On(t).Fade(bandInk)})
		}
		for _, c := range l.curves {
			s.Path(outline(c.raw, false), Paint{Stroke: c.series.Style.On(t).Fade(rawInk), Width: t.Hair})
		}
		for _, behind := range [2]bool{true, false} {
			for _, c := range l.curves {
				if c.series.Style.Faint == behind {
					strokeCurve(s, t, c.series.Style, outline(c.line, false))
					drawMarks(s, t, c.series.Style, t.Mark*0.8, c.marks...)
				}
			}
		}
	})
	for _, c := range l.curves {
		l.drawEnd(s, c)
	}
}

// drawAxes paints horizontal rules at the y ticks, a base line, and the labels of both axes.
func drawAxes(s Surface, t Theme, plot Rect, x, y scale, xTicks, yTicks []tick) {
	var rules, axis Path
	for _, tick := range yTicks {
		at := y.at(tick.Value)
		rules.Segment(plot.X, at, plot.Right(), at)
		s.Text(Text{X: plot.X - t.gap(), Y: at, S: tick.Label, Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Muted})
	}
	axis.Segment(plot.X, plot.Bottom(), plot.Right(), plot.Bottom())
	for _, tick := range xTicks {
		at := x.at(tick.Value)
		axis.Segment(at, plot.Bottom(), at, plot.Bottom()+t.gap()*0.7)
		s.Text(Text{X: at, Y: plot.Bottom() + t.gap()*1.2, S: tick.Label, Font: t.small(), Anchor: Middle, Baseline: Top, Color: t.Muted})
	}
	s.Path(&rules, Paint{Stroke: t.Rule, Width: t.Hair})
	s.Path(&axis, Paint{Stroke: t.Muted, Width: t.Hair})
}

func outline(pieces [][]point, closed bool) *Path {
	var p Path
	for _, piece := range pieces {
		for i, at := range piece {
			if i == 0 {
				p.Move(at.X, at.Y)
			} else {
				p.Line(at.X, at.Y)
			}
		}
		if closed {
			p.Close()
		}
	}
	return &p
}

// drawEnd paints the marker at a curve's end, or an arrow head on the edge if the curve has left the chart.
func (l LineLayout) drawEnd(s Surface, c curve) {
	switch {
	case c.end == nil:
	case c.beyond > 0:
		style := c.series.Style
		style.Marker = Up
		drawMarks(s, l.theme, style, l.theme.Mark, *c.end)
	case c.beyond < 0:
		style := c.series.Style
		style.Marker = Down
		drawMarks(s, l.theme, style, l.theme.Mark, *c.end)
	case c.series.Style.Thin:
	default:
		drawMarks(s, l.theme, c.series.Style, l.theme.Mark, *c.end)
	}
}

// drawLabel paints a curve's name right of the plot. A leader ties it to the curve's end where that is near; a marker stands before
// the name while the curve is still on its way.
func (l LineLayout) drawLabel(s Surface, label endLabel) {
	t, c := l.theme, l.curves[label.curve]
	marker, text := l.Plot.Right()+2*t.gap(), l.Plot.Right()+labelAt*t.gap()
	if near := l.Plot.Right()-c.end.X <= t.gap(); near && !c.series.Style.Thin {
		if math.Abs(label.y-c.end.Y) > t.Small*0.3 {
			var leader Path
			leader.Segment(c.end.X+t.Mark*1.4, c.end.Y, text-t.gap()/2, label.y)
			s.Path(&leader, Paint{Stroke: t.Muted, Width: t.Hair})
		}
	} else {
		drawMarks(s, t, c.series.Style, t.Mark, point{marker, label.y})
	}
	name := c.series.Name
	switch {
	case c.beyond > 0:
		name += " ↑"
	case c.beyond < 0:
		name += " ↓"
	}
	s.Text(Text{X: text, Y: label.y, S: name, Font: t.small(), Baseline: Centred, Color: t.Ink})
}
