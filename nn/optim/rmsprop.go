package optim

import . "github.com/gomlx/gomlx/core/graph"

// rmsprop is Adagrad with a running mean instead of the sum (Tieleman & Hinton,
// 2012): E ← ρ·E + (1−ρ)·g²; θ ← θ − δ·g/√(E + ε).
func rmsprop(u update) *Node {
	mean := u.slot("mean_square")
	e := mean.set(blend(mean.old, u.hyper.Rho, Square(u.g)))
	return Sub(u.theta, divided(Mul(u.rate, u.g), e, u.hyper.Epsilon))
}
