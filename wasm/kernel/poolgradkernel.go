package kernel

import "pawgrad/wasm/asm"

// ConvPoolGradKernel is the gradient by the weights (and by the bias, if Bias) of a convolution with pooling.
//
// Per block of pictures or rows it sorts the non-zeros into one list per output channel. Then, for each run of taps
// and each channel, the run's weight gradients stay in registers while the channel's list is walked:
// dw[taps] += value * x[position + taps].
//
// A first layer has so few taps that they are one run. Then every list would be read only once, and the gradients are
// walked where they are instead.
type ConvPoolGradKernel struct {
	ConvPoolGrad
	Bias bool
}

// touchedBytes is how much of x the positions of a block may touch in one run: three quarters of a 32 KiB first-level cache.
const touchedBytes = 24 << 10

// block is how many pooled rows of how many pictures are listed at a time; more than one picture only if the rows are
// all of them.
func (k ConvPoolGradKernel) block() (rows, images int) {
	perCell := 4 * min(runVecs*vecBytes, k.InC*floatBytes)
	cells := max(1, touchedBytes/perCell)
	rows = min(k.pooledH(), max(1, (cells+k.pooledW()/2)/k.pooledW()))
	images = 1
	if rows == k.pooledH() {
		images = min(k.Batch, max(1, cells/(rows*k.pooledW())))
	}
	return rows, images
}

// listBytes is the capacity of one channel's list.
func (k ConvPoolGradKernel) listBytes() int {
	rows, images := k.block()
	return rows * images * k.pooledW() * entryBytes
}

// gradKernelScratch says where sums and lists of all channels lie, of which each thread has some, and what each thread
// has for itself.
type gradKernelScratch struct{ ends, lists, shared, stage, own int }

func (k ConvPoolGradKernel) layout() gradKernelScratch {
	var s gradKernelScratch
	s.ends = alignUp(k.packedRunsBytes())
	s.lists = s.ends + alignUp(k.OutC*4)
	s.shared = lineUp(s.lists + k.OutC*k.listBytes())
	s.stage = walkTableBytes
	s.own = s.stage
	if im := k.image(); !im.plain() {
		s.own = lineUp(s.own + k.stagedImage()*k.images())
	}
	return s
}

func (k ConvPoolGradKernel) images() int { _, n := k.block(); return n }

// stagedImage is the size of one picture's staged rows.
func (k ConvPoolGradKernel) stagedImage() int {
	rows, _ := k.block()
	return alignUp((2*rows + k.KH - 1) * k.image().rowBytes())
}

// Scratch is the number of bytes of scratch that Emit's function needs.
func (k ConvPoolGradKernel) Scratch() int { return k.layout().shared + k.layout().own }

// Own is how much of it each thread needs for itself.
func (k ConvPoolGradKernel) Own() int { return k.layout().own }

// Shares implements Sharing: threads share the output channels.
func (k ConvPoolGradKernel) Shares() bool { return true }

// channels is this thread's part of them.
func (k ConvPoolGradKernel) channels(e *emitter) part {
	from, to := e.share(k.OutC, vecFloats)
	return part{from, to}
}

// eachChannel emits body for every one of this thread's channels, with the addresses set to where the first begins; body
// has to move them on.
func (k ConvPoolGradKernel) eachChannel(e *emitter, body func(), at ...stride) {
	if e.target.Team == nil {
		e.repeat(k.OutC, body)
		return
	}
	mine := k.channels(e)
	for _, s := range at {
		e.skip(s, mine.from)
	}
	e.For(e.Local(asm.I32), mine.from, mine.to, 1, body)
}

