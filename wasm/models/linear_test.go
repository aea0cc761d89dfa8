package models

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// linear finds the coefficients of a plane from noisy points on it.
var linear = example{
	batch: func(r random) (inputs, labels []*tensors.Tensor) {
		const n, features = 40, 10
		x, values := r.numbers(n, features)
		y, target := r.numbers(n, 1)
		for i := range target {
			target[i] *= 0.1
			for j := range features {
				target[i] += float32(j) / features * values[i*features+j]
			}
		}
		y = tensors.FromFlatDataAndDimensions(target, n, 1)
		return []*tensors.Tensor{x}, []*tensors.Tensor{y}
	},
	graph: func(scope *model.Scope, in []*Node) *Node { return layers.DenseWithBias(scope.In("plane"), in[0], 1) },
	loss:  loss.MeanSquaredError,
	optimizer: func() optimizer.Interface {
		return optimizer.StochasticGradientDescent().WithDecay(false).WithLearningRate(0.05).Done()
	},
}
