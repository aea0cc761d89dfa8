package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// winogradGrad is the gradient by the weights in Winograd's second form: the gradients of a tile play the taps, the
// 3x3 weight gradients the results. Products are summed over all tiles before they are transformed back, once.
//
// v and g hold a block of tiles as [point][channels/4][tile][4], so that both operands of the product over tiles are read
// in order; u [point][InC][OutC] holds the sums.
type winogradGrad struct{ winograd }

// winogradGradBlock is how many tiles are in a block. All of u is read and written per block, so it is large; one
// point's part of v and g should still fit the second-level cache at 512 channels.
const winogradGradBlock = 144

func (w winogradGrad) block() int {
	return ceilDiv(w.tiles(), ceilDiv(w.tiles(), winogradGradBlock))
}

func (w winogradGrad) vecStride() int { return w.block() * vecBytes }
func (w winogradGrad) vStride() int   { return w.in.c/vecFloats*w.vecStride() + winogradSkew }
func (w winogradGrad) gStride() int   { return w.outC/vecFloats*w.vecStride() + winogradSkew }
func (w winogradGrad) uStride() int   { return w.in.c*w.outPixel() + winogradSkew }

type winogradGradScratch struct{ v, g, u, shared, patch int }

func (w winogradGrad) layout() winogradGradScratch {
	var s winogradGradScratch
	s.g = alignUp(w.points() * w.vStride())
	s.u = s.g + alignUp(w.points()*w.gStride())
	s.shared = lineUp(s.u + w.points()*w.uStride())
	s.patch = lineUp(max(w.points()*w.in.pixelBytes(), w.out*w.out*w.outPixel()))
	return s
}

// scratchBytes is all that one thread needs, ownBytes what of it each thread needs for itself.
func (w winogradGrad) scratchBytes() int { return w.layout().shared + w.layout().patch }
func (w winogradGrad) ownBytes() int     { return w.layout().patch }

// emit returns a function (x, g, dw, scratch).
func (w winogradGrad) emit(m *asm.Module, t Target) *asm.Func {
	const name = "conv_grad_kernel_winograd"
	at, block, tiles := w.layout(), w.block(), w.tiles()
	gradients := image{h: w.outH, w: w.outW, c: w.outC, gapH: 1, gapW: 1}
	cutX := cutter{w.in, w.tile(), w.input, w.vStride(), w.vecStride()}.emit(m, t, name)
	cutG := cutter{gradients, w.out, w.grad, w.gStride(), w.vecStride()}.emit(m, t, name)
	back := w.emitBack(m, t, name)
	mul := w.emitMul(m, t, name, block)
	mulRest := mul
	if tiles%block != 0 {
		mulRest = w.emitMul(m, t, name, tiles%block)
	}

	e := newFunc(m, t, name, 4)
	x, g, dw, scratch := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	i32 := func() asm.Local { return e.Local(asm.I32) }
	t0, tEnd, i, n, ty, tx, v, gp, u, p, patch := i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32()
	perImage, perRow := w.tilesH()*w.tilesW(), w.tilesW()
	e.own(patch, scratch, at.shared, at.patch)
	pointed, points := e.share(w.points(), 1)
	divide := func(l asm.Local, by int, q, r asm.Local) { // q, r = l/by, l%by
		e.LocalGet(l)
		e.I32Const(int32(by))
		e.I32DivU()
		e.LocalGet(l)
		e.I32Const(int32(by))
		e.I32RemU()
		e.LocalSet(r)
		e.LocalSet(q)
	}
	corner := func(l asm.Local, pad int) {
		e.LocalGet(l)
		e.mulConst(w.out)
		e.addConst(-pad)
	}
	e.For(t0, asm.Const(0), asm.Const(tiles), block, func() {
		e.minOf(tEnd, func() { e.LocalGet(t0); e.addConst(block) }, func() { e.I32Const(int32(tiles)) })
		e.set(v, asm.Var(scratch), at.v)
		e.set(gp, asm.Var(scratch), at.g)
		e.eachOf(e.target.Team, block, i, t0, tEnd, func() {
			divide(i, perImage, n, ty)
			divide(ty, perRow, ty, tx)
			e.addr(x, n, w.in.h*w.in.w*w.in.pixelBytes(), 0)
			corner(ty, w.in.top)
			corner(tx, w.in.left)
			e.call(cutX, patch, v)
			e.addr(g, n, w.outH*w.outW*w.outPixel(), 0)
			corner(ty, 0)
			corner(tx, 0)
			e.call(cutG, patch, gp)
			e.advance(v, vecBytes)
			e.advance(gp, vecBytes)
		}, stride{v, vecBytes}, stride{gp, vecBytes})
		e.set(v, asm.Var(scratch), at.v)
		e.set(gp, asm.Var(scratch), at.g)
		e.set(u, asm.Var(scratch), at.u)
		if e.target.Team != nil {
			for _, s := range []stride{{v, w.vStride()}, {gp, w.gStride()}, {u, w.uStride()}} {
				e.skip(s, pointed)
			}
		}
		e.wait()
		e.For(p, pointed, points, 1, func() {
			multiply := func(f *asm.Func) {
				e.LocalGet(v, gp, u)
				e.LocalGet(t0) // not zero: add to what is there
				e.Call(f)
			}
			e.LocalGet(tEnd, t0)
			e.I32Sub()
			e.I32Const(int32(block))
			e.I32Eq()
			e.IfElse(func() { multiply(mul) }, func() { multiply(mulRest) })
			e.advance(v, w.vStride())
			e.advance(gp, w.gStride())
			e.advance(u, w.uStride())
		})
		e.wait()
	})
	e.set(u, asm.Var(scratch), at.u)
	e.each(w.in.c, func() {
		e.call(back, u, dw)
		e.advance(u, w.outPixel())
		e.advance(dw, w.outPixel())
	}, stride{u, w.outPixel()}, stride{dw, w.outPixel()})
	return e.Func
}

