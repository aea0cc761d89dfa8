package build

import (
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapeinference"
)

// Gather implements compute.StandardOps.
func (f *Function) Gather(operand, startIndices compute.Value, indexVectorAxis int,
	offsetOutputAxes, collapsedSliceAxes, startIndexMap, sliceSizes []int, indicesAreSorted bool) (compute.Value, error) {
	op := compute.OpTypeGather
	in, err := f.nodes(op, operand, startIndices)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.Gather(in[0].Shape, in[1].Shape, indexVectorAxis,
		offsetOutputAxes, collapsedSliceAxes, startIndexMap, sliceSizes, indicesAreSorted)
	if err != nil {
		return nil, err
	}
	return value(f.add(op, shape, &ir.Gather{
		IndexVectorAxis: indexVectorAxis,
		OffsetAxes:      slices.Clone(offsetOutputAxes),
		CollapsedAxes:   slices.Clone(collapsedSliceAxes),
		StartIndexMap:   slices.Clone(startIndexMap),
		SliceSizes:      slices.Clone(sliceSizes),
	}, in...))
}

func (f *Function) scatter(op compute.OpType, operand, indices, updates compute.Value, indexVectorAxis int,
	updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes []int) (compute.Value, error) {
	in, err := f.nodes(op, operand, indices, updates)
	if err != nil {
		return nil, err
	}
	shape, err := shapeinference.Scatter(in[0].Shape, in[1].Shape, in[2].Shape, indexVectorAxis,
		updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes)
	if err != nil {
		return nil, err
	}
	if shape.DType == dtypes.Bool {
		return nil, notImplemented(op, in[0].Shape)
	}
	return value(f.add(op, shape, &ir.Scatter{
		IndexVectorAxis:  indexVectorAxis,
		UpdateWindowAxes: slices.Clone(updateWindowAxes),
		InsertedAxes:     slices.Clone(insertedWindowAxes),
		ScatterToOperand: slices.Clone(scatterAxesToOperandAxes),
	}, in...))
}

// ScatterSum implements compute.StandardOps.
func (f *Function) ScatterSum(operand, indices, updates compute.Value, indexVectorAxis int,
	updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes []int, _, _ bool) (compute.Value, error) {
	return f.scatter(compute.OpTypeScatterSum, operand, indices, updates, indexVectorAxis,
		updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes)
}

// ScatterMax implements compute.StandardOps.
func (f *Function) ScatterMax(operand, indices, updates compute.Value, indexVectorAxis int,
	updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes []int, _, _ bool) (compute.Value, error) {
	return f.scatter(compute.OpTypeScatterMax, operand, indices, updates, indexVectorAxis,
		updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes)
}

// ScatterMin implements compute.StandardOps.
func (f *Function) ScatterMin(operand, indices, updates compute.Value, indexVectorAxis int,
	updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes []int, _, _ bool) (compute.Value, error) {
	return f.scatter(compute.OpTypeScatterMin, operand, indices, updates, indexVectorAxis,
		updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes)
}
