package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// ConvPoolGradInput is the gradient by the input of a convolution with pooling.
//
// The non-zeros are sorted into four lists per pooled cell, one for each place of its 2x2 window, because all entries
// of such a list add to the same taps of dx: they are summed in registers, dx[taps] += sum of value * w[taps, channel].
type ConvPoolGradInput struct{ ConvPoolGrad }

// listedBytes bounds the lists of a block, so that they stay in the second-level cache for all runs of taps.
const listedBytes = 256 << 10

const (
	places     = 4                             // of a pooling window
	tableBytes = (4*(places+1) + 15) / 16 * 16 // where each list and the dump go on
	dumpBytes  = entryBytes                    // where entries that do not pass are written
	endBytes   = 4 * places                    // ends of one cell's lists
)

func (k ConvPoolGradInput) cellBytes() int { return places * k.OutC * entryBytes }

// block is how many pooled rows of how many pictures are listed at a time. Padded pictures are done whole, because
// they are summed up in scratch and copied out at the end.
func (k ConvPoolGradInput) block() (rows, images int) {
	cells := max(1, listedBytes/k.cellBytes())
	rows = min(k.pooledH(), max(1, cells/k.pooledW()))
	if !k.image().plain() {
		return k.pooledH(), 1
	}
	images = 1
	if rows == k.pooledH() {
		images = min(k.Batch, max(1, cells/(rows*k.pooledW())))
	}
	return rows, images
}

type gradInputScratch struct{ table, ends, lists, picture, total int }

func (k ConvPoolGradInput) layout() gradInputScratch {
	rows, images := k.block()
	cells := rows * images * k.pooledW()
	var s gradInputScratch
	s.ends = s.table + tableBytes + alignUp(dumpBytes)
	s.lists = s.ends + alignUp(cells*endBytes)
	s.picture = s.lists + alignUp(cells*k.cellBytes())
	s.total = lineUp(s.picture)
	if im := k.image(); !im.plain() {
		s.total = lineUp(s.picture + im.paddedH()*im.rowBytes())
	}
	return s
}

// Scratch is the number of bytes of scratch that Emit's function needs.
func (k ConvPoolGradInput) Scratch() int { return k.layout().total }

// Own is how much of it each thread needs for itself.
func (k ConvPoolGradInput) Own() int { return k.layout().total }

// Shares implements Sharing.
func (k ConvPoolGradInput) Shares() bool { return true }

// PackedBytes is the size of the packed weights that EmitPack writes and Emit reads.
func (k ConvPoolGradInput) PackedBytes() int { return k.packedRunsBytes() }

// EmitPack returns a function (w, packed) that brings the weights into the order [run][OutC][vector]. Lanes that two
// vectors cover are zero in the second.
func (k ConvPoolGradInput) EmitPack(m *asm.Module, t Target) *asm.Func {
	const name = "conv_pool_grad_input_pack"
	row := k.OutC * floatBytes
	vecs := map[[2]int]*asm.Func{} // by length of the run and fresh lanes
	for _, run := range k.runs() {
		for _, v := range run {
			key := [2]int{len(run), v.fresh}
			if vecs[key] != nil {
				continue
			}
			e := newFunc(m, t, fmt.Sprintf("%s%d_%d", name, len(run), v.fresh), 2) // one vector of all channels
			w, packed, l := e.Param(0), e.Param(1), e.Local(asm.V128)
			e.each(k.OutC, func() {
				e.zero(l)
				for i := vecFloats - v.fresh; i < vecFloats; i++ {
					e.LocalGet(w, l)
					e.V128Load32Lane(uint32(i*row), byte(i))
					e.LocalSet(l)
				}
				e.storeLanes(l, packed, 0, vecFloats)
				e.advance(packed, len(run)*vecBytes)
				e.advance(w, floatBytes)
			}, stride{packed, len(run) * vecBytes}, stride{w, floatBytes})
			vecs[key] = e.Func
		}
	}
	e := newFunc(m, t, name, 2)
	w, packed := e.Param(0), e.Param(1)
	from, base := e.Local(asm.I32), e.Local(asm.I32)
	if k.rowFloats()%vecFloats == 0 {
		e.set(from, asm.Var(w), 0)
		k.emitRuns(e, base, packed, func(run []tapVec) {
			e.repeat(len(run), func() {
				e.call(vecs[[2]int{len(run), vecFloats}], from, packed)
				e.advance(from, vecFloats*row)
				e.advance(packed, vecBytes)
			})
			e.advance(packed, -len(run)*vecBytes)
		})
		return e.Func
	}
	for _, run := range k.runs() {
		for _, v := range run {
			e.set(from, asm.Var(w), v.tap*row)
			e.call(vecs[[2]int{len(run), v.fresh}], from, packed)
			e.advance(packed, vecBytes)
		}
		e.advance(packed, len(run)*(k.OutC-1)*vecBytes)
	}
	return e.Func
}

