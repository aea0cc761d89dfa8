package wasm

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	"pawgrad/wasm/emit"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/plan"
	"pawgrad/wasm/recognise"
	"pawgrad/wasm/run"
	"pawgrad/wasm/simplify"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// Executable is a compiled computation. It implements compute.Executable.
type Executable struct {
	backend   *Backend
	names     []string
	inputs    []shapes.Shape
	outputs   []shapes.Shape
	steps     []string
	flops     []float64 // of each step, see StepTime
	shared    []bool    // of each step, see StepTime
	donor     []int
	kept      []int    // the inputs whose packed form is kept, see plan.Plan
	packed    []uint64 // the serial numbers of the buffers that were packed last
	function  run.Function
	constants uint32 // address of the constants, 0 if there are none
	arguments uint32 // address of the table of addresses
	stamps    uint32 // address of the time stamps, when profiling
	stats     Stats
	profile   []float64 // milliseconds per step, summed over executions
	gone      bool
}

var _ compute.Executable = (*Executable)(nil)

// Stats are facts about an executable.
type Stats struct {
	Nodes       int // of the graph as GoMLX built it
	Steps       int // functions called by one execution
	Shared      int // of them those that threads share, where there can be several
	ModuleBytes int
	ArenaBytes  int           // scratch memory
	CompileTime time.Duration // from graph to instantiated module
	Executions  int           // so far
}

// compile takes a graph through all stages.
func (b *Backend) compile(g *ir.Graph) (*Executable, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host == nil {
		return nil, errFinalized
	}
	start := time.Now()
	e := &Executable{backend: b}
	for _, p := range g.Params {
		e.names = append(e.names, p.Attr.(*ir.Param).Name)
		e.inputs = append(e.inputs, p.Shape)
	}
	for _, o := range g.Outputs {
		e.outputs = append(e.outputs, o.Shape)
	}
	b.dump.graph("graph", g)
	simple := simplify.Simplify(g)
	b.dump.graph("simplified", simple)
	recognised := recognise.Recognise(simple)
	b.dump.graph("recognised", recognised)
	program := fuse.Fuse(recognised)
	b.dump.program(g.Name, program)
	for _, s := range program.Steps {
		e.steps = append(e.steps, s.Name)
		e.flops = append(e.flops, flops(s))
	}
	layout := plan.Make(program, true, b.host.Threads())
	err := e.reserve(program, layout)
	if err != nil && len(layout.Kept) > 0 { // do without the weights that would be kept packed
		layout = plan.Make(program, false, b.host.Threads())
		err = e.reserve(program, layout)
	}
	if err != nil {
		return nil, err
	}
	b.dump.plan(g.Name, layout)
	options := emit.Options{Relaxed: b.relaxed, Profile: b.profile, Threads: b.host.Threads() > 1}
	written, shared := emit.Module(program, layout, e.constants, options)
	b.dump.module(g.Name, written)
	module := written.Bytes()
	function, err := b.host.Load(module)
	if err != nil {
		e.free()
		return nil, errors.WithMessagef(err, "computation %q", g.Name)
	}
	e.function, e.shared = function, shared
	count := 0
	for _, all := range shared {
		if all {
			count++
		}
	}
	e.stats = Stats{
		Nodes: len(g.Nodes), Steps: len(program.Steps), Shared: count, ModuleBytes: len(module),
		ArenaBytes: layout.ArenaBytes, CompileTime: time.Since(start),
	}
	b.live[e] = true
	return e, nil
}

// reserve allocates what the executable keeps, and fills in the constants. If it fails nothing is kept.
func (e *Executable) reserve(p *fuse.Program, layout *plan.Plan) (err error) {
	defer func() {
		if err != nil {
			e.free()
		}
	}()
	b := e.backend
	e.donor, e.kept = layout.Donor, layout.KeptInput
	e.packed = make([]uint64, len(e.kept))
	if err = b.reserveArena(layout.ArenaBytes); err != nil {
		return err
	}
	if layout.ConstBytes > 0 {
		if e.constants, err = b.heap.Alloc(layout.ConstBytes); err != nil {
			return err
		}
		layout.Constants(p, func(offset int, data []byte) { b.host.Write(e.constants+uint32(offset), data) })
	}
	const address = 4 // bytes
	if e.arguments, err = b.heap.Alloc(address * (len(p.Inputs) + len(p.Outputs) + len(e.kept))); err != nil {
		return err
	}
	if b.profile {
		const stamp = 8 // bytes
		e.profile = make([]float64, len(p.Steps))
		e.stamps, err = b.heap.Alloc(stamp * (len(p.Steps) + 1))
	}
	return err
}

// free gives the executable's memory back. The caller holds the lock.
func (e *Executable) free() {
	for _, addr := range []*uint32{&e.constants, &e.arguments, &e.stamps} {
		if *addr != 0 {
			e.backend.heap.Free(*addr)
			*addr = 0
		}
	}
}

// Finalize implements compute.Executable. Doing it twice, or after the backend was finalized, does nothing.
func (e *Executable) Finalize() {
	e.backend.mu.Lock()
	defer e.backend.mu.Unlock()
	if e.gone || e.backend.host == nil {
		return
	}
	e.gone = true
	e.free()
	e.function.Close()
	delete(e.backend.live, e)
}

// Inputs implements compute.Executable.
func (e *Executable) Inputs() (names []string, inputShapes []shapes.Shape) { return e.names, e.inputs }

