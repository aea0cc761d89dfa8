package emit

import (
	"slices"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/loop"
	"pawgrad/wasm/scalar"
)

// nest emits one loop nest into a function.
//
// Values that do not depend on the inner loops are computed in the outer ones: every expression has a level, the
// deepest dimension it depends on, and what is needed below its level is kept in a local there. The innermost loop of
// a vector nest runs twice: four elements at a time, then the rest one by one.
type nest struct {
	*context
	f      *asm.Func
	n      *loop.Nest
	bufs   []asm.Local // the buffers' addresses
	vector bool
	inner  int // index of the innermost dimension, -1 if there is none

	idx     []asm.Local              // the loop counters
	uses    map[*loop.Expr]int       // how often an expression is read
	level   map[*loop.Expr]int       // deepest dimension it depends on, -1 for none
	scalars map[*loop.Expr]asm.Local // computed in an outer loop, valid inside
	splats  map[*loop.Expr]asm.Local // the same, in all lanes
	addrs   map[*loop.Access]*cursor // of the accesses in the innermost loop
	accs    map[int]*accumulator     // of the reducing stores, by number
	tmp     asm.Local                // a vector, for stores of Bool
	hasTmp  bool
	memo    map[*loop.Expr]asm.Local // computed in this round of the innermost loop

	shared   int         // the dimension that threads share, -1 if this one does it all
	from, to asm.Operand // this thread's part of it
}

// planNest plans the nest and says whether its innermost dimension goes four elements at a time.
func planNest(n *loop.Nest) (vector bool) {
	narrow := slices.ContainsFunc(n.Stores, func(s loop.Store) bool { return !lanes32(s.To.DType) })
	return n.Plan(func(x *loop.Expr) bool { return !narrow && vectorisable(x) })
}

// emitNests emits the nests of a step, one after the other; bufs holds the addresses of their buffers. It says whether all
// threads have to call the step, or one does it.
func (c *context) emitNests(f *asm.Func, nests []*loop.Nest, bufs []asm.Local) (shared bool) {
	vectors := make([]bool, len(nests))
	for i, n := range nests {
		vectors[i] = planNest(n)
		shared = shared || c.team != nil && n.Shared() >= 0
	}
	if !shared {
		c.alone(func() {
			for i, n := range nests {
				c.emitNest(f, n, bufs, vectors[i])
			}
		})
		return false
	}
	for i, n := range nests {
		if i > 0 { // it may read what the one before has written
			c.team.Wait(f)
		}
		if n.Shared() >= 0 {
			c.emitNest(f, n, bufs, vectors[i])
			continue
		}
		c.team.First(f, func() {
			c.alone(func() { c.emitNest(f, n, bufs, vectors[i]) })
		})
	}
	return true
}

// emitNest emits a planned nest. Threads share it if there is a team.
func (c *context) emitNest(f *asm.Func, n *loop.Nest, bufs []asm.Local, vector bool) {
	e := &nest{
		context: c, f: f, n: n, bufs: bufs, vector: vector, inner: len(n.Dims) - 1, shared: -1,
		uses: map[*loop.Expr]int{}, level: map[*loop.Expr]int{},
		scalars: map[*loop.Expr]asm.Local{}, splats: map[*loop.Expr]asm.Local{},
		addrs: map[*loop.Access]*cursor{}, accs: map[int]*accumulator{},
	}
	e.idx = f.Locals(asm.I32, len(n.Dims))
	e.analyse()
	if c.team != nil {
		e.share()
	}
	for i := range n.Stores {
		if n.Stores[i].Reduce != 0 && !n.Stores[i].Combine && !e.inRegister() {
			e.initialise(&n.Stores[i])
		}
	}
	e.dim(0)
}

// share sets this thread's part of the nest, in whole vectors where the shared dimension goes by vectors.
func (e *nest) share() {
	e.shared = e.n.Shared()
	unit := 1
	if e.vector && e.shared == e.inner {
		unit = loop.Lanes
	}
	e.from, e.to = e.team.Share(e.f, e.n.Dims[e.shared], unit)
}

// bounds are the ends of this thread's part of a dimension.
func (e *nest) bounds(d int) (from, to asm.Operand) {
	if d == e.shared {
		return e.from, e.to
	}
	return asm.Const(0), asm.Const(e.n.Dims[d])
}

// analyse counts uses and finds levels.
func (e *nest) analyse() {
	use := func(a *loop.Access) {
		for _, d := range a.Dynamic {
			e.uses[d.Index]++
		}
	}
	e.n.Exprs(func(x *loop.Expr) {
		for _, a := range x.Args {
			e.uses[a]++
		}
		if x.Access != nil {
			use(x.Access)
		}
		e.level[x] = e.levelOf(x)
	})
	for i := range e.n.Stores {
		s := &e.n.Stores[i]
		e.uses[s.Value]++
		use(&s.To)
	}
}

func (e *nest) levelOf(x *loop.Expr) int {
	l := -1
	if x.Op == loop.OpIndex {
		l = deepest(x.Index)
	}
	if x.Access != nil {
		l = max(l, e.accessLevel(x.Access))
		if e.n.Serial { // it may read what the nest itself writes
			l = e.inner
		}
	}
	for _, a := range x.Args {
		l = max(l, e.level[a])
	}
	return l
}

