// Package emit writes a planned program as one WebAssembly module.
//
// The module imports its memory ("env" "memory") and the host's mathematical functions, and exports one function:
//
//	run(arguments i32, arena i32)
//
// arguments points to the addresses of the inputs, then of the outputs, then, for each step that keeps packed weights,
// a number that is not zero if they are to be packed anew, four bytes each; arena points to as much memory as the plan
// asks for. run calls the steps, each a function of its own that takes the addresses of its arguments. So an
// executable can be called with any buffers, and profilers show where the time goes.
package emit

import (
	"fmt"
	"slices"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/kernel"
	"pawgrad/wasm/plan"
	"pawgrad/wasm/vmath"
)

// Names by which host and module know each other.
const (
	EnvModule  = "env"
	MemoryName = "memory"
	ClockName  = "now"
	RunName    = "run"
	// PageBytes is the size of a page of WebAssembly memory, MaxPages the most a memory can have (4 GiB).
	PageBytes = 64 << 10
	MaxPages  = 65536
)

// Options choose what code is written.
type Options struct {
	Relaxed bool // the host has the relaxed SIMD instructions
	// Profile makes run take a third parameter: the address of an array of float64, one a step and one more, where
	// it leaves the time (in milliseconds, from the import "env" "now") before each step and after the last.
	Profile bool
	// Threads makes run a function for a team: it takes two parameters more, after all others: the number of the thread that
	// calls it and of how many. Each calls it in an instance of its own, with the same memory, in which they meet at Meeting.
	Threads bool
}

// context is a module under construction.
type context struct {
	m         *asm.Module
	math      map[string]*asm.Func // lent by the host
	four      *vmath.Library       // of four Float32 numbers
	opt       Options
	constants uint32       // address
	now       *asm.Func    // the host's clock, when profiling
	team      *kernel.Team // nil where one thread does it all
}

// alone emits what one thread does.
func (c *context) alone(emit func()) {
	team := c.team
	c.team = nil
	emit()
	c.team = team
}

// Module writes the program. constants is the address at which the plan's constants will lie. It says which
// of its steps threads share.
func Module(p *fuse.Program, pl *plan.Plan, constants uint32, opt Options) (m *asm.Module, shared []bool) {
	c := &context{m: asm.NewModule(), opt: opt, constants: constants}
	c.m.ImportMemory(EnvModule, MemoryName, 1, MaxPages)
	c.math = importMath(c.m)
	c.four = vmath.New(c.m)
	if opt.Profile {
		c.now = c.m.ImportFunc(EnvModule, ClockName, nil, []asm.ValType{asm.F64})
	}
	if opt.Threads {
		c.m.ShareMemory()
		c.team = newTeam(c.m)
	}
	run, shared := c.program(RunName, p, pl, opt.Profile)
	c.m.Export(RunName, run)
	return c.m, shared
}

// program returns the function that runs a program: run (arguments, arena), with profile (arguments, arena, stamps), and
// for a team (..., thread, threads). It says which of the steps threads share.
func (c *context) program(name string, p *fuse.Program, pl *plan.Plan, profile bool) (run *asm.Func, shared []bool) {
	params := []asm.ValType{asm.I32, asm.I32}
	if profile {
		params = append(params, asm.I32)
	}
	if c.team != nil {
		params = append(params, asm.I32, asm.I32)
	}
	run = c.m.NewFunc(name, params, nil)
	if c.team != nil {
		for i, g := range []asm.Global{c.team.Thread, c.team.Threads} {
			run.LocalGet(run.Param(len(params) - 2 + i))
			run.GlobalSet(g)
		}
	}
	arguments, arena := run.Param(0), run.Param(1)
	address := func(at plan.Place) {
		switch at.Kind {
		case plan.Input, plan.Output:
			slot := at.Index
			if at.Kind == plan.Output {
				slot += len(p.Inputs)
			}
			run.LocalGet(arguments)
			run.I32Load(uint32(4 * slot))
		case plan.Arena:
			run.LocalGet(arena)
			run.I32Const(int32(at.Offset))
			run.I32Add()
		case plan.Const:
			run.I32Const(int32(c.constants + uint32(at.Offset)))
		default:
			panic(fmt.Sprintf("emit: a step uses a value without a place: %+v", at))
		}
	}
	stamp := func(i int) {
		if profile {
			c.team.First(run, func() {
				run.LocalGet(run.Param(2))
				run.Call(c.now)
				run.F64Store(uint32(8 * i))
			})
		}
	}
	apart := false // threads may be at different steps
	call := func(i int, s *fuse.Step, step *asm.Func) {
		for _, v := range s.Args {
			address(pl.Places[v.ID])
		}
		for _, at := range []plan.Place{pl.Packed[i], pl.Scratch[i]} {
			if at.Kind != plan.Unused {
				address(at)
			}
		}
		if kept := slices.Index(pl.Kept, i); kept >= 0 {
			run.LocalGet(arguments)
			run.I32Load(uint32(4 * (len(p.Inputs) + len(p.Outputs) + kept)))
		}
		run.Call(step)
	}
	for i, s := range p.Steps {
		step, all := c.step(i, s, pl)
		shared = append(shared, all)
		if apart || all && i > 0 {
			c.team.Wait(run)
		}
		apart = all
		stamp(i)
		if all {
			call(i, s, step)
		} else {
			c.team.First(run, func() { call(i, s, step) })
		}
	}
	if apart {
		c.team.Wait(run)
	}
	stamp(len(p.Steps))
	return run, shared
}

// step returns the function of step number i, and whether all threads of the team are to call it. Its parameters are the
// addresses of the step's arguments, then, where it wants them, of its packed weights and its scratch memory, then, where
// packed weights are kept, whether to pack anew.
func (c *context) step(i int, s *fuse.Step, pl *plan.Plan) (f *asm.Func, shared bool) {
	packed, scratch, kept := pl.Packed[i].Kind != plan.Unused, pl.Scratch[i].Kind != plan.Unused, slices.Contains(pl.Kept, i)
	params := make([]asm.ValType, len(s.Args), len(s.Args)+3)
	for _, more := range []bool{packed, scratch, kept} {
		if more {
			params = append(params, asm.I32)
		}
	}
	for j := range params {
		params[j] = asm.I32
	}
	f = c.m.NewFunc(fmt.Sprintf("%03d %s", i, s.Name), params, nil)
	bufs := make([]asm.Local, len(params))
	for j := range bufs {
		bufs[j] = f.Param(j)
	}
	if s.Control != nil {
		c.alone(func() { c.control(f, s, pl.Inner[i], bufs) })
		return f, false
	}
	if s.Kernel == nil {
		return f, c.emitNests(f, s.Nests, bufs)
	}
	in, _ := s.Operands()
	target := kernel.Target{Relaxed: c.opt.Relaxed}
	if shared = c.team != nil && kernel.Shares(s.Kernel); shared {
		target.Team = c.team
	}
	call := &kernel.Call{
		Func: f, Module: c.m, Target: target,
		In: bufs[:len(in)], Out: bufs[len(in):len(s.Args)], Packed: bufs[0], Scratch: bufs[0],
	}
	extra := bufs[len(s.Args):]
	if packed {
		call.Packed, extra = extra[0], extra[1:]
	}
	if scratch {
		call.Scratch, extra = extra[0], extra[1:]
	}
	if kept {
		call.Stale = &extra[0]
	}
	s.Kernel.Call(call)
	return f, shared
}
