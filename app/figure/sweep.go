package figure

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/say"
)

// Sweep is the accuracy that each arm reaches by its learning rate, which shows how sensitive it is to it: one curve an arm over a
// logarithmic axis of rates, runs that diverged in a strip above the plot, and the rate that was chosen in a ring.
type Sweep struct {
	Title    string
	Accuracy Axis
	Curves   []SweepCurve
	Note     string // a caption below the chart
	Hover    *Hover // X is a rate
}

// SweepCurve is one arm's runs: Rate ascends, Accuracy runs in parallel and is NaN where a run diverged; Lo and Hi are the band over the
// seeds, nil for none.
type SweepCurve struct {
	Name           string
	Style          Style
	Rate, Accuracy []float64
	Lo, Hi         []float64
	Chosen         float64 // one of the rates, 0 for none
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
		best, at := math.Inf(-1), 0.0
		var diverged []string
		for i := range c.n() {
			switch {
			case off(c.Accuracy[i]):
				diverged = append(diverged, rateText(c.Rate[i]))
			case c.Accuracy[i] > best:
				best, at = c.Accuracy[i], c.Rate[i]
			}
		}
		if c.n() == 0 {
			continue
		}
		part := c.Name
		if at > 0 {
			part += say.F(" best %s at %s", w.Accuracy.value(best), rateText(at))
		}
		if c.Chosen > 0 {
			part += say.F(", chosen %s", rateText(c.Chosen))
		}
		if len(diverged) > 0 {
			part += say.F(", diverged at %s", strings.Join(diverged, say.Text(" and ")))
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return say.F("Sweep of learning rates: %s. No data yet.", w.Title)
	}
	return strings.TrimSpace(say.F("Sweep of learning rates: %s, %s. %s. %s", w.Title, w.Accuracy.describe(), strings.Join(parts, "; "), w.caption()))
}

// Table implements Figure: a row for each rate, a column for each arm.
func (w Sweep) Table() Table {
	t := Table{Caption: w.Title + ", " + w.Accuracy.Label, Head: []string{w.chart().X.Label}}
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
			case off(c.Accuracy[i]):
				cell = "diverged"
			default:
				cell = w.Accuracy.value(c.Accuracy[i])
				if c.banded(i) {
					cell += say.F(" (%s to %s)", w.Accuracy.value(c.Lo[i]), w.Accuracy.value(c.Hi[i]))
				}
				if c.index(c.Chosen) == i {
					cell += say.Text(", chosen")
				}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// caption is the note, and what a ring is, if there is one.
func (w Sweep) caption() string {
	for _, c := range w.Curves {
		if c.Chosen > 0 {
			return strings.TrimSpace(say.F("%s Ring: the rate chosen.", w.Note))
		}
	}
	return w.Note
}

func (c SweepCurve) n() int { return min(len(c.Rate), len(c.Accuracy)) }

// banded reports whether the run has a band.
func (c SweepCurve) banded(i int) bool { return i < min(len(c.Lo), len(c.Hi)) }

// off reports whether a run stands in the strip: it diverged.
func off(accuracy float64) bool { return !drawable(accuracy, false) }

// rateText writes a rate as one types it: 0.001, and powers of ten below 0.0001.
func rateText(rate float64) string {
	if rate < 0.0001*(1-sameValue) {
		return scientific(rate, 2)
	}
	return say.Number(strconv.FormatFloat(rate, 'g', 3, 64))
}

// chart is the sweep as curves, without the runs that stand in the strip.
func (w Sweep) chart() Line {
	l := Line{Title: w.Title, X: Axis{Label: say.Text("Learning rate"), Log: true, Value: rateText}, Y: w.Accuracy, Note: w.caption(), Legend: true, Empty: say.Text(emptySweep)}
	for _, c := range w.Curves {
		s := Series{Name: c.Name, Style: c.Style}
		for i := range c.n() {
			if c.Rate[i] <= 0 {
				continue
			}
			y := c.Accuracy[i]
			if off(y) {
				y = math.NaN()
			}
			s.X, s.Y = append(s.X, c.Rate[i]), append(s.Y, y)
			if c.banded(i) {
				s.Lo, s.Hi = append(s.Lo, c.Lo[i]), append(s.Hi, c.Hi[i])
			}
		}
		l.Series = append(l.Series, s)
	}
	if rates := l.extent(true); rates.Min <= rates.Max {
		l.X.Show = Range{rates.Min / 1.2, rates.Max * 1.2} // so that no marker lies on the edge
	}
	value := w.Accuracy.value
	l.Y.Value = func(v float64) string {
		if math.IsInf(v, -1) {
			return "diverged"
		}
		return value(v)
	}
	return l
}

// At reads each curve at a rate; a diverged run has the value -Inf, below all others.
func (w Sweep) At(rate float64) Reading {
	r := Reading{X: rate, Values: make([]Value, len(w.Curves))}
	for k, c := range w.Curves {
		if i := c.index(rate); i >= 0 {
			v := Value{OK: true, X: c.Rate[i], Y: c.Accuracy[i], Lo: math.NaN(), Hi: math.NaN()}
			if off(v.Y) {
				v.Y = math.Inf(-1)
			} else if c.banded(i) {
				v.Lo, v.Hi = c.Lo[i], c.Hi[i]
			}
			v.Smooth = v.Y
			r.Values[k] = v
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
