package kernel

import "pawgrad/wasm/asm"

// The table of emitWalkRow: for every value of the arg-max byte, how far its place is from the window's first pixel
// (i32), and from walkMasks on, the mask of its gradient (all ones, or zero for ArgShut).
const (
	walkMasks      = 32
	walkTableBytes = 64
)

// emitWalkTable fills the table.
func (k ConvPoolGradKernel) emitWalkTable(e *emitter, table asm.Local) {
	im := k.image()
	for a := range ArgShut + 1 {
		offset, mask := a%2*im.pixelBytes()+a/2*im.rowBytes(), int32(-1)
		if a == ArgShut {
			offset, mask = 0, 0
		}
		for _, entry := range []struct {
			at    uint32
			value int32
		}{{uint32(4 * a), int32(offset)}, {uint32(walkMasks + 4*a), mask}} {
			e.LocalGet(table)
			e.I32Const(entry.value)
			e.I32Store(entry.at)
		}
	}
}

// emitWalkRow returns a function (g, arg, picture, table, sums) that adds one pooled row to the sums, [OutC][vector],
// of a kernel that is a single run.
func (k ConvPoolGradKernel) emitWalkRow(m *asm.Module, t Target, name string, run []tapVec) *asm.Func {
	e := newFunc(m, t, name+"_row", 5)
	g, arg, picture, table, sums := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4)
	gp, ap, window, entry, x := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	acc := e.Locals(asm.V128, len(run))
	v, xv := e.Local(asm.V128), e.Local(asm.V128)
	k.eachChannel(e, func() {
		e.set(gp, asm.Var(g), 0)
		e.set(ap, asm.Var(arg), 0)
		e.set(window, asm.Var(picture), 0)
		for i, a := range acc {
			e.loadLanes(a, sums, i*vecBytes, vecFloats)
		}
		e.repeat(k.pooledW(), func() {
			e.LocalGet(ap)
			e.I32Load8U(0)
			e.I32Const(2)
			e.I32Shl()
			e.addLocal(table)
			e.LocalTee(entry)
			e.I32Load(0)
			e.addLocal(window)
			e.LocalSet(x)
			e.LocalGet(gp)
			e.V128Load32Splat(0)
			e.LocalGet(entry)
			e.V128Load32Splat(walkMasks)
			e.V128And()
			e.LocalSet(v)
			for i, a := range acc {
				e.LocalGet(x)
				e.V128Load(uint32(run[i].offset - run[0].offset))
				e.LocalSet(xv)
				e.madd(a, xv, v)
			}
			e.advance(gp, k.OutC*floatBytes)
			e.advance(ap, k.OutC)
			e.advance(window, 2*k.image().pixelBytes())
		})
		for i, a := range acc {
			e.storeLanes(a, sums, i*vecBytes, vecFloats)
		}
		e.advance(g, floatBytes)
		e.advance(arg, 1)
		e.advance(sums, len(run)*vecBytes)
	}, stride{g, floatBytes}, stride{arg, 1}, stride{sums, len(run) * vecBytes})
	return e.Func
}
