package models

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/layers/fnn"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/loss"
)

// adult classifies rows of a table: embedded categories, numbers calibrated piecewise linearly, and dense layers.
var adult = example{
	batch: func(r random) (inputs, labels []*tensors.Tensor) {
		const n = 16
		categories, _ := r.words(9, n, 3)
		numbers, _ := r.numbers(n, 4)
		y, _ := classes[float32](n, 2)
		return []*tensors.Tensor{categories, numbers}, []*tensors.Tensor{y}
	},
	graph: func(scope *model.Scope, in []*Node) *Node {
		g, n := in[0].Graph(), in[0].Shape().Dimensions[0]
		embedded := layers.Embedding(scope.In("categories"), ExpandDims(in[0], -1), dtypes.Float32, 9, 5)
		points := Const(g, []float32{-2, -1, 0, 1, 2})
		var columns []*Node
		for c := range 4 {
			column := Slice(in[1], AxisRange(), AxisRange(c, c+1))
			columns = append(columns, layers.PieceWiseLinearCalibration(scope.In("column %d", c), column, points, true))
		}
		x := Concatenate(append(columns, Reshape(embedded, n, -1)), -1)
		return fnn.New(scope.In("network"), x, 1).NumHiddenLayers(2, 20).Activation(activation.TypeSwish).Residual(true).Done()
	},
	loss: loss.BinaryCrossentropyLogits,
}
