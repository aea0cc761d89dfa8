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

// diffusion finds the noise in a picture with a U-Net: down to a quarter of the pixels, up again by repeating them, with what
// was on the way down beside it. How much noise there is enters as sines and cosines. Pixels are not repeated by
// Interpolate, whose gradient the Go backend has wrong as soon as there is more than one picture (compute v0.1.6).
var diffusion = example{
	batch: func(r random) (inputs, labels []*tensors.Tensor) {
		const n, edge = 4, 8
		noise, v := r.numbers(n, edge, edge, 3)
		_, picture := r.numbers(n, edge, edge, 3)
		amounts := make([]float32, n)
		for i := range amounts {
			amounts[i] = r.Float32()
		}
		mixed := make([]float32, len(v))
		for i := range v {
			a := amounts[i/(len(v)/n)]
			mixed[i] = a*v[i] + (1-a)*(1+picture[i])
		}
		return []*tensors.Tensor{
			tensors.FromFlatDataAndDimensions(mixed, n, edge, edge, 3), tensors.FromFlatDataAndDimensions(amounts, n, 1, 1, 1),
		}, []*tensors.Tensor{noise}
	},
	graph: func(scope *model.Scope, in []*Node) *Node {
		block := func(name string, x *Node, channels int) *Node {
			at := scope.In("%s", name)
			y := norm.LayerNorm(at.In("norm"), x, 1, 2).LearnedOffset(false).LearnedGain(false).Done()
			y = activation.Swish(layers.Convolution(at.In("conv"), y).Channels(channels).KernelSize(3).PadSame().Done())
			return Add(layers.DenseWithBias(at.In("residual"), x, channels), y)
		}
		x := in[0]
		n, edge := x.Shape().Dimensions[0], x.Shape().Dimensions[1]
		angles := Mul(in[1], Const(x.Graph(), [][][][]float32{{{{1, 3, 9, 27}}}}))
		amount := BroadcastToDims(Concatenate([]*Node{Sin(angles), Cos(angles)}, -1), n, edge, edge, 8)
		wide := block("wide", Concatenate([]*Node{x, amount}, -1), 8)
		x = MeanPool(wide).Window(2).Done()
		x = block("bottom", x, 16)
		half := edge / 2
		x = BroadcastToDims(Reshape(x, n, half, 1, half, 1, 16), n, half, 2, half, 2, 16)
		x = Reshape(x, n, edge, edge, 16)
		x = block("up", Concatenate([]*Node{x, wide}, -1), 8)
		return layers.DenseWithBias(scope.In("noise"), x, 3)
	},
	loss: loss.MeanAbsoluteError,
}
