package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// emitList returns a function (g, arg, ends, lists, scratch) that sorts one pooled row into lists. An entry's offset
// is that of its channel's weights in a full run; walks of shorter runs scale it.
func (k ConvPoolGradInput) emitList(m *asm.Module, t Target, name string) *asm.Func {
	e := newFunc(m, t, name+"_list", 5)
	g, arg, ends, lists, table := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4)
	c, a, slot, p, v := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.F32)
	dump := tableBytes
	e.repeat(k.pooledW(), func() {
		for q := range places { // the table holds where each list, and the dump, goes on
			e.LocalGet(table, lists)
			e.addConst(q * k.OutC * entryBytes)
			e.I32Store(uint32(4 * q))
		}
		e.set(c, asm.Const(0), 0)
		e.repeat(k.OutC, func() {
			e.LocalGet(table, table)
			e.addConst(dump)
			e.I32Store(4 * places)
			e.LocalGet(g)
			e.F32Load(0)
			e.LocalSet(v)
			e.LocalGet(arg)
			e.I32Load8U(0)
			e.LocalTee(a)
			e.I32Const(places)
			passes(e, a, v)
			e.Select()
			e.I32Const(2)
			e.I32Shl()
			e.addLocal(table)
			e.LocalTee(slot)
			e.I32Load(0)
			e.LocalTee(p)
			e.LocalGet(c)
			e.I32Store(0)
			e.LocalGet(p, v)
			e.F32Store(4)
			e.LocalGet(slot, p)
			e.addConst(entryBytes)
			e.I32Store(0)
			e.advance(c, 1)
			e.advance(g, floatBytes)
			e.advance(arg, 1)
		})
		e.LocalGet(ends, table)
		e.V128Load(0)
		e.V128Store(0)
		e.advance(ends, endBytes)
		e.advance(lists, k.cellBytes())
	})
	return e.Func
}

// emitWalk returns a function (picture, ends, lists, weights) that adds one pooled row's lists to one run of taps.
// picture is the first tap of the run for the row's first cell.
func (k ConvPoolGradInput) emitWalk(m *asm.Module, t Target, name string, run []tapVec) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_walk%d", name, len(run)), 4)
	picture, ends, lists, weights := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	p, end, w, taps := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	acc := e.Locals(asm.V128, len(run))
	v, wv := e.Local(asm.V128), e.Local(asm.V128)
	im := k.image()
	place := func(q int) {
		e.set(p, asm.Var(lists), q*k.OutC*entryBytes)
		e.LocalGet(ends)
		e.I32Load(uint32(4 * q))
		e.LocalTee(end)
		e.LocalGet(p)
		e.I32Ne()
		e.If(func() {
			e.zero(acc...)
			e.eachEntry(p, end, func() {
				e.LocalGet(p)
				e.I32Load(0)
				e.mulConst(len(run) * vecBytes)
				e.addLocal(weights)
				e.LocalSet(w)
				e.LocalGet(p)
				e.V128Load32Splat(4)
				e.LocalSet(v)
				for i, a := range acc {
					e.LocalGet(w)
					e.V128Load(uint32(i * vecBytes))
					e.LocalSet(wv)
					e.madd(a, wv, v)
				}
			})
			e.set(taps, asm.Var(picture), q%2*im.pixelBytes()+q/2*im.rowBytes())
			for i, a := range acc { // one after the other: vectors of a run may overlap
				off := uint32(run[i].offset - run[0].offset)
				e.LocalGet(taps, taps)
				e.V128Load(off)
				e.LocalGet(a)
				e.F32x4Add()
				e.V128Store(off)
			}
		})
	}
	e.repeat(k.pooledW(), func() {
		for q := range places {
			place(q)
		}
		e.advance(picture, 2*im.pixelBytes())
		e.advance(ends, endBytes)
		e.advance(lists, k.cellBytes())
	})
	return e.Func
}
