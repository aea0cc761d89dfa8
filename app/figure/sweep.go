package figure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Sweep is the loss that each method reaches by its learning rate: one curve a method over a logarithmic axis of rates, runs that diverged
// in a strip above the plot, and the rate that was chosen in a ring.
type Sweep struct {
	Title  string
	Loss   Axis // a loss above its limit stands in the strip as well
	Curves []SweepCurve
	Hover  *Hover // X is a rate
}

// SweepCurve is one method's runs: Rate ascends, Loss runs in parallel and is NaN or infinite where the run diverged.
type SweepCurve struct {
	Name       string
	Style      Style
	Rate, Loss []float64
	Chosen     float64 // one of the rates, 0 for none
}

// SweepLayout is a sweep worked out for one size.
type SweepLayout struct {
	Plot  Rect // the area of the curves
	Strip Rect // the area of diverged runs above it

	sweep    Sweep
	theme    Theme
	line     LineLayout
	diverged []sweepMark
	links    []sweepLink
	rings    []sweepRing
	stripped string // what the strip holds
	columns  int    // of marks of one rate in the strip
	rows     int
}

// sweepMark is a diverged run in the strip.
type sweepMark struct {
	style Style
	at    point
}

// sweepLink leads from the last run that held to the first that diverged.
type sweepLink struct {
	style    Style
	from, to point
}

// sweepRing is a chosen rate with its label.
type sweepRing struct {
	at    point
	text  string
	label Rect
}

const (
	emptySweep = "Curves appear here when the first rates have been tried"
	// sameRate is how far apart, as a factor, two rates may lie and still be the same.
	sameRate = 1.02
	// ringRadius is in radii of a marker: clear of the marker inside.
	ringRadius = 2.1
)

// Heading implements Figure.
func (w Sweep) Heading() string { return w.Title }

// Describe implements Figure.
func (w Sweep) Describe() string {
	var parts []string
	for _, c := range w.Curves {
		best, at := math.Inf(1), 0.0
		var diverged []string
		for i := range c.n() {
			switch {
			case w.off(c.Loss[i]):
				diverged = append(diverged, rateText(c.Rate[i]))
			case c.Loss[i] < best:
				best, at = c.Loss[i], c.Rate[i]
			}
		}
		if c.n() == 0 {
			continue
		}
		part := c.Name
		if at > 0 {
			part += fmt.Sprintf(" least %s at %s", w.Loss.value(best), rateText(at))
		}
		if c.Chosen > 0 {
			part += ", chosen " + rateText(c.Chosen)
		}
		if len(diverged) > 0 {
			part += ", off the chart at " + strings.Join(diverged, " and ")
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return fmt.Sprintf("Sweep of learning rates: %s. No data yet.", w.Title)
	}
	return strings.TrimSpace(fmt.Sprintf("Sweep of learning rates: %s, %s. %s. %s", w.Title, w.Loss.describe(), strings.Join(parts, "; "), w.caption()))
}

// Table implements Figure: a row for each rate, a column for each method.
func (w Sweep) Table() Table {
	t := Table{Caption: w.Title + ", " + w.Loss.Label, Head: []string{w.chart().X.Label}}
	var rates []float64
	for _, c := range w.Curves {
		t.Head, rates = append(t.Head, c.Name), append(rates, c.Rate[:c.n()]...)
	}
	slices.Sort(rates)
	for _, rate := range slices.CompactFunc(rates, func(a, b float64) bool { return a < b*sameRate && b < a*sameRate }) {
		row := []string{rateText(rate)}
		for _, c := range w.Curves {
			cell := missing
			switch i := c.index(rate); {
			case i < 0:
			case w.off(c.Loss[i]):
				cell = "off the chart"
			case c.index(c.Chosen) == i:
				cell = w.Loss.value(c.Loss[i]) + ", chosen"
			default:
				cell = w.Loss.value(c.Loss[i])
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// caption says what a ring is, if there is one.
func (w Sweep) caption() string {
	for _, c := range w.Curves {
		if c.Chosen > 0 {
			return "Ring: the rate chosen."
		}
	}
	return ""
}

func (c SweepCurve) n() int { return min(len(c.Rate), len(c.Loss)) }

// off reports whether a run stands in the strip: it diverged, or its loss lies above the axis.
func (w Sweep) off(loss float64) bool {
	return !drawable(loss, w.Loss.Log) || !w.Loss.Limit.IsZero() && loss > w.Loss.Limit.Max
}

// rateText writes a rate as one types it: 0.001, and powers of ten below 0.0001.
func rateText(rate float64) string {
	if rate < 0.0001*(1-sameValue) {
		return scientific(rate, 2)
	}
	return strconv.FormatFloat(rate, 'g', 3, 64)
}

// chart is the sweep as curves, without the runs that stand in the strip.
func (w Sweep) chart() Line {
	l := Line{Title: w.Title, X: Axis{Label: "Learning rate", Log: true, Value: rateText}, Y: w.Loss, Note: w.caption(), Legend: true, Empty: emptySweep}
	for _, c := range w.Curves {
		s := Series{Name: c.Name, Style: c.Style}
		for i := range c.n() {
			if c.Rate[i] <= 0 {
				continue
			}
			y := c.Loss[i]
			if w.off(y) {
				y = math.NaN()
			}
			s.X, s.Y = append(s.X, c.Rate[i]), append(s.Y, y)
		}
		l.Series = append(l.Series, s)
	}
	if rates := l.extent(true); rates.Min <= rates.Max {
		l.X.Show = Range{rates.Min / 1.2, rates.Max * 1.2} // so that no marker lies on the edge
	}
	value := w.Loss.value
	l.Y.Value = func(v float64) string {
		if math.IsInf(v, 1) {
			return "diverged"
		}
		return value(v)
	}
	return l
}

// At reads each curve at a rate; a diverged run has the value +Inf.
func (w Sweep) At(rate float64) Reading {
	r := Reading{X: rate, Values: make([]Value, len(w.Curves))}
	for k, c := range w.Curves {
		if i := c.index(rate); i >= 0 {
			v := c.Loss[i]
			if !drawable(v, false) {
				v = math.Inf(1)
			}
			r.Values[k] = Value{OK: true, X: c.Rate[i], Y: v, Smooth: v, Lo: math.NaN(), Hi: math.NaN()}
		}
	}
	return r
}

// index is the run of a rate, -1 if there is none.
func (c SweepCurve) index(rate float64) int {
	for i := range c.n() {
		if c.Rate[i] < rate*sameRate && rate < c.Rate[i]*sameRate {
			return i
		}
	}
	return -1
}

// Draw implements Figure.
func (w Sweep) Draw(s Surface, t Theme) { draw(w.Layout, s, t) }
