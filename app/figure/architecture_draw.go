package figure

import (
	"strings"

	"pawgrad/app/say"
)

// Draw paints the network.
func (l ArchitectureLayout) Draw(s Surface) {
	t, f := l.theme, l.frame
	f.draw(s, t)
	if l.empty != "" {
		drawEmpty(s, t, Rect{f.inner.X, f.inner.Y, f.inner.W, f.height - f.inner.Y - f.pad}, l.empty)
		return
	}
	var flow Path
	for _, line := range l.flows {
		flow.Segment(line[0].X, line[0].Y, line[1].X, line[1].Y)
	}
	s.Path(&flow, Paint{Stroke: t.Muted, Width: t.Hair})
	if l.cut != nil {
		var p Path
		p.Segment(l.cut.from.X, l.cut.from.Y, l.cut.to.X, l.cut.to.Y)
		s.Path(&p, Paint{Stroke: t.Accent, Width: t.Thin, Dash: []float64{5 * t.size(), 4 * t.size()}})
		text := l.cut.text
		text.Font, text.Color = t.small(), t.Accent
		s.Text(text)
	}
	for _, item := range l.items {
		l.drawSolid(s, item)
		l.drawText(s, item)
	}
}

// drawSolid paints a block's front face, top and side, in three shades of one colour.
func (l ArchitectureLayout) drawSolid(s Surface, item archItem) {
	t, b := l.theme, item.solid
	color := t.Accent
	if item.block.layer.Frozen || item.block.layer.Kind == "input" {
		color = t.Muted
	}
	shade := func(ink float64) Color { return color.Fade(ink).over(t.Ground) }
	line := Paint{Stroke: color, Width: t.Hair}
	// The body is centred on (y): the front face sits half a depth below the centre, the back face half a depth above.
	front := Rect{b.x, b.y - b.height/2 + b.depth/2, b.width, b.height}
	fill := 0.5
	switch item.block.layer.Kind {
	case "pool", "flatten":
		fill = 0.22
	case "dropout", "input":
		fill = 0.08
	}
	if item.block.layer.Kind == "dropout" {
		line.Dash = []float64{3 * t.size(), 2 * t.size()}
	}
	face := func(ink float64, xy ...float64) {
		var p Path
		p.Polygon(xy...)
		line.Fill = shade(ink)
		s.Path(&p, line)
	}
	x0, x1, y0, y1, d := front.X, front.Right(), front.Y, front.Bottom(), b.depth
	if d > 0 {
		face(fill*0.5, x0, y0, x0+d, y0-d, x1+d, y0-d, x1, y0)
		face(fill*1.5, x1, y0, x1+d, y0-d, x1+d, y1-d, x1, y1)
	}
	face(fill, x0, y0, x1, y0, x1, y1, x0, y1)
	// Layers joined in one block are parted by lines on its front and top.
	var parts Path
	for i := 1; i < item.block.count; i++ {
		x := x0 + b.width*float64(i)/float64(item.block.count)
		parts.Segment(x, y0, x, y1)
		if d > 0 {
			parts.Segment(x, y0, x+d, y0-d)
		}
	}
	s.Path(&parts, Paint{Stroke: color, Width: t.Hair})
}

func (l ArchitectureLayout) drawText(s Surface, item archItem) {
	t := l.theme
	for i, line := range item.block.lines() {
		if i == 2 && item.brief {
			line = strings.TrimSuffix(line, say.Text(frozenNote))
		}
		text := Text{X: item.textX, Y: item.textY + float64(i)*t.lineHeight(), S: line, Font: t.small(), Anchor: Middle, Baseline: Centred, Color: t.Muted}
		if item.textRight {
			text.Anchor = Start
			if i == 2 {
				text.X, text.Y, text.Anchor = item.noteX, item.textY+t.lineHeight(), End
			}
		}
		if i == 0 {
			text.Color = t.Ink
		}
		s.Text(text)
	}
}
