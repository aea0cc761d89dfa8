package app

import (
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/session"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// normTopic is the choice between gradients and steps, and where the visitor points
// in their charts.
const normTopic host.Topic = digitTopic << 1

// normView is what is shown of the norms.
type normView struct {
	step  bool // steps, not gradients
	hover *figure.Hover
	focus int // the panel whose values are listed
}

// norms is the section with the size of gradients and steps, layer by layer.
type norms struct{ watching }

func (p *norms) OnMount(ctx ui.Context) { p.watch(ctx, normTopic) }

func (p *norms) Render() ui.UI {
	l := p.lab
	choice := func(id, text string, step bool) ui.UI {
		return ui.Button().Type("button").Class("toggle").ID(id).Aria("pressed", l.norm.step == step).
			OnClick(func(ui.Context, ui.Event) {
				l.norm.step = step
				l.touch(normTopic)
			}, ui.EventScope(id)).Text(text)
	}
	return ui.Section().ID("norms").Body(
		ui.H3().Text("In your runs, layer by layer"),
		ui.P().Class("hint").Text("The gradient of a layer says how steeply the loss rises with its weights; the step is how far they are moved at once. "+
			"SGD steps by rate times gradient, so layers with small gradients hardly move. The adaptive methods divide by the gradient's size: "+
			"their steps depend on the rate and on how many weights the layer has."),
		ui.Div().Class("toggles").Role("group").Aria("label", "What is shown of each layer").Body(
			choice("norms-gradient", "Gradient", false), choice("norms-step", "Step", true)),
		&chart{
			watching: watching{lab: l}, ID: "figure-norms", tall: true, topics: host.Curves | host.RunStates | normTopic,
			make:  func() figure.Figure { return l.pointedNorms() },
			point: l.pointAtNorms, step: func(_ *chart, by int) { l.stepNorms(by) }, leave: l.leaveNorms,
		},
	)
}

// pointedNorms is the chart on the page, with its cross-hair.
func (l *lab) pointedNorms() figure.Multiples {
	f := l.normFigure(l.norm.step)
	if h := l.norm.hover; h != nil {
		f.Hover, f.Focus = &figure.Hover{X: h.X, Readout: true}, l.norm.focus
	}
	return f
}

// normFigure is the chart of the norms of gradients or of steps: of the part in view of
// the latest round, and its first seed that has any, the runs shown.
func (l *lab) normFigure(step bool) figure.Multiples {
	f := figure.Multiples{
		Title: "Gradient norm by layer", X: figure.Axis{Label: "Epoch"},
		Y:     figure.Axis{Label: "L2 norm of the gradient", Log: true},
		Empty: "The layers appear here with the first steps of a run",
	}
	if step {
		f.Title, f.Y.Label = "Step size by layer", "L2 norm of the step"
	}
	if round := l.Latest(); round != nil && len(round.Parts) > 1 {
		f.Title += ": " + partName(round.Parts[l.part()])
	}
	var first *session.Run
	for _, r := range l.Runs {
		layers := r.Started.Layers
		if !l.Current(r) || !l.inView(r) || r.Hidden || len(r.Norms.Epoch) == 0 || first != nil && !r.Beside(first) {
			continue
		}
		if first == nil {
			first = r
			f.X.Show = figure.Range{Max: float64(r.Spec.Epochs)}
			f.Panels = make([]figure.Panel, len(layers))
			for i, name := range layers {
				f.Panels[i].Name = name
			}
		}
		rows := r.Norms.Gradient
		if step {
			rows = r.Norms.Update
		}
		for i := range f.Panels {
			s := figure.Series{Name: r.Method().Name, Style: figure.MethodStyle(string(r.Spec.Method)), X: r.Norms.Epoch}
			for _, row := range rows {
				if i < len(row) {
					s.Y = append(s.Y, float64(row[i]))
				}
			}
			f.Panels[i].Series = append(f.Panels[i].Series, s)
		}
	}
	return f
}

// pointAtNorms moves the cross-hair to the point nearest to the pointer.
func (l *lab) pointAtNorms(c *chart, x, y float64) {
	if c.canvas == nil {
		return
	}
	width, height := c.canvas.Size()
	layout := l.normFigure(l.norm.step).Layout(width, height, l.theme(), c.canvas.Measure)
	if panel, at, ok := layout.HoverAt(x, y); ok {
		l.norm.hover, l.norm.focus = &figure.Hover{X: at}, panel
		l.touch(normTopic)
	} else {
		l.leaveNorms()
	}
}

// stepNorms moves the cross-hair by points of the longest line, and past the end of a
// panel into the next.
func (l *lab) stepNorms(by int) {
	f := l.normFigure(l.norm.step)
	if len(f.Panels) == 0 {
		return
	}
	v := &l.norm
	v.focus = min(v.focus, len(f.Panels)-1)
	var xs []float64
	for _, s := range f.Panels[v.focus].Series {
		if len(s.X) > len(xs) {
			xs = s.X
		}
	}
	at := len(xs) - 1
	if v.hover != nil {
		at = nearestIndex(xs, v.hover.X) + by
	}
	switch {
	case at < 0:
		v.focus = (v.focus + len(f.Panels) - 1) % len(f.Panels)
		at = len(xs) - 1
	case at >= len(xs):
		v.focus = (v.focus + 1) % len(f.Panels)
		at = 0
	}
	v.hover = &figure.Hover{X: xs[at]}
	l.touch(normTopic)
}

// nearestIndex is the index of the value nearest to x.
func nearestIndex(xs []float64, x float64) int {
	best := 0
	for i, v := range xs {
		if abs(v-x) < abs(xs[best]-x) {
			best = i
		}
	}
	return best
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

func (l *lab) leaveNorms() {
	if l.norm.hover != nil {
		l.norm.hover = nil
		l.touch(normTopic)
	}
}
