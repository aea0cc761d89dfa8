package app

import (
	"math"

	"pawgrad/app/figure"
	"pawgrad/app/session"

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
	topics session.Topic
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

	canvas   Canvas
	labelled float64
	// overdue tells that the label waits until it may change again.
	overdue bool
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
	if !c.overdue {
		c.label()
	}
}

// label says what the figure shows as it is now, as soon as enough time has passed since
// the last time.
func (c *chart) label() {
	now := c.lab.browser.Now()
	if c.overdue = c.labelled > 0 && now-c.labelled < labelEvery; c.overdue {
		c.lab.browser.Frame(c.label)
		return
	}
	c.labelled = now
	c.lab.browser.Label(c.ID, c.make().Describe())
}

// wanting is a figure that knows how high it wants to be.
type wanting interface {
	Height(width float64, t figure.Theme) float64
}

// stretch gives a canvas the height that its figure wants at its width.
func (l *lab) stretch(id string, canvas Canvas, f wanting) {
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
			switch e.Get("key").String() {
			case "ArrowLeft":
				c.step(c, -1)
			case "ArrowRight":
				c.step(c, 1)
			case "Escape":
				c.leave()
			default:
				return
			}
			e.PreventDefault()
		})
	return ui.Div().Class(class).Body(canvas)
}
