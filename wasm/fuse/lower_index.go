package fuse

import (
	"slices"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/loop"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// index reads component j of the index vector at the batch coordinates, as Int64.
func (r *reader) index(indices *ir.Node, vectorAxis, j int, batch []coord) *loop.Expr {
	rank := indices.Shape.Rank()
	where := make([]coord, 0, rank)
	for axis := range rank {
		if axis == vectorAxis {
			c := at0(r.dims)
			c.pos.Offset = j
			where = append(where, c)
		} else {
			where = append(where, batch[0])
			batch = batch[1:]
		}
	}
	e := r.load(indices, where, nil)
	if e.DType != dtypes.Int64 {
		e = &loop.Expr{Op: compute.OpTypeConvertDType, DType: dtypes.Int64, Args: []*loop.Expr{e}}
	}
	return e
}

// gather reads, for each place of the result, an element whose position is partly read from the indices. Indices are
// brought into range.
func (p *programmer) gather(n *ir.Node) {
	attr := n.Attr.(*ir.Gather)
	operand, indices := n.In[0], n.In[1]
	rank := n.Shape.Rank()
	r := p.reader(rank)
	batch := countersBut(rank, attr.OffsetAxes)
	from := make0(r, operand.Shape.Rank())
	next := 0
	for axis := range from {
		if !slices.Contains(attr.CollapsedAxes, axis) {
			from[axis] = counter(rank, attr.OffsetAxes[next])
			next++
		}
	}
	a := r.access(p.stored(operand), operand.Shape.DType, operand.Shape.Dimensions, from)
	strides := ir.Strides(operand.Shape.Dimensions)
	for j, axis := range attr.StartIndexMap {
		a.Dynamic = append(a.Dynamic, loop.Dynamic{
			Index:  r.index(indices, attr.IndexVectorAxis, j, batch),
			Max:    max(0, operand.Shape.Dimensions[axis]-attr.SliceSizes[axis]),
			Stride: strides[axis], Clamp: true,
		})
	}
	p.nests("Gather", r, &loop.Nest{
		Dims:   slices.Clone(n.Shape.Dimensions),
		Stores: []loop.Store{{To: r.result(n, r.counters(rank)), Value: loop.Load(a)}},
	})
}

// updateSlice copies the operand, then writes the update at the place that the third operand says, one number an axis.
// It is brought into range.
func (p *programmer) updateSlice(n *ir.Node) {
	update, starts := n.In[1], n.In[2]
	rank := n.Shape.Rank()
	r := p.reader(1)
	copyAll := r.copyOf(n)

	r.dims = rank
	into := r.result(n, r.counters(rank))
	strides := ir.Strides(n.Shape.Dimensions)
	for axis, size := range n.Shape.Dimensions {
		into.Dynamic = append(into.Dynamic, loop.Dynamic{
			Index: r.index(starts, 0, axis, nil), Max: size - update.Shape.Dimensions[axis], Stride: strides[axis], Clamp: true,
		})
	}
	write := &loop.Nest{
		Dims: slices.Clone(update.Shape.Dimensions), Serial: true,
		Stores: []loop.Store{{To: into, Value: r.load(update, r.counters(rank), nil)}},
	}
	p.nests(n.Name(), r, copyAll, write)
}

// copyOf is the nest, of one dimension, that copies a node's first operand to its result.
func (r *reader) copyOf(n *ir.Node) *loop.Nest {
	dims := []int{n.Shape.Size()}
	from := r.access(r.p.stored(n.In[0]), n.Shape.DType, dims, r.counters(1))
	to := r.access(r.p.newValue(n), n.Shape.DType, dims, r.counters(1))
	return &loop.Nest{Dims: dims, Stores: []loop.Store{{To: to, Value: loop.Load(from)}}}
}

// scatter copies the operand, then folds the updates into it one after the other. An update that does not fit is left
// out.
func (p *programmer) scatter(n *ir.Node) {
	attr := n.Attr.(*ir.Scatter)
	indices, updates := n.In[1], n.In[2]
	rank := updates.Shape.Rank()
	r := p.reader(1)
	copyAll := r.copyOf(n)

	r.dims = rank
	batch := countersBut(rank, attr.UpdateWindowAxes)
	place := make0(r, n.Shape.Rank())
	window := make([]int, n.Shape.Rank())
	next := 0
	for axis := range place {
		window[axis] = 1
		if !slices.Contains(attr.InsertedAxes, axis) {
			place[axis] = counter(rank, attr.UpdateWindowAxes[next])
			window[axis] = updates.Shape.Dimensions[attr.UpdateWindowAxes[next]]
			next++
		}
	}
	into := r.result(n, place)
	strides := ir.Strides(n.Shape.Dimensions)
	for j, axis := range attr.ScatterToOperand {
		into.Dynamic = append(into.Dynamic, loop.Dynamic{
			Index:  r.index(indices, attr.IndexVectorAxis, j, batch),
			Max:    n.Shape.Dimensions[axis] - window[axis],
			Stride: strides[axis],
		})
	}
	op := map[compute.OpType]compute.OpType{
		compute.OpTypeScatterSum: compute.OpTypeAdd,
		compute.OpTypeScatterMax: compute.OpTypeMax,
		compute.OpTypeScatterMin: compute.OpTypeMin,
	}[n.Op]
	fold := &loop.Nest{
		Dims: slices.Clone(updates.Shape.Dimensions), Serial: true,
		Stores: []loop.Store{{To: into, Value: r.load(updates, r.counters(rank), nil), Reduce: op, Combine: true}},
	}
	p.nests(ir.OpName(n.Op), r, copyAll, fold)
}
