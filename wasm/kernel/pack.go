package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// packing describes how one panel of a matrix is copied into packed form: dst[step][col] = src[step][col], the steps
// being counted by axes (outermost first), with columns colStride bytes apart. Missing columns become zero.
type packing struct {
	panel     panel
	axes      []axis
	colStride int
}

// emit returns a function (src, dst) that packs one panel. dst is written without gaps.
func (p packing) emit(m *asm.Module, t Target, name string) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_pack%d", name, p.panel.cols), 2)
	src, dst := e.Param(0), e.Param(1)
	v := e.Local(asm.V128)
	var loop func(axes []axis) int
	loop = func(axes []axis) int {
		if len(axes) == 0 {
			for i := range p.panel.vecs() {
				p.loadAt(e, v, src, i, 0)
				e.storeLanes(v, dst, i*vecBytes, vecFloats)
			}
			e.advance(dst, p.panel.bytes())
			return 0
		}
		e.repeat(axes[0].count, func() {
			moved := loop(axes[1:])
			e.advance(src, axes[0].stride-moved)
		})
		return axes[0].count * axes[0].stride
	}
	loop(p.axes)
	return e.Func
}

// loadAt reads the columns of vector i of the step that lies offset bytes from src.
func (p packing) loadAt(e *emitter, v, src asm.Local, i, offset int) {
	lanes := p.panel.lanes(i)
	if p.colStride == floatBytes || lanes == 0 {
		e.loadLanes(v, src, offset+i*vecBytes, lanes)
		return
	}
	at := func(lane int) uint32 { return uint32(offset + (i*vecFloats+lane)*p.colStride) }
	e.LocalGet(src)
	e.V128Load32Zero(at(0))
	e.LocalSet(v)
	for l := 1; l < lanes; l++ {
		e.LocalGet(src, v)
		e.V128Load32Lane(at(l), byte(l))
		e.LocalSet(v)
	}
}

// steps is the number of steps the axes count.
func (p packing) steps() int {
	n := 1
	for _, a := range p.axes {
		n *= a.count
	}
	return n
}

// emitPackAll returns a function (src, dst) that packs all panels of a matrix of the given number of columns.
// axes and colStride are as in packing; offset is where column 0 of step 0 lies in src.
func emitPackAll(m *asm.Module, t Target, name string, columns int, axes []axis, colStride, offset int) *asm.Func {
	ps := panels(columns)
	fs := map[panel]*asm.Func{} // keyed by shape: first is zero
	shape := func(p panel) panel { p.first = 0; return p }
	for _, p := range ps {
		if fs[shape(p)] == nil {
			fs[shape(p)] = packing{p, axes, colStride}.emit(m, t, name)
		}
	}
	e := newFunc(m, t, name+"_pack", 2)
	steps := packing{axes: axes}.steps()
	from, to := e.Local(asm.I32), e.Local(asm.I32)
	e.eachPanel(columns, func(p panel) {
		e.call(fs[shape(p)], from, to)
		e.advance(from, p.cols*colStride)
		e.advance(to, steps*p.bytes())
	}, operand{from, asm.Var(e.Param(0)), offset, colStride}, operand{to, asm.Var(e.Param(1)), 0, steps * floatBytes})
	return e.Func
}

// operand is an address that runs along columns: it begins at start + offset and moves by perColumn bytes for each.
type operand struct {
	address   asm.Local
	start     asm.Operand
	offset    int
	perColumn int
}

// begin sets the addresses to where a column begins, and says how far they move in so many columns.
func (e *emitter) begin(at []operand, column, columns int) (strides []stride) {
	for _, o := range at {
		e.set(o.address, o.start, o.offset+column*o.perColumn)
		strides = append(strides, stride{o.address, columns * o.perColumn})
	}
	return strides
}

// eachPanel emits body for every one of this thread's part of the panels of the columns. Before the first the addresses
// are set to where its columns begin; body has to move them on to the next.
func (e *emitter) eachPanel(columns int, body func(panel), at ...operand) {
	ps, full := panels(columns), columns/panelFloats
	if full > 0 {
		strides := e.begin(at, 0, panelFloats)
		e.each(full, func() { body(ps[0]) }, strides...)
	}
	if full < len(ps) {
		e.target.Team.Last(e.Func, func() {
			e.begin(at, ps[full].first, 0)
			body(ps[full])
		})
	}
}

// eachVec is eachPanel for the vectors of the columns: those of this thread's part of the columns in units of a vector.
// body is told how many columns there are in a vector.
func (e *emitter) eachVec(columns int, body func(lanes int), at ...operand) {
	full, rest := columns/vecFloats, columns%vecFloats
	strides := e.begin(at, 0, 1)
	if e.target.Team == nil {
		e.repeat(full, func() { body(vecFloats) })
	} else {
		from, to := e.share(columns, vecFloats)
		for _, s := range strides {
			e.skip(s, from)
		}
		whole := e.Local(asm.I32)
		e.minOf(whole, func() { e.Push(to) }, func() { e.I32Const(int32(full * vecFloats)) })
		e.For(e.Local(asm.I32), from, asm.Var(whole), vecFloats, func() { body(vecFloats) })
	}
	if rest > 0 {
		e.target.Team.Last(e.Func, func() {
			e.begin(at, columns-rest, 0)
			body(rest)
		})
	}
}
