package optim

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// accumulator is the slot of the gradient gathered so far.
const accumulator = "gradient"

// Accumulate builds the part of a full-batch step that one batch contributes:
// its gradient is added to what was gathered. If the batches' losses are parts
// of the mean over all photos (weights 1/N), what is gathered in the end is that
// mean's exact gradient, up to rounding.
func (o *Optimizer) Accumulate(scope *model.Scope, g *Graph, loss *Node) {
	gradients := scope.BuildTrainableVariablesGradientsGraph(loss)
	for i, w := range trainable(scope, g) {
		sum := zeroSlot(scope.Store(), accumulator, w)
		sum.SetNodeValue(Add(sum.NodeValue(g), gradients[i]))
	}
}

// Apply builds the step by the gathered gradient, which starts over from zero.
func (o *Optimizer) Apply(scope *model.Scope, g *Graph) {
	var gradients []*Node
	var sums []*model.Variable
	for w := range scope.IterVariables() {
		if w.Trainable {
			w.NodeValue(g) // brings the weight into the graph
			sum := zeroSlot(scope.Store(), accumulator, w)
			sums, gradients = append(sums, sum), append(gradients, sum.NodeValue(g))
		}
	}
	o.UpdateGraphWithGradients(scope, gradients, gradients[0].DType())
	for i, sum := range sums {
		sum.SetNodeValue(ZerosLike(gradients[i]))
	}
}
