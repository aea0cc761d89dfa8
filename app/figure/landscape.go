package figure

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"pawgrad/app/say"
)

// Landscape is a surface seen from above, such as the loss around the paths of several runs, with those paths on it: bands of colour
// between iso-lines with their levels written on them, and for each run a line from a start ring to its marker. Pale is low on a light
// ground and dark is low on a dark one, so that the valley, where the paths end, is as quiet as the page.
//
// One unit is as long along both axes, as directions in the space of weights have it, unless the window is more than twice as long as
// high or the other way round.
type Landscape struct {
	Title        string
	X, Y         []float64   // coordinates of the columns and rows, ascending
	Loss         [][]float64 // rows of Y; NaN or infinite where nothing finite was measured, which is hatched
	XAxis, YAxis Axis        // labels, and how a coordinate is written
	LossAxis     Axis        // label of what is measured, and how it is written
	Paths        []LandscapePath
	StepName     string // what lies between two points of a path: "" says "epoch"
	Focus        *Spot  // where the visitor points: the values there are listed
	Note         string // a caption below
}

// LandscapePath is the way of one run over the surface.
type LandscapePath struct {
	Name   string
	Style  Style
	Points [][2]float64 // x and y, from the start; a point that is no number ends the line there
}

// Spot is a place in data units.
type Spot struct{ X, Y float64 }

const (
	emptyLandscape = "The surface appears here when it has been measured"
	holesNote      = "Hatched: no finite loss."
)

// MainDirection names an axis of a landscape by its rank from 1 and its share of the paths' variance, 0 to 1.
func MainDirection(rank int, share float64) string {
	text := say.F("%dth main direction", rank)
	switch rank {
	case 1:
		text = say.Text("1st main direction")
	case 2:
		text = say.Text("2nd main direction")
	case 3:
		text = say.Text("3rd main direction")
	}
	return text + say.F(" (%.0f %% of the variance)", 100*share)
}

// Heading implements Figure.
func (f Landscape) Heading() string { return f.Title }

// Describe implements Figure.
func (f Landscape) Describe() string {
	l := f.lattice()
	r, _ := l.extent()
	if r.Min > r.Max {
		return say.F("Surface: %s. No data yet.", f.Title)
	}
	text := say.F("Surface: %s, %s from %s to %s on %d by %d places, over %s and %s.", f.Title, cmp.Or(f.LossAxis.Label, "height"), f.LossAxis.value(r.Min), f.LossAxis.value(r.Max), l.nx, l.ny, f.XAxis.describe(), f.YAxis.describe())
	var parts []string
	for _, p := range f.Paths {
		n := p.drawable()
		if n == 0 {
			continue
		}
		part := say.F("%s in %s", p.Name, f.steps(n-1))
		if z := f.lossAt(l, p.Points[n-1]); !math.IsNaN(z) {
			part += say.F(" to %s", f.LossAxis.value(z))
		}
		parts = append(parts, part)
	}
	if len(parts) > 0 {
		text += say.F(" Paths: %s.", strings.Join(parts, ", "))
	}
	return strings.TrimSpace(text + " " + f.caption(l))
}

// Table implements Figure: a row for each step of the paths, a column for each path, with the loss and the place.
func (f Landscape) Table() Table {
	t := Table{Caption: say.F("%s: the paths", f.Title), Head: []string{f.stepHead()}}
	longest := 0
	for _, p := range f.Paths {
		t.Head, longest = append(t.Head, p.Name), max(longest, p.drawable())
	}
	l := f.lattice()
	rows, note := thinned(longest)
	for _, i := range rows {
		row := []string{strconv.Itoa(i)}
		for _, p := range f.Paths {
			cell := missing
			if i < p.drawable() {
				at := p.Points[i]
				cell = say.F("%s at %s, %s", f.LossAxis.value(f.lossAt(l, at)), f.XAxis.value(at[0]), f.YAxis.value(at[1]))
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = strings.TrimSpace(f.caption(l) + " " + note)
	return t
}

// up and across name the axes, with arrows since the names stand above and below.
func (f Landscape) up() string {
	if f.YAxis.Label == "" {
		return ""
	}
	return "↑ " + f.YAxis.Label
}

func (f Landscape) across() string {
	if f.XAxis.Label == "" {
		return ""
	}
	return f.XAxis.Label + " →"
}

func (f Landscape) step() string {
	return cmp.Or(f.StepName, "epoch")
}

// caption is the note, and what hatching means if there is any.
func (f Landscape) caption(l lattice) string {
	if _, holes := l.extent(); holes {
		return strings.TrimSpace(f.Note + " " + say.Text(holesNote))
	}
	return f.Note
}

func (f Landscape) lattice() lattice { return newLattice(f.Loss, len(f.X), len(f.Y)) }

// lossAt is the surface's height at a place in data units, NaN outside.
func (f Landscape) lossAt(l lattice, at [2]float64) float64 {
	if len(l.z) == 0 {
		return math.NaN()
	}
	return l.read(gridAt(f.X[:l.nx], at[0]), gridAt(f.Y[:l.ny], at[1]))
}

// gridAt is where a coordinate lies between ascending grid coordinates, in units of the grid; NaN outside.
func gridAt(xs []float64, x float64) float64 {
	for i := 1; i < len(xs); i++ {
		if x >= xs[i-1] && x <= xs[i] {
			return float64(i-1) + (x-xs[i-1])/(xs[i]-xs[i-1])
		}
	}
	return math.NaN()
}

// drawable is how many points of a path come before one that is no number.
func (p LandscapePath) drawable() int {
	for i, at := range p.Points {
		if !drawable(at[0], false) || !drawable(at[1], false) {
			return i
		}
	}
	return len(p.Points)
}

// Draw implements Figure.
func (f Landscape) Draw(s Surface, t Theme) { draw(f.Layout, s, t) }

// steps counts what lies between the points of a path.
func (f Landscape) steps(n int) string {
	switch f.step() {
	case "waypoint":
		return say.F("%d {waypoint|waypoints}", n)
	case "step":
		return say.F("%d {step|steps}", n)
	}
	return say.F("%d {epoch|epochs}", n)
}

// stepHead is the head of the table's first column.
func (f Landscape) stepHead() string {
	switch f.step() {
	case "waypoint":
		return say.Text("Waypoint")
	case "step":
		return say.Text("Step")
	}
	return say.Text("Epoch")
}
