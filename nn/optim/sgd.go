package optim

import . "github.com/gomlx/gomlx/core/graph"

// descend is gradient descent, θ ← θ − δ·g (Cauchy, 1847): GD if g is over all
// training photos, SGD (Robbins & Monro, 1951) if it is over a batch.
func descend(u update) *Node { return Sub(u.theta, Mul(u.rate, u.g)) }
