package compare

import (
	"slices"

	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/nn/search"
)

// RungEpochs are the epochs of the rungs that the latest search for rates has come to,
// ascending; nil without one.
func (c *Comparison) RungEpochs() []int {
	var epochs []int
	if f := c.session.Searched(); f != nil {
		for _, a := range f.Arms {
			for _, r := range a.Rungs {
				epochs = append(epochs, r.Epochs)
			}
		}
	}
	slices.Sort(epochs)
	return slices.Compact(epochs)
}

// Rung is the rung in the chart, 0 for the first, in which all rates are.
func (c *Comparison) Rung() int { return min(c.rung, max(0, len(c.RungEpochs())-1)) }

// ChooseRung brings a rung into the chart.
func (c *Comparison) ChooseRung(rung int) { c.rung = rung }

// Sweep is the accuracy by learning rate in the rung in view, with the rate that was found in
// the end.
func (c *Comparison) Sweep() figure.Sweep {
	f := figure.Sweep{Title: say.Text("Learning rates"), Accuracy: figure.Axis{Label: say.Text("Validation accuracy"), Value: format.Accuracy}}
	found, epochs := c.session.Searched(), c.RungEpochs()
	if len(epochs) == 0 {
		return f
	}
	at := epochs[c.Rung()]
	f.Title += say.F(", after %s", say.F("%'d {epoch|epochs}", at))
	seeds := 1
	for _, a := range found.Arms {
		i := slices.IndexFunc(a.Rungs, func(r search.Tried) bool { return r.Epochs == at })
		if i < 0 {
			continue
		}
		curve := figure.SweepCurve{Name: a.Name, Style: figure.ArmStyle(string(a.Method), a.Look)}
		for _, tried := range a.Rungs[i].Tried {
			low, high := tried.Spread()
			curve.Rate, curve.Accuracy = append(curve.Rate, tried.Rate), append(curve.Accuracy, tried.Mean())
			curve.Lo, curve.Hi = append(curve.Lo, low), append(curve.Hi, high)
			seeds = max(seeds, len(tried.Loss))
		}
		if best, ok := a.Best(); ok && found.Over {
			curve.Chosen = best.Rate
		}
		f.Curves = append(f.Curves, curve)
	}
	if seeds > 1 {
		f.Note = figure.BandCaption(seeds)
	}
	return f
}
