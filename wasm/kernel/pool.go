package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// Values of the arg-max byte that pooling kernels write, one per pooled number: which of the 2x2 window's numbers was
// the largest (the first, if several are equal), in row-major order 0..3, or ArgShut.
const (
	// ArgShut marks a window through which no gradient passes. After the ReLU all four numbers of such a window are
	// zero, so its largest is its first, and the ReLU made that one zero. A first number that was zero before the ReLU
	// still passes the gradient: GoMLX takes the slope of max(x, 0) at 0 to be 1.
	ArgShut = 4
)

// emitPoolRow returns a function (buf, y, arg) that pools two rows of one panel, buf being [2][2*pairs][panel floats],
// into pairs pixels of y and arg, which have channels channels.
func emitPoolRow(m *asm.Module, t Target, name string, q panel, pairs, channels int, relu bool) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_pool%d", name, q.cols), 3)
	buf, y, arg := e.Param(0), e.Param(1), e.Param(2)
	args := e.Locals(asm.V128, q.vecs())
	best := e.Local(asm.V128)
	e.repeat(pairs, func() {
		for v := range q.vecs() {
			window := [4]int{0, q.bytes(), 2 * pairs * q.bytes(), (2*pairs + 1) * q.bytes()}
			emitMaxOf4(e, best, args[v], relu, func(i int) {
				e.LocalGet(buf)
				e.V128Load(uint32(window[i] + v*vecBytes))
			})
			e.storeLanes(best, y, v*vecBytes, q.lanes(v))
		}
		emitStoreArgs(e, args, arg, 0, q)
		e.advance(buf, 2*q.bytes())
		e.advance(y, channels*floatBytes)
		e.advance(arg, channels)
	})
	return e.Func
}

// emitMaxOf4 sets best to the largest of four vectors, lane by lane, and arg (i32 lanes) to which one it was. push
// pushes the i-th vector. With relu, best is at least 0 and arg is ArgShut where no gradient passes.
func emitMaxOf4(e *emitter, best, arg asm.Local, relu bool, push func(i int)) {
	v, first := e.Local(asm.V128), e.Local(asm.V128)
	push(0)
	e.LocalTee(best)
	e.LocalSet(first)
	e.I32x4ConstAll(0)
	e.LocalSet(arg)
	for i := 1; i < 4; i++ {
		push(i)
		e.LocalSet(v)
		e.I32x4ConstAll(int32(i))
		e.LocalGet(arg, v, best)
		e.F32x4Gt()
		e.V128Bitselect()
		e.LocalSet(arg)
		e.LocalGet(best, v)
		e.F32x4Pmax()
		e.LocalSet(best)
	}
	if relu {
		e.I32x4ConstAll(ArgShut)
		e.LocalGet(arg, best)
		e.F32x4ConstAll(0)
		e.F32x4Le()
		e.LocalGet(first)
		e.F32x4ConstAll(0)
		e.F32x4Lt()
		e.V128And()
		e.V128Bitselect()
		e.LocalSet(arg)
		e.relu(best)
	}
}

// emitStoreArgs narrows the i32 lanes of args to bytes and stores the panel's real columns at p+offset.
func emitStoreArgs(e *emitter, args []asm.Local, p asm.Local, offset int, q panel) {
	bytes := e.Local(asm.V128)
	e.LocalGet(args[0], args[len(args)-1])
	e.I16x8NarrowI32x4U()
	e.LocalTee(bytes)
	e.LocalGet(bytes)
	e.I8x16NarrowI16x8U()
	e.LocalSet(bytes)
	at, left := 0, q.cols
	put := func(n int, store func(offset uint32, lane byte)) {
		for left >= n {
			e.LocalGet(p, bytes)
			store(uint32(offset+at), byte(at/n))
			at, left = at+n, left-n
		}
	}
	put(8, e.V128Store64Lane)
	put(4, e.V128Store32Lane)
	put(2, e.V128Store16Lane)
	put(1, e.V128Store8Lane)
}

// emitLoadArgs sets which to the arg-max bytes of the first lanes numbers at p, widened to i32 lanes.
func emitLoadArgs(e *emitter, which, p asm.Local, lanes int) {
	if lanes == vecFloats {
		e.LocalGet(p)
		e.V128Load32Zero(0)
	} else {
		e.I32x4ConstAll(0)
		e.LocalSet(which)
		for l := range lanes {
			e.LocalGet(p, which)
			e.V128Load8Lane(uint32(l), byte(l))
			e.LocalSet(which)
		}
		e.LocalGet(which)
	}
	e.I16x8ExtendLowI8x16U()
	e.I32x4ExtendLowI16x8U()
	e.LocalSet(which)
}
