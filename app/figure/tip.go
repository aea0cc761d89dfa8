package figure

import "math"

// tip is a small list of names and values beside what the visitor points at.
type tip struct {
	box  Rect
	head string
	rows [][2]string
}

// layTip sets the list below a place, or above it where the figure ends, clear of what lies there, which is clear high to each side.
func layTip(head string, rows [][2]string, at point, clear, width, height float64, t Theme, m Measure) *tip {
	names, values := 0.0, 0.0
	for _, row := range rows {
		names, values = math.Max(names, m(row[0], t.small())), math.Max(values, m(row[1], t.small()))
	}
	out := &tip{head: head, rows: rows}
	out.box.W = math.Max(names+values+2*t.gap(), m(head, t.small())) + 2*t.gap()
	out.box.H = float64(len(rows)+1)*t.lineHeight() + 1.5*t.gap()
	out.box.X = math.Max(1, math.Min(at.X-out.box.W/2, width-1-out.box.W))
	out.box.Y = at.Y + clear
	if out.box.Bottom() > height-1 {
		out.box.Y = math.Max(1, at.Y-clear-out.box.H)
	}
	return out
}

func (l *tip) draw(s Surface, t Theme) {
	if l == nil {
		return
	}
	var p Path
	p.Rect(l.box)
	s.Path(&p, Paint{Fill: t.Ground.Fade(readoutInk), Stroke: t.Muted, Width: t.Hair})
	left, right := l.box.X+t.gap(), l.box.Right()-t.gap()
	y := l.box.Y + t.gap()*0.75 + t.lineHeight()/2
	s.Text(Text{X: left, Y: y, S: l.head, Font: t.small(), Baseline: Centred, Color: t.Ink})
	for _, row := range l.rows {
		y += t.lineHeight()
		s.Text(Text{X: left, Y: y, S: row[0], Font: t.small(), Baseline: Centred, Color: t.Muted})
		s.Text(Text{X: right, Y: y, S: row[1], Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Ink})
	}
}
