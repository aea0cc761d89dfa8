package models

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/layers/norm"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/loss"
)

// pictures are noise, brighter the higher their class.
func pictures(r random, n, edge, channels, number int) *tensors.Tensor {
	_, v := r.numbers(n, edge, edge, channels)
	each := len(v) / n
	for i := range v {
		v[i] += float32(i / each % number)
	}
	return tensors.FromFlatDataAndDimensions(v, n, edge, edge, channels)
}

// mnist is two convolutions with max-pooling, dropout and a dense layer, for ten digits.
var mnist = example{
	batch: func(r random) (inputs, labels []*tensors.Tensor) {
		const n = 10
		y, _ := classes[int32](n, 10)
		return []*tensors.Tensor{pictures(r, n, 14, 1, 10)}, []*tensors.Tensor{y}
	},
	graph: func(scope *model.Scope, in []*Node) *Node {
		x := layers.Convolution(scope.In("first"), in[0]).Channels(8).KernelSize(3).PadSame().Done()
		x = MaxPool(activation.Relu(x)).Window(2).Done()
		x = layers.Convolution(scope.In("second"), x).Channels(16).KernelSize(3).PadSame().Done()
		x = MaxPool(activation.Relu(x)).Window(2).Done()
		x = Reshape(x, x.Shape().Dimensions[0], -1)
		x = layers.DropoutStatic(scope.In("dropout"), activation.Relu(layers.DenseWithBias(scope.In("hidden"), x, 32)), 0.3)
		return layers.DenseWithBias(scope.In("digits"), x, 10)
	},
	loss: loss.SparseCategoricalCrossEntropyLogits,
}

// cifar is blocks of convolutions with normalized layers, strides and residual connections. Its normalization is by
// layer: the Go backend has no batch normalization to compare with.
var cifar = example{
	batch: func(r random) (inputs, labels []*tensors.Tensor) {
		const n = 8
		y, _ := classes[int32](n, 4)
		return []*tensors.Tensor{pictures(r, n, 12, 3, 4)}, []*tensors.Tensor{y}
	},
	graph: func(scope *model.Scope, in []*Node) *Node {
		x := layers.Convolution(scope.In("stem"), in[0]).Channels(8).KernelSize(3).PadSame().Done()
		for _, name := range []string{"a", "b"} {
			at := scope.In("%s", name)
			y := norm.LayerNorm(at.In("norm"), x, -1).Done()
			y = layers.Convolution(at.In("conv"), activation.Swish(y)).Channels(8).KernelSize(3).PadSame().Done()
			x = MeanPool(Add(x, y)).Window(2).Done()
		}
		return layers.DenseWithBias(scope.In("classes"), ReduceMean(x, 1, 2), 4)
	},
	loss: loss.SparseCategoricalCrossEntropyLogits,
}

// dogsAndCats is a plain convolution network for two classes.
var dogsAndCats = example{
	batch: func(r random) (inputs, labels []*tensors.Tensor) {
		const n = 8
		y, _ := classes[float32](n, 2)
		return []*tensors.Tensor{pictures(r, n, 22, 3, 2)}, []*tensors.Tensor{y}
	},
	graph: func(scope *model.Scope, in []*Node) *Node {
		x := in[0]
		for _, name := range []string{"a", "b"} {
			x = layers.Convolution(scope.In("%s", name), x).Channels(16).KernelSize(3).NoPadding().Done()
			x = MaxPool(activation.Relu(x)).Window(2).Done()
		}
		x = layers.DropoutStatic(scope.In("dropout"), Reshape(x, x.Shape().Dimensions[0], -1), 0.5)
		x = activation.Relu(layers.DenseWithBias(scope.In("hidden"), x, 24))
		return layers.DenseWithBias(scope.In("logit"), x, 1)
	},
	loss: loss.BinaryCrossentropyLogits,
}
