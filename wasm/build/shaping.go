package build

import (
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// BroadcastInDim implements compute.StandardOps, as do all methods that follow; see there for what each means.
func (f *Function) BroadcastInDim(x compute.Value, outputShape shapes.Shape, axes []int) (compute.Value, error) {
	return f.inferred(compute.OpTypeBroadcastInDim, &ir.Broadcast{Axes: slices.Clone(axes)}, func(in []shapes.Shape) (shapes.Shape, error) {
		if err := shapeinference.BroadcastInDim(in[0], outputShape, axes, nil); err != nil {
			return in[0], err
		}
		return shapes.Make(in[0].DType, outputShape.Dimensions...), nil
	}, x)
}

func (f *Function) Reshape(x compute.Value, dims ...int) (compute.Value, error) {
	return f.inferred(compute.OpTypeReshape, nil, func(in []shapes.Shape) (shapes.Shape, error) {
		return shapeinference.Reshape(in[0], dims)
	}, x)
}

func (f *Function) Transpose(x compute.Value, permutation ...int) (compute.Value, error) {
	return f.inferred(compute.OpTypeTranspose, &ir.Transpose{Perm: slices.Clone(permutation)}, func(in []shapes.Shape) (shapes.Shape, error) {
		return shapeinference.Transpose(in[0], permutation)
	}, x)
}

func (f *Function) Reverse(x compute.Value, axes ...int) (compute.Value, error) {
	return f.inferred(compute.OpTypeReverse, &ir.Reverse{Axes: slices.Clone(axes)}, func(in []shapes.Shape) (shapes.Shape, error) {
		for _, a := range axes {
			if a < 0 || a >= in[0].Rank() {
				return in[0], errors.Errorf("wasm backend: Reverse: axis %d is not one of %s", a, in[0])
			}
		}
		return in[0], nil
	}, x)
}

func (f *Function) Slice(x compute.Value, starts, limits, strides []int) (compute.Value, error) {
	if strides == nil {
		strides = ones(len(starts))
	}
	attr := &ir.Slice{Starts: slices.Clone(starts), Strides: slices.Clone(strides)}
	return f.inferred(compute.OpTypeSlice, attr, func(in []shapes.Shape) (shapes.Shape, error) {
		return shapeinference.Slice(in[0], starts, limits, strides)
	}, x)
}

func (f *Function) Pad(x, fillValue compute.Value, axes ...compute.PadAxis) (compute.Value, error) {
	in, err := f.nodes(compute.OpTypePad, x, fillValue)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.Pad(in[0].Shape, axes...)
	if err != nil {
		return nil, err
	}
	if in[1].Shape.Size() != 1 || in[1].Shape.DType != in[0].Shape.DType {
		return nil, errors.Errorf("wasm backend: Pad: the fill value of a %s is one value of its type, got %s", in[0].Shape, in[1].Shape)
	}
	all := make([]compute.PadAxis, in[0].Shape.Rank())
	copy(all, axes)
	return value(f.add(compute.OpTypePad, shape, &ir.Pad{Axes: all}, in...))
}

func (f *Function) Concatenate(axis int, operands ...compute.Value) (compute.Value, error) {
	in, err := f.nodes(compute.OpTypeConcatenate, operands...)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.Concatenate(inShapes(in), axis)
	if err != nil {
		return nil, err
	}
	if len(in) == 1 {
		return in[0], nil
	}
	return value(f.add(compute.OpTypeConcatenate, shape, &ir.Concat{Axis: axis}, in...))
}

func (f *Function) Iota(shape shapes.Shape, axis int) (compute.Value, error) {
	if _, err := f.nodes(compute.OpTypeIota); err != nil {
		return nil, err
	}
	if axis < 0 || axis >= shape.Rank() {
		return nil, errors.Errorf("wasm backend: Iota: axis %d is not one of %s", axis, shape)
	}
	return value(f.add(compute.OpTypeIota, shape, &ir.Iota{Axis: axis}))
}

// RNGBitGenerator splits into the next state and the bits.
func (f *Function) RNGBitGenerator(state compute.Value, shape shapes.Shape) (newState, values compute.Value, err error) {
	in, err := f.nodes(compute.OpTypeRNGBitGenerator, state)
	if err != nil {
		return nil, nil, err
	}
	if !in[0].Shape.Equal(compute.RNGStateShape) {
		return nil, nil, errors.Errorf("wasm backend: RNGBitGenerator: the state is a %s, got %s", compute.RNGStateShape, in[0].Shape)
	}
	bits, err := f.add(ir.OpRNGBits, shape, nil, in...)
	if err != nil {
		return nil, nil, err
	}
	const drawBytes = 8 // the generator yields 64 bits at a time
	draws := (ir.Bytes(shape) + drawBytes - 1) / drawBytes
	next, err := f.add(ir.OpRNGState, in[0].Shape, draws, in...)
	if err != nil {
		return nil, nil, err
	}
	return next, bits, nil
}

func ones(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = 1
	}
	return s
}
