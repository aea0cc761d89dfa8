package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// winograd does what correlate does, for 3x3 kernels with stride 1, in a quarter of the multiplications.
//
// A block of tiles is transformed to v [point][tile][input channel], multiplied, for each point, with the transformed
// weights u [point][panel][input channel][8] to m [point][tile][output channel], and transformed back.
// Errors are some ten times those of the direct sum, because the transforms subtract numbers of like size.
type winograd struct {
	correlate
	*scheme
}

const (
	// winogradBlock is how many tiles are in a block: enough rows to make use of a panel of u that comes from the
	// third-level cache, few enough that v and m stay near.
	winogradBlock = 96
	// winogradSkew is added to the distance of points in u, v and m, whose natural distance is often a multiple of a
	// cache way: all stores of a tile would then fight for the same 8 cache lines.
	winogradSkew = 192
	// winogradChannels is the least number of input or output channels for which the transforms pay.
	winogradChannels = 16
	// winogradGain is by what factor the products must become fewer for the transforms to pay: with tiles that mostly
	// stick out of a tiny picture they hardly do. The same factor bounds the results from below, because u is 3 to 4 times
	// as large as the weights, and for a few results reading it takes longer than the direct sum.
	winogradGain = 2
)

// newWinograd chooses the scheme with the fewest products; there is none (fits is false) if the geometry is not one
// that Winograd's algorithm can do, or does faster.
func newWinograd(c correlate) winograd {
	w := winograd{correlate: c}
	if c.kh != winogradTaps || c.kw != winogradTaps || c.strideH != 1 || c.strideW != 1 || c.dilH != 1 || c.dilW != 1 ||
		c.in.gapH != 1 || c.in.gapW != 1 || c.in.c%vecFloats != 0 || c.outC%vecFloats != 0 ||
		c.in.c < winogradChannels || c.outC < winogradChannels || c.finalH() < 1 || c.finalW() < 1 {
		return w
	}
	w.scheme = winograd4
	if small := (winograd{c, winograd3}); !c.pool && small.products() < w.products()*9/10 { // pooling windows must not straddle tiles
		w = small
	}
	results := w.plan().rows * w.plan().width
	if winogradGain*w.products() > winogradTaps*winogradTaps*results || w.batch*results < winogradGain*w.points() {
		w.scheme = nil
	}
	return w
}

// fits says whether there is a scheme.
func (w winograd) fits() bool { return w.scheme != nil }

// products is the number of products of channels a picture takes.
func (w winograd) products() int { return w.points() * w.tilesH() * w.tilesW() }

// tilesH and tilesW count the tiles of a picture.
func (w winograd) tilesH() int { return ceilDiv(w.plan().rows, w.out) }
func (w winograd) tilesW() int { return ceilDiv(w.plan().width, w.out) }
func (w winograd) tiles() int  { return w.batch * w.tilesH() * w.tilesW() }

// block is how many tiles a block has, nearly the same in all blocks.
func (w winograd) block() int { return ceilDiv(w.tiles(), ceilDiv(w.tiles(), winogradBlock)) }

func (w winograd) vStride() int { return w.block()*w.in.pixelBytes() + winogradSkew }
func (w winograd) mStride() int { return w.block()*w.outPixel() + winogradSkew }

// uStride is the distance of points in u.
func (w winograd) uStride() int { return packedFloats(w.outC)*w.in.c*floatBytes + winogradSkew }

func (w winograd) packedBytes() int { return w.points() * w.uStride() }

type winogradScratch struct{ v, m, patch, out, arg, total int }

func (w winograd) layout() winogradScratch {
	var s winogradScratch
	s.m = alignUp(w.points() * w.vStride())
	s.patch = s.m + alignUp(w.points()*w.mStride())
	s.out = s.patch + alignUp(w.points()*w.in.pixelBytes())
	s.arg = s.out + w.out*w.out*w.outPixel()
	s.total = s.arg + w.out*w.out*alignUp(w.outC)
	return s
}

func (w winograd) scratchBytes() int { return w.layout().total }

// side is the edge of what a tile stores.
func (w winograd) side() int {
	if w.pool {
		return w.out / 2
	}
	return w.out
}

