package surface

import (
	"math"

	"pawgrad/nn/spec"
)

// Point is a place on a surface: x, y. It is also a direction there.
type Point [2]float64

// Range is a closed interval.
type Range struct{ Min, Max float64 }

// Surface is a function of two variables whose lowest place is looked for.
type Surface struct {
	// ID names the surface in element ids; Label is what a visitor reads.
	ID, Label string
	// Lesson is a sentence or two on what there is to see.
	Lesson string
	// X and Y are the part of the plane that is shown.
	X, Y Range
	// Start is where paths begin if nobody says otherwise.
	Start Point
	// Height is the function, Gradient its derivative by x and y.
	Height   func(Point) float64
	Gradient func(Point) Point
	// Noise is the standard deviation of what batches add to each part of the
	// gradient, if noise is asked for.
	Noise float64
	// Rates are learning rates under which each method shows its character here.
	Rates map[spec.MethodID]float64
}

// Curvatures of the ravine along its floor and across: 1 to 20, as the surface of a
// network's loss has them 1 to many thousands.
const floorCurve, wallCurve = 0.2, 4

// Surfaces lists the surfaces in the order in which the page shows them.
var Surfaces = []Surface{
	{
		ID: "ravine", Label: "Ravine",
		Lesson: "Steep walls, a gentle floor. What is short enough a step for the walls is too short for the floor: plain steps zigzag, " +
			"momentum gathers speed along the floor, and the adaptive methods give each direction a rate of its own.",
		X: Range{-6, 3}, Y: Range{-2.6, 2.6}, Start: Point{-5, 2},
		Height:   func(p Point) float64 { return (floorCurve*p[0]*p[0] + wallCurve*p[1]*p[1]) / 2 },
		Gradient: func(p Point) Point { return Point{floorCurve * p[0], wallCurve * p[1]} },
		Noise:    0.8,
		Rates: map[spec.MethodID]float64{spec.GD: 0.4, spec.SGD: 0.4, spec.Momentum: 0.04, spec.Nesterov: 0.04,
			spec.Adagrad: 0.9, spec.RMSprop: 0.12, spec.Adam: 0.25},
	},
	{
		ID: "turned-ravine", Label: "Ravine, turned",
		Lesson: "The same ravine, turned by 45 degrees. Plain steps and momentum do just as before. The adaptive methods can only stretch x and y, " +
			"not the ravine's own directions: much of their advantage is gone.",
		X: Range{-6.2, 2.8}, Y: Range{-5.2, 2.8}, Start: turned(Point{-5, 2}),
		Height: func(p Point) float64 {
			u, v := unturned(p)
			return (floorCurve*u*u + wallCurve*v*v) / 2
		},
		Gradient: func(p Point) Point {
			u, v := unturned(p)
			return turned(Point{floorCurve * u, wallCurve * v})
		},
		Noise: 0.8,
		Rates: map[spec.MethodID]float64{spec.GD: 0.4, spec.SGD: 0.4, spec.Momentum: 0.04, spec.Nesterov: 0.04,
			spec.Adagrad: 0.9, spec.RMSprop: 0.12, spec.Adam: 0.25},
	},
	{
		ID: "saddle", Label: "Saddle",
		Lesson: "Down from the left and the right, down again to the front and the back. On the ridge the slope is almost nothing, and plain steps stall there. " +
			"The adaptive methods divide by the size of the slope and leave at once. Start exactly on the ridge (y = 0) and none gets away, unless there is noise.",
		X: Range{-3, 3}, Y: Range{-2.8, 2.8}, Start: Point{-2.5, 0.01},
		Height: func(p Point) float64 {
			x2, y2 := p[0]*p[0], p[1]*p[1]
			return x2/2 - y2/2 + y2*y2/16
		},
		Gradient: func(p Point) Point { return Point{p[0], -p[1] + p[1]*p[1]*p[1]/4} },
		Noise:    0.3,
		Rates: map[spec.MethodID]float64{spec.GD: 0.1, spec.SGD: 0.1, spec.Momentum: 0.02, spec.Nesterov: 0.02,
			spec.Adagrad: 0.5, spec.RMSprop: 0.05, spec.Adam: 0.08},
	},
	{
		ID: "plateau", Label: "Plateau",
		Lesson: "A funnel in a plain. Out there the slope is so small that plain steps hardly move. The adaptive methods step by about their rate " +
			"however small the slope is, and cross the plain.",
		X: Range{-4.2, 4.2}, Y: Range{-3.2, 3.2}, Start: Point{-3.1, 1.9},
		Height:   func(p Point) float64 { return 1 - funnel(p) },
		Gradient: func(p Point) Point { return Point{funnel(p) * p[0], funnel(p) * p[1]} },
		Noise:    0.1,
		Rates: map[spec.MethodID]float64{spec.GD: 0.8, spec.SGD: 0.8, spec.Momentum: 0.15, spec.Nesterov: 0.15,
			spec.Adagrad: 0.4, spec.RMSprop: 0.05, spec.Adam: 0.1},
	},
}

// funnel is the depth of the plateau's funnel.
func funnel(p Point) float64 { return math.Exp(-(p[0]*p[0] + p[1]*p[1]) / 2) }

// ByID returns the surface of that ID; the first if there is none.
func ByID(id string) Surface {
	for _, s := range Surfaces {
		if s.ID == id {
			return s
		}
	}
	return Surfaces[0]
}

// turned is a point of a surface's own axes in x and y, unturned the reverse: a turn
// by 45 degrees.
func turned(p Point) Point {
	return Point{(p[0] - p[1]) * math.Sqrt2 / 2, (p[0] + p[1]) * math.Sqrt2 / 2}
}
func unturned(p Point) (u, v float64) {
	return (p[0] + p[1]) * math.Sqrt2 / 2, (p[1] - p[0]) * math.Sqrt2 / 2
}

// Lattice measures the surface where nx columns and ny rows cross.
func (s Surface) Lattice(nx, ny int) (x, y []float64, height [][]float64) {
	x, y = s.X.split(nx), s.Y.split(ny)
	for _, b := range y {
		row := make([]float64, nx)
		for i, a := range x {
			row[i] = s.Height(Point{a, b})
		}
		height = append(height, row)
	}
	return x, y, height
}

// split is n places from one end of the range to the other.
func (r Range) split(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = r.Min + (r.Max-r.Min)*float64(i)/float64(n-1)
	}
	return list
}

// Clamp is the place in the range nearest to a place.
func (r Range) Clamp(v float64) float64 { return math.Max(r.Min, math.Min(r.Max, v)) }
