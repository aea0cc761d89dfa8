package app

import (
	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// landscape is a surface with paths on a canvas. Its contours are worked out once
// for a size and a state of things; while the paths are played, only they are drawn
// anew.
type landscape struct {
	watching
	ID string
	// topics change the figure, frames only how much of the paths is drawn.
	topics, frames host.Topic
	// make returns the figure as it is now; Upto is set by upto.
	make func() figure.Landscape
	// upto is the share of the paths to draw, 0 to 1.
	upto func() float64
	// bare leaves the paths' names out of the picture: they stand beside it.
	bare bool
	// press, if set, is told where in the picture the visitor presses or drags;
	// point where the visitor points, nil when nowhere.
	press func(figure.Spot)
	point func(*figure.Spot)
	// key, if set, takes a key and reports whether it was of use.
	key func(key string) bool

	canvas browser.Canvas
	layout figure.LandscapeLayout
	laid   laidFor
	shape  shape
	stops  []func()
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
	c.canvas = c.lab.browser.Canvas(c.ID)
	c.stop = c.lab.watch(c.topics|viewTopic|sizeTopic, func() {
		c.laid.fresh = false
		c.paint()
	})
	c.stops = append(c.stops, c.lab.watch(c.frames, c.paint))
	// The contours take a frame of their own, after the one that shows what is around.
	c.lab.browser.Frame(func() {
		if c.stops != nil {
			c.paint()
		}
	})
}

// OnDismount implements go-app's Dismounter.
func (c *landscape) OnDismount() {
	c.watching.OnDismount()
	for _, stop := range c.stops {
		stop()
	}
	c.stops = nil
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
	want := laidFor{width, height, c.lab.view.dark, c.lab.view.present, true}
	if c.laid != want {
		c.laid = want
		f := c.make()
		c.lab.browser.Label(c.ID, f.Describe())
		if c.bare {
			for i := range f.Paths {
				f.Paths[i].Name = ""
			}
		}
		if shape := newShape(f, want); c.shape != shape {
			c.shape = shape
			c.lab.stretch(c.ID, c.canvas, f)
			_, height = c.canvas.Size()
			c.laid.height = height
		}
		c.layout = f.Layout(width, height, c.lab.theme(), c.canvas.Measure)
	}
	c.layout.At(c.upto()).Draw(c.canvas)
}

func (c *landscape) Render() ui.UI {
	canvas := ui.Canvas().ID(c.ID).Role("img").Aria("label", "Surface").TabIndex(0)
	at := func(e ui.Event) (figure.Spot, bool) {
		return c.layout.SpotAt(e.Get("offsetX").Float(), e.Get("offsetY").Float())
	}
	if c.press != nil {
		press := func(e ui.Event) {
			if spot, ok := at(e); ok {
				c.press(spot)
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
	if c.point != nil {
		leave := func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			c.point(nil)
		}
		move := func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			if spot, ok := at(e); ok {
				c.point(&spot)
			} else {
				c.point(nil)
			}
		}
		canvas.On("pointermove", move).On("pointerdown", move).OnMouseLeave(leave).OnBlur(leave)
	}
	if c.key != nil {
		canvas.OnKeyDown(func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			if c.key(e.Get("key").String()) {
				e.PreventDefault()
			}
		})
	}
	return ui.Div().Class("chart tall landscape").Body(canvas)
}

// player walks through the paths of a landscape, from their start to their end.
type player struct {
	at      float64 // steps shown, with their fraction
	playing bool
	last    float64 // time of the latest frame, in seconds
}

// play goes on to step n of n at so many steps a second, from the start if the end
// is in view; it tells the topic in every frame and calls over at the end.
func (p *player) play(l *lab, n int, pace float64, topic host.Topic, told func()) {
	if p.at >= float64(n) {
		p.at = 0
	}
	p.playing, p.last = true, l.browser.Now()
	var tick func()
	tick = func() {
		if !p.playing {
			return
		}
		now := l.browser.Now()
		p.at += (now - p.last) * pace
		p.last = now
		if p.at >= float64(n) {
			p.at, p.playing = float64(n), false
		}
		l.touch(topic)
		told()
		if p.playing {
			l.browser.Frame(tick)
		}
	}
	l.browser.Frame(tick)
	told()
}

// pause holds.
func (p *player) pause() { p.playing = false }
