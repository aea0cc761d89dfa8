package kernel

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/scalar"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// SelectAndScatter walks the windows of its operand. In each it finds the extreme element, the first of equals, and adds
// the source's element to the result there. Places outside of the operand do not take part.
type SelectAndScatter struct {
	DType         dtypes.DType
	Dims, Source  []int // of the operand and of the source
	Size, Strides []int // of the windows
	Paddings      [][2]int
	Min           bool
}

// Name implements Kernel, as do the methods that follow.
func (k SelectAndScatter) Name() string {
	if k.Min {
		return "SelectAndScatterMin"
	}
	return "SelectAndScatterMax"
}

func (k SelectAndScatter) Operands() (in, out []string) {
	return []string{"operand", "source"}, []string{"result"}
}

func (k SelectAndScatter) Memory(int) Memory { return Memory{} }

func (k SelectAndScatter) Call(f *Call) {
	operand, source, out := f.In[0], f.In[1], f.Out[0]
	d, rank := k.DType, len(k.Dims)
	size := int32(d.Size())
	strides := make([]int32, rank) // in bytes
	total := size
	for axis := rank - 1; axis >= 0; axis-- {
		strides[axis] = total
		total *= int32(k.Dims[axis])
	}

	f.LocalGet(out)
	f.I32Const(0)
	f.I32Const(total)
	f.MemoryFill()

	place, pos := f.Locals(asm.I32, rank), f.Local(asm.I32) // window's place in source; position along an axis
	within := f.Locals(asm.I32, rank)
	offset := f.Locals(asm.I32, rank+1) // bytes into the operand, summed over the axes so far
	bestAt := f.Local(asm.I32)
	candidate, best := f.Local(scalar.KindOf(d).Type()), f.Local(scalar.KindOf(d).Type())
	from := f.Local(asm.I32)
	f.LocalGet(source)
	f.LocalSet(from)

	var windows, search func(axis int)
	search = func(axis int) {
		if axis == rank {
			f.LocalGet(operand, offset[rank])
			f.I32Add()
			scalar.Load(f.Func, d, 0)
			f.LocalSet(candidate)
			f.LocalGet(bestAt)
			f.I32Const(0)
			f.I32LtS()
			better(f.Func, d, k.Min, candidate, best)
			f.I32Or()
			f.If(func() {
				f.LocalGet(candidate)
				f.LocalSet(best)
				f.LocalGet(offset[rank])
				f.LocalSet(bestAt)
			})
			return
		}
		f.For(within[axis], asm.Const(0), asm.Const(k.Size[axis]), 1, func() {
			f.LocalGet(place[axis])
			f.I32Const(int32(k.Strides[axis]))
			f.I32Mul()
			f.LocalGet(within[axis])
			f.I32Add()
			f.I32Const(int32(k.Paddings[axis][0]))
			f.I32Sub()
			f.LocalTee(pos)
			f.I32Const(int32(k.Dims[axis]))
			f.I32LtU()
			f.If(func() {
				f.LocalGet(offset[axis], pos)
				f.I32Const(strides[axis])
				f.I32Mul()
				f.I32Add()
				f.LocalSet(offset[axis+1])
				search(axis + 1)
			})
		})
	}
	windows = func(axis int) {
		if axis < rank {
			f.For(place[axis], asm.Const(0), asm.Const(k.Source[axis]), 1, func() { windows(axis + 1) })
			return
		}
		f.I32Const(-1)
		f.LocalSet(bestAt)
		search(0)
		f.LocalGet(bestAt)
		f.I32Const(0)
		f.I32GeS()
		f.If(func() {
			f.LocalGet(out, bestAt)
			f.I32Add()
			f.LocalTee(pos)
			for _, addend := range []asm.Local{pos, from} {
				f.LocalGet(addend)
				scalar.Load(f.Func, d, 0)
			}
			scalar.Instruction(compute.OpTypeAdd, scalar.KindOf(d))(f.Func)
			scalar.Wrap(f.Func, d)
			scalar.Store(f.Func, d, 0)
		})
		f.LocalGet(from)
		f.I32Const(size)
		f.I32Add()
		f.LocalSet(from)
	}
	windows(0)
}
