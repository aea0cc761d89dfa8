package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// eachGroup emits body for every group of taps, with tap holding its first offset; equal neighbours become a loop.
func (k ConvGradKernel) eachGroup(e *emitter, gs []tapGroup, tap asm.Local, body func(tapGroup)) {
	for i := 0; i < len(gs); {
		n, step := 1, 0
		if i+1 < len(gs) {
			step = gs[i+1].offsets[0] - gs[i].offsets[0]
		}
		for i+n < len(gs) && gs[i+n].relative() == gs[i].relative() && gs[i+n].offsets[0]-gs[i+n-1].offsets[0] == step {
			n++
		}
		e.set(tap, asm.Const(gs[i].offsets[0]), 0)
		e.repeat(n, func() {
			body(gs[i])
			e.advance(tap, step)
		})
		i += n
	}
}

// emitTile returns a function (x, packed, dw, pictures, rows) that adds one block's share to one tile of dw.
func (k ConvGradKernel) emitTile(m *asm.Module, t Target, name string, q panel, g tapGroup, pictureStep int) *asm.Func {
	c, im := k.normal(), k.image()
	e := newFunc(m, t, fmt.Sprintf("%s_tile%dx%d", name, len(g.offsets), q.cols), 5)
	x, packed, dw, pictures, rows := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4)
	a, n, y := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	acc := accumulators(e, len(g.offsets), q.vecs())
	each := func(f func(l asm.Local, at, lanes int)) {
		for r, vs := range acc {
			for v, l := range vs {
				f(l, r*k.OutC*floatBytes+v*vecBytes, q.lanes(v))
			}
		}
	}
	each(func(l asm.Local, at, lanes int) { e.loadLanes(l, dw, at, lanes) })
	offsets := make([]int, len(g.offsets))
	for i, o := range g.offsets {
		offsets[i] = o - g.offsets[0]
	}
	step := c.StrideW * im.pixelBytes()
	e.For(n, asm.Const(0), asm.Var(pictures), 1, func() {
		e.set(a, asm.Var(x), 0)
		e.For(y, asm.Const(0), asm.Var(rows), 1, func() {
			moved := tile{rows: offsets, vecs: q.vecs(), steps: k.OutW(), aStep: step, bStep: q.bytes()}.emit(e, a, packed, acc)
			e.advance(a, c.StrideH*im.rowBytes()-moved)
		})
		e.advance(x, pictureStep)
	})
	each(func(l asm.Local, at, lanes int) { e.storeLanes(l, dw, at, lanes) })
	return e.Func
}
