package emit

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/loop"
	"pawgrad/wasm/scalar"

	"github.com/gomlx/compute/dtypes"
)

// scalar pushes the value of an expression.
func (e *nest) scalar(x *loop.Expr) {
	if l, ok := e.scalars[x]; ok {
		e.f.LocalGet(l)
		return
	}
	if x.Op == loop.OpConst {
		scalar.Push(e.f, x.DType, x.Bits)
		return
	}
	if l, ok := e.memo[x]; ok {
		e.f.LocalGet(l)
		return
	}
	switch x.Op {
	case loop.OpIndex:
		e.affine(x.Index, 1)
		scalar.Convert(e.f, dtypes.Int32, x.DType)
	case loop.OpLoad:
		e.loadScalar(x)
	default:
		// Operands may be asked for twice: those that are computed go through locals first.
		for _, a := range x.Args {
			e.settle(a)
		}
		e.scalarOp(e.f, x.Op, x.Args[0].DType, x.DType, func(i int) { e.scalar(x.Args[i]) })
	}
	e.keep(x, scalar.KindOf(x.DType).Type())
}

// settle makes sure that an expression is a constant or in a local.
func (e *nest) settle(x *loop.Expr) {
	if x.Op == loop.OpConst {
		return
	}
	if _, ok := e.scalars[x]; ok {
		return
	}
	if _, ok := e.memo[x]; ok {
		return
	}
	e.uses[x] += 2 // keep it
	e.scalar(x)
	e.uses[x] -= 2
	e.f.Drop()
}

// keep leaves a copy of the value on the stack in a local when it is read again.
func (e *nest) keep(x *loop.Expr, t asm.ValType) {
	if e.uses[x] > 1 {
		l := e.f.Local(t)
		e.f.LocalTee(l)
		e.memo[x] = l
	}
}

func (e *nest) loadScalar(x *loop.Expr) {
	if conditional(x.Access) {
		e.settle(x.Args[0])
	}
	cur := e.cursorOf(x.Access)
	get := func() {
		e.f.LocalGet(cur.addr)
		scalar.Load(e.f, x.DType, 0)
	}
	if !conditional(x.Access) {
		get()
		return
	}
	e.f.LocalGet(cur.valid)
	e.f.IfElse(get, func() { e.scalar(x.Args[0]) }, scalar.KindOf(x.DType).Type())
}

// vectorValue pushes four rounds' values of an expression.
func (e *nest) vectorValue(x *loop.Expr) {
	if l, ok := e.splats[x]; ok {
		e.f.LocalGet(l)
		return
	}
	if x.Op == loop.OpConst {
		e.splatConst(x)
		return
	}
	if l, ok := e.memo[x]; ok {
		e.f.LocalGet(l)
		return
	}
	switch {
	case x.Op == loop.OpLoad && e.level[x] < e.inner, x.Op == loop.OpIndex:
		e.scalar(x)
		splat(e.f, x.DType)
	case x.Op == loop.OpLoad:
		e.loadFour(x)
	default:
		for _, a := range x.Args {
			e.settleVector(a, readsTwice[x.Op])
		}
		e.vectorOp(e.f, x, func(i int) { e.vectorValue(x.Args[i]) })
	}
	e.keep(x, asm.V128)
}

// settleVector makes sure that an expression that is read again, here or elsewhere, is in a local.
func (e *nest) settleVector(x *loop.Expr, again bool) {
	if _, ok := e.splats[x]; ok || x.Op == loop.OpConst {
		return
	}
	if _, ok := e.memo[x]; ok || e.uses[x] <= 1 && !again {
		return
	}
	e.uses[x]++
	e.vectorValue(x)
	e.uses[x]--
	e.f.Drop()
}

func (e *nest) splatConst(x *loop.Expr) {
	switch scalar.KindOf(x.DType) {
	case scalar.Bool:
		e.f.I32x4ConstAll(-int32(x.Bits & 1))
	case scalar.F32, scalar.I32, scalar.U32:
		e.f.I32x4ConstAll(scalar.Extend(x.DType, x.Bits))
	}
}

func (e *nest) loadFour(x *loop.Expr) {
	cur := e.cursorOf(x.Access)
	get := func() {
		e.f.LocalGet(cur.addr)
		loadVector(e.f, x.DType)
	}
	if !conditional(x.Access) {
		get()
		return
	}
	e.settleVector(x.Args[0], true)
	e.f.LocalGet(cur.valid)
	e.f.IfElse(get, func() { e.vectorValue(x.Args[0]) }, asm.V128)
}
