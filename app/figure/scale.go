package figure

import (
	"math"
	"strconv"
	"strings"

	"pawgrad/app/say"
)

// scale maps data values of [min, max] to pixels of [from, to], linearly or by logarithm.
type scale struct {
	min, max float64
	from, to float64
	log      bool
}

// at is the pixel of a value.
func (s scale) at(v float64) float64 {
	lo, hi := s.min, s.max
	if s.log {
		v, lo, hi = math.Log10(v), math.Log10(lo), math.Log10(hi)
	}
	return s.from + (v-lo)/(hi-lo)*(s.to-s.from)
}

// value is the value at a pixel, the inverse of at.
func (s scale) value(px float64) float64 {
	f := (px - s.from) / (s.to - s.from)
	if s.log {
		lo, hi := math.Log10(s.min), math.Log10(s.max)
		return math.Pow(10, lo+f*(hi-lo))
	}
	return s.min + f*(s.max-s.min)
}

const (
	// largest magnitude an axis reaches, so that the differences of two bounds stay finite; anything beyond is off the chart.
	axisMax = 1e300
	// smallest range of an axis, so that its steps do not vanish.
	axisMin = 1e-300
	// smallest positive value a logarithmic axis reaches: the smallest normal float32, what a trainer can report.
	logMin = 1e-38
	// two bounds nearer than this, relative to their size, count as the same value: ticks between them would have the same label.
	sameValue = 1e-9
	// an axis ends on a multiple of about this part of its range, so that few ticks do not mean much empty room.
	roundParts = 8
)

// bounds chooses the ends of an axis from the range of its data, widened to Show, cut to Limit, and rounded outwards to ticks
// where neither of them decides. Rounding makes the axis stand still until data leaves it. No data is min > max.
func (a Axis) bounds(data Range, ticks int) Range {
	r, show, limit := data, !a.Show.IsZero(), !a.Limit.IsZero()
	if show {
		r.Max = math.Max(r.Max, a.Show.Max)
		if drawable(a.Show.Min, a.Log) { // a range from zero on says nothing about where a logarithmic axis starts
			r.Min = math.Min(r.Min, a.Show.Min)
		}
	}
	if limit {
		r = Range{math.Max(r.Min, a.Limit.Min), math.Min(r.Max, a.Limit.Max)}
	}
	switch {
	case r.Min <= r.Max:
	case limit && drawable(a.Limit.Min, a.Log):
		r = a.Limit
	case a.Log:
		r = Range{0.1, 1}
	default:
		r = Range{0, 1}
	}
	if a.Log {
		return logBounds(r)
	}
	r = Range{math.Max(r.Min, -axisMax), math.Min(r.Max, axisMax)}
	if r.Max-r.Min <= math.Max(axisMin, sameValue*math.Max(math.Abs(r.Min), math.Abs(r.Max))) {
		r = around(r.Min)
	}
	step := a.step(r, max(ticks, roundParts))
	if !(show && r.Min == a.Show.Min || limit && r.Min == a.Limit.Min) {
		r.Min = roundDown(r.Min, step)
	}
	if !(show && r.Max == a.Show.Max || limit && r.Max == a.Limit.Max) {
		r.Max = -roundDown(-r.Max, step)
	}
	return r
}

// step is the distance of the ticks of a linear axis.
func (a Axis) step(r Range, ticks int) float64 {
	if a.Clock {
		return clockStep(r.Max-r.Min, ticks)
	}
	step := niceStep(r.Max-r.Min, ticks)
	if a.Whole {
		return math.Max(1, step)
	}
	return step
}

// around is a range with a lone value in its middle, a tenth of the value to each side.
func around(v float64) Range {
	if math.Abs(v) <= axisMin {
		return Range{0, 1}
	}
	pad := math.Abs(v) / 10
	return Range{v - pad, v + pad}
}

// logBounds rounds outwards to 1, 2 or 5 times a power of ten.
func logBounds(r Range) Range {
	r.Max = math.Min(math.Max(r.Max, logMin*10), axisMax)
	r.Min = math.Min(math.Max(r.Min, logMin), r.Max)
	lo, hi := logFloor(r.Min), 1/logFloor(1/r.Max)
	if hi <= lo*1.0001 {
		lo, hi = lo/2, hi*2
		lo, hi = logFloor(lo), 1/logFloor(1/hi)
	}
	return Range{lo, hi}
}

