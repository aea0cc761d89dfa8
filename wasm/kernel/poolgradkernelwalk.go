package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// emitList returns a function (g, arg, picture, ends) that appends one pooled row to the channels' lists. picture is
// where the row's first window begins in x; an entry's offset is the address of the position's first tap.
func (k ConvPoolGradKernel) emitList(m *asm.Module, t Target, name string) *asm.Func {
	e := newFunc(m, t, name+"_list", 4)
	g, arg, picture, ends := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	a, p, end, v := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.F32)
	gp, ap := e.Local(asm.I32), e.Local(asm.I32)
	im := k.image()
	e.repeat(k.pooledW(), func() {
		e.set(gp, asm.Var(g), 0)
		e.set(ap, asm.Var(arg), 0)
		e.set(end, asm.Var(ends), 0)
		k.eachChannel(e, func() {
			e.LocalGet(ap)
			e.I32Load8U(0)
			e.LocalSet(a)
			e.LocalGet(gp)
			e.F32Load(0)
			e.LocalSet(v)
			e.LocalGet(end)
			e.I32Load(0)
			e.LocalTee(p)
			e.LocalGet(picture) // picture + (a&1)*pixel + (a>>1)*row
			e.LocalGet(a)
			e.I32Const(1)
			e.I32And()
			e.mulConst(im.pixelBytes())
			e.I32Add()
			e.LocalGet(a)
			e.I32Const(1)
			e.I32ShrU()
			e.mulConst(im.rowBytes())
			e.I32Add()
			e.I32Store(0)
			e.LocalGet(p, v)
			e.F32Store(4)
			// Written in any case, kept only if it passes: cheaper than a branch that is hard to predict.
			e.LocalGet(end, p)
			passes(e, a, v)
			e.mulConst(entryBytes)
			e.I32Add()
			e.I32Store(0)
			e.advance(ap, 1)
			e.advance(gp, floatBytes)
			e.advance(end, 4)
		}, stride{gp, floatBytes}, stride{ap, 1}, stride{end, 4})
		e.advance(g, k.OutC*floatBytes)
		e.advance(arg, k.OutC)
		e.advance(picture, 2*im.pixelBytes())
	})
	return e.Func
}

// emitWalk returns a function (offset, lists, ends, sums) that walks all channels' lists for one run of taps, whose
// first lies offset bytes from a position.
func (k ConvPoolGradKernel) emitWalk(m *asm.Module, t Target, name string, run []tapVec) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_walk%d", name, len(run)), 4)
	offset, lists, ends, sums := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	p, end, x := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	acc := e.Locals(asm.V128, len(run))
	v, xv := e.Local(asm.V128), e.Local(asm.V128)
	k.eachChannel(e, func() {
		e.set(p, asm.Var(lists), 0)
		e.LocalGet(ends)
		e.I32Load(0)
		e.LocalTee(end)
		e.LocalGet(p)
		e.I32Ne()
		e.If(func() {
			for i, a := range acc {
				e.LocalGet(sums)
				e.V128Load(uint32(i * vecBytes))
				e.LocalSet(a)
			}
			e.eachEntry(p, end, func() {
				e.LocalGet(p)
				e.I32Load(0)
				e.addLocal(offset)
				e.LocalSet(x)
				e.LocalGet(p)
				e.V128Load32Splat(4)
				e.LocalSet(v)
				for i, a := range acc {
					e.LocalGet(x)
					e.V128Load(uint32(run[i].offset - run[0].offset))
					e.LocalSet(xv)
					e.madd(a, xv, v)
				}
			})
			for i, a := range acc {
				e.storeLanes(a, sums, i*vecBytes, vecFloats)
			}
		})
		e.advance(lists, k.listBytes())
		e.advance(ends, 4)
		e.advance(sums, len(run)*vecBytes)
	}, stride{lists, k.listBytes()}, stride{ends, 4}, stride{sums, len(run) * vecBytes})
	return e.Func
}
