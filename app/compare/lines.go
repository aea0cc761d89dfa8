package compare

import (
	"math"
	"pawgrad/app/figure"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/nn/spec"
)

// Quantity is what one chart shows of a run.
type Quantity struct {
	ID             string
	title, axis    string
	loss, training bool
}

// Quantities in reading order: what matters most comes first.
var Quantities = []Quantity{
	{ID: "chart-valid-accuracy", title: "Validation accuracy", axis: "Accuracy"},
	{ID: "chart-train-accuracy", title: "Training accuracy", axis: "Accuracy", training: true},
	{ID: "chart-valid-loss", title: "Validation loss", axis: "Cross-entropy (nats)", loss: true},
	{ID: "chart-train-loss", title: "Training loss", axis: "Cross-entropy (nats)", loss: true, training: true},
}

// Lines says how curves are drawn: with a running mean, on a logarithmic axis of the loss,
// over seconds instead of epochs, and with the curve of every seed behind the means.
type Lines struct {
	Smooth, Log, ByTime, Seeds bool
	// Lit is the arm that stands out from the others, counted from 1 in the legend's order; 0
	// lets none.
	Lit int
}

// Size of a saved figure in CSS pixels: that of half a slide.
const SavedWidth, SavedHeight = 800, 450

// smoothing is the weight of the past in a smoothed curve: about five points.
const smoothing = 0.8

// What the vertical axes show at least, so that noise does not look like a rise, and what
// they never leave.
const (
	leastAccuracy = 0.2
	leastLoss     = 0.1 // nats
)

var accuracyLimit, lossLimit = figure.Range{Min: 0, Max: 1}, figure.Range{Min: 0, Max: math.MaxFloat64}

// Line is a chart as it is now.
func (c *Comparison) Line(q Quantity, o Lines) figure.Line {
	f := figure.Line{Title: say.Text(q.title), X: figure.Axis{Label: say.Text("Epoch"), Whole: true}, Y: figure.Axis{Label: say.Text(q.axis), Log: q.loss && o.Log}}
	if o.Smooth && q.training {
		f.Smooth = smoothing
	}
	epochs := c.session.Form.Experiment.Shared.Epochs
	seeds := 1
	if !q.loss {
		f.Guess = c.guess(q)
	}
	for i, a := range c.Arms(false) {
		epochs = max(a[0].Spec.Epochs, epochs*int(min(1, len(f.Series))))
		series := c.armSeries(a, q, o)
		if o.Lit > 0 && o.Lit != i+1 {
			for k := range series {
				series[k].Style = series[k].Style.Dimmed()
			}
		}
		f.Series = append(f.Series, series...)
		f.Events = append(f.Events, events(a, o)...)
		seeds = max(seeds, len(a.Settled()))
	}
	if seeds > 1 {
		f.Note = figure.BandCaption(seeds)
	}
	if len(f.Series) > 0 {
		f.Empty = say.Text("The first point comes in a moment")
	}
	if o.ByTime {
		f.X = figure.Axis{Label: say.Text("Training time (min:s)"), Clock: true}
	} else {
		f.X.Show = figure.Range{Max: float64(epochs)}
	}
	least, within := leastAccuracy, accuracyLimit
	if q.loss {
		least, within = leastLoss, lossLimit
	}
	f.Fit(least, within)
	return f
}

// guess is the accuracy of always naming the larger class of the photos that a chart is of; 0
// where the runs in view differ in that, and without any.
func (c *Comparison) guess(q Quantity) float64 {
	guess := 0.0
	for _, a := range c.Arms(false) {
		set, r := c.session.SetOf(a[0]), a[0].Spec
		counts, limit := set.Validation, r.EvalImages
		if q.training {
			counts, limit = set.Train, r.TrainImages
		}
		g := session.Guess(counts, limit)
		if math.IsNaN(g) || guess != 0 && g != guess {
			return 0
		}
		guess = g
	}
	return guess
}

// events are the learning rates that an arm was given while it was trained: of its first run, as
// all that are trained get the same.
func events(a Arm, o Lines) []figure.Event {
	var list []figure.Event
	for _, change := range a[0].Changes {
		e := figure.Event{X: change.Epoch, Name: a[0].Method().Name, Label: "δ " + say.Number(spec.Number(change.Rate)), Style: style(a[0])}
		if o.ByTime {
			e.X = change.Seconds
		}
		list = append(list, e)
	}
	return list
}

// style is the look of a run's arm.
func style(r *session.Run) figure.Style {
	return figure.ArmStyle(string(r.Spec.Method), r.Spec.Arm.Look)
}

// series is one run's curve in a chart.
func (c *Comparison) series(r *session.Run, q Quantity, o Lines) figure.Series {
	s := curve(r, q, o)
	s.Name = c.Name(r)
	return s
}

// curve is a run's curve without a name.
func curve(r *session.Run, q Quantity, o Lines) figure.Series {
	style, curve := style(r), &r.Valid
	if q.training {
		style, curve = style.Training(), &r.Train
	}
	s := figure.Series{Style: style, X: curve.Epoch, Y: curve.Accuracy}
	if q.loss {
		s.Y = curve.Loss
	}
	if o.ByTime {
		s.X = curve.Seconds
	}
	return s
}
