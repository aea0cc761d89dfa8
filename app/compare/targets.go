package compare

import (
	"math"

	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/record"
	"pawgrad/app/say"
)

// Race says of which target, an index into those of the part in view, the arrivals are drawn, and
// by which unit.
type Race struct {
	Target int
	Unit   record.Unit
}

// unitAxis is the axis of a unit.
func unitAxis(unit record.Unit) figure.Axis {
	a := figure.Axis{Label: format.Capital(unit.Name())}
	switch unit {
	case record.Epochs:
		a.Label, a.Whole = say.Text("Epoch"), true
	case record.Seconds:
		a.Label, a.Clock = say.Text("Training time (min:s)"), true
	}
	return a
}

// Arrivals are the shares of each arm's seeds that have reached a target by then: a curve of
// those that have not, as survival curves are, upside down.
func (c *Comparison) Arrivals(o Race) figure.Line {
	f := figure.Line{Title: say.Text("Seeds that have arrived"), X: unitAxis(o.Unit), Y: figure.Axis{Label: say.Text("Share of the seeds"), Show: figure.Range{Max: 1}, Value: figure.Fixed(2)},
		Empty: say.Text("Curves appear here when a run has been tested")}
	row, ok := c.Row()
	if !ok || o.Target >= len(row.Targets) {
		return f
	}
	target := row.Targets[o.Target]
	f.Title += say.F(" at %s", format.Fixed(target, 2))
	last := 0.0
	for _, cell := range row.Cells {
		for _, r := range cell.Runs {
			last = math.Max(last, cell.Length(r, o.Unit))
		}
	}
	for _, cell := range row.Cells {
		s := figure.Series{Name: cell.Name(), Style: figure.ArmStyle(string(cell.Method.ID), cell.Look)}
		s.X, s.Y = stairs(cell.Arrivals(target, o.Unit), 0, last)
		f.Series = append(f.Series, s)
	}
	return f
}

// stairs is a curve that rises by an equal step at each of some places, ascending, up to a last
// one; those beyond it are not reached. It begins at first.
func stairs(at []float64, first, last float64) (xs, ys []float64) {
	step := 1 / float64(len(at))
	xs, ys = []float64{first}, []float64{0}
	for i, x := range at {
		if x > last {
			break
		}
		xs, ys = append(xs, x, x), append(ys, float64(i)*step, float64(i+1)*step)
	}
	return append(xs, last), append(ys, ys[len(ys)-1])
}

// slowest is how many times as much as the fastest arm a profile shows at least.
const slowest = 4

// Profile is how the arms do over all parts and targets: the share that an arm reaches with at
// most so many times what the fastest arm takes. It has no curves unless there are two parts.
func (c *Comparison) Profile(unit record.Unit) figure.Line {
	f := figure.Line{Title: say.Text("Over all parts and targets"), X: figure.Axis{Label: say.F("Times what the fastest takes (%s)", unit.Name()), Log: true},
		Y: figure.Axis{Label: say.Text("Share of the targets"), Show: figure.Range{Max: 1}, Value: figure.Fixed(2)}}
	profiles := c.Table().Profiles(unit)
	last := float64(slowest)
	for _, p := range profiles {
		for _, ratio := range p.Ratios {
			if !math.IsInf(ratio, 1) {
				last = math.Max(last, ratio)
			}
		}
	}
	for _, p := range profiles {
		if len(p.Ratios) == 0 {
			continue
		}
		s := figure.Series{Name: p.Cell.Name(), Style: figure.ArmStyle(string(p.Cell.Method.ID), p.Cell.Look)}
		s.X, s.Y = stairs(p.Ratios, 1, last)
		f.Series = append(f.Series, s)
	}
	return f
}
