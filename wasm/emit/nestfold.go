package emit

import (
	"slices"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/loop"
	"pawgrad/wasm/scalar"
)

// accumulator is a reduction in progress.
type accumulator struct {
	scalar, vector asm.Local
}

// inRegister says whether reductions accumulate in locals: that needs the reduced dimensions to be the inner ones.
func (e *nest) inRegister() bool {
	return e.inner >= 0 && e.n.Reduced[e.inner] && !slices.ContainsFunc(e.n.Stores, func(s loop.Store) bool { return s.Combine })
}

// firstReduced is the outermost reduced dimension.
func (e *nest) firstReduced() int { return slices.Index(e.n.Reduced, true) }

// initialise stores the reduction's start value everywhere.
func (e *nest) initialise(s *loop.Store) {
	init := &loop.Nest{Dims: slices.Clone(e.n.Dims)}
	for d, reduced := range e.n.Reduced {
		if reduced {
			init.Dims[d] = 1
		}
	}
	to := s.To
	init.Stores = []loop.Store{{To: to, Value: loop.Const(to.DType, s.Init)}}
	if e.team == nil {
		e.context.emitNest(e.f, init, e.bufs, planNest(init))
		return
	}
	e.team.First(e.f, func() {
		e.alone(func() { e.context.emitNest(e.f, init, e.bufs, planNest(init)) })
	})
	e.team.Wait(e.f) // the others may only begin to fold when it is there
}

// combine pushes the fold of two values.
func (e *nest) combine(s *loop.Store, vector bool, a, b func()) {
	d := s.To.DType
	if vector {
		a()
		b()
		vectorOps[s.Reduce][scalar.KindOf(d)](e.f)
		return
	}
	if scalar.KindOf(d) == scalar.Bool {
		e.scalarOp(e.f, s.Reduce, d, d, func(i int) { []func(){a, b}[i]() })
		return
	}
	// Operands may be asked for twice, so the second, which may be an expression, goes through a local.
	l := e.f.Local(scalar.KindOf(d).Type())
	b()
	e.f.LocalSet(l)
	e.scalarOp(e.f, s.Reduce, d, d, func(i int) {
		if i == 0 {
			a()
		} else {
			e.f.LocalGet(l)
		}
	})
}

// openAccumulators starts the reductions.
func (e *nest) openAccumulators() {
	for i := range e.n.Stores {
		s := &e.n.Stores[i]
		if s.Reduce == 0 {
			continue
		}
		acc := e.accs[i]
		if acc == nil {
			acc = &accumulator{scalar: e.f.Local(scalar.KindOf(s.To.DType).Type())}
			if e.vector {
				acc.vector = e.f.Local(asm.V128)
			}
			e.accs[i] = acc
		}
		scalar.Push(e.f, s.To.DType, s.Init)
		e.f.LocalSet(acc.scalar)
		if e.vector {
			scalar.Push(e.f, s.To.DType, s.Init)
			splat(e.f, s.To.DType)
			e.f.LocalSet(acc.vector)
		}
	}
}

// closeAccumulators folds the lanes and stores the results.
func (e *nest) closeAccumulators() {
	for i := range e.n.Stores {
		s, acc := &e.n.Stores[i], e.accs[i]
		if acc == nil {
			continue
		}
		if e.vector {
			foldLanes(e.f, s.Reduce, s.To.DType, acc.vector)
			l := e.f.Local(scalar.KindOf(s.To.DType).Type())
			e.f.LocalSet(l)
			e.combine(s, false, func() { e.f.LocalGet(acc.scalar) }, func() { e.f.LocalGet(l) })
			e.f.LocalSet(acc.scalar)
		}
		cur := &cursor{addr: e.f.Local(asm.I32), valid: e.f.Local(asm.I32)}
		e.locate(&s.To, cur)
		e.f.LocalGet(cur.addr, acc.scalar)
		scalar.Store(e.f, s.To.DType, 0)
	}
}
