// Package roofline measures what a thread can do at most: multiply-adds on
// registers alone, which neither memory nor anything else holds up. Every speed
// of the backend is told as a share of it, measured in the same run, since the
// machines that we run on are of all kinds and often busy.
//
// A share above 1 is no mistake: operations are counted as the plain algorithms
// need them, and the backend's kernels leave many of them out.
package roofline

import (
	"time"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/emit"
	"pawgrad/wasm/run"
)

const (
	chains = 12      // independent sums, enough to hide the latency of a multiply-add
	unroll = 8       // so that counting rounds costs nothing
	rounds = 400_000 // a call takes some milliseconds
	lanes  = 4       // of a 128-bit vector

	// Flops is the number of floating-point operations of a call, a multiply-add
	// being two.
	Flops = 2 * lanes * chains * unroll * rounds

	vectorBytes = 16
	// ScratchBytes is the memory that a call writes.
	ScratchBytes = chains * vectorBytes
)

// Emit adds a function without parameters to the module that does [Flops]
// operations and writes its sums to the [ScratchBytes] at scratch, so that no
// engine may leave them out.
func Emit(m *asm.Module, relaxed bool, scratch uint32) *asm.Func {
	f := m.NewFunc("roofline", nil, nil)
	sums := f.Locals(asm.V128, chains)
	x, y, i := f.Local(asm.V128), f.Local(asm.V128), f.Local(asm.I32)
	f.F32x4Const(0.5, 0.25, -0.5, 0.75)
	f.LocalSet(x)
	f.F32x4Const(1, 2, 3, 4)
	f.LocalSet(y)
	f.For(i, asm.Const(0), asm.Const(rounds), 1, func() {
		for range unroll {
			for _, sum := range sums {
				// sum = x*sum + y stays finite, and each step needs the one before.
				f.LocalGet(x, sum)
				if relaxed {
					f.LocalGet(y)
					f.F32x4RelaxedMadd()
				} else {
					f.F32x4Mul()
					f.LocalGet(y)
					f.F32x4Add()
				}
				f.LocalSet(sum)
			}
		}
	})
	for j, sum := range sums {
		f.I32Const(int32(scratch) + int32(j*vectorBytes))
		f.LocalGet(sum)
		f.V128Store(0)
	}
	return f
}

// Probe is a loaded module that does nothing but [Emit]'s function.
type Probe struct {
	host run.Host
	call func() error
}

// Open loads a probe on the host at hand.
func Open(relaxed bool) (*Probe, error) {
	host, err := run.New(1)
	if err != nil {
		return nil, err
	}
	m := asm.NewModule()
	m.ImportMemory(emit.EnvModule, emit.MemoryName, 1, emit.MaxPages)
	m.Export(emit.RunName, Emit(m, relaxed, 0))
	function, err := host.Load(m.Bytes())
	if err != nil {
		host.Close()
		return nil, err
	}
	return &Probe{host, func() error { return function.Call(1) }}, nil
}

// Call does [Flops] operations.
func (p *Probe) Call() error { return p.call() }

// Close frees the probe.
func (p *Probe) Close() { p.host.Close() }

// WarmCalls are the calls after which a browser's engine has optimised the code.
const WarmCalls = 4

// Measure returns the 1e9 floating-point operations a second that this thread
// reaches at most, by the clock: the best of some calls, so that a busy machine
// matters little. It takes about 50 milliseconds.
func Measure(relaxed bool) (gflops float64, err error) {
	p, err := Open(relaxed)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	const calls = 5
	best := time.Duration(0)
	for i := range WarmCalls + calls {
		start := time.Now()
		if err := p.Call(); err != nil {
			return 0, err
		}
		if took := time.Since(start); i >= WarmCalls && (best == 0 || took < best) {
			best = took
		}
	}
	return Flops / best.Seconds() / 1e9, nil
}
