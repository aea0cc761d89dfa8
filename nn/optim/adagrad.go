package optim

import . "github.com/gomlx/gomlx/core/graph"

// adagrad divides by the root of the sum of all squared gradients (Duchi, Hazan
// & Singer, 2011): G ← G + g²; θ ← θ − δ·g/√(G + ε).
func adagrad(u update) *Node {
	sum := u.slot("sum")
	return Sub(u.theta, divided(Mul(u.rate, u.g), sum.set(Add(sum.old, Square(u.g))), u.hyper.Epsilon))
}

// divided is x/√(square + ε), the ε inside the root as the study has it.
func divided(x, square *Node, epsilon float64) *Node {
	return Div(x, Sqrt(AddScalar(square, epsilon)))
}

// blend is the running mean β·old + (1−β)·x.
func blend(old *Node, beta float64, x *Node) *Node {
	return Add(MulScalar(old, beta), MulScalar(x, 1-beta))
}
