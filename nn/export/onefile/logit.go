package onefile

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"

	"pawgrad/nn/export"
	"pawgrad/nn/spec"
)

// logit writes a network's forward pass over one photo, the first parameter, 8-bit [1, size, size, 3]; its weights are
// the parameters behind it, in the order of [weights]. The result is the logit of the second class, float32 [1, 1]. The
// last layer's sigmoid is left to the reader, who has better mathematics.
func logit(f compute.Function, n *export.Network) ([]compute.Value, error) {
	w := &writer{f: f}
	photo := w.parameter(dtypes.Uint8, 1, n.Size, n.Size, 3)
	var given []compute.Value
	for _, each := range weights(n) {
		given = append(given, w.parameter(dtypes.Float32, each.shape...))
	}
	x := w.value(f.ConvertDType(photo, dtypes.Float32))
	x = w.value(f.Mul(x, w.channels(given[0], x)))
	x = w.value(f.Add(x, w.channels(given[1], x)))
	given = given[2:]
	for _, l := range n.Layers {
		if l.Kernel != nil {
			x = w.weigh(l, x, given[0], given[1])
			given = given[2:]
		}
		switch l.Kind {
		case spec.Pool:
			x = w.value(f.ReduceWindow(x, compute.ReduceOpMax, []int{1, l.Window, l.Window, 1}, nil, nil, nil, nil))
		case spec.Flatten:
			x = w.value(f.Reshape(x, 1, l.Out))
		}
		if l.Activation == "relu" {
			x = w.value(f.Max(x, w.value(f.Constant([]float32{0}))))
		}
	}
	return []compute.Value{x}, w.err
}

// writer writes operations until one is refused.
type writer struct {
	f     compute.Function
	count int // of parameters
	err   error
}

// value is the result of an operation; after an error it is nil and the error kept.
func (w *writer) value(v compute.Value, err error) compute.Value {
	if w.err == nil {
		w.err = err
	}
	return v
}

func (w *writer) parameter(d dtypes.DType, dims ...int) compute.Value {
	w.count++
	return w.value(w.f.Parameter(fmt.Sprintf("p%d", w.count), shapes.Make(d, dims...), nil))
}

// channels repeats a vector over all axes of x but the last.
func (w *writer) channels(vector, x compute.Value) compute.Value {
	if w.err != nil {
		return nil
	}
	shape, err := w.f.Shape(x)
	if err != nil {
		return w.value(nil, err)
	}
	return w.value(w.f.BroadcastInDim(vector, shape, []int{shape.Rank() - 1}))
}

// weigh writes a convolution or dense layer.
func (w *writer) weigh(l export.Layer, x, kernel, bias compute.Value) compute.Value {
	if l.Kind == spec.Dense {
		x = w.value(w.f.DotGeneral(x, []int{1}, nil, kernel, []int{0}, nil, compute.DotGeneralConfig{}))
	} else {
		var padding [][2]int
		if l.Same {
			padding = [][2]int{{l.Window / 2, l.Window / 2}, {l.Window / 2, l.Window / 2}}
		}
		x = w.value(w.f.ConvGeneral(x, kernel, channelsLast, nil, padding, nil, nil, 1, 1))
	}
	return w.value(w.f.Add(x, w.channels(bias, x)))
}

// channelsLast is how photos [batch, row, column, channel] and kernels [row, column, in, out] lie.
var channelsLast = compute.ConvolveAxesConfig{
	InputBatch: 0, InputSpatial: []int{1, 2}, InputChannels: 3,
	KernelSpatial: []int{0, 1}, KernelInputChannels: 2, KernelOutputChannels: 3,
	OutputBatch: 0, OutputSpatial: []int{1, 2}, OutputChannels: 3,
}
