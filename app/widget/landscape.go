package widget

import (
	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Landscape says which surface with paths is on a canvas.
type Landscape struct {
	ID string
	// Topics change the figure, Frames only how much of the paths is drawn.
	Topics, Frames host.Topic
	// Make returns the figure as it is now; how far its paths go is Upto's to say.
	Make func() figure.Landscape
	// Upto is the share of the paths to draw, 0 to 1.
	Upto func() float64
	// Bare leaves the paths' names out of the picture: they stand beside it.
	Bare bool
	// Press, if set, is told where in the picture the visitor presses or drags;
	// Point where the visitor points, nil when nowhere.
	Press func(figure.Spot)
	Point func(*figure.Spot)
	// Key, if set, takes a key and reports whether it was of use.
	Key func(key string) bool
}

// On returns the landscape on a screen.
func (l Landscape) On(s *Screen) ui.UI { return &landscape{part: part{In: s}, of: l} }

// landscape is a Landscape as a component. Its contours are worked out once for a size
// and a state of things; while the paths are played, only they are drawn anew.
type landscape struct {
	part
	of Landscape

	canvas browser.Canvas
	layout figure.LandscapeLayout
	laid   laidFor
	shape  shape
	gone   bool
}

// laidFor is what a layout was made for.
type laidFor struct {
	width, height float64
	dark, present bool
	fresh         bool
}

// shape is what the height of a landscape depends on.
type shape struct {
	laidFor
	aspect float64
	names  int
}

func newShape(f figure.Landscape, at laidFor) shape {
	at.height = 0
	s := shape{laidFor: at}
	if nx, ny := len(f.X), len(f.Y); nx > 0 && ny > 0 {
		s.aspect = (f.X[nx-1] - f.X[0]) / (f.Y[ny-1] - f.Y[0])
	}
	for _, p := range f.Paths {
		if p.Name != "" {
			s.names++
		}
	}
	return s
}

func (c *landscape) OnMount(ui.Context) {
	c.canvas = c.In.Browser.Canvas(c.of.ID)
	c.Call(c.In.Topics, c.of.Topics|redraw.OfCanvas, func() {
		c.laid.fresh = false
		c.paint()
	})
	c.Call(c.In.Topics, c.of.Frames, c.paint)
	// The contours take a frame of their own, after the one that shows what is around.
	c.In.Browser.Frame(func() {
		if !c.gone {
			c.paint()
		}
	})
}

// OnDismount implements go-app's Dismounter.
func (c *landscape) OnDismount() {
	c.part.OnDismount()
	c.gone = true
}

// paint draws the picture as it is now.
func (c *landscape) paint() {
	if c.canvas == nil {
		return
	}
	c.canvas.Fit()
	width, height := c.canvas.Size()
	if width <= 0 {
		return // in a part that is folded away
	}
	want := laidFor{width, height, c.In.Dark, c.In.Present, true}
	if c.laid != want {
		c.laid = want
		f := c.of.Make()
		c.In.name(c.of.ID, f)
		if c.of.Bare {
			for i := range f.Paths {
				f.Paths[i].Name = ""
			}
		}
		if shape := newShape(f, want); c.shape != shape {
			c.shape = shape
			c.In.stretch(c.of.ID, c.canvas, f)
			_, height = c.canvas.Size()
			c.laid.height = height
		}
		c.layout = f.Layout(width, height, c.In.Theme(), c.canvas.Measure)
	}
	c.layout.At(c.of.Upto()).Draw(c.canvas)
}

func (c *landscape) Render() ui.UI {
	canvas := ui.Canvas().ID(c.of.ID).Role("img").Aria("label", say.Text("Surface")).TabIndex(0)
	at := func(e ui.Event) (figure.Spot, bool) {
		return c.layout.SpotAt(e.Get("offsetX").Float(), e.Get("offsetY").Float())
	}
	if c.of.Press != nil {
		press := func(e ui.Event) {
			if spot, ok := at(e); ok {
				c.of.Press(spot)
			}
		}
		canvas.
			On("pointerdown", func(ctx ui.Context, e ui.Event) {
				ctx.PreventUpdate()
				press(e)
			}).
			On("pointermove", func(ctx ui.Context, e ui.Event) {
				ctx.PreventUpdate()
				if e.Get("buttons").Int()&1 != 0 {
					press(e)
				}
			})
	}
	if c.of.Point != nil {
		leave := func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			c.of.Point(nil)
		}
		move := func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			if spot, ok := at(e); ok {
				c.of.Point(&spot)
			} else {
				c.of.Point(nil)
			}
		}
		canvas.On("pointermove", move).On("pointerdown", move).OnMouseLeave(leave).OnBlur(leave)
	}
	if c.of.Key != nil {
		canvas.OnKeyDown(func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			if c.of.Key(e.Get("key").String()) {
				e.PreventDefault()
			}
		})
	}
	return ui.Div().Class("chart tall landscape").Body(canvas,
		newNumbers(c.In, c.of.ID, c.of.Topics, func() figure.Figure { return c.of.Make() },
			func() (width, height float64) { return sizeOf(c.canvas) }))
}
