package kernel

import (
	"errors"
	"fmt"

	"pawgrad/wasm/asm"
)

// ConvPoolGrad is what the two gradients of a convolution followed by ReLU (optional) and 2x2 max-pooling share. The
// gradient comes in pooled form, g [Batch, OutH/2, OutW/2, OutC], with the arg-max bytes that ConvForward wrote; it is
// never spread out to the convolution's own size, where at least 3 of 4 numbers would be zero. Instead each non-zero
// becomes an entry of a list: where it belongs, and its value. One entry costs KH*KW*InC multiply-adds, done on
// runs of up to 12 vectors that stay in registers while a list is walked.
type ConvPoolGrad struct{ Conv }

// Check says why these kernels cannot do the convolution, or nil. Strides and dilations must be 1 (pooled networks
// have no others), and a row of taps must fill a vector.
func (k ConvPoolGrad) Check() error {
	if err := k.Conv.Check(); err != nil {
		return err
	}
	c := k.normal()
	if c.StrideH != 1 || c.StrideW != 1 || c.DilationH != 1 || c.DilationW != 1 {
		return fmt.Errorf("sparse gradients need stride and dilation 1, have %+v", c)
	}
	if c.KW*c.InC < vecFloats {
		return fmt.Errorf("sparse gradients need at least %d weights in a row of taps, have %d", vecFloats, c.KW*c.InC)
	}
	if c.OutH() < 2 || c.OutW() < 2 {
		return errors.New("sparse gradients need a picture that can be pooled")
	}
	return nil
}

const (
	// runVecs is how many accumulators a list's loop keeps: with the value and a loaded operand they fill the registers.
	runVecs = 12
	// entryBytes is one entry of a list: a byte offset (i32), then the value (f32).
	entryBytes = 8
)

func (k ConvPoolGrad) pooledH() int   { return k.OutH() / 2 }
func (k ConvPoolGrad) pooledW() int   { return k.OutW() / 2 }
func (k ConvPoolGrad) rowFloats() int { return k.KW * k.InC }

// eachEntry emits body for each entry of a list that is not empty, with p at it; end is behind the last.
func (e *emitter) eachEntry(p, end asm.Local, body func()) {
	e.Loop(func() {
		body()
		e.LocalGet(p)
		e.I32Const(entryBytes)
		e.I32Add()
		e.LocalTee(p)
		e.LocalGet(end)
		e.I32Ne()
		e.BrIf(0)
	})
}

// tapVec is a vector of taps of one output position: 4 numbers in a row of the kernel, which are 4 neighbours in the
// picture as well.
type tapVec struct {
	offset int // in the picture, from the position's first pixel
	tap    int // first weight, as an index into KH*KW*InC
	fresh  int // how many of its lanes, the last ones, no other vector covers
}

// tapVecs lists the vectors that cover all taps. When a row of taps is no multiple of 4 its last vector overlaps the
// one before, so that nothing beyond the row is touched.
func (k ConvPoolGrad) tapVecs() []tapVec {
	var vs []tapVec
	n := k.rowFloats()
	for ky := range k.KH {
		at := func(i, fresh int) {
			vs = append(vs, tapVec{ky*k.image().rowBytes() + i*floatBytes, ky*n + i, fresh})
		}
		for i := 0; i+vecFloats <= n; i += vecFloats {
			at(i, vecFloats)
		}
		if n%vecFloats != 0 {
			at(n-vecFloats, n%vecFloats)
		}
	}
	return vs
}

// runs cuts the vectors into runs of at most runVecs.
func (k ConvPoolGrad) runs() [][]tapVec {
	var rs [][]tapVec
	for vs := k.tapVecs(); len(vs) > 0; vs = vs[min(runVecs, len(vs)):] {
		rs = append(rs, vs[:min(runVecs, len(vs))])
	}
	return rs
}

// pattern is a run's offsets relative to its first; runs of one pattern share their code.
func pattern(run []tapVec) string {
	s := ""
	for _, v := range run {
		s += fmt.Sprint(v.offset-run[0].offset, " ")
	}
	return s
}

// packedRunsBytes is the size of weights or their gradient in the order the lists need: [run][OutC][vector].
func (k ConvPoolGrad) packedRunsBytes() int { return len(k.tapVecs()) * k.OutC * vecBytes }

// emitRuns emits code for each run in turn, given where its packed weights start; equal neighbours become a loop.
// body(run, base): base holds the run's first offset, packed its packed weights.
func (k ConvPoolGrad) emitRuns(e *emitter, base, packed asm.Local, body func(run []tapVec)) {
	rs := k.runs()
	for i := 0; i < len(rs); {
		// a stretch of runs of one pattern and one distance
		n := 1
		for i+n < len(rs) && pattern(rs[i+n]) == pattern(rs[i]) &&
			rs[i+n][0].offset-rs[i+n-1][0].offset == rs[i+1][0].offset-rs[i][0].offset {
			n++
		}
		step := 0
		if n > 1 {
			step = rs[i+1][0].offset - rs[i][0].offset
		}
		e.set(base, asm.Const(rs[i][0].offset), 0)
		e.repeat(n, func() {
			body(rs[i])
			e.advance(base, step)
			e.advance(packed, len(rs[i])*k.OutC*vecBytes)
		})
		i += n
	}
}

// emitMaskedSum returns a function (g, arg, cells, sum) that adds all gradients that pass to sum[channel]: the gradient by
// the bias.
func (k ConvPoolGrad) emitMaskedSum(m *asm.Module, t Target, name string) *asm.Func {
	e := newFunc(m, t, name+"_bias", 4)
	g, arg, cells, sum := e.Local(asm.I32), e.Local(asm.I32), e.Param(2), e.Local(asm.I32)
	i, gp, ap := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	v, which, acc := e.Local(asm.V128), e.Local(asm.V128), e.Local(asm.V128)
	vec := func(lanes int) {
		e.set(gp, asm.Var(g), 0)
		e.set(ap, asm.Var(arg), 0)
		e.loadLanes(acc, sum, 0, lanes)
		e.For(i, asm.Const(0), asm.Var(cells), 1, func() {
			e.loadLanes(v, gp, 0, lanes)
			emitLoadArgs(e, which, ap, lanes)
			e.LocalGet(acc, v, which)
			e.I32x4ConstAll(ArgShut)
			e.I32x4LtS()
			e.V128And()
			e.F32x4Add()
			e.LocalSet(acc)
			e.advance(gp, k.OutC*floatBytes)
			e.advance(ap, k.OutC)
		})
		e.storeLanes(acc, sum, 0, lanes)
		e.advance(g, lanes*floatBytes)
		e.advance(arg, lanes)
		e.advance(sum, lanes*floatBytes)
	}
	e.eachVec(k.OutC, vec, operand{g, asm.Var(e.Param(0)), 0, floatBytes}, operand{arg, asm.Var(e.Param(1)), 0, 1},
		operand{sum, asm.Var(e.Param(3)), 0, floatBytes})
	return e.Func
}

// passes pushes 1 if the gradient value passes: it is not zero and its window is not shut.
func passes(e *emitter, arg, value asm.Local) {
	e.LocalGet(arg)
	e.I32Const(ArgShut)
	e.I32LtU()
	e.LocalGet(value)
	e.F32Const(0)
	e.F32Ne()
	e.I32And()
}
