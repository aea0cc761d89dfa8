package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// winograd does what correlate does, for 3x3 kernels with stride 1, in a quarter of the multiplications.
//
// A block of tiles is transformed to v [point][tile][input channel], multiplied, for each point, with the transformed
// weights u [point][panel][input channel][8] to m [point][tile][output channel], and transformed back.
// Errors are larger than those of the direct sum, because the transforms subtract numbers of like size.
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
	// winogradTerms is of how many input channels the products are added up before they join the sum of all: a sum of many
	// numbers loses as much as the transforms do.
	winogradTerms = 128
	// winogradGroup is about how many bytes of u are made and used at a time where the weights are new at every call: few
	// enough that they stay in the second-level cache.
	winogradGroup = 4 << 20
	// even is by what the number of panels in a group can be divided, for as many threads.
	even = 4
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
	if winogradGain*w.products() > winogradTaps*winogradTaps*results || !c.asMany && w.batch*results < winogradGain*w.points() {
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
func (w winograd) block() int {
	blocks := ceilDiv(w.tiles(), winogradBlock)
	if blocks >= manyBlocks { // as many for each thread of a team of 2, 4 or 8
		blocks = (blocks + manyBlocks/2) / manyBlocks * manyBlocks
	}
	return ceilDiv(w.tiles(), blocks)
}

// manyBlocks is how many blocks are enough for threads to do each some of its own. Fewer they do together, which takes
// more memory from one core's cache to the other's.
const manyBlocks = 8

// apart says whether each thread does blocks of its own.
func (w winograd) apart() bool { return ceilDiv(w.tiles(), w.block()) >= manyBlocks }

func (w winograd) vStride() int { return w.block()*w.in.pixelBytes() + winogradSkew }
func (w winograd) mStride() int { return w.block()*w.outPixel() + winogradSkew }

// uStride is the distance of points in u.
func (w winograd) uStride() int { return packedFloats(w.outC)*w.in.c*floatBytes + winogradSkew }

func (w winograd) packedBytes() int { return w.points() * w.uStride() }

// winogradScratch says where v and m lie in the memory that holds them, and the rest in each thread's own.
type winogradScratch struct {
	m, blocks             int
	patch, out, arg, edge int
}

func (w winograd) layout() winogradScratch {
	var s winogradScratch
	s.m = alignUp(w.points() * w.vStride())
	s.blocks = lineUp(s.m + w.points()*w.mStride())
	s.out = s.patch + alignUp(w.points()*w.in.pixelBytes())
	s.arg = s.out + w.out*w.out*w.outPixel()
	s.edge = lineUp(s.arg + w.out*w.out*alignUp(w.outC))
	return s
}

// scratchBytes is all that one thread needs, ownBytes what of it each thread needs for itself.
func (w winograd) scratchBytes() int { return w.layout().blocks + w.layout().edge }

func (w winograd) ownBytes() int {
	if w.apart() {
		return w.scratchBytes()
	}
	return w.layout().edge
}

// side is the edge of what a tile stores.
func (w winograd) side() int {
	if w.pool {
		return w.out / 2
	}
	return w.out
}

// streams says whether emitFresh is worth its while: if there is one block, no part of u is needed twice.
func (w winograd) streams() bool { return w.block() == w.tiles() }

// group is how many full panels of u are made at a time where the weights are new.
func (w winograd) group() int {
	onePanel := w.points() * w.in.c * panelFloats * floatBytes
	n := winogradGroup / onePanel
	if n > even {
		n = (n + even/2) / even * even
	}
	return max(1, min(w.outC/panelFloats, n))
}

// groupStride is the distance of points in a group, which may end with the edge panel.
func (w winograd) groupStride() int {
	return min(packedFloats(w.outC), w.group()*panelFloats+panelFloats)*w.in.c*floatBytes + winogradSkew
}

// freshBytes is the room for a group.
func (w winograd) freshBytes() int { return w.points() * w.groupStride() }

// freshBytesIf is freshBytes if Winograd's algorithm is used and emitFresh is worth its while, else 0.
func (w winograd) freshBytesIf(used bool) int {
	if !used || !w.streams() {
		return 0
	}
	return w.freshBytes()
}

// emit returns a function (x, packed, bias, y, arg, scratch).
func (w winograd) emit(m *asm.Module, t Target) *asm.Func {
	return w.emitDriver(m, t, w.name+"_winograd", nil)
}

// emitFresh returns a function (x, w, bias, y, arg, scratch, room) that does what emitPack's and emit's do, but evaluates
// the weights a few panels at a time just before they are used: u, which is 4 times as large as the weights, need not
// be written to memory and read again. room is freshBytes large.
func (w winograd) emitFresh(m *asm.Module, t Target, ws winogradWeights) *asm.Func {
	return w.emitDriver(m, t, w.name+"_winograd_fresh", &ws)
}

// emitDriver is emit, or emitFresh if there are weights.
func (w winograd) emitDriver(m *asm.Module, t Target, name string, fresh *winogradWeights) *asm.Func {
	at, block, tiles := w.layout(), w.block(), w.tiles()
	cut := cutter{w.in, w.tile(), w.input, w.vStride(), vecBytes}.emit(m, t, name)
	paste := w.emitPaste(m, t, name)
	rest := tiles % block
	whole, last := newTileSplit(block, t), newTileSplit(rest, t)
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

	params := 6
	if fresh != nil {
		params = 7
	}
	e := newFunc(m, t, name, params)
	x, weights, bias, y, arg := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4)
	i32 := func() asm.Local { return e.Local(asm.I32) }
	t0, tEnd, i, n, ty, tx, v, prod, u, p := i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32()
	vp, mp := i32(), i32()
	scratch, own := i32(), i32()
	var blocks part           // this thread's
	together := e.target.Team // that does a block
	if w.apart() {
		e.own(scratch, e.Param(5), 0, w.ownBytes())
		e.set(own, asm.Var(scratch), at.blocks)
		blocks.from, blocks.to = e.share(tiles, block)
		together = nil
	} else {
		e.set(scratch, asm.Var(e.Param(5)), 0)
		e.own(own, scratch, at.blocks, w.ownBytes())
		blocks = part{asm.Const(0), asm.Const(tiles)}
	}
	pointed, points := together.Share(e.Func, w.points(), 1)
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
	// multiply sends tiles through some full panels of u and the last one, narrower, if edge. They lie at from, stride
	// bytes from point to point, and make the channels from column bytes on.
	multiply := func(rows tileSplit, from, column asm.Operand, pointStride, fulls int, edge bool) {
		e.set(vp, asm.Var(scratch), 0)
		e.Push(column)
		e.LocalGet(scratch)
		e.addConst(at.m)
		e.I32Add()
		e.LocalSet(prod)
		e.set(u, from, 0)
		if together != nil {
			for _, s := range []stride{{vp, w.vStride()}, {u, pointStride}, {prod, w.mStride()}} {
				e.skip(s, pointed)
			}
		}
		e.For(p, pointed, points, 1, func() {
			e.set(mp, asm.Var(prod), 0)
			one := func(q panel) {
				run := func(size, tiles, first int) {
					if tiles == 0 {
						return
					}
					e.LocalGet(vp)
					e.addConst(first * w.in.pixelBytes())
					e.LocalGet(u, mp)
					e.addConst(first * w.outPixel())
					e.I32Const(int32(tiles))
					e.Call(mulFn(q, size))
				}
				run(rows.size, rows.big, 0)
				run(rows.size-1, rows.small, rows.size*rows.big)
				e.advance(u, q.bytes()*w.in.c)
				e.advance(mp, q.bytes())
			}
			used := fulls * panelFloats
			e.repeat(fulls, func() { one(ps[0]) })
			if edge {
				one(ps[len(ps)-1])
				used += ps[len(ps)-1].floats
			}
			e.advance(u, pointStride-used*floatBytes*w.in.c)
			e.advance(vp, w.vStride())
			e.advance(prod, w.mStride())
		})
	}
	full, edge := w.outC/panelFloats, w.outC%panelFloats > 0
	products := func(rows tileSplit) {
		if fresh == nil {
			together.Wait(e.Func)
			multiply(rows, asm.Var(weights), asm.Const(0), w.uStride(), full, edge)
			together.Wait(e.Func)
			return
		}
		w.emitGroups(m, t, e, name, *fresh, weights, e.Param(6), func(room, column asm.Local, fulls int, edge bool) {
			multiply(rows, asm.Var(room), asm.Var(column), w.groupStride(), fulls, edge)
		})
	}
	e.For(t0, blocks.from, blocks.to, block, func() {
		e.minOf(tEnd, func() { e.LocalGet(t0); e.addConst(block) }, func() { e.I32Const(int32(tiles)) })
		e.set(v, asm.Var(scratch), 0)
		e.eachOf(together, block, i, t0, tEnd, func() {
			split()
			e.addr(x, n, imageBytes, 0)
			e.LocalGet(ty)
			e.mulConst(w.out)
			e.addConst(-w.in.top)
			e.LocalGet(tx)
			e.mulConst(w.out)
			e.addConst(-w.in.left)
			e.LocalGet(own)
			e.addConst(at.patch)
			e.call(cut, v)
			e.advance(v, w.in.pixelBytes())
		}, stride{v, w.in.pixelBytes()})
		if rest == 0 {
			products(whole)
		} else {
			e.LocalGet(tEnd, t0)
			e.I32Sub()
			e.I32Const(int32(block))
			e.I32Eq()
			e.IfElse(func() { products(whole) }, func() { products(last) })
		}
		e.set(prod, asm.Var(scratch), at.m)
		e.eachOf(together, block, i, t0, tEnd, func() {
			split()
			e.LocalGet(prod, bias)
			e.addr(y, n, w.finalH()*w.finalW()*w.outPixel(), 0)
			e.addr(arg, n, w.finalH()*w.finalW()*w.outC, 0)
			e.LocalGet(ty)
			e.mulConst(w.side())
			e.LocalGet(tx)
			e.mulConst(w.side())
			e.LocalGet(own)
			e.addConst(at.out)
			e.LocalGet(own)
			e.addConst(at.arg)
			e.Call(paste)
			e.advance(prod, w.outPixel())
		}, stride{prod, w.outPixel()})
	})
	return e.Func
}

