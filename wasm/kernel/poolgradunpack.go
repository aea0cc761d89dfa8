package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// emitUnpack returns a function (sums, dw) that brings the sums, [run][OutC][vector], into the weights' order.
func (k ConvPoolGradKernel) emitUnpack(m *asm.Module, t Target, name string) *asm.Func {
	vecs := map[int]*asm.Func{} // by length of the run
	row := k.OutC * floatBytes
	for _, run := range k.runs() {
		if vecs[len(run)] != nil {
			continue
		}
		e := newFunc(m, t, fmt.Sprintf("%s_unpack%d", name, len(run)), 2) // (sums, dw): one vector of all channels
		sums, dw, v := e.Param(0), e.Param(1), e.Local(asm.V128)
		k.eachChannel(e, func() {
			e.LocalGet(sums)
			e.V128Load(0)
			e.LocalSet(v)
			for l := range vecFloats {
				e.LocalGet(dw, v)
				e.V128Store32Lane(uint32(l*row), byte(l))
			}
			e.advance(sums, len(run)*vecBytes)
			e.advance(dw, floatBytes)
		}, stride{sums, len(run) * vecBytes}, stride{dw, floatBytes})
		vecs[len(run)] = e.Func
	}
	e := newFunc(m, t, name+"_unpack", 2)
	sums, dw := e.Param(0), e.Param(1)
	base := e.Local(asm.I32) // unused offset of emitRuns
	to := e.Local(asm.I32)
	if k.rowFloats()%vecFloats == 0 { // vectors follow each other without overlap
		e.set(to, asm.Var(dw), 0)
		k.emitRuns(e, base, sums, func(run []tapVec) {
			e.repeat(len(run), func() {
				e.call(vecs[len(run)], sums, to)
				e.advance(sums, vecBytes)
				e.advance(to, vecFloats*row)
			})
			e.advance(sums, -len(run)*vecBytes)
		})
		return e.Func
	}
	for _, run := range k.runs() {
		for _, v := range run {
			e.set(to, asm.Var(dw), v.tap*row)
			e.call(vecs[len(run)], sums, to)
			e.advance(sums, vecBytes)
		}
		e.advance(sums, len(run)*(k.OutC-1)*vecBytes)
	}
	return e.Func
}