// Emit returns a function (g, arg, packed, dx, scratch). dx is overwritten.
func (k ConvPoolGradInput) Emit(m *asm.Module, t Target) *asm.Func {
	const name = "conv_pool_grad_input"
	im, at := k.image(), k.layout()
	rows, images := k.block()
	list := k.emitList(m, t, name)
	walks := map[string]*asm.Func{}
	for _, run := range k.runs() {
		if walks[pattern(run)] == nil {
			walks[pattern(run)] = k.emitWalk(m, t, name, run)
		}
	}
	e := newFunc(m, t, name, 5)
	g, arg, packed, dx := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	i32 := func() asm.Local { return e.Local(asm.I32) }
	n0, nEnd, y0, yEnd, n, y := i32(), i32(), i32(), i32(), i32(), i32()
	base, weights, ends, lists, cells, picture := i32(), i32(), i32(), i32(), i32(), i32()
	scratch := i32()
	e.own(scratch, e.Param(4), 0, at.total)
	from, to := e.share(k.Batch, 1)
	padded := !im.plain()
	imageBytes := im.h * im.w * im.pixelBytes()
	if !padded {
		e.fillZero(func() { e.LocalGet(dx); e.Push(from); e.mulConst(imageBytes); e.I32Add() },
			func() { e.Push(to); e.Push(from); e.I32Sub(); e.mulConst(imageBytes) })
	}
	// eachRow runs body for every pooled row of the block, with ends and lists at the row's first cell.
	eachRow := func(body func()) {
		e.set(ends, asm.Var(scratch), at.ends)
		e.set(lists, asm.Var(scratch), at.lists)
		e.For(n, asm.Var(n0), asm.Var(nEnd), 1, func() {
			e.For(y, asm.Var(y0), asm.Var(yEnd), 1, func() {
				body()
				e.advance(ends, k.pooledW()*endBytes)
				e.advance(lists, k.pooledW()*k.cellBytes())
			})
		})
	}
	e.For(n0, from, to, images, func() {
		e.minOf(nEnd, func() { e.LocalGet(n0); e.addConst(images) }, func() { e.Push(to) })
		if padded {
			e.fillZero(func() { e.LocalGet(scratch); e.addConst(at.picture) }, func() { e.I32Const(int32(at.total - at.picture)) })
		}
		e.For(y0, asm.Const(0), asm.Const(k.pooledH()), rows, func() {
			e.minOf(yEnd, func() { e.LocalGet(y0); e.addConst(rows) }, func() { e.I32Const(int32(k.pooledH())) })
			eachRow(func() {
				e.LocalGet(n)
				e.mulConst(k.pooledH())
				e.addLocal(y)
				e.mulConst(k.pooledW() * k.OutC)
				e.LocalSet(cells)
				e.addr(g, cells, floatBytes, 0)
				e.addr(arg, cells, 1, 0)
				e.call(list, ends, lists, scratch)
			})
			e.set(weights, asm.Var(packed), 0)
			k.emitRuns(e, base, weights, func(run []tapVec) {
				eachRow(func() {
					if padded {
						e.LocalGet(scratch)
						e.addConst(at.picture)
					} else {
						e.addr(dx, n, imageBytes, 0)
					}
					e.addProduct(y, 2*im.rowBytes())
					e.addLocal(base)
					e.LocalSet(picture)
					e.call(walks[pattern(run)], picture, ends, lists, weights)
				})
			})
		})
		if padded {
			e.set(picture, asm.Var(scratch), at.picture+im.top*im.rowBytes()+im.left*im.pixelBytes())
			e.For(y, asm.Const(0), asm.Const(im.h), 1, func() {
				e.addr(dx, n0, imageBytes, 0)
				e.addProduct(y, im.w*im.pixelBytes())
				e.LocalGet(picture)
				e.I32Const(int32(im.w * im.pixelBytes()))
				e.MemoryCopy()
				e.advance(picture, im.rowBytes())
			})
		}
	})
	return e.Func
}

// Name implements Kernel, as do the methods that follow.
func (k ConvPoolGradInput) Name() string { return "ConvPoolGradInput" }

func (k ConvPoolGradInput) Operands() (in, out []string) {
	return []string{"g", "arg", "w"}, []string{"dx"}
}

func (k ConvPoolGradInput) Memory(int) Memory { return packedMemory(k, 2) }

func (k ConvPoolGradInput) Call(c *Call) {
	entry, weights, _ := c.packed(k, 2)
	c.call(entry, c.In[0], c.In[1], weights, c.Out[0], c.Scratch)
}
