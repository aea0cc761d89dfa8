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
		e.LocalGet(src)
		e.LocalGet(v)
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
	src, dst := e.Param(0), e.Param(1)
	e.advance(src, offset)
	steps := packing{axes: axes}.steps()
	for i := 0; i < len(ps); {
		n := 1
		for i+n < len(ps) && shape(ps[i+n]) == shape(ps[i]) {
			n++
		}
		e.repeat(n, func() {
			e.call(fs[shape(ps[i])], src, dst)
			e.advance(src, ps[i].cols*colStride)
			e.advance(dst, steps*ps[i].bytes())
		})
		i += n
	}
	return e.Func
}
