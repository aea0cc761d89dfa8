package build

import (
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"
)

// Gather implements compute.StandardOps.
func (f *Function) Gather(operand, startIndices compute.Value, indexVectorAxis int,
	offsetOutputAxes, collapsedSliceAxes, startIndexMap, sliceSizes []int, indicesAreSorted bool) (compute.Value, error) {
	attr := &ir.Gather{
		IndexVectorAxis: indexVectorAxis,
		OffsetAxes:      slices.Clone(offsetOutputAxes),
		CollapsedAxes:   slices.Clone(collapsedSliceAxes),
		StartIndexMap:   slices.Clone(startIndexMap),
		SliceSizes:      slices.Clone(sliceSizes),
	}
	return f.inferred(compute.OpTypeGather, attr, func(in []shapes.Shape) (shapes.Shape, error) {
		return shapeinference.Gather(in[0], in[1], indexVectorAxis,
			offsetOutputAxes, collapsedSliceAxes, startIndexMap, sliceSizes, indicesAreSorted)
	}, operand, startIndices)
}

func (f *Function) scatter(op compute.OpType, operand, indices, updates compute.Value, indexVectorAxis int,
	updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes []int) (compute.Value, error) {
	attr := &ir.Scatter{
		IndexVectorAxis:  indexVectorAxis,
		UpdateWindowAxes: slices.Clone(updateWindowAxes),
		InsertedAxes:     slices.Clone(insertedWindowAxes),
		ScatterToOperand: slices.Clone(scatterAxesToOperandAxes),
	}
	return f.inferred(op, attr, func(in []shapes.Shape) (shapes.Shape, error) {
		shape, err := shapeinference.Scatter(in[0], in[1], in[2], indexVectorAxis,
			updateWindowAxes, insertedWindowAxes, scatterAxesToOperandAxes)
		if err == nil && shape.DType == dtypes.Bool {
			err = notImplemented(op, in[0])
		}
		return shape, err
	}, operand, indices, updates)
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
