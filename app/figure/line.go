package figure

import (
	"math"
	"strings"

	"pawgrad/app/say"
)

// Line is a chart of curves that share one x axis, such as the accuracy of each method by epoch.
type Line struct {
	Title  string
	X, Y   Axis
	Series []Series
	// Smooth is the weight of the past in an exponential moving average, 0 (none) to just below 1. The raw line stays, faint,
	// behind the smoothed one.
	Smooth float64
	// Empty is what stands in the chart while there is nothing to show; "" says that curves appear when a run starts.
	Empty string
	// Legend draws a legend into the figure, for files. On the page the legend is HTML, and curves are labelled at their ends
	// where there is room.
	Legend bool
	// Note is a caption below the chart, such as what a band shows; see [BandCaption].
	Note string
	// Guess is the accuracy of always naming the larger class, 0 for none.
	Guess float64
	// Events are places on the x axis at which something has happened to a curve.
	Events []Event
	// Hover, if set, draws the cross-hair. Charts that share an x axis are given the same one.
	Hover *Hover

	above float64 // room to keep free between head and plot, CSS pixels
}

// Series is one curve. X ascends; X and Y (and Lo and Hi, if set) run in parallel, and the shortest decides the length.
type Series struct {
	Name   string
	Style  Style
	X, Y   []float64
	Lo, Hi []float64 // the band over seeds around a mean line; nil for a single run
}

// Event is something that happened to a curve at a place, such as another learning rate: a dashed line in the curve's colour, with a word.
type Event struct {
	X     float64
	Name  string // of the curve
	Label string
	Style Style
}

// Axis says what an axis shows. The zero Axis is linear and takes its range from the data.
type Axis struct {
	Label string // what is shown, with its unit: "Epoch", "Cross-entropy (nats)"
	// Show is a range to show in any case, such as all epochs of a run, so that axes stand still while data arrives.
	// The zero Range leaves it to the data.
	Show Range
	// Limit is a range never to leave: curves beyond it are cut off at the edge, and said to be. It keeps one diverging run from
	// flattening all others. The zero Range is no limit.
	Limit Range
	Log   bool                 // logarithmic; values of zero and below are gaps
	Whole bool                 // ticks at whole numbers only, as for epochs
	Clock bool                 // values are seconds, written as minutes and seconds: 2:05
	Value func(float64) string // writes a value in the read-out; nil means four significant digits
}

// Range is a closed interval. The zero Range means none.
type Range struct{ Min, Max float64 }

// IsZero reports whether the range is the zero Range.
func (r Range) IsZero() bool { return r == Range{} }

// Hover is where the visitor points.
type Hover struct {
	X       float64 // in data units
	Readout bool    // also list the values in a small box
}

// Reading is what each series shows at one x.
type Reading struct {
	X      float64
	Values []Value // one a series, in the order of the series
}

// Value is one series' point nearest to the reading's x. It is missing (OK is false) where the series has no point there.
type Value struct {
	OK     bool
	X, Y   float64
	Smooth float64 // Y smoothed; equal to Y without smoothing
	Lo, Hi float64 // NaN without a band
}

// emptyLine is said in a chart without data.
const emptyLine = "Curves appear here when a run starts"

// Heading implements Figure.
func (l Line) Heading() string { return l.Title }

// Draw implements Figure.
func (l Line) Draw(s Surface, t Theme) { draw(l.Layout, s, t) }

// Describe implements Figure.
func (l Line) Describe() string {
	var lasts []string
	longest, seeds := 0, 0
	for _, series := range l.Series {
		i := series.last(l.Y.Log)
		switch {
		case i >= 0 && series.Style.Faint:
			seeds++
		case i >= 0:
			longest = max(longest, i+1)
			band := ""
			if series.banded() {
				band = say.F(" (%s to %s)", l.Y.value(series.Lo[i]), l.Y.value(series.Hi[i]))
			}
			lasts = append(lasts, series.Name+" "+l.Y.value(series.Y[i])+band+say.F(" for x = %s", l.X.value(series.X[i])))
		}
	}
	if len(lasts) == 0 {
		return say.F("Line chart: %s. No data yet.", l.Title)
	}
	text := say.F("Line chart: %s, %s by %s; %s of up to %s. Last values: %s.", l.Title, l.Y.describe(), l.X.describe(), say.F("%d {curve|curves}", len(lasts)), say.F("%d {point|points}", longest), strings.Join(lasts, ", "))
	for _, e := range l.Events {
		text += say.F(" %s: %s at %s.", e.Name, e.Label, l.X.value(e.X))
	}
	if l.Smooth > 0 {
		text += say.Text(" Drawn as a running mean.")
	}
	if seeds > 0 {
		text += say.F(" Faint behind: %s of single seeds.", say.F("%d {curve|curves}", seeds))
	}
	return strings.TrimSpace(text + " " + strings.TrimSpace(l.Note+" "+guessNote(l.Guess, l.Y)))
}

// Table implements Figure: a row for each x at which a curve has a point, a column for each curve. Values are as measured, not smoothed.
func (l Line) Table() Table {
	t := Table{Caption: l.Title + ", " + l.Y.Label, Head: []string{l.X.Label}}
	var shown []Series
	for _, s := range l.Series {
		if !s.Style.Faint {
			shown, t.Head = append(shown, s), append(t.Head, s.Name)
		}
	}
	xs := places(shown, false)
	rows, note := thinned(len(xs))
	for _, i := range rows {
		row := []string{l.X.value(xs[i])}
		for _, s := range shown {
			row = append(row, s.exact(xs[i], l.Y))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = strings.TrimSpace(l.Note + " " + note)
	return t
}

// n is the number of points.
func (s Series) n() int { return min(len(s.X), len(s.Y)) }

// last is the index of the last point that can be drawn, -1 if there is none.
func (s Series) last(log bool) int {
	for i := s.n() - 1; i >= 0; i-- {
		if drawable(s.X[i], false) && drawable(s.Y[i], log) {
			return i
		}
	}
	return -1
}

// banded reports whether the series has a band.
func (s Series) banded() bool { return len(s.Lo) >= s.n() && len(s.Hi) >= s.n() && s.n() > 0 }

// drawable reports whether a value has a place on an axis.
func drawable(v float64, log bool) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && !(log && v <= 0)
}

// value writes a value for reading.
func (a Axis) value(v float64) string {
	if a.Value != nil {
		return a.Value(v)
	}
	if a.Clock {
		return Clock(v)
	}
	if a.Log {
		return magnitude(v)
	}
	return Significant(v)
}

func (a Axis) describe() string {
	if a.Log {
		return say.F("%s (logarithmic)", a.Label)
	}
	return a.Label
}
