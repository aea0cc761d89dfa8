package kernel

import "pawgrad/wasm/asm"

// MaxPool is 2x2 max-pooling with stride 2 of x [Batch, H, W, C] to y [Batch, H/2, W/2, C], for where it does not join
// the convolution before it. An odd last row or column is dropped. arg holds one byte per number of y, see ArgShut.
type MaxPool struct {
	Batch, H, W, C int
	// ReLU clips y at 0, and the backward pass shuts the windows that were clipped.
	ReLU bool
}

// Emit returns a function (x, y, arg).
func (k MaxPool) Emit(m *asm.Module, t Target) *asm.Func {
	row := newFunc(m, t, "max_pool_row", 3)
	{
		e := row
		x, y, arg := e.Param(0), e.Param(1), e.Param(2)
		best, which, v := e.Local(asm.V128), e.Local(asm.V128), e.Local(asm.V128)
		vec := func(lanes int) {
			emitMaxOf4(e, best, which, k.ReLU, func(q int) {
				e.loadLanes(v, x, (q/2*k.W+q%2)*k.C*floatBytes, lanes)
				e.LocalGet(v)
			})
			e.storeLanes(best, y, 0, lanes)
			emitStoreArgs(e, []asm.Local{which}, arg, 0, panel{0, lanes, vecFloats})
			e.advance(x, lanes*floatBytes)
			e.advance(y, lanes*floatBytes)
			e.advance(arg, lanes)
		}
		k.eachWindow(e, vec, x)
	}
	e := newFunc(m, t, "max_pool", 3)
	x, y, arg := e.Param(0), e.Param(1), e.Param(2)
	k.eachRow(e, func() {
		e.call(row.Func, x, y, arg)
		e.advance(y, k.W/2*k.C*floatBytes)
		e.advance(arg, k.W/2*k.C)
	}, x, y, arg)
	return e.Func
}

// eachRow runs body for every pair of rows of this thread's part of the pictures. It moves the large tensor's address,
// body those of the small one and of the arg-max.
func (k MaxPool) eachRow(e *emitter, body func(), large, small, arg asm.Local) {
	row := k.W * k.C * floatBytes
	each := k.H / 2 * (k.W / 2) * k.C // numbers of the small tensor in a picture
	e.each(k.Batch, func() {
		e.repeat(k.H/2, func() {
			body()
			e.advance(large, 2*row)
		})
		e.advance(large, k.H%2*row)
	}, stride{large, k.H * row}, stride{small, each * floatBytes}, stride{arg, each})
}

// eachWindow runs vec for the channels of every window of a pair of rows, so many lanes at a time, and moves the large
// tensor's address, which vec moves along the channels, to the next window.
func (k MaxPool) eachWindow(e *emitter, vec func(lanes int), large asm.Local) {
	e.repeat(k.W/2, func() {
		e.repeat(k.C/vecFloats, func() { vec(vecFloats) })
		if n := k.C % vecFloats; n > 0 {
			vec(n)
		}
		e.advance(large, k.C*floatBytes)
	})
}

// Name implements Kernel, as do the methods that follow.
func (k MaxPool) Name() string { return "MaxPool" }

// Shares implements Sharing: threads share the pictures.
func (k MaxPool) Shares() bool { return k.Batch > 1 }

func (k MaxPool) Operands() (in, out []string) { return []string{"x"}, []string{"y", "arg"} }

func (k MaxPool) Memory(results int) Memory {
	if results < 2 { // nobody reads the arg-max, but the kernel writes it
		return Memory{Scratch: k.Batch * (k.H / 2) * (k.W / 2) * k.C}
	}
	return Memory{}
}

func (k MaxPool) Call(c *Call) {
	c.call(k.Emit(c.Module, c.Target), c.In[0], c.Out[0], c.second(c.Scratch))
}

// MaxPoolGrad is the gradient of MaxPool: every number of the pooled gradient goes where its window's largest was, all
// else is zero.
type MaxPoolGrad struct{ MaxPool }

// Emit returns a function (g, arg, dx).
func (k MaxPoolGrad) Emit(m *asm.Module, t Target) *asm.Func {
	row := newFunc(m, t, "max_pool_grad_row", 3)
	{
		e := row
		g, arg, dx := e.Param(0), e.Param(1), e.Param(2)
		v, which := e.Local(asm.V128), e.Local(asm.V128)
		vec := func(lanes int) {
			e.loadLanes(v, g, 0, lanes)
			emitLoadArgs(e, which, arg, lanes)
			out := e.Local(asm.V128)
			for q := range 4 {
				e.LocalGet(which)
				e.I32x4ConstAll(int32(q))
				e.I32x4Eq()
				e.LocalGet(v)
				e.V128And()
				e.LocalSet(out)
				e.storeLanes(out, dx, (q/2*k.W+q%2)*k.C*floatBytes, lanes)
			}
			e.advance(g, lanes*floatBytes)
			e.advance(arg, lanes)
			e.advance(dx, lanes*floatBytes)
		}
		k.eachWindow(e, vec, dx)
	}
	e := newFunc(m, t, "max_pool_grad", 3)
	g, arg, dx := e.Param(0), e.Param(1), e.Param(2)
	if k.H%2 != 0 || k.W%2 != 0 { // numbers outside all windows
		picture := k.H * k.W * k.C * floatBytes
		from, to := e.share(k.Batch, 1)
		e.fillZero(func() { e.LocalGet(dx); e.Push(from); e.mulConst(picture); e.I32Add() },
			func() { e.Push(to); e.Push(from); e.I32Sub(); e.mulConst(picture) })
	}
	k.eachRow(e, func() {
		e.call(row.Func, g, arg, dx)
		e.advance(g, k.W/2*k.C*floatBytes)
		e.advance(arg, k.W/2*k.C)
	}, dx, g, arg)
	return e.Func
}

// Name implements Kernel, as do the methods that follow.
func (k MaxPoolGrad) Name() string { return "MaxPoolGrad" }

func (k MaxPoolGrad) Operands() (in, out []string) { return []string{"g", "arg"}, []string{"dx"} }

func (k MaxPoolGrad) Memory(int) Memory { return Memory{} }

func (k MaxPoolGrad) Call(c *Call) { c.call(k.Emit(c.Module, c.Target), c.In[0], c.In[1], c.Out[0]) }
