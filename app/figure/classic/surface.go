package classic

import (
	"math"

	"pawgrad/app/figure"
	"pawgrad/nn/spec"
)

// Surface is a loss over two weights, with what it takes to walk on it.
type Surface struct {
	ID, Name string
	// Idea says in a sentence what to look for.
	Idea string
	// X and Y are the window that is drawn.
	X, Y figure.Range
	// Start is where walks start until the visitor chooses another place.
	Start [2]float64
	// Noise is the standard deviation of each component of what a mini-batch's gradient differs from that of the whole set; GD has none.
	Noise float64
	// Rates are the learning rates of the methods, tried on this surface.
	Rates map[spec.MethodID]float64

	loss     func(x, y float64) float64
	gradient func(x, y float64) (gx, gy float64)
}

// Loss is the height at a place.
func (s Surface) Loss(x, y float64) float64 { return s.loss(x, y) }

// Gradient is the slope at a place, without noise.
func (s Surface) Gradient(x, y float64) (gx, gy float64) { return s.gradient(x, y) }

// Within is the place in the window nearest to a place, for a start chosen by keys.
func (s Surface) Within(x, y float64) [2]float64 {
	return [2]float64{math.Max(s.X.Min, math.Min(s.X.Max, x)), math.Max(s.Y.Min, math.Min(s.Y.Max, y))}
}

// Constants of the surfaces. They are chosen so that each surface shows one thing clearly in a hundred steps.
const (
	ravineAlong, ravineAcross = 0.01, 2.0 // half the curvatures: two hundred times as steep across as along
	ravineFloor               = 0.1       // above zero, so that levels can grow by a factor
	saddleDown, saddleRim     = 0.5, 1.0 / 16
	plateauWidth              = 2.0 // twice the variance of the pit
)

// Surfaces lists the three, in the order in which they are told.
var Surfaces = []Surface{
	{
		ID: "ravine", Name: "Ravine",
		Idea: "Steep across, almost flat along. A plain gradient step bounces from wall to wall; momentum evens that out and gathers speed along the floor.",
		X:    figure.Range{Min: -4, Max: 4}, Y: figure.Range{Min: -2, Max: 2}, Start: [2]float64{-3.5, 1.4}, Noise: 0.04,
		Rates: rates(0.45, 0.45, 0.1, 0.1, 0.4, 0.05, 0.1),
		loss: func(x, y float64) float64 {
			return ravineFloor + ravineAlong*x*x + ravineAcross*y*y
		},
		gradient: func(x, y float64) (gx, gy float64) {
			return 2 * ravineAlong * x, 2 * ravineAcross * y
		},
	},
	{
		ID: "saddle", Name: "Saddle",
		Idea: "A pass between two valleys, where the gradient is zero. Started on the ridge, GD walks into the pass and stays; the noise of mini-batches tips all others over.",
		X:    figure.Range{Min: -3, Max: 3}, Y: figure.Range{Min: -2.8, Max: 2.8}, Start: [2]float64{-2.4, 0}, Noise: 0.02,
		Rates: rates(0.1, 0.1, 0.02, 0.02, 0.2, 0.03, 0.05),
		loss: func(x, y float64) float64 {
			return x*x/2 - saddleDown*y*y + saddleRim*y*y*y*y
		},
		gradient: func(x, y float64) (gx, gy float64) {
			return x, -2*saddleDown*y + 4*saddleRim*y*y*y
		},
	},
	{
		ID: "plateau", Name: "Plateau",
		Idea: "Almost flat, with a pit. Far out the gradient is so small that plain steps hardly move; methods that divide by the gradient's size walk on at their usual pace.",
		X:    figure.Range{Min: -4, Max: 4}, Y: figure.Range{Min: -3, Max: 3}, Start: [2]float64{-3, 2}, Noise: 0.001,
		Rates: rates(0.5, 0.5, 0.1, 0.1, 0.3, 0.05, 0.06),
		loss: func(x, y float64) float64 {
			return 1 - math.Exp(-(x*x+y*y)/plateauWidth)
		},
		gradient: func(x, y float64) (gx, gy float64) {
			e := math.Exp(-(x*x+y*y)/plateauWidth) * 2 / plateauWidth
			return x * e, y * e
		},
	},
}

// rates names the rates of the seven methods, in their order.
func rates(values ...float64) map[spec.MethodID]float64 {
	out := map[spec.MethodID]float64{}
	for i, m := range spec.Methods {
		out[m.ID] = values[i]
	}
	return out
}

// ByID returns the surface of that name, and whether there is one.
func ByID(id string) (Surface, bool) {
	for _, s := range Surfaces {
		if s.ID == id {
			return s, true
		}
	}
	return Surface{}, false
}
