package figure

import (
	"fmt"
	"math"
	"strconv"
)

// Path collects an outline as SVG path data. That one string is what an SVG file holds and what a canvas' Path2D takes, so a
// polyline of thousands of points reaches the browser in a single call.
type Path struct{ data []byte }

// Move starts a new piece of the outline.
func (p *Path) Move(x, y float64) { p.point('M', x, y) }

// Line draws on to a point.
func (p *Path) Line(x, y float64) { p.point('L', x, y) }

// Close draws back to the start of the piece.
func (p *Path) Close() { p.data = append(p.data, 'Z') }

// Polygon adds a closed outline through points given as x, y, x, y...
func (p *Path) Polygon(xy ...float64) {
	for i := 0; i+1 < len(xy); i += 2 {
		if i == 0 {
			p.Move(xy[0], xy[1])
		} else {
			p.Line(xy[i], xy[i+1])
		}
	}
	p.Close()
}

// Segment adds a straight line between two points.
func (p *Path) Segment(x0, y0, x1, y1 float64) {
	p.Move(x0, y0)
	p.Line(x1, y1)
}

// Rect adds a rectangle.
func (p *Path) Rect(r Rect) {
	p.Polygon(r.X, r.Y, r.Right(), r.Y, r.Right(), r.Bottom(), r.X, r.Bottom())
}

// Circle adds a circle.
func (p *Path) Circle(x, y, r float64) {
	p.Move(x-r, y)
	for _, to := range [2]float64{x + r, x - r} {
		p.data = append(p.data, 'A')
		p.coord(r)
		p.data = append(p.data, ' ')
		p.coord(r)
		p.data = append(p.data, " 0 1 0 "...)
		p.coord(to)
		p.data = append(p.data, ' ')
		p.coord(y)
	}
	p.Close()
}

// Empty reports whether nothing was added.
func (p *Path) Empty() bool { return len(p.data) == 0 }

// String is the SVG path data.
func (p *Path) String() string { return string(p.data) }

func (p *Path) point(op byte, x, y float64) {
	p.data = append(p.data, op)
	p.coord(x)
	p.data = append(p.data, ' ')
	p.coord(y)
}

const (
	coordUnit = 100.0 // coordinates are kept to 1/100 px, below what any screen shows
	coordMax  = 1e6   // px; a point farther away is off every screen, and clamping keeps the string short
)

// coord appends one coordinate. It goes by whole hundredths because formatting floats was most of a frame's time.
func (p *Path) coord(v float64) {
	if math.IsNaN(v) {
		panic(fmt.Sprintf("figure: NaN coordinate after path %q", p.data))
	}
	negative := v < 0
	if negative {
		v = -v
	}
	if v > coordMax {
		v = coordMax
	}
	n := int64(v*coordUnit + 0.5)
	if negative && n > 0 {
		p.data = append(p.data, '-')
	}
	p.data = strconv.AppendInt(p.data, n/100, 10)
	if frac := n % 100; frac != 0 {
		p.data = append(p.data, '.', byte('0'+frac/10))
		if frac%10 != 0 {
			p.data = append(p.data, byte('0'+frac%10))
		}
	}
}
