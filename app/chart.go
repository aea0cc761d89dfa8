package app

import (
	"math"

	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// labelEvery is how often, in seconds, what a screen reader says of a chart is
// brought up to date while the chart changes.
const labelEvery = 2

// chart is a figure on a canvas. It paints itself when a topic that it watches has
// changed, at most once an animation frame; go-app never sees the figure.
type chart struct {
	watching
	ID string
	// topics are those that the figure depends on.
	topics host.Topic
	// make returns the figure as it is now.
	make func() figure.Figure
	// tall gives the canvas the height that its figure wants; else the style sheet
	// decides.
	tall bool
	// point, if set, is told where in the chart the visitor points: by x and y in
	// CSS pixels, or by arrow key, in steps along the curve. leave ends it.
	point func(c *chart, x, y float64)
	step  func(c *chart, by int)
	leave func()
	// upright tells that steps go down and up, through the rows of a chart.
	upright bool
	// press, if set, is told where the chart is clicked. What it does has a button
	// beside the chart too, for the keyboard.
	press func(c *chart, x, y float64)

	canvas browser.Canvas
	// labelled is when the chart was last put into words, in seconds; relabels tells
	// that it will be again.
	labelled float64
	relabels bool
}

func (c *chart) OnMount(ctx ui.Context) {
	c.canvas = c.lab.browser.Canvas(c.ID)
	c.stop = c.lab.watch(c.topics|viewTopic|sizeTopic, c.paint)
	c.paint()
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
	f := c.make()
	if wants, ok := f.(wanting); ok && c.tall {
		c.lab.stretch(c.ID, c.canvas, wants)
	}
	f.Draw(c.canvas, c.lab.theme())
	c.label(f)
}

// label puts the figure into words, at once or, if that was done a moment ago, when the
// chart may have changed again: the last change must not go untold.
func (c *chart) label(f figure.Figure) {
	wait := c.labelled + labelEvery - c.lab.browser.Now()
	switch {
	case c.labelled == 0 || wait <= 0:
		c.labelled = c.lab.browser.Now()
		c.lab.browser.Label(c.ID, f.Describe())
	case !c.relabels:
		c.relabels = true
		c.lab.browser.After(wait, func() {
			c.relabels = false
			c.label(c.make())
		})
	}
}

// wanting is a figure that knows how high it wants to be.
type wanting interface {
	Height(width float64, t figure.Theme) float64
}

// stretch gives a canvas the height that its figure wants at its width.
func (l *lab) stretch(id string, canvas browser.Canvas, f wanting) {
	width, height := canvas.Size()
	if want := math.Ceil(f.Height(width, l.theme())); want != height {
		l.browser.Stretch(id, want)
		canvas.Fit()
	}
}

func (c *chart) Render() ui.UI {
	canvas := ui.Canvas().ID(c.ID).Role("img").Aria("label", "Chart")
	class := "chart"
	if c.tall {
		class = "chart tall"
	}
	if c.press != nil {
		canvas.Class("pressable").OnClick(func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			c.press(c, e.Get("offsetX").Float(), e.Get("offsetY").Float())
		})
	}
	if c.point == nil {
		return ui.Div().Class(class).Body(canvas)
	}
	canvas.TabIndex(0).
		On("pointermove", func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			c.point(c, e.Get("offsetX").Float(), e.Get("offsetY").Float())
		}).
		On("pointerdown", func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			c.point(c, e.Get("offsetX").Float(), e.Get("offsetY").Float())
		}).
		OnMouseLeave(func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			c.leave()
		}).
		OnBlur(func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			c.leave()
		}).
		OnKeyDown(func(ctx ui.Context, e ui.Event) {
			ctx.PreventUpdate()
			switch key := e.Get("key").String(); {
			case key == "ArrowLeft" && !c.upright, key == "ArrowUp" && c.upright:
				c.step(c, -1)
			case key == "ArrowRight" && !c.upright, key == "ArrowDown" && c.upright:
				c.step(c, 1)
			case key == "Escape":
				c.leave()
			default:
				return
			}
			e.PreventDefault()
		})
	return ui.Div().Class(class).Body(canvas)
}
