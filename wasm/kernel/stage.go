package kernel

import "pawgrad/wasm/asm"

// emitStage returns a function (tensor, first, rows, dst) that copies padded rows [first, first+rows) of one picture
// to dst. It writes what comes from the tensor and the rows that are all padding; the padding beside the pixels, and
// the gaps between them, are the same in every row, so the caller zeroes dst once before the first call.
func emitStage(m *asm.Module, t Target, name string, im image) *asm.Func {
	e := newFunc(m, t, name+"_stage", 4)
	tensor, first, rows, dst := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	r, y := e.Local(asm.I32), e.Local(asm.I32)
	e.For(r, asm.Const(0), asm.Var(rows), 1, func() {
		e.LocalGet(first, r)
		e.I32Add()
		e.addConst(-im.top)
		e.LocalSet(y)
		// A row is real when 0 <= y <= (h-1)*gapH and y is a multiple of gapH.
		e.LocalGet(y)
		e.I32Const(int32((im.h-1)*im.gapH + 1))
		e.I32LtU()
		if im.gapH > 1 {
			e.LocalGet(y)
			e.I32Const(int32(im.gapH))
			e.I32RemU()
			e.I32Eqz()
			e.I32And()
		}
		e.IfElse(func() {
			if im.gapH > 1 {
				e.LocalGet(y)
				e.I32Const(int32(im.gapH))
				e.I32DivU()
				e.LocalSet(y)
			}
			im.emitCopyRow(e, tensor, y, dst)
		}, func() {
			e.fillZero(func() { e.LocalGet(dst) }, func() { e.I32Const(int32(im.rowBytes())) })
		})
		e.advance(dst, im.rowBytes())
	})
	return e.Func
}

// emitCopyRow copies the pixels of tensor row y to their places in the padded row at dst.
func (im image) emitCopyRow(e *emitter, tensor, y, dst asm.Local) {
	tensorRow := im.w * im.pixelBytes()
	copyRun := func(dstPixel, srcPixel, n int) {
		if n <= 0 {
			return
		}
		e.LocalGet(dst)
		e.addConst(dstPixel * im.pixelBytes())
		e.addr(tensor, y, tensorRow, srcPixel*im.pixelBytes())
		e.I32Const(int32(n * im.pixelBytes()))
		e.MemoryCopy()
	}
	lo := 0 // first pixel of the tensor inside the padded image
	for lo < im.w && im.left+lo*im.gapW < 0 {
		lo++
	}
	hi := im.w // end of the pixels inside
	for hi > lo && im.left+(hi-1)*im.gapW >= im.paddedW() {
		hi--
	}
	if im.gapW == 1 {
		copyRun(im.left+lo, lo, hi-lo)
		return
	}
	if hi <= lo {
		return
	}
	i, to := e.Local(asm.I32), e.Local(asm.I32)
	e.set(to, asm.Var(dst), (im.left+lo*im.gapW)*im.pixelBytes())
	e.For(i, asm.Const(lo), asm.Const(hi), 1, func() {
		e.LocalGet(to)
		e.addr(tensor, y, tensorRow, 0)
		e.addProduct(i, im.pixelBytes())
		e.I32Const(int32(im.pixelBytes()))
		e.MemoryCopy()
		e.advance(to, im.gapW*im.pixelBytes())
	})
}
