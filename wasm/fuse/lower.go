package fuse

import (
	"slices"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/loop"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// lowering is how an operation that is neither element-wise nor a view becomes a step.
type lowering struct {
	lower func(*programmer, *ir.Node)
	views bool // it can address its operands through views
}

// lowerings turn operations into loop nests, for all shapes and types.
var lowerings = map[compute.OpType]lowering{
	compute.OpTypePad:                {(*programmer).pad, true},
	compute.OpTypeConcatenate:        {(*programmer).concatenate, true},
	compute.OpTypeReduceWindow:       {(*programmer).reduceWindow, true},
	compute.OpTypeCumSum:             {(*programmer).cumSum, true},
	compute.OpTypeDotGeneral:         {(*programmer).dot, true},
	compute.OpTypeConvGeneral:        {(*programmer).conv, true},
	compute.OpTypeGather:             {(*programmer).gather, false},
	compute.OpTypeDynamicUpdateSlice: {(*programmer).updateSlice, false},
	compute.OpTypeScatterSum:         {(*programmer).scatter, false},
	compute.OpTypeScatterMax:         {(*programmer).scatter, false},
	compute.OpTypeScatterMin:         {(*programmer).scatter, false},
}

// result is the access of a node's own result at the coordinates.
func (r *reader) result(n *ir.Node, at []coord) loop.Access {
	v := r.p.values[n]
	if v == nil {
		v = r.p.newValue(n)
	}
	return r.access(v, n.Shape.DType, n.Shape.Dimensions, at)
}

func (p *programmer) pad(n *ir.Node) {
	rank := n.Shape.Rank()
	r := p.reader(rank)
	var at []coord
	for i, axis := range n.Attr.(*ir.Pad).Axes {
		pos := unit1(rank, i, 1)
		pos.Offset = -axis.Start
		at = append(at, coord{pos: pos, guarded: true, size: n.In[0].Shape.Dimensions[i], dilation: axis.Interior + 1, scale: 1})
	}
	fill := r.load(n.In[1], make0(r, n.In[1].Shape.Rank()), nil)
	value := r.load(n.In[0], at, fill)
	p.nests("Pad", r, &loop.Nest{
		Dims:   slices.Clone(n.Shape.Dimensions),
		Stores: []loop.Store{{To: r.result(n, r.counters(rank)), Value: value}},
	})
}

func make0(r *reader, rank int) []coord {
	at := make([]coord, rank)
	for i := range at {
		at[i] = at0(r.dims)
	}
	return at
}

func (p *programmer) concatenate(n *ir.Node) {
	rank := n.Shape.Rank()
	axis := n.Attr.(*ir.Concat).Axis
	r := p.reader(rank)
	var nests []*loop.Nest
	offset := 0
	for _, in := range n.In {
		to := r.counters(rank)
		to[axis].pos.Offset = offset
		nests = append(nests, &loop.Nest{
			Dims:   slices.Clone(in.Shape.Dimensions),
			Stores: []loop.Store{{To: r.result(n, to), Value: r.load(in, r.counters(rank), nil)}},
		})
		offset += in.Shape.Dimensions[axis]
	}
	p.nests("Concatenate", r, nests...)
}

func (p *programmer) reduceWindow(n *ir.Node) {
	w := n.Attr.(*ir.Window)
	rank := n.Shape.Rank()
	r := p.reader(2 * rank)
	nest := &loop.Nest{Dims: append(slices.Clone(n.Shape.Dimensions), w.Size...), Reduced: make([]bool, 2*rank)}
	at := make([]coord, rank)
	for i := range rank {
		nest.Reduced[rank+i] = true
		pos := unit1(2*rank, i, w.Strides[i])
		pos.Coef[rank+i] = w.WindowDilation[i]
		pos.Offset = -w.Paddings[i][0]
		at[i] = coord{pos: pos, guarded: true, size: n.In[0].Shape.Dimensions[i], dilation: w.InputDilations[i], scale: 1}
	}
	d := n.Shape.DType
	op := windowFold(w.Reduce, d)
	init := identity(op, d)
	value := r.load(n.In[0], at, loop.Const(d, init))
	nest.Stores = []loop.Store{{To: r.result(n, r.counters(rank)), Value: value, Reduce: op, Init: init}}
	p.nests("ReduceWindow", r, nest)
}

// windowFold is the operation a window repeats. For truth values the sum and the largest are "or", the product and the
// smallest "and".
func windowFold(r compute.ReduceOpType, d dtypes.DType) compute.OpType {
	logical := d == dtypes.Bool
	switch {
	case logical && (r == compute.ReduceOpSum || r == compute.ReduceOpMax):
		return compute.OpTypeLogicalOr
	case logical:
		return compute.OpTypeLogicalAnd
	}
	return map[compute.ReduceOpType]compute.OpType{
		compute.ReduceOpSum: compute.OpTypeAdd, compute.ReduceOpProduct: compute.OpTypeMul,
		compute.ReduceOpMax: compute.OpTypeMax, compute.ReduceOpMin: compute.OpTypeMin,
	}[r]
}

// cumSum adds to each element what the same loop stored before it.
func (p *programmer) cumSum(n *ir.Node) {
	attr := n.Attr.(*ir.CumSum)
	rank, size, d := n.Shape.Rank(), n.Shape.Dimensions[attr.Axis], n.Shape.DType
	r := p.reader(rank)
	place := func(back int) []coord { // so many places before the one in turn
		at := r.counters(rank)
		c := &at[attr.Axis]
		c.pos.Offset = -back
		if back > 0 {
			c.guarded, c.size = true, size
		}
		if attr.Reverse {
			*c = c.then(-1, size-1)
		}
		return at
	}
	zero := loop.Const(d, 0)
	term := r.load(n.In[0], place(0), nil)
	if attr.Exclusive {
		term = r.load(n.In[0], place(1), zero)
	}
	to := r.result(n, place(0))
	before := loop.Load(r.result(n, place(1)), zero)
	sum := &loop.Expr{Op: compute.OpTypeAdd, DType: d, Args: []*loop.Expr{before, term}}
	p.nests("CumSum", r, &loop.Nest{
		Dims: slices.Clone(n.Shape.Dimensions), Serial: true, Stores: []loop.Store{{To: to, Value: sum}},
	})
}

func (p *programmer) dot(n *ir.Node) {
	attr := n.Attr.(*ir.Dot)
	lhs, rhs := n.In[0], n.In[1]
	out := n.Shape.Rank()
	rank := out + len(attr.LhsContract)
	r := p.reader(rank)
	nest := &loop.Nest{Dims: slices.Clone(n.Shape.Dimensions), Reduced: make([]bool, rank)}
	left, right := make([]coord, lhs.Shape.Rank()), make([]coord, rhs.Shape.Rank())
	for i := range attr.LhsBatch {
		left[attr.LhsBatch[i]], right[attr.RhsBatch[i]] = counter(rank, i), counter(rank, i)
	}
	for i := range attr.LhsContract {
		left[attr.LhsContract[i]], right[attr.RhsContract[i]] = counter(rank, out+i), counter(rank, out+i)
		nest.Dims = append(nest.Dims, lhs.Shape.Dimensions[attr.LhsContract[i]])
		nest.Reduced[out+i] = true
	}
	next := len(attr.LhsBatch)
	for _, side := range []struct {
		at              []coord
		batch, contract []int
	}{{left, attr.LhsBatch, attr.LhsContract}, {right, attr.RhsBatch, attr.RhsContract}} {
		for axis := range side.at {
			if !slices.Contains(side.batch, axis) && !slices.Contains(side.contract, axis) {
				side.at[axis] = counter(rank, next)
				next++
			}
		}
	}
	d := n.Shape.DType
	product := &loop.Expr{Op: compute.OpTypeMul, DType: d, Args: []*loop.Expr{r.load(lhs, left, nil), r.load(rhs, right, nil)}}
	to := r.result(n, r.counters(out))
	nest.Stores = []loop.Store{{To: to, Value: product, Reduce: compute.OpTypeAdd}}
	p.nests("DotGeneral", r, nest)
}

// conv loops over group, batch, output positions, output channels of the group, kernel positions and input channels of
// the group. A group is a share of the channels (of both sides) or of the batch and the output channels.
func (p *programmer) conv(n *ir.Node) {
	attr := n.Attr.(*ir.Conv)
	x, k, axes := n.In[0], n.In[1], attr.Axes
	spatial := len(axes.InputSpatial)
	groups := max(attr.ChannelGroups, attr.BatchGroups)
	outPerGroup := k.Shape.Dimensions[axes.KernelOutputChannels] / groups
	const group, batch, position = 0, 1, 2
	outChannel := position + spatial
	window := outChannel + 1
	inChannel := window + spatial
	rank := inChannel + 1
	r := p.reader(rank)
	nest := &loop.Nest{Dims: make([]int, rank), Reduced: make([]bool, rank)}
	nest.Dims[group], nest.Dims[batch] = groups, n.Shape.Dimensions[axes.OutputBatch]
	nest.Dims[outChannel] = outPerGroup
	nest.Dims[inChannel], nest.Reduced[inChannel] = k.Shape.Dimensions[axes.KernelInputChannels], true

	grouped := func(d, share int) coord {
		pos := unit1(rank, d, 1)
		pos.Coef[group] = share
		return at(pos)
	}
	in, kernel, out := make([]coord, spatial+2), make([]coord, spatial+2), make([]coord, spatial+2)
	in[axes.InputBatch], in[axes.InputChannels] = counter(rank, batch), counter(rank, inChannel)
	if attr.ChannelGroups > 1 {
		in[axes.InputChannels] = grouped(inChannel, nest.Dims[inChannel])
	}
	if attr.BatchGroups > 1 {
		in[axes.InputBatch] = grouped(batch, nest.Dims[batch])
	}
	kernel[axes.KernelInputChannels] = counter(rank, inChannel)
	kernel[axes.KernelOutputChannels] = grouped(outChannel, outPerGroup)
	out[axes.OutputBatch], out[axes.OutputChannels] = counter(rank, batch), grouped(outChannel, outPerGroup)
	for i := range spatial {
		nest.Dims[position+i] = n.Shape.Dimensions[axes.OutputSpatial[i]]
		nest.Dims[window+i], nest.Reduced[window+i] = k.Shape.Dimensions[axes.KernelSpatial[i]], true
		pos := unit1(rank, position+i, attr.Strides[i])
		pos.Coef[window+i] = attr.KernelDilations[i]
		pos.Offset = -attr.Paddings[i][0]
		in[axes.InputSpatial[i]] = coord{pos: pos, guarded: true,
			size: x.Shape.Dimensions[axes.InputSpatial[i]], dilation: attr.InputDilations[i], scale: 1}
		kernel[axes.KernelSpatial[i]] = counter(rank, window+i)
		out[axes.OutputSpatial[i]] = counter(rank, position+i)
	}
	d := n.Shape.DType
	product := &loop.Expr{Op: compute.OpTypeMul, DType: d, Args: []*loop.Expr{
		r.load(x, in, loop.Const(d, 0)), r.load(k, kernel, nil),
	}}
	nest.Stores = []loop.Store{{To: r.result(n, out), Value: product, Reduce: compute.OpTypeAdd}}
	p.nests("ConvGeneral", r, nest)
}
