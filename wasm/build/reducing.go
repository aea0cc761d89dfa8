package build

import (
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

func (f *Function) reduce(op compute.OpType, x compute.Value, axes []int) (compute.Value, error) {
	in, err := f.nodes(op, x)
	if err != nil {
		return nil, err
	}
	if len(axes) == 0 {
		for i := range in[0].Shape.Rank() {
			axes = append(axes, i)
		}
	}
	shape, err := shapeinference.Reduce(in[0].Shape, axes)
	if err != nil {
		return nil, err
	}
	d := in[0].Shape.DType
	switch op {
	case compute.OpTypeReduceLogicalAnd, compute.OpTypeReduceLogicalOr, compute.OpTypeReduceLogicalXor:
		if d != dtypes.Bool {
			return nil, errors.Errorf("wasm backend: %s needs a Bool operand, got %s", op, in[0].Shape)
		}
	case compute.OpTypeReduceBitwiseAnd, compute.OpTypeReduceBitwiseOr, compute.OpTypeReduceBitwiseXor:
		if !d.IsInt() {
			return nil, errors.Errorf("wasm backend: %s needs an integer operand, got %s", op, in[0].Shape)
		}
	default:
		if d == dtypes.Bool {
			return nil, errors.Errorf("wasm backend: %s needs a number operand, got %s", op, in[0].Shape)
		}
	}
	sorted := slices.Clone(axes)
	slices.Sort(sorted)
	return value(f.add(op, shape, &ir.Reduce{Axes: sorted}, in...))
}

// ReduceSum implements compute.StandardOps, as do all methods that follow; see there for what each means.
func (f *Function) ReduceSum(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceSum, x, axes)
}
func (f *Function) ReduceProduct(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceProduct, x, axes)
}
func (f *Function) ReduceMax(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceMax, x, axes)
}
func (f *Function) ReduceMin(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceMin, x, axes)
}
func (f *Function) ReduceBitwiseAnd(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceBitwiseAnd, x, axes)
}
func (f *Function) ReduceBitwiseOr(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceBitwiseOr, x, axes)
}
func (f *Function) ReduceBitwiseXor(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceBitwiseXor, x, axes)
}
func (f *Function) ReduceLogicalAnd(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceLogicalAnd, x, axes)
}
func (f *Function) ReduceLogicalOr(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceLogicalOr, x, axes)
}
func (f *Function) ReduceLogicalXor(x compute.Value, axes ...int) (compute.Value, error) {
	return f.reduce(compute.OpTypeReduceLogicalXor, x, axes)
}

// ArgMinMax implements compute.StandardOps.
func (f *Function) ArgMinMax(x compute.Value, axis int, outputDType dtypes.DType, isMin bool) (compute.Value, error) {
	op := compute.OpTypeArgMinMax
	return f.inferred(op, &ir.ArgMinMax{Axis: axis, Min: isMin}, func(in []shapes.Shape) (shapes.Shape, error) {
		shape, err := shapeinference.ArgMinMax(in[0], axis, outputDType)
		if err == nil && (!outputDType.IsInt() || in[0].DType == dtypes.Bool) {
			err = notImplemented(op, in[0], shape)
		}
		return shape, err
	}, x)
}

// CumSum implements compute.StandardOps.
func (f *Function) CumSum(x compute.Value, axis int, options compute.CumSumOptions) (compute.Value, error) {
	attr := &ir.CumSum{Axis: axis, Exclusive: options.Exclusive, Reverse: options.Reverse}
	return f.inferred(compute.OpTypeCumSum, attr, func(in []shapes.Shape) (shapes.Shape, error) {
		shape, err := shapeinference.CumSum(in[0], axis)
		if err == nil && shape.DType == dtypes.Bool {
			err = errors.Errorf("wasm backend: CumSum needs a number operand, got %s", shape)
		}
		return shape, err
	}, x)
}

// ReduceWindow implements compute.StandardOps.
func (f *Function) ReduceWindow(x compute.Value, reduction compute.ReduceOpType,
	window, strides, inputDilations, windowDilations []int, paddings [][2]int) (compute.Value, error) {
	in, err := f.nodes(compute.OpTypeReduceWindow, x)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.ReduceWindow(in[0].Shape, window, strides, inputDilations, windowDilations, paddings)
	if err != nil {
		return nil, err
	}
	if reduction == compute.ReduceOpUndefined {
		return nil, notImplemented(compute.OpTypeReduceWindow, in[0].Shape)
	}
	w := fillWindow(in[0].Shape.Rank(), window, strides, inputDilations, windowDilations, paddings)
	w.Reduce = reduction
	return value(f.add(compute.OpTypeReduceWindow, shape, w, in...))
}

// fillWindow spells out the defaults: windows of 1, strides of the window's size, no dilation, no padding.
func fillWindow(rank int, window, strides, inputDilations, windowDilations []int, paddings [][2]int) *ir.Window {
	w := &ir.Window{Size: window, Strides: strides, InputDilations: inputDilations, WindowDilation: windowDilations, Paddings: paddings}
	if len(w.Size) == 0 {
		w.Size = ones(rank)
	}
	if len(w.Strides) == 0 {
		w.Strides = w.Size
	}
	if len(w.InputDilations) == 0 {
		w.InputDilations = ones(rank)
	}
	if len(w.WindowDilation) == 0 {
		w.WindowDilation = ones(rank)
	}
	if len(w.Paddings) == 0 {
		w.Paddings = make([][2]int, rank)
	}
	return w
}

func (f *Function) selectAndScatter(op compute.OpType, x, source compute.Value, window, strides []int, paddings [][2]int) (compute.Value, error) {
	in, err := f.nodes(op, x, source)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.SelectAndScatter(in[0].Shape, in[1].Shape, window, strides, paddings)
	if err != nil {
		return nil, err
	}
	if shape.DType == dtypes.Bool {
		return nil, notImplemented(op, in[0].Shape)
	}
	w := fillWindow(in[0].Shape.Rank(), window, strides, nil, nil, paddings)
	return value(f.add(op, shapes.Make(shape.DType, in[0].Shape.Dimensions...), w, in...))
}

// SelectAndScatterMax implements compute.StandardOps.
func (f *Function) SelectAndScatterMax(x, source compute.Value, window, strides []int, paddings [][2]int) (compute.Value, error) {
	return f.selectAndScatter(compute.OpTypeSelectAndScatterMax, x, source, window, strides, paddings)
}

// SelectAndScatterMin implements compute.StandardOps.
func (f *Function) SelectAndScatterMin(x, source compute.Value, window, strides []int, paddings [][2]int) (compute.Value, error) {
	return f.selectAndScatter(compute.OpTypeSelectAndScatterMin, x, source, window, strides, paddings)
}
