package compare

import (
	"pawgrad/app/figure"
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
type Lines struct{ Smooth, Log, ByTime, Seeds bool }

// Size of a saved figure in CSS pixels: that of half a slide.
const SavedWidth, SavedHeight = 800, 450

// smoothing is the weight of the past in a smoothed curve: about five points.
const smoothing = 0.8

// Ranges of the vertical axes: what is always shown, so that lines do not jump
// while data arrives, and what is never left, so that one run that explodes does
// not flatten all others. Guessing has accuracy 0.5 and loss ln 2 = 0.69.
var (
	accuracyShown, accuracyLimit = figure.Range{Min: 0.45, Max: 0.8}, figure.Range{Min: 0, Max: 1}
	lossShown, lossLimit         = figure.Range{Min: 0.4, Max: 0.8}, figure.Range{Min: 0, Max: 1.2}
	pretrainedLossLimit          = figure.Range{Min: 0, Max: 4} // a new head on large features starts far off
	logLossShown, logLossLimit   = figure.Range{Min: 0.1, Max: 1}, figure.Range{Min: 1e-4, Max: 10}
)

// Line is a chart as it is now.
func (c *Comparison) Line(q Quantity, o Lines) figure.Line {
	f := figure.Line{Title: q.title, X: figure.Axis{Label: "Epoch", Whole: true}, Y: figure.Axis{Label: q.axis, Show: accuracyShown, Limit: accuracyLimit}}
	if q.loss {
		f.Y.Show, f.Y.Limit = lossShown, lossLimit
		if o.Log {
			f.Y.Log, f.Y.Show, f.Y.Limit = true, logLossShown, logLossLimit
		}
	}
	if o.Smooth && q.training {
		f.Smooth = smoothing
	}
	epochs := c.session.Form.Experiment.Shared.Epochs
	seeds := 1
	for _, a := range c.Arms(false) {
		if q.loss && !o.Log && a[0].Spec.Model == spec.VGG19 {
			f.Y.Limit = pretrainedLossLimit
		}
		epochs = max(a[0].Spec.Epochs, epochs*int(min(1, len(f.Series))))
		f.Series = append(f.Series, c.armSeries(a, q, o)...)
		seeds = max(seeds, len(a.Settled()))
	}
	if seeds > 1 {
		f.Note = figure.MinMax.Caption(seeds)
	}
	if len(f.Series) > 0 {
		f.Empty = "The first point comes with the first steps"
		if !q.training {
			f.Empty = "The first point comes after the first epoch"
		}
	}
	if o.ByTime {
		f.X = figure.Axis{Label: "Training time (min:s)", Clock: true}
	} else {
		f.X.Show = figure.Range{Max: float64(epochs)}
	}
	return f
}

// series is one run's curve in a chart.
func (c *Comparison) series(r *session.Run, q Quantity, o Lines) figure.Series {
	style, curve := figure.MethodStyle(string(r.Spec.Method)), &r.Valid
	if q.training {
		style, curve = style.Training(), &r.Train
	}
	s := figure.Series{Name: c.Name(r), Style: style, X: curve.Epoch, Y: curve.Accuracy}
	if q.loss {
		s.Y = curve.Loss
	}
	if o.ByTime {
		s.X = curve.Seconds
	}
	return s
}
