package optim

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/spec"
)

// decayed is a weight from which decoupled decay has taken its share, θ − δ·λ·θ
// (Loshchilov & Hutter, 2019), as PyTorch's AdamW does before the step itself. δ is the
// step's own, so that decay follows the schedule.
func (o *Optimizer) decayed(theta, rate *Node) *Node {
	if o.run.WeightDecay == 0 || o.run.DecayForm == spec.L2 {
		return theta
	}
	return Sub(theta, Mul(MulScalar(rate, o.run.WeightDecay), theta))
}

// penalised is a gradient of a loss to which ½·λ·|θ|² was added, g + λ·θ, at the weight at
// which the gradient itself was taken: for Nesterov that is θ − γ·v.
func (o *Optimizer) penalised(g *Node, w *model.Variable) *Node {
	if o.run.WeightDecay == 0 || o.run.DecayForm != spec.L2 {
		return g
	}
	return Add(g, MulScalar(w.NodeValue(g.Graph()), o.run.WeightDecay))
}