// Outputs implements compute.Executable.
func (e *Executable) Outputs() []shapes.Shape { return e.outputs }

// Steps names the functions that one execution calls, in order.
func (e *Executable) Steps() []string { return e.steps }

// Stats reports facts about the executable.
func (e *Executable) Stats() Stats {
	e.backend.mu.Lock()
	defer e.backend.mu.Unlock()
	return e.stats
}

// Execute implements compute.Executable. If memory runs out, nothing was run and all inputs are as they were.
func (e *Executable) Execute(inputs []compute.Buffer, donate []bool, _ compute.DeviceNum) ([]compute.Buffer, error) {
	b := e.backend
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host == nil || e.gone {
		return nil, errFinalized
	}
	in, err := e.check(inputs, donate)
	if err != nil {
		return nil, err
	}
	out := make([]*Buffer, len(e.outputs))
	reused := make([]bool, len(in))
	for o, shape := range e.outputs {
		if i := e.donor[o]; i >= 0 && mayTake(in, donate, i) {
			out[o] = b.bufferAt(shape, in[i].addr)
			reused[i] = true
			continue
		}
		if out[o], err = b.newBuffer(shape); err != nil {
			for p, u := range out[:o] {
				if i := e.donor[p]; i < 0 || !reused[i] {
					u.release()
				}
			}
			return nil, err
		}
	}
	if err := e.call(in, out); err != nil {
		clear(e.packed)
		b.asked = 1 // a thread may have gone: others only if they are asked for
		// The module stopped midway: what it wrote is worthless, donated inputs may be half overwritten.
		for o, u := range out {
			if i := e.donor[o]; i < 0 || !reused[i] {
				u.release()
			}
		}
		return nil, err
	}
	e.stats.Executions++
	result := make([]compute.Buffer, len(out))
	for o, u := range out {
		result[o] = u
	}
	for i := range in {
		if donate == nil || !donate[i] {
			continue
		}
		if reused[i] {
			in[i].gone = true // the memory lives on as an output
		} else {
			in[i].release()
		}
	}
	return result, nil
}

// mayTake says whether input i is given away, and is not the same buffer as another input.
func mayTake(in []*Buffer, donate []bool, i int) bool {
	if donate == nil || !donate[i] {
		return false
	}
	return !slices.Contains(in[:i], in[i]) && !slices.Contains(in[i+1:], in[i])
}

// check verifies the inputs against the signature.
func (e *Executable) check(inputs []compute.Buffer, donate []bool) ([]*Buffer, error) {
	if len(inputs) != len(e.inputs) {
		return nil, errors.Errorf("wasm backend: the computation takes %d inputs, got %d", len(e.inputs), len(inputs))
	}
	if donate != nil && len(donate) != len(inputs) {
		return nil, errors.Errorf("wasm backend: %d inputs but %d donate flags", len(inputs), len(donate))
	}
	in := make([]*Buffer, len(inputs))
	for i, u := range inputs {
		buf, ok := u.(*Buffer)
		switch {
		case !ok || buf.backend != e.backend:
			return nil, errors.Errorf("wasm backend: input %d (%s) is not a buffer of this backend", i, e.names[i])
		case buf.gone:
			return nil, errors.WithMessagef(errGone, "input %d (%s)", i, e.names[i])
		case buf.shape.DType != e.inputs[i].DType || !buf.shape.EqualDimensions(e.inputs[i]):
			return nil, errors.Errorf("wasm backend: input %d (%s) must be a %s, got a %s", i, e.names[i], e.inputs[i], buf.shape)
		}
		in[i] = buf
	}
	return in, nil
}

// ErrInterrupted is what a computation on several threads ends with that one of them has stopped or gone: a browser may end a
// thread for want of memory. Its results and the inputs that were given away are lost.
var ErrInterrupted = errors.New("a thread has stopped or gone")

// stopped is the error of a call on so many threads, nil if there is none.
func stopped(threads int, err error) error {
	const what = "wasm backend: the computation stopped"
	if err != nil && threads > 1 {
		return errors.WithMessagef(ErrInterrupted, "%s (%v)", what, err)
	}
	return errors.WithMessage(err, what)
}

// call writes the table of addresses and runs the module.
func (e *Executable) call(in, out []*Buffer) error {
	b := e.backend
	table := make([]byte, 0, 4*(len(in)+len(out)+len(e.kept)))
	for _, list := range [][]*Buffer{in, out} {
		for _, u := range list {
			table = binary.LittleEndian.AppendUint32(table, u.addr)
		}
	}
	for k, i := range e.kept {
		stale := uint32(0)
		if e.packed[k] != in[i].serial {
			stale = 1
			e.packed[k] = in[i].serial
		}
		table = binary.LittleEndian.AppendUint32(table, stale)
	}
	b.host.Write(e.arguments, table)
	threads := 1
	if e.stats.Shared > 0 {
		b.host.Hire(b.asked)
		threads = b.threads()
	}
	if !b.profile {
		return stopped(threads, e.function.Call(threads, e.arguments, b.arena))
	}
	if err := e.function.Call(threads, e.arguments, b.arena, e.stamps); err != nil {
		return stopped(threads, err)
	}
	stamps := make([]byte, 8*(len(e.steps)+1))
	b.host.Read(e.stamps, stamps)
	at := func(i int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(stamps[8*i:])) }
	for i := range e.profile {
		e.profile[i] += at(i+1) - at(i)
	}
	return nil
}
