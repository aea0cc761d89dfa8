package widget

import (
	"pawgrad/app/figure"
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// copying puts a chart onto the clipboard, as a picture of points or of lines.
type copying struct {
	part
	chart  string // its id
	figure func() figure.Figure
	size   func() (width, height float64)

	said string // what came of it
}

// OnMount does nothing: a button shows the same whatever changes on the page.
func (c *copying) OnMount(ui.Context) {}

// copiedRatio is how many pixels of a copied picture a CSS pixel becomes: sharp on a slide.
const copiedRatio = 2

func (c *copying) Render() ui.UI {
	button := func(form string, copy func(ctx ui.Context)) ui.UI {
		return ui.Li().Body(TextButton("small", say.F("Copy as %s", form), func(ctx ui.Context, _ ui.Event) { copy(ctx) }, form).ID(c.chart + "-" + form))
	}
	return ui.Details().Class("copying").ID(c.chart+"-copy").Body(
		ui.Summary().Class("icon-button").Aria("label", say.Text("Copy this figure")).Title(say.Text("Copy this figure")).Body(Icon(IconCopy)),
		ui.Div().Class("copying-list").Body(
			ui.Ul().Body(button("PNG", c.png), button("SVG", c.svg)),
			ui.P().Class("hint").Role("status").Text(c.said),
		),
	)
}

// picture is the figure as it stands alone: with a legend of its own, and nothing pointed at.
func (c *copying) picture() figure.Figure {
	f := c.figure()
	if line, ok := f.(figure.Line); ok {
		line.Legend, line.Hover = true, nil
		return line
	}
	return f
}

func (c *copying) png(ctx ui.Context) {
	width, height := c.size()
	c.In.Browser.PNG(c.picture(), width, height, copiedRatio, c.In.Theme(), func(file []byte, err error) {
		if err != nil {
			c.tell(ctx, false)
			return
		}
		c.In.Browser.CopyPicture("image/png", file, func(done bool) { c.tell(ctx, done) })
	})
}

func (c *copying) svg(ctx ui.Context) {
	width, height := c.size()
	c.In.Browser.CopyPicture("image/svg+xml", figure.ToSVG(c.picture(), width, height, c.In.Theme()), func(done bool) { c.tell(ctx, done) })
}

// tell says whether the picture is on the clipboard.
func (c *copying) tell(ctx ui.Context, done bool) {
	c.said = say.Text("Copied.")
	if !done {
		c.said = say.Text("This browser does not let the page copy pictures. Save the figures as files instead.")
	}
	if c.Mounted() {
		ctx.Update()
	}
}
