package surface

import (
	"fmt"
	"math"
	"math/rand/v2"

	"pawgrad/nn/spec"
)

// memory is what a method keeps of one coordinate from step to step. All of it
// starts from zero.
type memory struct {
	velocity   float64 // v of Momentum and Nesterov
	sum        float64 // G of Adagrad
	mean       float64 // m of Adam
	meanSquare float64 // E of RMSprop, v of Adam
}

// rule returns how far a method goes against one coordinate's gradient g in step t,
// counted from 1: the δ·g of θ ← θ − δ·g.
type rule func(m *memory, h spec.Hyper, g float64, t int) float64

// rules is the registry of the methods; package optim has the formulas' sources.
var rules = map[spec.MethodID]rule{
	spec.GD: plain, spec.SGD: plain, spec.Momentum: heavy, spec.Nesterov: heavy,
	spec.Adagrad: func(m *memory, h spec.Hyper, g float64, _ int) float64 {
		m.sum += g * g
		return h.LearningRate * g / math.Sqrt(m.sum+h.Epsilon)
	},
	spec.RMSprop: func(m *memory, h spec.Hyper, g float64, _ int) float64 {
		m.meanSquare = h.Rho*m.meanSquare + (1-h.Rho)*g*g
		return h.LearningRate * g / math.Sqrt(m.meanSquare+h.Epsilon)
	},
	spec.Adam: func(m *memory, h spec.Hyper, g float64, t int) float64 {
		m.mean = h.Beta1*m.mean + (1-h.Beta1)*g
		m.meanSquare = h.Beta2*m.meanSquare + (1-h.Beta2)*g*g
		mean, square := m.mean, m.meanSquare
		if h.BiasCorrection {
			mean /= 1 - math.Pow(h.Beta1, float64(t))
			square /= 1 - math.Pow(h.Beta2, float64(t))
		}
		return h.LearningRate * mean / math.Sqrt(square+h.Epsilon)
	},
}

func plain(_ *memory, h spec.Hyper, g float64, _ int) float64 { return h.LearningRate * g }

// heavy is Polyak's heavy ball: v ← γ·v + δ·g. Nesterov's differs only in where g is
// taken; see [Surface.Walk].
func heavy(m *memory, h spec.Hyper, g float64, _ int) float64 {
	m.velocity = h.Gamma*m.velocity + h.LearningRate*g
	return m.velocity
}

// Walk returns the path of a method: the start and the place after each of so many
// steps. Places of a path that diverges may be infinite or not a number.
//
// With noise, which says how many times that of the surface it is, each gradient has a
// random part, as that of a batch of photos has. All
// methods meet the same random parts of a seed, as they meet the same batches; GD,
// which looks at everything before each step, meets none.
func (s Surface) Walk(id spec.MethodID, h spec.Hyper, start Point, steps int, noise float64, seed uint64) []Point {
	step, ok := rules[id]
	if !ok {
		panic(fmt.Sprintf("surface: unknown method %q", id))
	}
	method, _ := spec.MethodByID(id)
	random := rand.New(rand.NewPCG(seed, 0))
	var memories [2]memory
	at := start
	path := append(make([]Point, 0, steps+1), at)
	for t := 1; t <= steps; t++ {
		from := at
		if id == spec.Nesterov {
			for i := range from {
				from[i] -= h.Gamma * memories[i].velocity
			}
		}
		g := s.Gradient(from)
		for i := range g {
			if part := noise * s.Noise * random.NormFloat64(); !method.FullBatch {
				g[i] += part
			}
			at[i] -= step(&memories[i], h, g[i], t)
		}
		path = append(path, at)
	}
	return path
}
