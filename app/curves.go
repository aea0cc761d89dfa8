package app

import (
	"math"
	"slices"
	"strconv"

	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/session"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// curves are the four charts of a comparison: validation and training, accuracy
// and loss, with one cross-hair through all of them.
type curves struct{ watching }

func (c *curves) OnMount(ctx ui.Context) { c.watch(ctx, viewTopic) }

// curveTopics are what the charts depend on.
const curveTopics = host.Curves | host.RunStates | host.Settings | hoverTopic

// quantity is what one chart shows of a run.
type quantity struct {
	id, title, axis string
	loss, training  bool
}

// quantities in reading order: what matters most comes first.
var quantities = []quantity{
	{id: "chart-valid-accuracy", title: "Validation accuracy", axis: "Accuracy"},
	{id: "chart-train-accuracy", title: "Training accuracy", axis: "Accuracy", training: true},
	{id: "chart-valid-loss", title: "Validation loss", axis: "Cross-entropy (nats)", loss: true},
	{id: "chart-train-loss", title: "Training loss", axis: "Cross-entropy (nats)", loss: true, training: true},
}

func (c *curves) Render() ui.UI {
	l := c.lab
	charts := make([]ui.UI, len(quantities))
	for i, q := range quantities {
		charts[i] = &chart{
			watching: watching{lab: l}, ID: q.id, topics: curveTopics,
			make:  func() figure.Figure { return l.line(q) },
			point: func(c *chart, x, y float64) { l.pointAt(c, q, x, y) },
			step:  func(c *chart, by int) { l.stepHover(c, q, by) },
			leave: l.leaveCurves,
		}
	}
	return ui.Section().Class("curves").ID("curves").Aria("label", "Curves").Body(
		ui.Div().Class("toolbar").Body(
			&legend{watching{lab: l}},
			ui.Div().Class("toggles").Body(
				&parts{watching{lab: l}},
				c.toggle("smooth", "Smooth", "Shows a running mean; the raw line stays behind it, faint.", l.view.smooth,
					func(v *view) { v.smooth = !v.smooth }),
				c.toggle("log", "Log", "Draws the loss on a logarithmic axis.", l.view.log, func(v *view) { v.log = !v.log }),
				c.toggle("by-time", "Time", "Draws the curves over seconds of training instead of epochs.", l.view.byTime,
					func(v *view) { v.byTime, v.hover = !v.byTime, nil }),
				iconButton("", iconSave, "Save the four charts as SVG files", func(ui.Context, ui.Event) { l.saveCurves() }).ID("save-curves"),
			),
		),
		ui.Div().Class("charts").Body(charts...),
	)
}

func (c *curves) toggle(id, text, help string, on bool, change func(*view)) ui.UI {
	return ui.Button().Type("button").Class("toggle").ID(id).Title(help).Aria("pressed", on).
		OnClick(func(ui.Context, ui.Event) { c.lab.look(change) }, ui.EventScope(id)).Text(text)
}

// smoothing is the weight of the past in a smoothed curve: about five points.
const smoothing = 0.8

// What the vertical axes show at least, so that noise does not look like a rise, and what
// they never leave.
const (
	leastAccuracy = 0.2
	leastLoss     = 0.1 // nats
)

var accuracyLimit, lossLimit = figure.Range{Min: 0, Max: 1}, figure.Range{Min: 0, Max: math.MaxFloat64}

// line is a chart as it is now.
func (l *lab) line(q quantity) figure.Line {
	f := figure.Line{Title: q.title, X: figure.Axis{Label: "Epoch", Whole: true}, Y: figure.Axis{Label: q.axis, Log: q.loss && l.view.log}}
	if l.view.smooth && q.training {
		f.Smooth = smoothing
	}
	epochs := l.Form.Experiment.Shared.Epochs
	seeds := 1
	for _, a := range l.arms(false) {
		epochs = max(a[0].Spec.Epochs, epochs*int(min(1, len(f.Series))))
		f.Series = append(f.Series, l.armSeries(a, q)...)
		seeds = max(seeds, len(a.settled()))
	}
	if seeds > 1 {
		f.Note = figure.MinMax.Caption(seeds)
	}
	if len(f.Series) > 0 {
		f.Empty = "The first point comes in a moment"
	}
	if l.view.byTime {
		f.X = figure.Axis{Label: "Training time (min:s)", Clock: true}
	} else {
		f.X.Show = figure.Range{Max: float64(epochs)}
	}
	least, within := leastAccuracy, accuracyLimit
	if q.loss {
		least, within = leastLoss, lossLimit
	}
	f.Fit(least, within)
	if h := l.view.hover; h != nil {
		f.Hover = &figure.Hover{X: h.X, Readout: l.view.hoverChart == q.id}
	}
	return f
}

// series is one run's curve in a chart.
func (l *lab) series(r *session.Run, q quantity) figure.Series {
	style, curve := figure.MethodStyle(string(r.Spec.Method)), &r.Valid
	if q.training {
		style, curve = style.Training(), &r.Train
	}
	s := figure.Series{Name: l.name(r), Style: style, X: curve.Epoch, Y: curve.Accuracy}
	if q.loss {
		s.Y = curve.Loss
	}
	if l.view.byTime {
		s.X = curve.Seconds
	}
	return s
}

// name tells runs of one method apart by their seed, if a round has several, by their
// round, and by their model where that is another than the latest round's.
func (l *lab) name(r *session.Run) string { return l.nameOf(r, l.RoundOf(r).Parts[r.Part].Seeds > 1) }

func (l *lab) nameOf(r *session.Run, seed bool) string {
	text := r.Method().Name
	if seed {
		text += ", seed " + strconv.FormatUint(r.Spec.Seed, 10)
	}
	if l.Current(r) {
		return text
	}
	text += " (round " + strconv.Itoa(r.Round)
	if latest := l.Latest(); latest == nil || latest.Shared().Model != r.Spec.Model {
		text += ", " + r.Spec.Network().Name
	}
	return text + ")"
}

// pointAt moves the cross-hair to the point of a curve nearest to the pointer.
func (l *lab) pointAt(c *chart, q quantity, x, y float64) {
	if c.canvas == nil {
		return
	}
	width, height := c.canvas.Size()
	layout := l.line(q).Layout(width, height, l.theme(), c.canvas.Measure)
	if at, ok := layout.HoverAt(x, y); ok {
		l.setHover(at, q.id)
	} else {
		l.leaveCurves()
	}
}

// stepHover moves the cross-hair by points of the longest curve.
func (l *lab) stepHover(_ *chart, q quantity, by int) {
	var xs []float64
	for _, s := range l.line(q).Series {
		if len(s.X) > len(xs) {
			xs = s.X
		}
	}
	if len(xs) == 0 {
		return
	}
	at := len(xs) - 1
	if h := l.view.hover; h != nil {
		i, found := slices.BinarySearch(xs, h.X)
		if !found && by > 0 {
			i--
		}
		at = min(max(i+by, 0), len(xs)-1)
	}
	l.setHover(xs[at], q.id)
}

func (l *lab) setHover(x float64, chart string) {
	l.view.hover, l.view.hoverChart = &figure.Hover{X: x}, chart
	l.touch(hoverTopic)
}

func (l *lab) leaveCurves() {
	if l.view.hover != nil {
		l.view.hover = nil
		l.touch(hoverTopic)
	}
}

// Size of a saved chart in CSS pixels: that of half a slide.
const savedWidth, savedHeight = 800, 450

// saveCurves offers the four charts as files.
func (l *lab) saveCurves() {
	for _, q := range quantities {
		f := l.line(q)
		f.Hover, f.Legend = nil, true
		l.browser.Save("pawgrad-"+q.id+".svg", "image/svg+xml", figure.ToSVG(f, savedWidth, savedHeight, figure.ThemeFor(l.view.dark)))
	}
}