// tileSplit is how the rows of a block are cut into register tiles: big ones of size rows, then small ones of size-1.
type tileSplit struct{ size, big, small int }

func newTileSplit(rows int, t Target) tileSplit {
	size, big, small := splitRows(rows, t.tileRows())
	return tileSplit{size, big, small}
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
		e.set(a, asm.Var(v), 0)
		e.set(b, asm.Var(u), 0)
		for first := 0; first < w.in.c; first += winogradTerms {
			for _, vs := range acc {
				e.zero(vs...)
			}
			steps := min(winogradTerms, w.in.c-first)
			moved := tile{rows: offsets, vecs: q.vecs(), steps: steps, aStep: floatBytes, bStep: q.bytes()}.emit(e, a, b, acc)
			e.advance(a, steps*floatBytes-moved)
			for r, vs := range acc {
				for j, l := range vs {
					at := r*w.outPixel() + j*vecBytes
					if first > 0 {
						e.LocalGet(prod)
						e.V128Load(uint32(at))
						e.LocalGet(l)
						e.F32x4Add()
						e.LocalSet(l)
					}
					e.storeLanes(l, prod, at, vecFloats)
				}
			}
		}
		e.advance(v, size*w.in.pixelBytes())
		e.advance(prod, size*w.outPixel())
	})
	return e.Func
}
