package emit

import (
	"fmt"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/plan"

	"github.com/gomlx/compute"
)

// control emits a step with programs of its own. Each is a function like run; the step fills the table of addresses for
// it and calls it.
type control struct {
	*asm.Func
	node     *ir.Node
	attr     *ir.Control
	step     *fuse.Step
	inner    *plan.Inner
	programs []*asm.Func
	in, out  []asm.Local // addresses of the operands and results
	scratch  asm.Local
}

func (c *context) control(f *asm.Func, s *fuse.Step, inner *plan.Inner, bufs []asm.Local) {
	operands, results := s.Operands()
	e := &control{
		Func: f, node: s.Control.Node, attr: s.Control.Node.Attr.(*ir.Control), step: s, inner: inner,
		in: bufs[:len(operands)], out: bufs[len(operands):][:len(results)], scratch: bufs[len(s.Args)],
	}
	for i, p := range s.Control.Programs {
		name := fmt.Sprintf("%s, program %d of %s", RunName, i, s.Name)
		run, _ := c.program(name, p, inner.Plans[i], false)
		e.programs = append(e.programs, run)
	}
	switch e.node.Op {
	case compute.OpTypeIf:
		e.branch()
	case compute.OpTypeWhile:
		e.while()
	case compute.OpTypeSort:
		e.sort()
	default:
		panic("emit: no code for " + e.node.String())
	}
}

// at pushes an address in the step's scratch memory.
func (e *control) at(offset int) {
	e.LocalGet(e.scratch)
	e.I32Const(int32(offset))
	e.I32Add()
}

// enter sets entry number i of the table.
func (e *control) enter(i int, push func()) {
	e.LocalGet(e.scratch)
	push()
	e.I32Store(uint32(e.inner.Table + 4*i))
}

// captured enters what a program takes from outside, after its own inputs.
func (e *control) captured(program, own int) {
	end := len(e.in)
	if program+1 < len(e.attr.Captured) {
		end = e.attr.Captured[program+1]
	}
	for i, l := range e.in[e.attr.Captured[program]:end] {
		e.enter(own+i, func() { e.LocalGet(l) })
	}
}

// enterOutput sets the address of a result of a program.
func (e *control) enterOutput(program, i int, push func()) {
	e.enter(len(e.step.Control.Programs[program].Inputs)+i, push)
}

// run calls a program, whose table is filled.
func (e *control) run(program int) {
	e.at(e.inner.Table)
	e.at(e.inner.Arena)
	e.Call(e.programs[program])
}

// truth pushes the truth value that a program has left.
func (e *control) truth() {
	e.LocalGet(e.scratch)
	e.I32Load8U(uint32(e.inner.Flag))
}

// bytes is the size of result i.
func (e *control) bytes(i int) int {
	_, results := e.step.Operands()
	return results[i].Bytes
}

// move copies result i from one address to another.
func (e *control) move(i int, to, from func()) {
	to()
	from()
	e.I32Const(int32(e.bytes(i)))
	e.MemoryCopy()
}

// branch runs one program or the other.
func (e *control) branch() {
	arm := func(program int) func() {
		return func() {
			e.captured(program, 0)
			for i, l := range e.out {
				e.enterOutput(program, i, func() { e.LocalGet(l) })
			}
			e.run(program)
		}
	}
	e.LocalGet(e.in[0])
	e.I32Load8U(0)
	e.IfElse(arm(0), arm(1))
}

// while keeps the state in the results.
func (e *control) while() {
	const condition, body = 0, 1
	for i, l := range e.out {
		e.move(i, func() { e.LocalGet(l) }, func() { e.LocalGet(e.in[i]) })
	}
	state := func(program int) {
		for i, l := range e.out {
			e.enter(i, func() { e.LocalGet(l) })
		}
		e.captured(program, len(e.out))
	}
	e.Block(func() {
		e.Loop(func() {
			state(condition)
			e.enterOutput(condition, 0, func() { e.at(e.inner.Flag) })
			e.run(condition)
			e.truth()
			e.I32Eqz()
			e.BrIf(1)
			state(body)
			for i := range e.out {
				e.enterOutput(body, i, func() { e.at(e.inner.State[i]) })
			}
			e.run(body)
			for i, l := range e.out {
				e.move(i, func() { e.LocalGet(l) }, func() { e.at(e.inner.State[i]) })
			}
			e.Br(0)
		})
	})
}
