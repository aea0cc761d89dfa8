//go:build js && wasm

package figure

import (
	"math"
	"strconv"
	"syscall/js"
)

// Canvas is a Surface on an HTML canvas or an OffscreenCanvas.
//
// A call from Go into the browser costs about a microsecond, so the calls are few: one Path2D a path, however long, and
// a property of the context is set only when it differs from what was set last.
type Canvas struct {
	element, ctx  js.Value
	path2D        js.Value
	width, height float64 // CSS pixels
	ratio         float64 // device pixels per CSS pixel
	set           context
	widths        map[widthKey]float64
	dashes        map[string]js.Value
}

// context is what the browser's drawing context was last told.
type context struct {
	fill, stroke Color
	width        float64
	cap, dash    string
	font         Font
	anchor       Anchor
}

type widthKey struct {
	text string
	font Font
}

// maxWidths bounds the cache of measured texts; every value a hover shows is a new text, so it is emptied when full.
const maxWidths = 4096

// NewCanvas draws on a canvas element. Call Fit or Resize before drawing.
func NewCanvas(element js.Value) *Canvas {
	return &Canvas{
		element: element,
		ctx:     element.Call("getContext", "2d", map[string]any{"alpha": false}), // figures paint their whole ground
		path2D:  js.Global().Get("Path2D"),
		widths:  map[widthKey]float64{},
		dashes:  map[string]js.Value{},
	}
}

// Fit takes the size the element has in the page and the screen's pixel ratio. It is cheap when neither changed, so it may be
// called at each frame.
func (c *Canvas) Fit() {
	c.Resize(c.element.Get("clientWidth").Float(), c.element.Get("clientHeight").Float(), js.Global().Get("devicePixelRatio").Float())
}

// Resize sets the drawing area in CSS pixels and the device pixels per CSS pixel.
func (c *Canvas) Resize(width, height, ratio float64) {
	if width == c.width && height == c.height && ratio == c.ratio {
		return
	}
	c.width, c.height, c.ratio = width, height, ratio
	c.element.Set("width", math.Round(width*ratio))
	c.element.Set("height", math.Round(height*ratio))
	// Setting a canvas' size resets its context.
	c.set = context{width: math.NaN(), anchor: -1}
	c.ctx.Call("setTransform", ratio, 0, 0, ratio, 0, 0)
	c.ctx.Set("lineJoin", lineJoin)
}

// Size implements Surface.
func (c *Canvas) Size() (width, height float64) { return c.width, c.height }

// Path implements Surface.
func (c *Canvas) Path(p *Path, paint Paint) {
	if p.Empty() || paint.Fill == 0 && paint.Stroke == 0 {
		return
	}
	path := c.path2D.New(p.String())
	if paint.Fill != 0 {
		c.fill(paint.Fill)
		c.ctx.Call("fill", path)
	}
	if paint.Stroke != 0 {
		c.stroke(paint.Stroke, paint.Width, lineCap(paint), paint.Dash)
		c.ctx.Call("stroke", path)
	}
}

// Text implements Surface.
func (c *Canvas) Text(t Text) {
	if t.S == "" {
		return
	}
	c.font(t.Font)
	if t.Anchor != c.set.anchor {
		c.set.anchor = t.Anchor
		c.ctx.Set("textAlign", [...]string{"left", "center", "right"}[t.Anchor])
	}
	x, y := t.X, t.Y+t.drop()
	if t.Halo != 0 {
		c.stroke(t.Halo, t.Font.Size*haloWidth, "round", nil)
		c.ctx.Call("strokeText", t.S, x, y)
	}
	c.fill(t.Color)
	c.ctx.Call("fillText", t.S, x, y)
}

// Measure implements Surface.
func (c *Canvas) Measure(s string, f Font) float64 {
	key := widthKey{s, f}
	if w, ok := c.widths[key]; ok {
		return w
	}
	c.font(f)
	w := c.ctx.Call("measureText", s).Get("width").Float()
	if len(c.widths) >= maxWidths {
		clear(c.widths)
	}
	c.widths[key] = w
	return w
}

// Clip implements Surface.
func (c *Canvas) Clip(r Rect, draw func()) {
	var p Path
	p.Rect(r)
	before := c.set
	c.ctx.Call("save")
	c.ctx.Call("clip", c.path2D.New(p.String()))
	draw()
	c.ctx.Call("restore")
	c.set = before
}

func (c *Canvas) fill(color Color) {
	if color != c.set.fill {
		c.set.fill = color
		c.ctx.Set("fillStyle", color.CSS())
	}
}

func (c *Canvas) stroke(color Color, width float64, lineCap string, dash []float64) {
	if color != c.set.stroke {
		c.set.stroke = color
		c.ctx.Set("strokeStyle", color.CSS())
	}
	if width != c.set.width {
		c.set.width = width
		c.ctx.Set("lineWidth", width)
	}
	if lineCap != c.set.cap {
		c.set.cap = lineCap
		c.ctx.Set("lineCap", lineCap)
	}
	if key := dashes(dash); key != c.set.dash {
		c.set.dash = key
		if _, known := c.dashes[key]; !known {
			lengths := js.Global().Get("Array").New()
			for i, l := range dash {
				lengths.SetIndex(i, l)
			}
			c.dashes[key] = lengths
		}
		c.ctx.Call("setLineDash", c.dashes[key])
	}
}

func (c *Canvas) font(f Font) {
	if f == c.set.font {
		return
	}
	c.set.font = f
	weight := ""
	if f.Bold {
		weight = "600 "
	}
	c.ctx.Set("font", weight+strconv.FormatFloat(f.Size, 'f', 2, 64)+"px "+FontFamily)
}
