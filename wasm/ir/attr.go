package ir

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
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

// Control is an operation that runs other graphs: If (one for true, one for false), While (condition, body) and Sort (the
// order, of a pair of numbers an operand).
type Control struct {
	Graphs []*Graph
	Own    int // how many of the node's operands are its own; the others are what the graphs take from outside
	// Captured says, per graph, which operand is the first of those. They are the graph's last parameters.
	Captured []int
	Axis     int // of Sort
}

// With returns the operation with other graphs.
func (c *Control) With(change func(*Graph) *Graph) *Control {
	changed := *c
	changed.Graphs = nil
	for _, g := range c.Graphs {
		changed.Graphs = append(changed.Graphs, change(g))
	}
	return &changed
}

// Results are the shapes of what a node with this operation makes: If what its branches make, the others what they are
// given.
func (c *Control) Results(n *Node) (out []shapes.Shape) {
	from := n.In[:c.Own]
	if n.Op == compute.OpTypeIf {
		from = c.Graphs[0].Outputs
	}
	for _, result := range from {
		out = append(out, result.Shape)
	}
	return out
}

// String shows the graphs, indented.
func (c *Control) String() string {
	text := fmt.Sprintf("{Own:%d Captured:%v Axis:%d}", c.Own, c.Captured, c.Axis)
	for _, g := range c.Graphs {
		text += "\n    " + strings.ReplaceAll(strings.TrimSpace(g.String()), "\n", "\n    ")
	}
	return text
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

// IsNumber says whether every element of n, a constant repeated in any way, is the number v.
func IsNumber(n *Node, v int) bool {
	for n.Op == compute.OpTypeBroadcastInDim || n.Op == compute.OpTypeReshape {
		n = n.In[0]
	}
	bits, ok := ScalarBits(n)
	if ok && n.Shape.DType.IsFloat() {
		return bits == FloatBits(n.Shape.DType, float64(v))
	}
	return ok && bits == uint64(v)
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
