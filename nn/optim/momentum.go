package optim

import . "github.com/gomlx/gomlx/core/graph"

// velocity is the slot of v, which Momentum and Nesterov keep.
const velocity = "velocity"

// momentum is Polyak's (1964) heavy ball: v ← γ·v + δ·g; θ ← θ − v.
func momentum(u update) *Node {
	v := u.slot(velocity)
	return Sub(u.theta, v.set(Add(MulScalar(v.old, u.hyper.Gamma), Mul(u.rate, u.g))))
}
