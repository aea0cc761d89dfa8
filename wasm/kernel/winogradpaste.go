package kernel

import "pawgrad/wasm/asm"

// emitPaste returns a function (m, bias, y, arg, ty, tx, out, outArg) that turns one tile of products into results and
// stores them at (ty, tx) of the picture at y, arg. Tiles that stick out go by way of out and outArg, and only what
// is inside is copied.
func (w winograd) emitPaste(m *asm.Module, t Target, name string) *asm.Func {
	back := w.emitBack(m, t, name)
	e := newFunc(m, t, name+"_paste", 8)
	prod, bias, y, arg, ty, tx, out, outArg := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4), e.Param(5), e.Param(6), e.Param(7)
	side, pixel := w.side(), w.outPixel()
	row := w.finalW() * pixel
	dst, dstArg, h, wd, i := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	e.minOf(h, func() { e.I32Const(int32(w.finalH())); e.LocalGet(ty); e.I32Sub() }, func() { e.I32Const(int32(side)) })
	e.minOf(wd, func() { e.I32Const(int32(w.finalW())); e.LocalGet(tx); e.I32Sub() }, func() { e.I32Const(int32(side)) })
	e.LocalGet(ty) // element index
	e.mulConst(w.finalW())
	e.addLocal(tx)
	e.mulConst(w.outC)
	e.LocalSet(dstArg)
	e.addr(y, dstArg, floatBytes, 0)
	e.LocalSet(dst)
	e.addr(arg, dstArg, 1, 0)
	e.LocalSet(dstArg)
	e.LocalGet(h, wd)
	e.I32Mul()
	e.I32Const(int32(side * side))
	e.I32Eq()
	e.If(func() {
		e.LocalGet(prod, bias, dst)
		e.I32Const(int32(row))
		e.LocalGet(dstArg)
		e.I32Const(int32(w.finalW() * w.outC))
		e.Call(back)
		e.Return()
	})
	e.LocalGet(prod, bias, out)
	e.I32Const(int32(side * pixel))
	e.LocalGet(outArg)
	e.I32Const(int32(side * w.outC))
	e.Call(back)
	e.For(i, asm.Const(0), asm.Var(h), 1, func() {
		e.addr(dst, i, row, 0)
		e.addr(out, i, side*pixel, 0)
		e.LocalGet(wd)
		e.mulConst(pixel)
		e.MemoryCopy()
		if w.pool {
			e.addr(dstArg, i, w.finalW()*w.outC, 0)
			e.addr(outArg, i, side*w.outC, 0)
			e.LocalGet(wd)
			e.mulConst(w.outC)
			e.MemoryCopy()
		}
	})
	return e.Func
}

// emitBack returns a function (m, bias, dst, row, arg, argRow): interpolation, bias, ReLU and pooling of one tile, all
// channels. row and argRow are the distances of its rows.
func (w winograd) emitBack(m *asm.Module, t Target, name string) *asm.Func {
	e := newFunc(m, t, name+"_back", 6)
	prod, bias, dst, row, arg, argRow := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4), e.Param(5)
	cs := e.coefficients(w.output)
	x, half, out := e.Locals(asm.V128, w.tile()), e.grid(w.out, w.tile()), e.grid(w.out, w.out)
	b, best, which := e.Local(asm.V128), e.Local(asm.V128), e.Local(asm.V128)
	at, argAt := e.Local(asm.I32), e.Local(asm.I32)
	e.repeat(w.outC/vecFloats, func() {
		if w.bias {
			e.LocalGet(bias)
			e.V128Load(0)
			e.LocalSet(b)
			e.advance(bias, vecBytes)
		}
		for j := range w.tile() {
			for i := range w.tile() {
				e.LocalGet(prod)
				e.V128Load(uint32((i*w.tile() + j) * w.mStride()))
				e.LocalSet(x[i])
			}
			cs.interpolate(e, w.output, x, column(half, j))
		}
		e.set(at, asm.Var(dst), 0)
		e.set(argAt, asm.Var(arg), 0)
		next := func() {
			e.LocalGet(at, row)
			e.I32Add()
			e.LocalSet(at)
			e.LocalGet(argAt, argRow)
			e.I32Add()
			e.LocalSet(argAt)
		}
		for i := range w.out {
			cs.interpolate(e, w.output, half[i], out[i])
			for j, l := range out[i] {
				if w.bias {
					e.LocalGet(l, b)
					e.F32x4Add()
					e.LocalSet(l)
				}
				if !w.pool {
					if w.relu {
						e.relu(l)
					}
					e.storeLanes(l, at, j*w.outPixel(), vecFloats)
				}
			}
			if !w.pool {
				next()
				continue
			}
			if i%2 == 0 {
				continue
			}
			for j := range w.out / 2 {
				emitMaxOf4(e, best, which, w.relu, func(q int) { e.LocalGet(out[i-1+q/2][2*j+q%2]) })
				e.storeLanes(best, at, j*w.outPixel(), vecFloats)
				emitStoreArgs(e, []asm.Local{which}, argAt, j*w.outC, panel{0, vecFloats, vecFloats})
			}
			next()
		}
		e.advance(prod, vecBytes)
		e.advance(dst, vecBytes)
		e.advance(arg, vecFloats)
	})
	return e.Func
}
