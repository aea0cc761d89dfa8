package emit

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/scalar"
)

// sorting is the state of a sort: of the line in turn, the addresses of its first elements, and two lists of indices.
type sorting struct {
	*control
	length, stride int         // elements of a line, and their distance in elements
	first          []asm.Local // the operands' first elements of the line
	from, to       asm.Local   // the list that is merged, and the one it is merged into
}

// sort brings every line along the axis in order, by merging longer and longer runs of its indices; then it copies the
// elements. Equal elements stay in their order.
func (e *control) sort() {
	dims := e.node.Shape.Dimensions
	s := &sorting{control: e, length: dims[e.attr.Axis], stride: 1}
	before := 1
	for i, d := range dims {
		if i < e.attr.Axis {
			before *= d
		} else if i > e.attr.Axis {
			s.stride *= d
		}
	}
	if before*s.stride*s.length == 0 {
		return
	}
	s.first, s.from, s.to = e.Locals(asm.I32, e.attr.Own), e.Local(asm.I32), e.Local(asm.I32)
	e.captured(0, 2*e.attr.Own)
	e.enterOutput(0, 0, func() { e.at(e.inner.Flag) })
	p, q, line := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	e.For(p, asm.Const(0), asm.Const(before), 1, func() {
		e.For(q, asm.Const(0), asm.Const(s.stride), 1, func() {
			e.LocalGet(p)
			e.I32Const(int32(s.length * s.stride))
			e.I32Mul()
			e.LocalGet(q)
			e.I32Add()
			e.LocalSet(line)
			for t, l := range s.first {
				s.element(e.in[t], line, 1, t)
				e.LocalSet(l)
			}
			s.merge()
			s.copyLine(line)
		})
	})
}

// element pushes base + index*stride elements of operand t.
func (s *sorting) element(base, index asm.Local, stride, t int) {
	s.LocalGet(base, index)
	s.I32Const(int32(stride * s.node.In[t].Shape.DType.Size()))
	s.I32Mul()
	s.I32Add()
}

const indexBytes = 4

// index pushes the address of entry i of a list.
func (s *sorting) index(list, i asm.Local) {
	s.LocalGet(list, i)
	s.I32Const(indexBytes)
	s.I32Mul()
	s.I32Add()
}

// less pushes whether the element of index a comes before that of index b.
func (s *sorting) less(a, b asm.Local) {
	for t, first := range s.first {
		s.enter(2*t, func() { s.element(first, a, s.stride, t) })
		s.enter(2*t+1, func() { s.element(first, b, s.stride, t) })
	}
	s.run(0)
	s.truth()
}

// merge leaves the line's indices in order in the list from.
func (s *sorting) merge() {
	i, width := s.Local(asm.I32), s.Local(asm.I32)
	s.at(s.inner.State[0])
	s.LocalSet(s.from)
	s.at(s.inner.State[1])
	s.LocalSet(s.to)
	s.For(i, asm.Const(0), asm.Const(s.length), 1, func() {
		s.index(s.from, i)
		s.LocalGet(i)
		s.I32Store(0)
	})
	s.I32Const(1)
	s.LocalSet(width)
	low, middle, high := s.Local(asm.I32), s.Local(asm.I32), s.Local(asm.I32)
	bounded := func(l asm.Local, from asm.Local) { // l = min(from+width, length)
		s.LocalGet(from, width)
		s.I32Add()
		s.LocalTee(l)
		s.I32Const(int32(s.length))
		s.LocalGet(l)
		s.I32Const(int32(s.length))
		s.I32LtS()
		s.Select()
		s.LocalSet(l)
	}
	s.Block(func() {
		s.Loop(func() {
			s.LocalGet(width)
			s.I32Const(int32(s.length))
			s.I32GeS()
			s.BrIf(1)
			s.I32Const(0)
			s.LocalSet(low)
			s.Loop(func() {
				bounded(middle, low)
				bounded(high, middle)
				s.mergeRuns(low, middle, high)
				s.LocalGet(high)
				s.LocalTee(low)
				s.I32Const(int32(s.length))
				s.I32LtS()
				s.BrIf(0)
			})
			s.LocalGet(s.from, s.to)
			s.LocalSet(s.from)
			s.LocalSet(s.to)
			s.LocalGet(width)
			s.I32Const(1)
			s.I32Shl()
			s.LocalSet(width)
			s.Br(0)
		})
	})
}

// mergeRuns merges the runs low..middle and middle..high. The right one's head goes first only if it comes before the
// left one's.
func (s *sorting) mergeRuns(low, middle, high asm.Local) {
	left, right, k, take, a, b := s.Local(asm.I32), s.Local(asm.I32), s.Local(asm.I32), s.Local(asm.I32), s.Local(asm.I32), s.Local(asm.I32)
	s.LocalGet(low)
	s.LocalSet(left)
	s.LocalGet(middle)
	s.LocalSet(right)
	s.For(k, asm.Var(low), asm.Var(high), 1, func() {
		s.LocalGet(left)
		s.LocalSet(take)
		s.LocalGet(right, high)
		s.I32LtS()
		s.If(func() {
			s.LocalGet(left, middle)
			s.I32LtS()
			s.IfElse(func() {
				for _, head := range []struct{ l, at asm.Local }{{a, right}, {b, left}} {
					s.index(s.from, head.at)
					s.I32Load(0)
					s.LocalSet(head.l)
				}
				s.less(a, b)
			}, func() { s.I32Const(1) }, asm.I32)
			s.If(func() {
				s.LocalGet(right)
				s.LocalSet(take)
			})
		})
		s.index(s.to, k)
		s.index(s.from, take)
		s.I32Load(0)
		s.I32Store(0)
		// One of the two heads moves on.
		s.LocalGet(take, middle)
		s.I32LtS()
		s.IfElse(func() { s.step1(left) }, func() { s.step1(right) })
	})
}

func (s *sorting) step1(l asm.Local) {
	s.LocalGet(l)
	s.I32Const(1)
	s.I32Add()
	s.LocalSet(l)
}

// copyLine writes the line's elements to the results, in the order of the list from.
func (s *sorting) copyLine(line asm.Local) {
	i, at, to := s.Local(asm.I32), s.Local(asm.I32), s.Local(asm.I32)
	for t, first := range s.first {
		d := s.node.In[t].Shape.DType
		s.element(s.out[t], line, 1, t)
		s.LocalSet(to)
		s.For(i, asm.Const(0), asm.Const(s.length), 1, func() {
			s.element(to, i, s.stride, t)
			s.index(s.from, i)
			s.I32Load(0)
			s.LocalSet(at)
			s.element(first, at, s.stride, t)
			scalar.Load(s.Func, d, 0)
			scalar.Store(s.Func, d, 0)
		})
	}
}