// dim emits the loop of dimension d and all inside it.
func (e *nest) dim(d int) {
	register := e.inRegister() && d == e.firstReduced()
	e.hoist(d - 1)
	if register {
		e.openAccumulators()
	}
	switch {
	case d > e.inner: // no dimensions at all
		e.openCursors()
		e.round(false)
	case d == e.inner:
		e.innermost()
	default:
		from, to := e.bounds(d)
		e.f.For(e.idx[d], from, to, 1, func() { e.dim(d + 1) })
	}
	if register {
		e.closeAccumulators()
	}
}

// hoist computes what lives at this level and is needed further in.
func (e *nest) hoist(level int) {
	if level >= e.inner {
		return
	}
	need := func(x *loop.Expr) {
		if x.Op == loop.OpConst || e.level[x] != level {
			return
		}
		if _, done := e.scalars[x]; done {
			return
		}
		l := e.f.Local(scalar.KindOf(x.DType).Type())
		e.memo = map[*loop.Expr]asm.Local{}
		e.scalar(x)
		e.f.LocalSet(l)
		e.scalars[x] = l
		if e.vector {
			v := e.f.Local(asm.V128)
			e.f.LocalGet(l)
			if lanes32(x.DType) || byteLanes(x.DType) {
				splat(e.f, x.DType)
				e.f.LocalSet(v)
				e.splats[x] = v
			} else {
				e.f.Drop()
			}
		}
	}
	e.n.Exprs(func(x *loop.Expr) {
		if e.level[x] <= level {
			return
		}
		for _, a := range x.Args {
			need(a)
		}
		if x.Access != nil {
			for _, d := range x.Access.Dynamic {
				need(d.Index)
			}
		}
	})
	for i := range e.n.Stores {
		need(e.n.Stores[i].Value)
		for _, d := range e.n.Stores[i].To.Dynamic {
			need(d.Index)
		}
	}
}

// innermost emits the innermost loop.
func (e *nest) innermost() {
	d := e.inner
	from, to := e.bounds(d)
	e.openCursors()
	if e.vector {
		main := e.n.Dims[d] / loop.Lanes * loop.Lanes
		e.f.For(e.idx[d], from, e.atMost(to, main), loop.Lanes, func() {
			e.round(true)
			e.advance(loop.Lanes)
		})
		from = asm.Const(main)
	}
	e.f.For(e.idx[d], from, to, 1, func() {
		e.round(false)
		e.advance(1)
	})
}

// atMost is the end of this thread's part of the innermost dimension, or most if that comes before.
func (e *nest) atMost(to asm.Operand, most int) asm.Operand {
	if e.inner != e.shared {
		return asm.Const(most)
	}
	l := e.f.Local(asm.I32)
	e.f.Push(to)
	e.f.I32Const(int32(most))
	e.f.Push(to)
	e.f.I32Const(int32(most))
	e.f.I32LtS()
	e.f.Select()
	e.f.LocalSet(l)
	return asm.Var(l)
}

// round emits one round of the innermost loop.
func (e *nest) round(vector bool) {
	e.memo = map[*loop.Expr]asm.Local{}
	// Everything is loaded before anything is stored: a result may take its operand's place.
	type pending struct {
		s *loop.Store
		v asm.Local
	}
	var todo []pending
	typ := func(s *loop.Store) asm.ValType {
		if vector {
			return asm.V128
		}
		return scalar.KindOf(s.To.DType).Type()
	}
	push := func(x *loop.Expr) {
		if vector {
			e.vectorValue(x)
		} else {
			e.scalar(x)
		}
	}
	for i := range e.n.Stores {
		s := &e.n.Stores[i]
		if acc := e.accs[i]; acc != nil {
			to := acc.scalar
			if vector {
				to = acc.vector
			}
			e.combine(s, vector, func() { e.f.LocalGet(to) }, func() { push(s.Value) })
			e.f.LocalSet(to)
			continue
		}
		v := e.f.Local(typ(s))
		push(s.Value)
		e.f.LocalSet(v)
		todo = append(todo, pending{s, v})
	}
	for _, p := range todo {
		e.write(p.s, p.v, vector)
	}
}

// write stores the value v of one store.
func (e *nest) write(s *loop.Store, v asm.Local, vector bool) {
	cur := e.addrs[&s.To]
	if !cur.fixed {
		e.locate(&s.To, cur)
	}
	put := func() {
		e.f.LocalGet(cur.addr)
		value := func() { e.f.LocalGet(v) }
		if s.Reduce != 0 {
			old := func() {
				e.f.LocalGet(cur.addr)
				if vector {
					loadVector(e.f, s.To.DType)
				} else {
					scalar.Load(e.f, s.To.DType, 0)
				}
			}
			e.combine(s, vector, old, value)
		} else {
			value()
		}
		if !vector {
			scalar.Store(e.f, s.To.DType, 0)
			return
		}
		if !e.hasTmp {
			e.tmp, e.hasTmp = e.f.Local(asm.V128), true
		}
		storeVector(e.f, s.To.DType, e.tmp)
	}
	if conditional(&s.To) {
		e.f.LocalGet(cur.valid)
		e.f.If(put)
	} else {
		put()
	}
}
