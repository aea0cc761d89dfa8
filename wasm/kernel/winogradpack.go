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
	ps := panels(w.outC)
	full := w.outC / panelFloats
	e := newFunc(m, t, name, 2)
	src, packed := e.Param(0), e.Param(1)
	// Strides may be negative (reversed kernels), offsets in instructions may not: the lowest tap is at 0.
	lowest := min(0, 2*ws.tapY) + min(0, 2*ws.tapX)
	e.advance(src, ws.offset+lowest)
	one := func(q panel) {
		e.call(w.emitPackPanel(m, t, name, q, ws, lowest), src, packed)
		e.advance(src, q.cols*ws.outC)
		e.advance(packed, q.bytes()*w.in.c)
	}
	e.repeat(full, func() { one(ps[0]) })
	if full < len(ps) {
		one(ps[full])
	}
	return e.Func
}

// emitPackPanel returns a function (w, u) that does one panel of output channels.
func (w winograd) emitPackPanel(m *asm.Module, t Target, name string, q panel, ws winogradWeights, lowest int) *asm.Func {
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
					e.storeLanes(l, u, (i*w.tile()+j)*w.uStride()+v*vecBytes, vecFloats)
				}
			}
		}
		e.advance(src, ws.inC)
		e.advance(u, q.bytes())
	})
	return e.Func
}
