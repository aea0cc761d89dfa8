package ir

import (
	"encoding/binary"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Param marks a graph input.
type Param struct {
	Name  string
	Index int // position among the executable's inputs
}

// Const holds a constant's bytes, little endian, row-major.
type Const struct{ Data []byte }

// Broadcast maps axis i of the operand to axis Axes[i] of the result.
type Broadcast struct{ Axes []int }

// Transpose moves axis Perm[i] of the operand to axis i of the result.
type Transpose struct{ Perm []int }

// Slice takes every Strides[i]-th element from Starts[i] on.
type Slice struct{ Starts, Strides []int }

// Reverse flips axes.
type Reverse struct{ Axes []int }

// Pad surrounds (or interleaves) the operand with the second operand's value.
type Pad struct{ Axes []compute.PadAxis }

// Concat joins the operands along an axis.
type Concat struct{ Axis int }

// Iota counts along an axis.
type Iota struct{ Axis int }

// Reduce folds the axes away.
type Reduce struct{ Axes []int }

// ArgMinMax finds an index along an axis.
type ArgMinMax struct {
	Axis int
	Min  bool
}

// CumSum sums along an axis, keeping the partial sums.
type CumSum struct {
	Axis               int
	Exclusive, Reverse bool
}

// Window is the geometry of ReduceWindow and SelectAndScatter; all slices have the operand's rank.
type Window struct {
	Reduce                         compute.ReduceOpType
	Size, Strides                  []int
	InputDilations, WindowDilation []int
	Paddings                       [][2]int
}

// Conv is ConvGeneral's geometry, with every default filled in.
type Conv struct {
	Axes                            compute.ConvolveAxesConfig
	Strides                         []int
	Paddings                        [][2]int
	InputDilations, KernelDilations []int
	ChannelGroups, BatchGroups      int
}

// Dot is DotGeneral's axes; result axes are batch, lhs cross, rhs cross.
type Dot struct {
	LhsContract, LhsBatch []int
	RhsContract, RhsBatch []int
}

// Gather and Scatter keep the arguments of the operations of those names.
type Gather struct {
	IndexVectorAxis                                      int
	OffsetAxes, CollapsedAxes, StartIndexMap, SliceSizes []int
}

// Scatter combines updates into the operand.
type Scatter struct {
	IndexVectorAxis                                  int
	UpdateWindowAxes, InsertedAxes, ScatterToOperand []int
}

// ScalarBits returns the value of a constant whose elements are all equal (or of a one-element constant) as the bits
// of its dtype, zero-extended.
func ScalarBits(n *Node) (uint64, bool) {
	c, ok := n.Attr.(*Const)
	size := n.Shape.DType.Size()
	if !ok || len(c.Data) < size || size == 0 {
		return 0, false
	}
	for i := size; i < len(c.Data); i++ {
		if c.Data[i] != c.Data[i-size] {
			return 0, false
		}
	}
	var b [8]byte
	copy(b[:], c.Data[:size])
	return binary.LittleEndian.Uint64(b[:]), true
}

// FloatBits encodes v in a float dtype; other dtypes panic.
func FloatBits(d dtypes.DType, v float64) uint64 {
	switch d {
	case dtypes.Float32:
		return uint64(math.Float32bits(float32(v)))
	case dtypes.Float64:
		return math.Float64bits(v)
	}
	panic("ir: " + d.String() + " is no float the backend computes with")
}