// emit returns a function (x, packed, bias, y, arg, scratch).
func (w winograd) emit(m *asm.Module, t Target) *asm.Func {
	name := w.name + "_winograd"
	at, block, tiles := w.layout(), w.block(), w.tiles()
	cut := cutter{w.in, w.tile(), w.input, w.vStride(), vecBytes}.emit(m, t, name)
	paste := w.emitPaste(m, t, name)
	size, big, small := splitRows(block, t.tileRows())
	rest := tiles % block
	restSize, restBig, restSmall := splitRows(rest, t.tileRows())
	type key struct {
		q    panel
		size int
	}
	mul := map[key]*asm.Func{}
	flat := func(q panel) panel { q.first = 0; return q }
	ps := panels(w.outC)
	mulFn := func(q panel, size int) *asm.Func {
		k := key{flat(q), size}
		if mul[k] == nil {
			mul[k] = w.emitMul(m, t, name, q, size)
		}
		return mul[k]
	}

	e := newFunc(m, t, name, 6)
	x, packed, bias, y, arg, scratch := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4), e.Param(5)
	i32 := func() asm.Local { return e.Local(asm.I32) }
	t0, tEnd, i, n, ty, tx, v, prod, u, p, count := i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32()
	vp, mp := i32(), i32()
	perImage, perRow := w.tilesH()*w.tilesW(), w.tilesW()
	imageBytes := w.in.h * w.in.w * w.in.pixelBytes()
	split := func() { // i -> n, ty, tx
		e.LocalGet(i)
		e.I32Const(int32(perImage))
		e.I32DivU()
		e.LocalSet(n)
		e.LocalGet(i)
		e.I32Const(int32(perImage))
		e.I32RemU()
		e.LocalTee(ty)
		e.I32Const(int32(perRow))
		e.I32RemU()
		e.LocalSet(tx)
		e.LocalGet(ty)
		e.I32Const(int32(perRow))
		e.I32DivU()
		e.LocalSet(ty)
	}
	multiply := func(size, big, small int) {
		e.set(vp, asm.Var(scratch), at.v)
		e.set(prod, asm.Var(scratch), at.m)
		e.set(u, asm.Var(packed), 0)
		e.For(p, asm.Const(0), asm.Const(w.points()), 1, func() {
			e.set(mp, asm.Var(prod), 0)
			one := func(q panel) {
				run := func(size, tiles, first int) {
					if tiles == 0 {
						return
					}
					e.LocalGet(vp)
					e.addConst(first * w.in.pixelBytes())
					e.LocalGet(u)
					e.LocalGet(mp)
					e.addConst(first * w.outPixel())
					e.I32Const(int32(tiles))
					e.Call(mulFn(q, size))
				}
				run(size, big, 0)
				run(size-1, small, size*big)
				e.advance(u, q.bytes()*w.in.c)
				e.advance(mp, q.bytes())
			}
			full := w.outC / panelFloats
			e.repeat(full, func() { one(ps[0]) })
			if full < len(ps) {
				one(ps[full])
			}
			e.advance(u, winogradSkew)
			e.advance(vp, w.vStride())
			e.advance(prod, w.mStride())
		})
	}
	e.For(t0, asm.Const(0), asm.Const(tiles), block, func() {
		e.minOf(tEnd, func() { e.LocalGet(t0); e.addConst(block) }, func() { e.I32Const(int32(tiles)) })
		e.set(v, asm.Var(scratch), at.v)
		e.For(i, asm.Var(t0), asm.Var(tEnd), 1, func() {
			split()
			e.addr(x, n, imageBytes, 0)
			e.LocalGet(ty)
			e.mulConst(w.out)
			e.addConst(-w.in.top)
			e.LocalGet(tx)
			e.mulConst(w.out)
			e.addConst(-w.in.left)
			e.LocalGet(scratch)
			e.addConst(at.patch)
			e.LocalGet(v)
			e.Call(cut)
			e.advance(v, w.in.pixelBytes())
		})
		e.LocalGet(tEnd)
		e.LocalGet(t0)
		e.I32Sub()
		e.LocalTee(count)
		e.I32Const(int32(block))
		e.I32Eq()
		e.IfElse(func() { multiply(size, big, small) }, func() { multiply(restSize, restBig, restSmall) })
		e.set(prod, asm.Var(scratch), at.m)
		e.For(i, asm.Var(t0), asm.Var(tEnd), 1, func() {
			split()
			e.LocalGet(prod)
			e.LocalGet(bias)
			e.addr(y, n, w.finalH()*w.finalW()*w.outPixel(), 0)
			e.addr(arg, n, w.finalH()*w.finalW()*w.outC, 0)
			e.LocalGet(ty)
			e.mulConst(w.side())
			e.LocalGet(tx)
			e.mulConst(w.side())
			e.LocalGet(scratch)
			e.addConst(at.out)
			e.LocalGet(scratch)
			e.addConst(at.arg)
			e.Call(paste)
			e.advance(prod, w.outPixel())
		})
	})
	return e.Func
}

// emitMul returns a function (v, u, m, tiles) that multiplies rows of v with one panel of u, tiles times size rows.
func (w winograd) emitMul(m *asm.Module, t Target, name string, q panel, size int) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_mul%dx%d", name, size, q.cols), 4)
	v, u, prod, tiles := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	a, b, i := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	acc := accumulators(e, size, q.vecs())
	offsets := make([]int, size)
	for r := range offsets {
		offsets[r] = r * w.in.pixelBytes()
	}
	e.For(i, asm.Const(0), asm.Var(tiles), 1, func() {
		for _, vs := range acc {
			e.zero(vs...)
		}
		e.set(a, asm.Var(v), 0)
		e.set(b, asm.Var(u), 0)
		tile{rows: offsets, vecs: q.vecs(), steps: w.in.c, aStep: floatBytes, bStep: q.bytes()}.emit(e, a, b, acc)
		for r, vs := range acc {
			for j, l := range vs {
				e.storeLanes(l, prod, r*w.outPixel()+j*vecBytes, vecFloats)
			}
		}
		e.advance(v, size*w.in.pixelBytes())
		e.advance(prod, size*w.outPixel())
	})
	return e.Func
}
