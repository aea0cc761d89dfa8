package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// winogradWeights says where weight [ky][kx][in][out] of the convolution to be done lies, all in bytes.
type winogradWeights struct {
	offset                int // of tap 0, channels 0
	tapY, tapX, inC, outC int // strides
}

// emitPack returns a function (w, packed) that evaluates the weights at the points: u [point][panel][in][8].
func (w winograd) emitPack(m *asm.Module, t Target, ws winogradWeights) *asm.Func {
	name := w.name + "_winograd_pack"
	e := newFunc(m, t, name, 2)
	src, packed := e.Local(asm.I32), e.Local(asm.I32)
	e.eachPanel(w.outC, func(q panel) {
		e.call(w.emitPackPanel(m, t, name, q, ws, w.uStride()), src, packed)
		e.advance(src, q.cols*ws.outC)
		e.advance(packed, q.bytes()*w.in.c)
	}, operand{src, asm.Var(e.Param(0)), ws.start(), ws.outC}, operand{packed, asm.Var(e.Param(1)), 0, w.in.c * floatBytes})
	return e.Func
}

// emitGroups emits, for one group of panels after the other, the evaluation of their weights into room and what use
// emits, which is told the group's first channel, in bytes, its full panels and whether the last one, narrower, is with
// them.
func (w winograd) emitGroups(m *asm.Module, t Target, e *emitter, name string, ws winogradWeights, weights, room asm.Local,
	use func(room, column asm.Local, fulls int, edge bool)) {
	full, edge := w.outC/panelFloats, w.outC%panelFloats
	pack := map[int]*asm.Func{} // by width of the panel
	src, from, u, column := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	one := func(q panel) {
		if pack[q.cols] == nil {
			pack[q.cols] = w.emitPackPanel(m, t, name+"_pack", q, ws, w.groupStride())
		}
		e.call(pack[q.cols], from, u)
		e.advance(from, q.cols*ws.outC)
		e.advance(u, q.bytes()*w.in.c)
	}
	group := func(fulls, edge int) {
		columns := fulls*panelFloats + edge
		e.eachPanel(columns, one, operand{from, asm.Var(src), 0, ws.outC}, operand{u, asm.Var(room), 0, w.in.c * floatBytes})
		e.wait()
		use(room, column, fulls, edge > 0)
		e.wait() // before the room is taken for the next group
		e.advance(src, columns*ws.outC)
		e.advance(column, fulls*panelFloats*floatBytes)
	}
	e.set(src, asm.Var(weights), ws.start())
	e.set(column, asm.Const(0), 0)
	e.repeat(full/w.group(), func() { group(w.group(), 0) })
	if rest := full % w.group(); rest > 0 || edge > 0 {
		group(rest, edge)
	}
}

// lowest is the offset of the lowest tap from tap 0. Strides may be negative (reversed kernels), offsets in instructions
// may not: the lowest tap is at 0.
func (ws winogradWeights) lowest() int { return min(0, 2*ws.tapY) + min(0, 2*ws.tapX) }

// start is where the lowest tap lies.
func (ws winogradWeights) start() int { return ws.offset + ws.lowest() }

// emitPackPanel returns a function (w, u) that does one panel of output channels; points lie stride bytes apart in u.
func (w winograd) emitPackPanel(m *asm.Module, t Target, name string, q panel, ws winogradWeights, stride int) *asm.Func {
	lowest := ws.lowest()
	e := newFunc(m, t, fmt.Sprintf("%s%d", name, q.cols), 2)
	src, u := e.Param(0), e.Param(1)
	cs := e.coefficients(w.weight)
	x, half, out := e.Locals(asm.V128, winogradTaps), e.grid(w.tile(), winogradTaps), e.Locals(asm.V128, w.tile())
	load := packing{panel: q, colStride: ws.outC}
	e.repeat(w.in.c, func() {
		for v := range q.vecs() {
			for kx := range winogradTaps {
				for ky := range winogradTaps {
					load.loadAt(e, x[ky], src, v, ky*ws.tapY+kx*ws.tapX-lowest)
				}
				cs.evaluate(e, w.weight, x, column(half, kx))
			}
			for i := range w.tile() {
				cs.evaluate(e, w.weight, half[i], out)
				for j, l := range out {
					e.storeLanes(l, u, (i*w.tile()+j)*stride+v*vecBytes, vecFloats)
				}
			}
		}
		e.advance(src, ws.inC)
		e.advance(u, q.bytes())
	})
	return e.Func
}