// emitMul returns a function (v, g, u, add) that multiplies one point's v and g over steps tiles. add 0 overwrites u.
func (w winogradGrad) emitMul(m *asm.Module, t Target, name string, steps int) *asm.Func {
	ps := panels(w.outC)
	full := w.outC / panelFloats
	type key struct{ vecs, size, phase int }
	fs := map[key]*asm.Func{}
	size, big, small := splitRows(w.in.c, t.tileRows())

	// One function per shape of tile does all panels of channels for its rows.
	tileFn := func(q panel, size, phase int) *asm.Func {
		k := key{q.vecs(), size, phase}
		if fs[k] == nil {
			fs[k] = w.emitTile(m, t, name, q, size, phase, steps)
		}
		return fs[k]
	}
	type call struct {
		f             *asm.Func
		row, channels int
	}
	var calls []call
	row := 0
	for i := range big + small {
		n := size
		if i >= big {
			n--
		}
		if full > 0 {
			calls = append(calls, call{tileFn(ps[0], n, row%vecFloats), row, 0})
		}
		if full < len(ps) {
			calls = append(calls, call{tileFn(ps[full], n, row%vecFloats), row, full * panelFloats})
		}
		row += n
	}
	e := newFunc(m, t, fmt.Sprintf("%s_mul%d", name, steps), 4)
	v, g, u, add := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	for _, c := range calls {
		e.LocalGet(v)
		e.addConst(c.row / vecFloats * w.vecStride())
		e.LocalGet(g)
		e.addConst(c.channels / vecFloats * w.vecStride())
		e.LocalGet(u)
		e.addConst(c.row*w.outPixel() + c.channels*floatBytes)
		e.call(c.f, add)
	}
	return e.Func
}

// emitTile returns a function (v, g, u, add) for size rows of u, the first being row phase of v's group of 4, and all
// panels of q's shape.
func (w winogradGrad) emitTile(m *asm.Module, t Target, name string, q panel, size, phase, steps int) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_tile%dx%d_%d", name, size, q.floats, steps), 4)
	v, g, u, add := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	a, b := e.Local(asm.I32), e.Local(asm.I32)
	acc := accumulators(e, size, q.vecs())
	offsets := make([]int, size)
	for r := range offsets {
		offsets[r] = (phase+r)/vecFloats*w.vecStride() + (phase+r)%vecFloats*floatBytes
	}
	each := func(f func(l asm.Local, at int)) {
		for r, vs := range acc {
			for j, l := range vs {
				f(l, r*w.outPixel()+j*vecBytes)
			}
		}
	}
	count := 1
	if q.floats == panelFloats {
		count = w.outC / panelFloats
	}
	e.repeat(count, func() {
		e.LocalGet(add)
		e.IfElse(func() {
			each(func(l asm.Local, at int) { e.loadLanes(l, u, at, vecFloats) })
		}, func() {
			each(func(l asm.Local, _ int) { e.zero(l) })
		})
		e.set(a, asm.Var(v), 0)
		e.set(b, asm.Var(g), 0)
		tile{rows: offsets, vecs: q.vecs(), steps: steps, aStep: vecBytes, bStep: vecBytes, bVec: w.vecStride()}.emit(e, a, b, acc)
		each(func(l asm.Local, at int) { e.storeLanes(l, u, at, vecFloats) })
		e.advance(g, q.vecs()*w.vecStride())
		e.advance(u, q.bytes())
	})
	return e.Func
}

// emitBack returns a function (u, dw) that turns one input channel's sums into weight gradients.
func (w winogradGrad) emitBack(m *asm.Module, t Target, name string) *asm.Func {
	e := newFunc(m, t, name+"_back", 2)
	u, dw := e.Param(0), e.Param(1)
	cs := e.coefficients(w.kernel)
	x, half, out := e.Locals(asm.V128, w.tile()), e.grid(winogradTaps, w.tile()), e.Locals(asm.V128, winogradTaps)
	e.repeat(w.outC/vecFloats, func() {
		for j := range w.tile() {
			for i := range w.tile() {
				e.loadLanes(x[i], u, (i*w.tile()+j)*w.uStride(), vecFloats)
			}
			cs.interpolate(e, w.kernel, x, column(half, j))
		}
		for i := range winogradTaps {
			cs.interpolate(e, w.kernel, half[i], out)
			for j, l := range out {
				e.storeLanes(l, dw, (i*winogradTaps+j)*w.in.c*w.outPixel(), vecFloats)
			}
		}
		e.advance(u, vecBytes)
		e.advance(dw, vecBytes)
	})
	return e.Func
}