// Emit returns a function (x, g, arg, dw, dbias, scratch). dw and dbias are overwritten; dbias is ignored without Bias.
func (k ConvPoolGradKernel) Emit(m *asm.Module, t Target) *asm.Func {
	const name = "conv_pool_grad_kernel"
	im, at := k.image(), k.layout()
	rows, images := k.block()
	var stage, bias *asm.Func
	if !im.plain() {
		stage = emitStage(m, t, name, im)
	}
	if k.Bias {
		bias = k.emitMaskedSum(m, t, name)
	}
	var list, row *asm.Func
	walks := map[string]*asm.Func{}
	if runs := k.runs(); len(runs) == 1 {
		row = k.emitWalkRow(m, t, name, runs[0])
	} else {
		list = k.emitList(m, t, name)
		for _, run := range runs {
			if walks[pattern(run)] == nil {
				walks[pattern(run)] = k.emitWalk(m, t, name, run)
			}
		}
	}
	unpack := k.emitUnpack(m, t, name)

	e := newFunc(m, t, name, 6)
	x, g, arg, dw, dbias, scratch := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4), e.Param(5)
	i32 := func() asm.Local { return e.Local(asm.I32) }
	n0, nEnd, y0, yEnd, n, y := i32(), i32(), i32(), i32(), i32(), i32()
	base, sums, ends, lists, picture, cells, own := i32(), i32(), i32(), i32(), i32(), i32(), i32()
	mine := k.channels(e)
	// fill zeroes this thread's channels of an array.
	fill := func(array asm.Local, bytes int) {
		e.fillZero(func() { e.LocalGet(array); e.Push(mine.from); e.mulConst(bytes); e.I32Add() },
			func() { e.Push(mine.to); e.Push(mine.from); e.I32Sub(); e.mulConst(bytes) })
	}
	e.own(own, scratch, at.shared, at.own)
	e.set(ends, asm.Var(scratch), at.ends)
	e.set(lists, asm.Var(scratch), at.lists)
	if row != nil {
		k.emitWalkTable(e, own)
	}
	e.set(sums, asm.Var(scratch), 0)
	k.emitRuns(e, base, sums, func(run []tapVec) { fill(sums, len(run)*vecBytes) })
	if k.Bias {
		fill(dbias, floatBytes)
	}
	if stage != nil {
		e.fillZero(func() { e.LocalGet(own); e.addConst(at.stage) }, func() { e.I32Const(int32(at.own - at.stage)) })
	}
	e.For(n0, asm.Const(0), asm.Const(k.Batch), images, func() {
		e.minOf(nEnd, func() { e.LocalGet(n0); e.addConst(images) }, func() { e.I32Const(int32(k.Batch)) })
		e.For(y0, asm.Const(0), asm.Const(k.pooledH()), rows, func() {
			e.minOf(yEnd, func() { e.LocalGet(y0); e.addConst(rows) }, func() { e.I32Const(int32(k.pooledH())) })
			if row == nil {
				k.emitResetLists(e, lists, ends)
			}
			e.For(n, asm.Var(n0), asm.Var(nEnd), 1, func() {
				if stage != nil {
					e.LocalGet(own, n, n0)
					e.I32Sub()
					e.mulConst(k.stagedImage())
					e.I32Add()
					e.addConst(at.stage)
					e.LocalSet(picture)
					e.addr(x, n, im.h*im.w*im.pixelBytes(), 0)
					e.LocalGet(y0)
					e.mulConst(2)
					e.LocalGet(yEnd, y0)
					e.I32Sub()
					e.mulConst(2)
					e.addConst(k.KH - 1)
					e.call(stage, picture)
				} else {
					e.addr(x, n, im.h*im.w*im.pixelBytes(), 0)
					e.addProduct(y0, 2*im.rowBytes())
					e.LocalSet(picture)
				}
				e.For(y, asm.Var(y0), asm.Var(yEnd), 1, func() {
					e.LocalGet(n) // index of the row's first gradient
					e.mulConst(k.pooledH())
					e.addLocal(y)
					e.mulConst(k.pooledW() * k.OutC)
					e.LocalSet(cells)
					e.addr(g, cells, floatBytes, 0)
					e.addr(arg, cells, 1, 0)
					e.LocalGet(picture)
					if row != nil {
						e.call(row, own, scratch)
					} else {
						e.call(list, ends)
					}
					e.advance(picture, 2*im.rowBytes())
				})
			})
			if row != nil {
				return
			}
			e.set(sums, asm.Var(scratch), 0)
			k.emitRuns(e, base, sums, func(run []tapVec) {
				e.call(walks[pattern(run)], base, lists, ends, sums)
			})
		})
		if k.Bias {
			e.LocalGet(n0)
			e.mulConst(k.pooledH() * k.pooledW() * k.OutC)
			e.LocalSet(cells)
			e.addr(g, cells, floatBytes, 0)
			e.addr(arg, cells, 1, 0)
			e.LocalGet(nEnd, n0)
			e.I32Sub()
			e.mulConst(k.pooledH() * k.pooledW())
			e.call(bias, dbias)
		}
	})
	e.call(unpack, scratch, dw)
	return e.Func
}

// emitResetLists makes all lists empty.
func (k ConvPoolGradKernel) emitResetLists(e *emitter, lists, ends asm.Local) {
	p, end := e.Local(asm.I32), e.Local(asm.I32)
	e.set(p, asm.Var(lists), 0)
	e.set(end, asm.Var(ends), 0)
	k.eachChannel(e, func() {
		e.LocalGet(end, p)
		e.I32Store(0)
		e.advance(end, 4)
		e.advance(p, k.listBytes())
	}, stride{p, k.listBytes()}, stride{end, 4})
}

// Name implements Kernel, as do the methods that follow.
func (k ConvPoolGradKernel) Name() string { return "ConvPoolGradKernel" }

func (k ConvPoolGradKernel) Operands() (in, out []string) {
	in, out = []string{"x", "g", "arg"}, []string{"dw"}
	if k.Bias {
		out = append(out, "dbias")
	}
	return in, out
}

func (k ConvPoolGradKernel) Memory(int) Memory { return Memory{Scratch: k.Scratch(), Own: k.Own()} }

func (k ConvPoolGradKernel) Call(c *Call) {
	c.call(k.Emit(c.Module, c.Target), c.In[0], c.In[1], c.In[2], c.Out[0], c.second(c.Out[0]), c.Scratch)
}
