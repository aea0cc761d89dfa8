package kernel

import "pawgrad/wasm/asm"

// emitter is an asm.Func with the target at hand and the few idioms that kernels share.
type emitter struct {
	*asm.Func
	target Target
}

// newFunc starts a function whose parameters are all i32 addresses or counts.
func newFunc(m *asm.Module, t Target, name string, params int) *emitter {
	p := make([]asm.ValType, params)
	for i := range p {
		p[i] = asm.I32
	}
	return &emitter{Func: m.NewFunc(name, p, nil), target: t}
}

// madd emits acc += a*b for vectors.
func (e *emitter) madd(acc, a, b asm.Local) {
	if e.target.Relaxed {
		e.LocalGet(a, b, acc)
		e.F32x4RelaxedMadd()
	} else {
		e.LocalGet(acc, a, b)
		e.F32x4Mul()
		e.F32x4Add()
	}
	e.LocalSet(acc)
}

// set emits l = o + add.
func (e *emitter) set(l asm.Local, o asm.Operand, add int) {
	e.Push(o)
	e.addConst(add)
	e.LocalSet(l)
}

// addConst adds a constant to the i32 on the stack.
func (e *emitter) addConst(n int) {
	if n != 0 {
		e.I32Const(int32(n))
		e.I32Add()
	}
}

// mulConst multiplies the i32 on the stack by a constant.
func (e *emitter) mulConst(n int) {
	if n != 1 {
		e.I32Const(int32(n))
		e.I32Mul()
	}
}

// addLocal adds a local to the i32 on the stack.
func (e *emitter) addLocal(l asm.Local) {
	e.LocalGet(l)
	e.I32Add()
}

// addProduct adds l*n to the i32 on the stack.
func (e *emitter) addProduct(l asm.Local, n int) {
	e.LocalGet(l)
	e.mulConst(n)
	e.I32Add()
}

// advance emits p += n.
func (e *emitter) advance(p asm.Local, n int) {
	if n == 0 {
		return
	}
	e.LocalGet(p)
	e.addConst(n)
	e.LocalSet(p)
}

// addr pushes base + index*scale + add.
func (e *emitter) addr(base, index asm.Local, scale, add int) {
	e.LocalGet(base)
	e.addProduct(index, scale)
	e.addConst(add)
}

// minOf sets l = min(a, b) of signed i32.
func (e *emitter) minOf(l asm.Local, a, b func()) {
	t := e.Local(asm.I32)
	a()
	e.LocalSet(l)
	b()
	e.LocalSet(t)
	e.LocalGet(l, t, l, t)
	e.I32LtS()
	e.Select()
	e.LocalSet(l)
}

// repeat emits body n times as a loop (n known), counting in a fresh local; n = 1 costs no loop.
func (e *emitter) repeat(n int, body func()) {
	switch {
	case n <= 0:
	case n == 1:
		body()
	default:
		i := e.Local(asm.I32)
		e.For(i, asm.Const(0), asm.Const(n), 1, body)
	}
}

// zero sets vectors to zero.
func (e *emitter) zero(vs ...asm.Local) {
	for _, v := range vs {
		e.F32x4ConstAll(0)
		e.LocalSet(v)
	}
}

// relu emits v = max(v, 0). NaN stays NaN.
func (e *emitter) relu(v asm.Local) {
	e.LocalGet(v)
	e.F32x4ConstAll(0)
	e.F32x4Pmax()
	e.LocalSet(v)
}

// loadLanes loads the first n floats at p+offset into v, the other lanes become zero. It reads nothing beyond them.
func (e *emitter) loadLanes(v, p asm.Local, offset, n int) {
	switch {
	case n >= 4:
		e.LocalGet(p)
		e.V128Load(uint32(offset))
	case n <= 0:
		e.F32x4ConstAll(0)
	case n == 1:
		e.LocalGet(p)
		e.V128Load32Zero(uint32(offset))
	default:
		if n == 3 {
			e.LocalGet(p)
		}
		e.LocalGet(p)
		e.V128Load64Zero(uint32(offset))
		if n == 3 {
			e.V128Load32Lane(uint32(offset+8), 2)
		}
	}
	e.LocalSet(v)
}

// storeLanes stores the first n floats of v at p+offset and touches nothing beyond them.
func (e *emitter) storeLanes(v, p asm.Local, offset, n int) {
	put := func(op func()) {
		e.LocalGet(p, v)
		op()
	}
	switch {
	case n >= 4:
		put(func() { e.V128Store(uint32(offset)) })
	case n == 1:
		put(func() { e.V128Store32Lane(uint32(offset), 0) })
	case n >= 2:
		put(func() { e.V128Store64Lane(uint32(offset), 0) })
		if n == 3 {
			put(func() { e.V128Store32Lane(uint32(offset+8), 2) })
		}
	}
}

// fillZero zeroes memory; addr and bytes push where and how many.
func (e *emitter) fillZero(addr func(), bytes func()) {
	addr()
	e.I32Const(0)
	bytes()
	e.MemoryFill()
}

// call pushes operands, behind those that are on the stack, and calls f.
func (e *emitter) call(f *asm.Func, args ...asm.Local) {
	e.LocalGet(args...)
	e.Call(f)
}