// logFloor is the largest of 1, 2, 5 times a power of ten that is not above v.
func logFloor(v float64) float64 {
	base := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{5, 2} {
		if v >= base*m*(1-sameValue) {
			return base * m
		}
	}
	return base
}

// niceStep is the smallest of 1, 2, 5 times a power of ten that cuts span into at most n parts.
func niceStep(span float64, n int) float64 {
	raw := span / float64(max(1, n))
	base := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if base*m >= raw*(1-sameValue) {
			return base * m
		}
	}
	return base * 10
}

// clockStep is the smallest of the usual parts of a minute or an hour, in seconds, that cuts span into at most n parts.
func clockStep(span float64, n int) float64 {
	raw := span / float64(max(1, n))
	for _, s := range []float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600} {
		if s >= raw*(1-sameValue) {
			return s
		}
	}
	return 3600 * math.Max(1, niceStep(span/3600, n))
}

// roundDown is the multiple of step at or just below v.
func roundDown(v, step float64) float64 {
	return math.Floor(v/step+sameValue) * step
}

// tick is a labelled place on an axis.
type tick struct {
	Value float64
	Label string
}

// ticks chooses at most about n labelled places in a range.
func (a Axis) ticks(r Range, n int) []tick {
	if a.Log {
		if t := logTicks(r, n); len(t) >= 2 {
			return t
		}
	}
	step := a.step(r, n)
	write := clockWriter(r.Max)
	if !a.Clock {
		write = tickWriter(math.Max(math.Abs(r.Min), math.Abs(r.Max)), step)
	}
	var out []tick
	for i := math.Ceil(r.Min/step - sameValue); i*step <= r.Max+step*sameValue; i++ {
		out = append(out, tick{i * step, write(i * step)})
	}
	return out
}

// logTicks labels 1, 2 and 5 times each power of ten where that gives about n labels at most, else the powers alone, else every
// second, third... power.
func logTicks(r Range, n int) []tick {
	out := logTicksAt(r, 1, 1, 2, 5)
	for every := 1; len(out) > n+1; every++ {
		out = logTicksAt(r, every, 1)
	}
	return out
}

// logTicksAt labels the given multiples of those powers of ten in the range whose exponent every divides.
func logTicksAt(r Range, every int, multiples ...float64) []tick {
	lo, hi := int(math.Floor(math.Log10(r.Min)+sameValue)), int(math.Ceil(math.Log10(r.Max)-sameValue))
	var out []tick
	for e := lo; e <= hi; e++ {
		if e%every != 0 {
			continue
		}
		for _, m := range multiples {
			v := m * math.Pow(10, float64(e))
			if v >= r.Min*(1-sameValue) && v <= r.Max*(1+sameValue) {
				out = append(out, tick{v, powerLabel(m, e)})
			}
		}
	}
	return out
}

// powerLabel writes m times ten to the e, in digits where that is short.
func powerLabel(m float64, e int) string {
	if e >= -3 && e <= 3 {
		return say.Number(strconv.FormatFloat(m*math.Pow(10, float64(e)), 'f', max(0, -e), 64))
	}
	return scientific(m*math.Pow(10, float64(e)), 0)
}

// tickWriter chooses one way to write all ticks of an axis, by its largest value and the distance of its ticks: plain, in
// thousands (k), millions (M), billions (G), or with powers of ten.
func tickWriter(largest, step float64) func(float64) string {
	unit, suffix := 1.0, ""
	switch {
	case largest >= 1e12 || step < 1e-5:
		places := max(0, int(math.Floor(math.Log10(largest)+sameValue)-math.Floor(math.Log10(step)+sameValue)))
		return func(v float64) string { return scientific(v, min(places, 6)) }
	case largest >= 1e9:
		unit, suffix = 1e9, "G"
	case largest >= 1e6:
		unit, suffix = 1e6, "M"
	case largest >= 1e4:
		unit, suffix = 1e3, "k"
	}
	places := max(0, -int(math.Floor(math.Log10(step/unit)+sameValue)))
	return func(v float64) string {
		s := strconv.FormatFloat(v/unit, 'f', places, 64)
		if strings.Trim(s, "-0.") == "" {
			return strings.TrimPrefix(s, "-")
		}
		return minus(s) + suffix
	}
}
