package understand

import (
	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// norms is what is shown of the size of gradients and steps, layer by layer.
type norms struct {
	screen *widget.Screen
	runs   *compare.Comparison

	step  bool // steps, not gradients
	hover *figure.Hover
	focus int // the panel whose values are listed
}

type normPart = redraw.Part[*norms]

func (in *norms) part(shows host.Topic) normPart { return redraw.NewPart(in, in.screen.Topics, shows) }

// normSection is the norms' section.
type normSection struct{ normPart }

func (p *normSection) Render() ui.UI {
	in := p.In
	choice := func(id, text string, step bool) ui.UI {
		return widget.Toggle(id, text, "", in.step == step, func() {
			in.step = step
			in.screen.Touch(redraw.Layers)
		})
	}
	return ui.Section().ID("norms").Body(
		ui.H3().Text(say.Text("In your runs, layer by layer")),
		ui.P().Class("hint").Text(say.Text("The gradient of a layer says how steeply the loss rises with its weights; the step is how far they are moved "+
			"at once. SGD steps by rate times gradient, so layers with small gradients hardly move. The adaptive methods "+
			"divide by the gradient's size: their steps depend on the rate and on how many weights the layer has.")),
		ui.Div().Class("toggles").Role("group").Aria("label", say.Text("What is shown of each layer")).Body(
			choice("norms-gradient", say.Text("Gradient"), false), choice("norms-step", say.Text("Step"), true)),
		widget.Chart{
			ID: "figure-norms", Tall: true, Topics: redraw.OfNormChart,
			Make:  func() figure.Figure { return in.figure() },
			Point: in.pointAt, Step: in.move, Leave: in.leave,
		}.On(in.screen),
	)
}

// figure is the chart on the page, with its cross-hair.
func (in *norms) figure() figure.Multiples {
	f := in.runs.Norms(in.step)
	if h := in.hover; h != nil {
		f.Hover, f.Focus = &figure.Hover{X: h.X, Readout: true}, in.focus
	}
	return f
}

// pointAt moves the cross-hair to the point nearest to the pointer.
func (in *norms) pointAt(p widget.Place) {
	layout := in.runs.Norms(in.step).Layout(p.Width, p.Height, p.Theme, p.Measure)
	if panel, at, ok := layout.HoverAt(p.X, p.Y); ok {
		in.hover, in.focus = &figure.Hover{X: at}, panel
		in.screen.Touch(redraw.Layers)
	} else {
		in.leave()
	}
}

// move moves the cross-hair by points of the longest line, and past the end of a
// panel into the next.
func (in *norms) move(by int) {
	f := in.runs.Norms(in.step)
	if len(f.Panels) == 0 {
		return
	}
	in.focus = min(in.focus, len(f.Panels)-1)
	xs, at := figure.Move(f.Panels[in.focus].Series, in.hover, by)
	switch {
	case at < 0:
		in.focus = (in.focus + len(f.Panels) - 1) % len(f.Panels)
		at = len(xs) - 1
	case at >= len(xs):
		in.focus = (in.focus + 1) % len(f.Panels)
		at = 0
	}
	in.hover = &figure.Hover{X: xs[at]}
	in.screen.Touch(redraw.Layers)
}

func (in *norms) leave() {
	if in.hover != nil {
		in.hover = nil
		in.screen.Touch(redraw.Layers)
	}
}
