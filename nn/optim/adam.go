package optim

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// adam steps by a running mean of the gradient over the root of one of its
// square: m ← β₁·m + (1−β₁)·g; v ← β₂·v + (1−β₂)·g²; θ ← θ − δ·m̂/√(v̂ + ε).
//
// With bias correction m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ) (Kingma & Ba, 2015,
// algorithm 1, but with ε under the root, as the study has it); without, as in
// the study, m̂ = m and v̂ = v.
func adam(u update) *Node {
	mean, square := u.slot("mean"), u.slot("mean_square")
	m := mean.set(blend(mean.old, u.hyper.Beta1, u.g))
	v := square.set(blend(square.old, u.hyper.Beta2, Square(u.g)))
	rate := u.rate
	if u.hyper.BiasCorrection {
		// One scalar times m rather than m divided by one: a multiplication an
		// element less.
		rate = Mul(rate, u.correct(u.hyper.Beta1))
		v = Mul(v, u.correct(u.hyper.Beta2))
	}
	return Sub(u.theta, divided(Mul(rate, m), v, u.hyper.Epsilon))
}

// counter counts the steps taken, for the bias correction. It makes its variable
// only when it is asked.
type counter struct {
	store       *model.Store
	graph       *Graph
	step        *Node
	corrections map[float64]*Node
}

// correct returns the scalar 1/(1−βᵗ) of this step, t counting from 1.
func (c *counter) correct(beta float64) *Node {
	if c.step == nil {
		// A float32 counts exactly to 2²⁴ steps, half a million epochs of the
		// bundled photos.
		v := c.store.VariableWithValue(model.JoinPath(Scope, "step"), float32(0)).SetTrainable(false)
		c.step = AddScalar(v.NodeValue(c.graph), 1)
		v.SetNodeValue(c.step)
		c.corrections = map[float64]*Node{}
	}
	if c.corrections[beta] == nil {
		c.corrections[beta] = Inverse(c.oneMinusPower(beta))
	}
	return c.corrections[beta]
}

// oneMinusPower is 1−βᵗ, written −expm1(t·ln β): taking βᵗ from 1 would lose
// four of seven digits in the first steps with β near 1.
func (c *counter) oneMinusPower(beta float64) *Node {
	if beta == 0 {
		return OnesLike(c.step)
	}
	return Neg(Expm1(MulScalar(c.step, math.Log(beta))))
}
