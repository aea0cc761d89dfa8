package figure

// Surface is what figures draw on. No call leaves state behind: everything a call needs is in its arguments.
type Surface interface {
	// Size is the drawing area in CSS pixels.
	Size() (width, height float64)
	// Path fills and strokes one path, each if its colour is set: first the fill, then the stroke.
	Path(p *Path, paint Paint)
	// Text sets one line of text.
	Text(t Text)
	// Measure is the width in CSS pixels that text takes, unrotated.
	Measure(s string, f Font) float64
	// Clip runs draw with everything outside r hidden.
	Clip(r Rect, draw func())
}

// Measure tells a layout how wide a text will be: it is Surface.Measure as a value.
type Measure func(s string, f Font) float64

// FontFamily is the one family of all figures: the system's own.
const FontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

// Paint says how a path is painted. The zero Color paints nothing.
type Paint struct {
	Fill   Color
	Stroke Color
	Width  float64   // of the stroke, CSS pixels
	Dash   []float64 // lengths of dashes and gaps, CSS pixels; nil is a solid line
}

// Font is the part of a text's look that decides its width.
type Font struct {
	Size float64 // CSS pixels
	Bold bool
}

// Anchor says which point of a text its X is.
type Anchor int

// The anchors of text.
const (
	Start Anchor = iota
	Middle
	End
)

// Baseline says which height of a text its Y is.
type Baseline int

// The baselines of text: the line letters stand on, half the height of a capital, and its top.
const (
	Alphabetic Baseline = iota
	Centred
	Top
)

// capHeight is the height of a capital in ems: between 0.70 and 0.73 in every common sans serif (Segoe UI, San Francisco, Roboto, Arial).
const capHeight = 0.72

// Text is one line of text at a place.
type Text struct {
	X, Y     float64
	S        string
	Font     Font
	Anchor   Anchor
	Baseline Baseline
	Color    Color
	Halo     Color // drawn as an edge behind the letters, so that lines below do not cross them
}

// drop is how far below Y the letters' base line lies. Baselines are resolved here, not by the surface, because SVG
// viewers and canvases disagree about every baseline but the alphabetic one.
func (t Text) drop() float64 {
	switch t.Baseline {
	case Centred:
		return t.Font.Size * capHeight / 2
	case Top:
		return t.Font.Size * capHeight
	}
	return 0
}

// haloWidth is the width of the edge behind letters, in ems: wide enough to part a letter from a line, too narrow to close its counters.
const haloWidth = 0.28

// Rect is an axis-parallel rectangle.
type Rect struct{ X, Y, W, H float64 }

// Right is the x of the right edge.
func (r Rect) Right() float64 { return r.X + r.W }

// Bottom is the y of the lower edge.
func (r Rect) Bottom() float64 { return r.Y + r.H }

// Grown is the rectangle with so much more on each side.
func (r Rect) Grown(by float64) Rect { return Rect{r.X - by, r.Y - by, r.W + 2*by, r.H + 2*by} }

// Meets reports whether two rectangles have something in common.
func (r Rect) Meets(o Rect) bool {
	return r.X < o.Right() && o.X < r.Right() && r.Y < o.Bottom() && o.Y < r.Bottom()
}

// Contains reports whether a point lies in the rectangle, edges included.
func (r Rect) Contains(x, y float64) bool {
	return x >= r.X && x <= r.Right() && y >= r.Y && y <= r.Bottom()
}
