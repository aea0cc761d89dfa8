package figure

import "math"

// outlineInk edges a pale colour on a light ground, and the shapes of a pale marker.
const outlineInk Color = 0x4A4A1AFF

// edged reports whether a style needs its dark edge in a theme: on a dark ground a pale colour stands out by itself.
func (s Style) edged(t Theme) bool { return s.Outline && !t.Dark }

// width is the width of a style's line.
func (s Style) width(t Theme) float64 {
	if s.Thin {
		return t.Thin
	}
	return t.Line
}

func (s Style) dash(t Theme) []float64 {
	out := make([]float64, len(s.Dash))
	for i, d := range s.Dash {
		out[i] = d * t.size()
	}
	return out
}

// faintInk is the strength of what stands behind: told from the ground, and never taken for the line before it.
const faintInk = 0.45

// strokeCurve strokes a path in a series' style.
func strokeCurve(s Surface, t Theme, style Style, p *Path) {
	paint := Paint{Stroke: style.On(t), Width: style.width(t), Dash: style.dash(t)}
	switch {
	case style.Faint && style.edged(t): // an edge would make the faint line the heavier one
		paint.Stroke = paint.Stroke.Fade(0.6).over(outlineInk).Fade(faintInk)
	case style.Faint:
		paint.Stroke = paint.Stroke.Fade(faintInk)
	case style.edged(t):
		edge := paint
		edge.Stroke, edge.Width = outlineInk, paint.Width+1.2*t.size()
		s.Path(p, edge)
	}
	s.Path(p, paint)
}

// drawMarks paints a style's marker at each place, all in one path, with an edge of the ground's colour that parts it from lines below.
func drawMarks(s Surface, t Theme, style Style, radius float64, at ...point) {
	if len(at) == 0 || style.Marker == NoMarker {
		return
	}
	var p Path
	for _, a := range at {
		style.Marker.add(&p, a.X, a.Y, radius)
	}
	paint := Paint{Fill: style.On(t), Stroke: t.Ground, Width: t.Hair}
	if style.edged(t) {
		paint.Stroke = outlineInk
	}
	s.Path(&p, paint)
}

// add outlines the marker; r is the radius of the circle that all shapes weigh the same as.
func (m Marker) add(p *Path, x, y, r float64) {
	switch m {
	case Circle:
		p.Circle(x, y, r)
	case Square:
		a := r * 0.89 // half a side: the square has the circle's area
		p.Rect(Rect{x - a, y - a, 2 * a, 2 * a})
	case Diamond:
		a := r * 1.25
		p.Polygon(x, y-a, x+a, y, x, y+a, x-a, y)
	case Up:
		regular(p, x, y+r*0.2, r*1.35, 3, -90)
	case Down:
		regular(p, x, y-r*0.2, r*1.35, 3, 90)
	case Cross:
		a, b := r*1.2, r*0.42 // half the length and half the width of each bar, before the turn by 45 degrees
		c := math.Sqrt2 / 2
		var xy []float64
		for _, v := range [...]point{{-a, -b}, {-b, -b}, {-b, -a}, {b, -a}, {b, -b}, {a, -b}, {a, b}, {b, b}, {b, a}, {-b, a}, {-b, b}, {-a, b}} {
			xy = append(xy, x+(v.X-v.Y)*c, y+(v.X+v.Y)*c)
		}
		p.Polygon(xy...)
	case Star:
		var xy []float64
		for i := range 10 {
			radius := r * 1.45
			if i%2 == 1 {
				radius = r * 0.6
			}
			sin, cos := math.Sincos((float64(i)*36 - 90) * math.Pi / 180)
			xy = append(xy, x+radius*cos, y+radius*sin)
		}
		p.Polygon(xy...)
	}
}

// regular adds a regular polygon whose first corner lies at the given angle.
func regular(p *Path, x, y, r float64, corners int, from float64) {
	var xy []float64
	for i := range corners {
		sin, cos := math.Sincos((from + 360*float64(i)/float64(corners)) * math.Pi / 180)
		xy = append(xy, x+r*cos, y+r*sin)
	}
	p.Polygon(xy...)
}

// swatchWidth is the length of a line in a legend, CSS pixels: two dashes of a training curve on each side of the marker.
const swatchWidth = 26

// drawSwatch paints a short piece of a series' line with its marker, from x and centred on y.
func drawSwatch(s Surface, t Theme, style Style, x, y, width float64) {
	var p Path
	p.Segment(x, y, x+width, y)
	strokeCurve(s, t, style, &p)
	if !style.Thin {
		drawMarks(s, t, style, t.Mark, point{x + width/2, y})
	}
}

// Swatch is the key of a series as a small inline SVG, for a legend or a table in HTML. It is decoration: its name must stand beside it.
func Swatch(style Style, t Theme) string {
	height := 3.2 * t.Mark
	s := NewSVG(swatchWidth*t.size()+2, height, "", "")
	drawSwatch(s, t, style, 1, height/2, swatchWidth*t.size())
	return string(s.Bytes())
}
