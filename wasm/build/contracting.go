package build

import (
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"
)

// DotGeneral implements compute.StandardOps.
func (f *Function) DotGeneral(lhs compute.Value, lhsContract, lhsBatch []int, rhs compute.Value, rhsContract, rhsBatch []int,
	config compute.DotGeneralConfig) (compute.Value, error) {
	op := compute.OpTypeDotGeneral
	in, err := f.nodes(op, lhs, rhs)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.DotGeneral(in[0].Shape, lhsContract, lhsBatch, in[1].Shape, rhsContract, rhsBatch, config)
	if err != nil {
		return nil, err
	}
	d := in[0].Shape.DType
	if d == dtypes.Bool {
		return nil, notImplemented(op, in[0].Shape, in[1].Shape)
	}
	acc := config.AccumulatorDType
	if acc == dtypes.InvalidDType {
		acc = d
	}
	for i, n := range in {
		if in[i], err = f.convert(n, acc); err != nil {
			return nil, err
		}
	}
	n, err := f.add(op, shapes.Make(acc, shape.Dimensions...), &ir.Dot{
		LhsContract: axesOf(lhsContract, in[0]), LhsBatch: axesOf(lhsBatch, in[0]),
		RhsContract: axesOf(rhsContract, in[1]), RhsBatch: axesOf(rhsBatch, in[1]),
	}, in...)
	if err != nil {
		return nil, err
	}
	return value(f.convert(n, shape.DType))
}

// axesOf counts negative axes from the end.
func axesOf(axes []int, n *ir.Node) []int {
	out := slices.Clone(axes)
	for i, a := range out {
		if a < 0 {
			out[i] = a + n.Shape.Rank()
		}
	}
	return out
}

func (f *Function) convert(n *ir.Node, d dtypes.DType) (*ir.Node, error) {
	if n.Shape.DType == d {
		return n, nil
	}
	return f.add(compute.OpTypeConvertDType, shapes.Make(d, n.Shape.Dimensions...), nil, n)
}

// ConvGeneral implements compute.StandardOps.
func (f *Function) ConvGeneral(input, kernel compute.Value, axes compute.ConvolveAxesConfig, strides []int, paddings [][2]int,
	inputDilations, kernelDilations []int, channelGroups, batchGroups int) (compute.Value, error) {
	op := compute.OpTypeConvGeneral
	in, err := f.nodes(op, input, kernel)
	if err != nil {
		return nil, err
	}
	channelGroups, batchGroups = max(channelGroups, 1), max(batchGroups, 1)
	shape, err := shapeinference.ConvGeneral(in[0].Shape, in[1].Shape, axes, strides, paddings,
		inputDilations, kernelDilations, channelGroups, batchGroups)
	if err != nil {
		return nil, err
	}
	if shape.DType == dtypes.Bool {
		return nil, notImplemented(op, in[0].Shape, in[1].Shape)
	}
	spatial := in[0].Shape.Rank() - 2
	c := &ir.Conv{
		Axes:          axes.Clone(),
		Strides:       atLeastOne(strides, spatial),
		Paddings:      make([][2]int, spatial),
		ChannelGroups: channelGroups, BatchGroups: batchGroups,
		InputDilations:  atLeastOne(inputDilations, spatial),
		KernelDilations: atLeastOne(kernelDilations, spatial),
	}
	copy(c.Paddings, paddings)
	return value(f.add(op, shape, c, in...))
}

// atLeastOne fills in the default of 1 for missing or zero entries.
func atLeastOne(s []int, n int) []int {
	out := ones(n)
	for i, v := range s {
		out[i] = max(v, 1)
	}
	return out
}
