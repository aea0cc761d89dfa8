package widget

import (
	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Chart says what is on a canvas.
type Chart struct {
	ID string
	// Topics are those that the figure depends on.
	Topics host.Topic
	// Make returns the figure as it is now.
	Make func() figure.Figure
	// Tall gives the canvas the height that its figure wants; else the style sheet
	// decides.
	Tall bool
	// Point, if set, is told where in the chart the visitor points: with the pointer,
	// or by arrow key, in steps along the curve. Leave ends it.
	Point func(at Place)
	Step  func(by int)
	Leave func()
	// Upright tells that steps go down and up, through the rows of a chart.
	Upright bool
	// Press, if set, is told where the chart is clicked. What it does has a button
	// beside the chart too, for the keyboard.
	Press func(at Place)
}

// Place is where in a chart the visitor points, in CSS pixels, and what the chart is
// laid out for.
type Place struct {
	X, Y, Width, Height float64
	Theme               figure.Theme
	Measure             figure.Measure
}

// On returns the chart on a screen. It paints itself when a topic that it depends on has
// changed, at most once an animation frame; go-app never sees the figure.
func (c Chart) On(s *Screen) ui.UI { return &chart{part: part{In: s}, of: c} }

// part is what the components of this package have in common.
type part = redraw.Part[*Screen]

// chart is a Chart as a component.
type chart struct {
	part
	of Chart

	canvas browser.Canvas
	words  pace
}

func (c *chart) OnMount(ui.Context) {
	c.canvas = c.In.Browser.Canvas(c.of.ID)
	c.Call(c.In.Topics, c.of.Topics|redraw.OfCanvas, c.paint)
	c.In.Once(c.paint) // a tab brings many charts, and each may be of thousands of runs
}

// paint draws the figure as it is now.
func (c *chart) paint() {
	if c.canvas == nil {
		return
	}
	c.canvas.Fit()
	if width, _ := c.canvas.Size(); width <= 0 {
		return // in a part that is folded away
	}
	f := c.of.Make()
	if wants, ok := f.(wanting); ok && c.of.Tall {
		c.In.stretch(c.of.ID, c.canvas, wants)
	}
	f.Draw(c.canvas, c.In.Theme())
	c.words.do(c.In.Browser, func() { c.In.name(c.of.ID, c.of.Make()) })
}

// sizeOf is a canvas's as it was painted last, in CSS pixels; 0 if there is none.
func sizeOf(canvas browser.Canvas) (width, height float64) {
	if canvas == nil {
		return 0, 0
	}
	return canvas.Size()
}

// at calls f with the place of a pointer's event.
func (c *chart) at(f func(Place)) ui.EventHandler {
	return func(ctx ui.Context, e ui.Event) {
		ctx.PreventUpdate()
		if c.canvas == nil {
			return
		}
		p := Place{X: e.Get("offsetX").Float(), Y: e.Get("offsetY").Float(), Theme: c.In.Theme(), Measure: c.canvas.Measure}
		p.Width, p.Height = c.canvas.Size()
		f(p)
	}
}

func (c *chart) Render() ui.UI {
	canvas := ui.Canvas().ID(c.of.ID).Role("img").Aria("label", say.Text("Chart"))
	class := "chart"
	if c.of.Tall {
		class = "chart tall"
	}
	if c.of.Press != nil {
		canvas.Class("pressable").OnClick(c.at(c.of.Press))
	}
	block := ui.Div().Class(class).Body(canvas, newNumbers(c.In, c.of.ID, c.of.Topics, c.of.Make, func() (width, height float64) { return sizeOf(c.canvas) }))
	if c.of.Point == nil {
		return block
	}
	leave := func(ctx ui.Context, _ ui.Event) {
		ctx.PreventUpdate()
		c.of.Leave()
	}
	canvas.TabIndex(0).On("pointermove", c.at(c.of.Point)).On("pointerdown", c.at(c.of.Point)).OnMouseLeave(leave).OnBlur(leave).
		OnKeyDown(func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			switch key := e.Get("key").String(); {
			case key == "ArrowLeft" && !c.of.Upright, key == "ArrowUp" && c.of.Upright:
				c.of.Step(-1)
			case key == "ArrowRight" && !c.of.Upright, key == "ArrowDown" && c.of.Upright:
				c.of.Step(1)
			case key == "Escape":
				c.of.Leave()
			default:
				return
			}
			e.PreventDefault()
		})
	return block
}
