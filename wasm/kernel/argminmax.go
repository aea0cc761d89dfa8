package kernel

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/scalar"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// ArgMinMax finds, along one axis, the index of the extreme element, the first of equals; not-a-number wins.
type ArgMinMax struct {
	In, Out             dtypes.DType // of the elements and of the indices
	Before, Size, After int          // elements before the axis, along it, after it
	Min                 bool
}

// Name implements Kernel, as do the methods that follow.
func (k ArgMinMax) Name() string { return "ArgMinMax" }

func (k ArgMinMax) Operands() (in, out []string) { return []string{"operand"}, []string{"index"} }

func (k ArgMinMax) Memory(int) Memory { return Memory{} }

func (k ArgMinMax) Call(f *Call) {
	d, out := k.In, k.Out
	size, before, after := k.Size, k.Before, k.After
	if size*before*after == 0 {
		return
	}
	p, s, i := f.Local(asm.I32), f.Local(asm.I32), f.Local(asm.I32)
	candidate, best := f.Local(scalar.KindOf(d).Type()), f.Local(scalar.KindOf(d).Type())
	bestAt, addr := f.Local(asm.I32), f.Local(asm.I32)
	f.For(p, asm.Const(0), asm.Const(before), 1, func() {
		f.For(s, asm.Const(0), asm.Const(after), 1, func() {
			f.LocalGet(f.In[0], p)
			f.I32Const(int32(size * after * d.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalGet(s)
			f.I32Const(int32(d.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalTee(addr)
			scalar.Load(f.Func, d, 0)
			f.LocalSet(best)
			f.I32Const(0)
			f.LocalSet(bestAt)
			f.For(i, asm.Const(1), asm.Const(size), 1, func() {
				f.LocalGet(addr)
				f.I32Const(int32(after * d.Size()))
				f.I32Add()
				f.LocalTee(addr)
				scalar.Load(f.Func, d, 0)
				f.LocalSet(candidate)
				better(f.Func, d, k.Min, candidate, best)
				f.If(func() {
					f.LocalGet(candidate)
					f.LocalSet(best)
					f.LocalGet(i)
					f.LocalSet(bestAt)
				})
			})
			f.LocalGet(f.Out[0], p)
			f.I32Const(int32(after * out.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalGet(s)
			f.I32Const(int32(out.Size()))
			f.I32Mul()
			f.I32Add()
			f.LocalGet(bestAt)
			scalar.Convert(f.Func, dtypes.Int32, out)
			scalar.Store(f.Func, out, 0)
		})
	})
}

// better pushes whether candidate replaces best: it is larger (or smaller), or it is not a number.
func better(f *asm.Func, d dtypes.DType, smaller bool, candidate, best asm.Local) {
	k := scalar.KindOf(d)
	f.LocalGet(candidate, best)
	op := compute.OpTypeGreaterThan
	if smaller {
		op = compute.OpTypeLessThan
	}
	scalar.Instruction(op, k)(f)
	if k == scalar.F32 || k == scalar.F64 {
		f.LocalGet(candidate, candidate)
		scalar.Instruction(compute.OpTypeNotEqual, k)(f)
		f.I32Or()
	}
}
