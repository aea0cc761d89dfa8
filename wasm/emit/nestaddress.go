package emit

import (
	"slices"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/loop"
)

// cursor is the address of an access, moved along by the innermost loop.
type cursor struct {
	addr  asm.Local
	step  int       // bytes a round
	valid asm.Local // whether it is in range, for guarded accesses
	fixed bool      // addr and valid are set before the innermost loop; otherwise computed in each round
}

func deepest(a loop.Affine) int {
	for d := len(a.Coef) - 1; d >= 0; d-- {
		if a.Coef[d] != 0 {
			return d
		}
	}
	return -1
}

func (e *nest) accessLevel(a *loop.Access) int {
	l := deepest(a.Elem)
	for _, g := range a.Guards {
		l = max(l, deepest(g.Pos))
	}
	for _, d := range a.Dynamic {
		l = max(l, e.level[d.Index])
	}
	return l
}

// openCursors sets the addresses of the innermost loop's accesses to their first round.
func (e *nest) openCursors() {
	if e.inner >= 0 { // addresses below take the counter of the loop that is about to start
		from, _ := e.bounds(e.inner)
		e.f.Push(from)
		e.f.LocalSet(e.idx[e.inner])
	}
	open := func(a *loop.Access) {
		cur, ok := e.addrs[a]
		if !ok {
			cur = &cursor{addr: e.f.Local(asm.I32), valid: e.f.Local(asm.I32)}
			e.addrs[a] = cur
			cur.fixed = e.inner < 0
			if e.inner >= 0 {
				cur.step = a.Elem.Coef[e.inner] * a.DType.Size()
				cur.fixed = !e.n.Serial && len(a.Dynamic) == 0
				for _, g := range a.Guards {
					if g.Pos.Coef[e.inner] != 0 {
						cur.fixed = false
					}
				}
			}
		}
		if cur.fixed {
			e.locate(a, cur)
		}
	}
	e.innerAccesses(open)
}

// innerAccesses calls f for the accesses made in the innermost loop.
func (e *nest) innerAccesses(f func(*loop.Access)) {
	e.n.Exprs(func(x *loop.Expr) {
		if x.Access != nil && (e.level[x] >= e.inner) {
			f(x.Access)
		}
	})
	for i := range e.n.Stores {
		f(&e.n.Stores[i].To)
	}
}

// advance moves the cursors by so many rounds.
func (e *nest) advance(rounds int) {
	e.innerAccesses(func(a *loop.Access) {
		if cur := e.addrs[a]; cur.fixed && cur.step != 0 {
			e.f.LocalGet(cur.addr)
			e.f.I32Const(int32(rounds * cur.step))
			e.f.I32Add()
			e.f.LocalSet(cur.addr)
		}
	})
}

// locate computes an access's address from the loop counters, and whether it is in range.
func (e *nest) locate(a *loop.Access, cur *cursor) {
	f := e.f
	size := int32(a.DType.Size())
	f.LocalGet(e.bufs[a.Buf])
	e.affine(a.Elem, int(size))
	f.I32Add()
	f.LocalSet(cur.addr)
	first := true
	and := func() {
		if !first {
			f.LocalGet(cur.valid)
			f.I32And()
		}
		f.LocalSet(cur.valid)
		first = false
	}
	for _, g := range a.Guards {
		pos := f.Local(asm.I32)
		e.affine(g.Pos, 1)
		f.LocalTee(pos)
		f.I32Const(int32((g.Size-1)*g.Dilation + 1))
		f.I32LtU()
		if g.Size == 0 {
			f.Drop()
			f.I32Const(0)
		}
		and()
		if g.Dilation > 1 {
			f.LocalGet(pos)
			f.I32Const(int32(g.Dilation))
			f.I32RemS()
			f.I32Eqz()
			and()
		}
		f.LocalGet(pos)
		if g.Dilation > 1 {
			f.I32Const(int32(g.Dilation))
			f.I32DivS()
		}
		f.I32Const(int32(g.Stride) * size)
		f.I32Mul()
		f.LocalGet(cur.addr)
		f.I32Add()
		f.LocalSet(cur.addr)
	}
	for _, d := range a.Dynamic {
		v := f.Local(asm.I64)
		e.scalar(d.Index)
		f.LocalSet(v)
		limit := func() { f.I64Const(int64(d.Max)) }
		if d.Clamp {
			f.LocalGet(v)
			limit()
			f.LocalGet(v)
			limit()
			f.I64LtS()
			f.Select()
			f.LocalTee(v)
			f.I64Const(0)
			f.LocalGet(v)
			f.I64Const(0)
			f.I64GtS()
			f.Select()
			f.LocalSet(v)
		} else {
			f.LocalGet(v)
			limit()
			f.I64LeU()
			and()
		}
		f.LocalGet(v)
		f.I32WrapI64()
		f.I32Const(int32(d.Stride) * size)
		f.I32Mul()
		f.LocalGet(cur.addr)
		f.I32Add()
		f.LocalSet(cur.addr)
	}
}

// affine pushes scale times an affine form of the counters.
func (e *nest) affine(a loop.Affine, scale int) {
	e.f.I32Const(int32(a.Offset * scale))
	for d, c := range a.Coef {
		if c == 0 {
			continue
		}
		e.f.LocalGet(e.idx[d])
		if c*scale != 1 {
			e.f.I32Const(int32(c * scale))
			e.f.I32Mul()
		}
		e.f.I32Add()
	}
}

// conditional says whether an access can fall out of range.
func conditional(a *loop.Access) bool {
	return len(a.Guards) > 0 || slices.ContainsFunc(a.Dynamic, func(d loop.Dynamic) bool { return !d.Clamp })
}

func (e *nest) cursorOf(a *loop.Access) *cursor {
	cur := e.addrs[a]
	if cur == nil || !cur.fixed || !e.inInner(a) {
		if cur == nil {
			cur = &cursor{addr: e.f.Local(asm.I32), valid: e.f.Local(asm.I32)}
			e.addrs[a] = cur
		}
		e.locate(a, cur)
	}
	return cur
}

// inInner says whether the access is made in the innermost loop, where its cursor is kept up to date.
func (e *nest) inInner(a *loop.Access) bool {
	return e.n.Serial || e.accessLevel(a) >= e.inner
}
