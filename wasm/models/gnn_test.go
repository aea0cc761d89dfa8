package models

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/loss"
)

// graphNetwork classifies the nodes of a graph: in two rounds, each sends messages along the edges, which are gathered,
// transformed and added up where they arrive.
var graphNetwork = example{
	batch: func(r random) (inputs, labels []*tensors.Tensor) {
		const nodes, edges = 12, 30
		states, _ := r.numbers(nodes, 6)
		from, _ := r.words(nodes, edges, 1)
		to, _ := r.words(nodes, edges, 1)
		y, _ := classes[int32](nodes, 3)
		return []*tensors.Tensor{states, from, to}, []*tensors.Tensor{y}
	},
	graph: func(scope *model.Scope, in []*Node) *Node {
		x := layers.DenseWithBias(scope.In("states"), in[0], 16)
		for _, name := range []string{"a", "b"} {
			at := scope.In("%s", name)
			messages := activation.Swish(layers.DenseWithBias(at.In("messages"), Gather(x, in[1]), 16))
			arrived := ScatterSum(ZerosLike(x), in[2], messages, false, false)
			x = Add(x, activation.Swish(layers.DenseWithBias(at.In("update"), Concatenate([]*Node{x, arrived}, -1), 16)))
		}
		return layers.DenseWithBias(scope.In("classes"), x, 3)
	},
	loss: loss.SparseCategoricalCrossEntropyLogits,
}
