package model

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// InputShape is the shape of what a run's network takes: 8-bit photos [batch,
// size, size, 3], or, where the output of the frozen layers is computed
// beforehand, that output, float32 [batch, height, width, channels].
func InputShape(run spec.Run, batch int) shapes.Shape {
	if !run.Cached() {
		return photosShape(run, batch)
	}
	layers := run.Network().Layers(run.ImageSize)
	cut := layers[unfrozen(layers)-1]
	return shapes.Make(dtypes.Float32, batch, cut.Height, cut.Width, cut.Channels)
}

// photosShape is the shape of a batch of photos at a run's size.
func photosShape(run spec.Run, batch int) shapes.Shape {
	return shapes.Make(dtypes.Uint8, batch, run.ImageSize, run.ImageSize, 3)
}

// Logits builds the network's forward pass over input, shaped as [InputShape]
// says; the result is the logit of class 1, float32, shaped [batch]. The last
// layer's sigmoid is left to the reader of the logits, since the loss needs them
// without it.
//
// dropout is the state of the random generator for the dropout masks (see
// [DropoutState]); with nil nothing is dropped, as it should be outside of
// training.
func Logits(scope *gomlx.Scope, run spec.Run, input, dropout *Node) *Node {
	logits, _ := forward(scope, run, input, dropout)
	return logits
}

// forward is Logits; it also returns the output of the last convolution.
func forward(scope *gomlx.Scope, run spec.Run, input, dropout *Node) (logits, convolved *Node) {
	layers := run.Network().Layers(run.ImageSize)
	from := 0
	if run.Cached() {
		from = unfrozen(layers)
	}
	x, convolved := pass(scope, run, layers, from, len(layers), input, dropout)
	return Reshape(x, x.Shape().Dim(0)), convolved
}

// frozenPart builds the frozen layers over 8-bit photos.
func frozenPart(scope *gomlx.Scope, run spec.Run, pixels *Node) *Node {
	layers := run.Network().Layers(run.ImageSize)
	x, _ := pass(scope, run, layers, 0, unfrozen(layers), pixels, nil)
	return x
}

// unfrozen is the index of the first layer behind the frozen ones.
func unfrozen(layers []spec.Layer) int {
	from := 0
	for i, l := range layers {
		if l.Frozen {
			from = i + 1
		}
	}
	return from
}

// prepare builds what a run's network without a base is shown of 8-bit photos, given as
// float32.
func prepare(run spec.Run, x *Node) *Node {
	p := file.PreprocessingFor(run)
	if p.Centre != 0 {
		x = AddScalar(x, -p.Centre)
	}
	return MulScalar(x, p.Scale)
}

// pass builds a run's layers from one up to but not including another over x, and
// returns their output and that of the last convolution among them.
func pass(scope *gomlx.Scope, run spec.Run, layers []spec.Layer, from, to int, x, dropout *Node) (out, convolved *Node) {
	convs, denses := 0, 0
	variable := func(path, name string) *Node {
		v := scope.Store().GetVariable(gomlx.JoinPath(path, name))
		if v == nil {
			panic(fmt.Sprintf("model: the store has no weights %s%s", path, "/"+name))
		}
		return v.NodeValue(x)
	}
	for i, l := range layers[:to] {
		// Layers before from are counted only: their number is in the names of
		// the weights behind them.
		name := ""
		switch l.Kind {
		case spec.Conv:
			convs++
			name = fmt.Sprintf("conv%d", convs)
		case spec.Dense:
			denses++
			name = fmt.Sprintf("dense%d", denses)
		}
		if i < from {
			continue
		}
		path := Scope
		if l.Frozen {
			path = BaseScope
		}
		switch l.Kind {
		case spec.Input:
			x = ConvertDType(x, dtypes.Float32)
			if scope.Store().GetVariable(gomlx.JoinPath(BaseScope, inputScale)) == nil {
				x = prepare(run, x)
			} else {
				scale, shift := variable(BaseScope, inputScale), variable(BaseScope, inputShift)
				x = Add(Mul(x, ExpandLeftToRank(scale, x.Rank())), ExpandLeftToRank(shift, x.Rank()))
			}
		case spec.Conv:
			conv := Convolve(x, variable(path, name+"/kernel"))
			if l.Same {
				conv = conv.PadSame()
			} else {
				conv = conv.NoPadding()
			}
			x = Add(conv.Done(), ExpandLeftToRank(variable(path, name+"/bias"), x.Rank()))
		case spec.Pool:
			x = MaxPool(x).Window(l.Kernel).Done()
		case spec.Flatten:
			x = Reshape(x, x.Shape().Dim(0), l.Channels)
		case spec.Dropout:
			if dropout != nil && l.Rate > 0 {
				x, dropout = drop(x, l.Rate, dropout)
			}
		case spec.Dense:
			x = Add(DotProduct(x, variable(path, name+"/kernel")), ExpandLeftToRank(variable(path, name+"/bias"), x.Rank()))
		default:
			panic(fmt.Sprintf("model: layer %d is of unknown kind %q", i, l.Kind))
		}
		if l.Activation == "relu" {
			x = activation.Relu(x)
		}
		if l.Kind == spec.Conv {
			convolved = x
		}
	}
	return x, convolved
}

// drop silences each number with probability rate and scales up the others, so
// that the sum stays the same on average ("inverted dropout", Srivastava et al.,
// 2014). It returns the next random state beside the result.
func drop(x *Node, rate float64, state *Node) (dropped, next *Node) {
	next, uniform := RandomUniform(state, x.Shape())
	kept := ConvertDType(GreaterOrEqual(uniform, Scalar(x.Graph(), x.DType(), rate)), x.DType())
	return Mul(x, MulScalar(kept, 1/(1-rate))), next
}

// Loss builds the scalar that training lowers: the binary cross-entropy, in
// nats, of logits against labels (0 or 1), each photo's counted weight times.
// All three are float32 shaped [batch]. Weights 1/n give the mean over n photos;
// a photo of weight 0, as pads a short batch, has no effect at all.
func Loss(logits, labels, weights *Node) *Node {
	// max(z,0) - z·y + ln(1+e^-|z|) neither overflows nor loses digits.
	each := Add(
		Sub(Max(logits, ZerosLike(logits)), Mul(logits, labels)),
		Log1P(Exp(Neg(Abs(logits)))))
	return ReduceAllSum(Mul(each, weights))
}
