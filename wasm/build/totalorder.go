package build

import (
	"encoding/binary"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// totalOrder compares by -NaN < -Inf < finite < -0 < +0 < finite < +Inf < +NaN: that is the order of the floats' bits
// read as whole numbers, if those of negative ones are flipped but for the sign. Other types have one order anyway.
func (f *Function) totalOrder(op compute.OpType, lhs, rhs compute.Value) (compute.Value, error) {
	in, err := f.nodes(op, lhs, rhs)
	if err != nil {
		return nil, err
	}
	for i, n := range in {
		if n.Shape.DType.IsFloat() {
			if n, err = f.widen(n); err != nil {
				return nil, err
			}
			if in[i], err = f.ordered(n); err != nil {
				return nil, err
			}
		}
	}
	return f.binary(op, in[0], in[1])
}

// ordered are whole numbers in the total order of the floats.
func (f *Function) ordered(n *ir.Node) (*ir.Node, error) {
	whole := dtypes.Int32
	if n.Shape.DType == dtypes.Float64 {
		whole = dtypes.Int64
	}
	bits, err := f.add(compute.OpTypeBitcast, shapes.Make(whole, n.Shape.Dimensions...), nil, n)
	if err != nil {
		return nil, err
	}
	same := func(v uint64) *ir.Node {
		data := binary.LittleEndian.AppendUint64(nil, v)[:whole.Size()]
		return f.broadcast(f.graph.Add(compute.OpTypeConstant, shapes.Make(whole), &ir.Const{Data: data}), bits.Shape)
	}
	last := uint64(8*whole.Size() - 1)
	sign := f.graph.Add(compute.OpTypeShiftRightArithmetic, bits.Shape, nil, bits, same(last))
	flip := f.graph.Add(compute.OpTypeBitwiseAnd, bits.Shape, nil, sign, same(1<<last-1))
	return f.graph.Add(compute.OpTypeBitwiseXor, bits.Shape, nil, bits, flip), nil
}

// EqualTotalOrder implements compute.StandardOps, as do all methods that follow.
func (f *Function) EqualTotalOrder(lhs, rhs compute.Value) (compute.Value, error) {
	return f.totalOrder(compute.OpTypeEqual, lhs, rhs)
}
func (f *Function) NotEqualTotalOrder(lhs, rhs compute.Value) (compute.Value, error) {
	return f.totalOrder(compute.OpTypeNotEqual, lhs, rhs)
}
func (f *Function) GreaterOrEqualTotalOrder(lhs, rhs compute.Value) (compute.Value, error) {
	return f.totalOrder(compute.OpTypeGreaterOrEqual, lhs, rhs)
}
func (f *Function) GreaterThanTotalOrder(lhs, rhs compute.Value) (compute.Value, error) {
	return f.totalOrder(compute.OpTypeGreaterThan, lhs, rhs)
}
func (f *Function) LessOrEqualTotalOrder(lhs, rhs compute.Value) (compute.Value, error) {
	return f.totalOrder(compute.OpTypeLessOrEqual, lhs, rhs)
}
func (f *Function) LessThanTotalOrder(lhs, rhs compute.Value) (compute.Value, error) {
	return f.totalOrder(compute.OpTypeLessThan, lhs, rhs)
}
