package build

import (
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// starts joins the scalars that say where a slice begins, one an axis, to a vector. One vector of them will do as well.
func (f *Function) starts(op compute.OpType, operand *ir.Node, indices []compute.Value) (*ir.Node, error) {
	if len(indices) == 1 {
		in, err := f.nodes(op, indices...)
		if err != nil {
			return nil, err
		}
		if s := in[0].Shape; s.Rank() == 1 && s.Size() == operand.Shape.Rank() && s.DType.IsInt() {
			return f.convert(in[0], dtypes.Int64)
		}
	}
	if len(indices) != operand.Shape.Rank() {
		return nil, errors.Errorf("wasm backend: %s of %s needs %d start indices, one an axis, got %d", op, operand.Shape, operand.Shape.Rank(), len(indices))
	}
	in, err := f.nodes(op, indices...)
	if err != nil {
		return nil, err
	}
	for i, n := range in {
		if n.Shape.Size() != 1 || !n.Shape.DType.IsInt() {
			return nil, errors.Errorf("wasm backend: %s: start index %d must be a whole number, got %s", op, i, n.Shape)
		}
		if in[i], err = f.convert(n, dtypes.Int64); err != nil {
			return nil, err
		}
		in[i] = f.graph.Add(compute.OpTypeReshape, shapes.Make(dtypes.Int64, 1), nil, in[i])
	}
	if len(in) == 1 {
		return in[0], nil
	}
	return f.graph.Add(compute.OpTypeConcatenate, shapes.Make(dtypes.Int64, len(in)), &ir.Concat{}, in...), nil
}

// DynamicSlice implements compute.StandardOps: it is a gather of one slice.
func (f *Function) DynamicSlice(operand compute.Value, startIndices []compute.Value, sliceDims []int) (compute.Value, error) {
	op := compute.OpTypeDynamicSlice
	in, err := f.nodes(op, operand)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.DynamicSlice(in[0].Shape, sliceDims)
	if err != nil || shape.Rank() == 0 {
		return in[0], err
	}
	starts, err := f.starts(op, in[0], startIndices)
	if err != nil {
		return nil, err
	}
	axes := axesInOrder(shape.Rank())
	return value(f.add(compute.OpTypeGather, shape, &ir.Gather{OffsetAxes: axes, StartIndexMap: axes, SliceSizes: shape.Dimensions}, in[0], starts))
}

// DynamicUpdateSlice implements compute.StandardOps.
func (f *Function) DynamicUpdateSlice(operand, update compute.Value, startIndices []compute.Value) (compute.Value, error) {
	op := compute.OpTypeDynamicUpdateSlice
	in, err := f.nodes(op, operand, update)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.DynamicUpdateSlice(in[0].Shape, in[1].Shape)
	if err != nil || shape.Rank() == 0 {
		return in[1], err
	}
	starts, err := f.starts(op, in[0], startIndices)
	if err != nil {
		return nil, err
	}
	return value(f.add(op, shape, nil, in[0], in[1], starts))
}

// axesInOrder are the axes 0 to rank-1.
func axesInOrder(rank int) []int {
	axes := make([]int, rank)
	for i := range axes {
		axes[i] = i
	}
	return axes
}
