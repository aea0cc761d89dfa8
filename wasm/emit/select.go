package emit

import (
	"slices"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// better pushes whether candidate replaces best: it is larger (or smaller), or it is not a number.
func (c *context) better(f *asm.Func, d dtypes.DType, smaller bool, candidate, best asm.Local) {
	k := kindOf(d)
	f.LocalGet(candidate)
	f.LocalGet(best)
	op := compute.OpTypeGreaterThan
	if smaller {
		op = compute.OpTypeLessThan
	}
	scalarOps[op][k](f)
	if k == f32 || k == f64 {
		f.LocalGet(candidate)
		f.LocalGet(candidate)
		scalarOps[compute.OpTypeNotEqual][k](f)
		f.I32Or()
	}
}

// selectAndScatter walks the windows. In each it finds the extreme operand, the first of equals, and adds the source's
// element to the result there. Places outside of the operand do not take part.
func (c *context) selectAndScatter(f *asm.Func, n *ir.Node, bufs []asm.Local) {
	operand, source, out := bufs[0], bufs[1], bufs[2]
	w := n.Attr.(*ir.Window)
	d := n.Shape.DType
	size := int32(d.Size())
	dims, rank := n.Shape.Dimensions, n.Shape.Rank()
	strides := ir.Strides(dims)
	smaller := n.Op == compute.OpTypeSelectAndScatterMin

	f.LocalGet(out)
	f.I32Const(0)
	f.I32Const(int32(ir.Bytes(n.Shape)))
	f.MemoryFill()

	place, pos := f.Locals(asm.I32, rank), f.Local(asm.I32) // window's place in source; position along an axis
	within := f.Locals(asm.I32, rank)
	offset := f.Locals(asm.I32, rank+1) // bytes into the operand, summed over the axes so far
	bestAt := f.Local(asm.I32)
	candidate, best := f.Local(kindOf(d).valType()), f.Local(kindOf(d).valType())
	from := f.Local(asm.I32)
	f.LocalGet(source)
	f.LocalSet(from)

	var windows, search func(axis int)
	search = func(axis int) {
		if axis == rank {
			f.LocalGet(operand)
			f.LocalGet(offset[rank])
			f.I32Add()
			load(f, d, 0)
			f.LocalSet(candidate)
			f.LocalGet(bestAt)
			f.I32Const(0)
			f.I32LtS()
			c.better(f, d, smaller, candidate, best)
			f.I32Or()
			f.If(func() {
				f.LocalGet(candidate)
				f.LocalSet(best)
				f.LocalGet(offset[rank])
				f.LocalSet(bestAt)
			})
			return
		}
		f.For(within[axis], asm.Const(0), asm.Const(w.Size[axis]), 1, func() {
			f.LocalGet(place[axis])
			f.I32Const(int32(w.Strides[axis]))
			f.I32Mul()
			f.LocalGet(within[axis])
			f.I32Add()
			f.I32Const(int32(w.Paddings[axis][0]))
			f.I32Sub()
			f.LocalTee(pos)
			f.I32Const(int32(dims[axis]))
			f.I32LtU()
			f.If(func() {
				f.LocalGet(offset[axis])
				f.LocalGet(pos)
				f.I32Const(int32(strides[axis]) * size)
				f.I32Mul()
				f.I32Add()
				f.LocalSet(offset[axis+1])
				search(axis + 1)
			})
		})
	}
	windows = func(axis int) {
		if axis < rank {
			f.For(place[axis], asm.Const(0), asm.Const(n.In[1].Shape.Dimensions[axis]), 1, func() { windows(axis + 1) })
			return
		}
		f.I32Const(-1)
		f.LocalSet(bestAt)
		search(0)
		f.LocalGet(bestAt)
		f.I32Const(0)
		f.I32GeS()
		f.If(func() {
			f.LocalGet(out)
			f.LocalGet(bestAt)
			f.I32Add()
			f.LocalTee(pos)
			c.scalarOp(f, compute.OpTypeAdd, d, d, func(i int) {
				f.LocalGet([]asm.Local{pos, from}[i])
				load(f, d, 0)
			})
			store(f, d, 0)
		})
		f.LocalGet(from)
		f.I32Const(size)
		f.I32Add()
		f.LocalSet(from)
	}
	windows(0)
}

// argMinMax finds, along one axis, the index of the extreme element, the first of equals; not-a-number wins.
func (c *context) argMinMax(f *asm.Func, n *ir.Node, bufs []asm.Local) {
	attr := n.Attr.(*ir.ArgMinMax)
	in := n.In[0].Shape
	d, out := in.DType, n.Shape.DType
	size := in.Dimensions[attr.Axis]
	before, after := 1, 1
	for i, dim := range in.Dimensions {
		if i < attr.Axis {
			before *= dim
		} else if i > attr.Axis {
			after *= dim
		}
	}
	if slices.Contains(in.Dimensions, 0) {
		return
	}
	p, s, i := f.Local(asm.I32), f.Local(asm.I32), f.Local(asm.I32)
	candidate, best := f.Local(kindOf(d).valType()), f.Local(kindOf(d).valType())
	bestAt, addr := f.Local(asm.I32), f.Local(asm.I32)
	f.For(p, asm.Const(0), asm.Const(before), 1, func() {
		f.For(s, asm.Const(0), asm.Const(after), 1, func() {
			f.LocalGet(bufs[0])
			f.LocalGet(p)
			f.I32Const(int32(size * after * d.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalGet(s)
			f.I32Const(int32(d.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalTee(addr)
			load(f, d, 0)
			f.LocalSet(best)
			f.I32Const(0)
			f.LocalSet(bestAt)
			f.For(i, asm.Const(1), asm.Const(size), 1, func() {
				f.LocalGet(addr)
				f.I32Const(int32(after * d.Size()))
				f.I32Add()
				f.LocalTee(addr)
				load(f, d, 0)
				f.LocalSet(candidate)
				c.better(f, d, attr.Min, candidate, best)
				f.If(func() {
					f.LocalGet(candidate)
					f.LocalSet(best)
					f.LocalGet(i)
					f.LocalSet(bestAt)
				})
			})
			f.LocalGet(bufs[1])
			f.LocalGet(p)
			f.I32Const(int32(after * out.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalGet(s)
			f.I32Const(int32(out.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalGet(bestAt)
			convert(f, dtypes.Int32, out)
			store(f, out, 0)
		})
	})
}
