//go:build js

package run

import (
	"fmt"
	"syscall/js"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/emit"

	"github.com/pkg/errors"
)

// browserHost uses the WebAssembly object of the page or worker the program runs in. Modules are compiled
// synchronously, which browsers allow in a worker for any size.
type browserHost struct {
	wasm    js.Value // the WebAssembly object
	bytes   js.Value // the Uint8Array constructor
	memory  js.Value
	imports js.Value
	relaxed bool
	threads int   // at most
	team    *team // the other threads, nil if there can be none
}

// New starts a host whose memory so many threads can share. Browsers allow that in pages that are isolated from others.
func New(threads int) (host Host, err error) {
	defer catch("starting WebAssembly", &err)
	h := &browserHost{wasm: js.Global().Get("WebAssembly"), bytes: js.Global().Get("Uint8Array"), threads: 1}
	if js.Global().Get("crossOriginIsolated").Truthy() && js.Global().Get("Worker").Truthy() {
		h.threads = threads
	}
	if h.memory, err = h.newMemory(); err != nil {
		return nil, err
	}
	if h.threads > 1 {
		h.Write(emit.Meeting, meeting())
		h.team = newTeam(h.memory)
	}
	performance := js.Global().Get("performance")
	functions := js.Global().Get("Object").New()
	for _, mf := range emit.MathFuncs {
		functions.Set(mf.Name, js.Global().Get("Math").Get(mf.Name))
	}
	h.imports = js.ValueOf(map[string]any{
		emit.EnvModule: map[string]any{
			emit.MemoryName: h.memory,
			emit.ClockName:  performance.Get("now").Call("bind", performance),
		},
		emit.MathModule: functions,
	})
	h.relaxed = h.wasm.Call("validate", h.array(probe())).Bool()
	return h, nil
}

// newMemory makes a memory that can grow to 4 GiB or, where the engine will not reserve so much, as phones' do not, to
// the largest half, quarter, ... that it will.
func (h *browserHost) newMemory() (memory js.Value, err error) {
	const least = emit.MaxPages / 32 // 128 MiB
	for most := emit.MaxPages; most >= least; most /= 2 {
		if memory, err = h.tryMemory(most); err == nil {
			return memory, nil
		}
	}
	return memory, errors.WithMessage(err, "the browser has no memory left; close other tabs or runs")
}

func (h *browserHost) tryMemory(most int) (memory js.Value, err error) {
	defer catch("reserving memory", &err)
	return h.wasm.Get("Memory").New(map[string]any{"initial": 1, "maximum": most, "shared": h.threads > 1}), nil
}

// probe is a module that validates only where the relaxed SIMD instructions exist.
func probe() []byte {
	m := asm.NewModule()
	f := m.NewFunc("probe", nil, nil)
	for range 3 {
		f.F32x4ConstAll(0)
	}
	f.F32x4RelaxedMadd()
	f.Drop()
	return m.Bytes()
}

// catch turns a JavaScript exception into an error.
func catch(doing string, err *error) {
	if r := recover(); r != nil {
		if e, ok := r.(js.Error); ok {
			*err = errors.Errorf("wasm backend: %s: %s", doing, e.Value.Call("toString").String())
			return
		}
		*err = errors.Errorf("wasm backend: %s: %s", doing, fmt.Sprint(r))
	}
}

func (h *browserHost) array(b []byte) js.Value {
	a := h.bytes.New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}

func (h *browserHost) Name() string { return "browser" }
func (h *browserHost) Threads() int { return h.threads }

func (h *browserHost) Hire(threads int) {
	if h.team != nil {
		h.team.hire(min(threads, h.threads) - 1)
	}
}

func (h *browserHost) Ready() int {
	if h.team == nil {
		return 1
	}
	return 1 + h.team.ready()
}

func (h *browserHost) Relaxed() bool { return h.relaxed }
func (h *browserHost) Size() int     { return h.memory.Get("buffer").Get("byteLength").Int() }

func (h *browserHost) Grow(pages int) (err error) {
	defer catch("growing the memory", &err)
	h.memory.Call("grow", pages)
	return nil
}

// view is the stretch of memory as a typed array. Growing the memory invalidates it, so it is made anew each time.
func (h *browserHost) view(addr uint32, n int) js.Value {
	return h.bytes.New(h.memory.Get("buffer"), int(addr), n)
}

func (h *browserHost) Read(addr uint32, b []byte)  { js.CopyBytesToGo(b, h.view(addr, len(b))) }
func (h *browserHost) Write(addr uint32, b []byte) { js.CopyBytesToJS(h.view(addr, len(b)), b) }

func (h *browserHost) Close() {
	if h.team != nil {
		h.team.close()
	}
	h.memory, h.imports = js.Undefined(), js.Undefined()
}

type browserFunction struct {
	host          *browserHost
	instance, run js.Value
	id            int // with the other threads
}

func (h *browserHost) Load(module []byte) (f Function, err error) {
	const refused = "browser does not accept the module"
	defer catch(refused, &err)
	compiled := h.wasm.Get("Module").New(h.array(module))
	instance := h.wasm.Get("Instance").New(compiled, h.imports)
	run := instance.Get("exports").Get(emit.RunName)
	if run.Type() != js.TypeFunction {
		return nil, errors.Errorf("wasm backend: %s: it has no function %q", refused, emit.RunName)
	}
	loaded := &browserFunction{host: h, instance: instance, run: run}
	if h.team != nil {
		loaded.id = h.team.load(compiled)
	}
	return loaded, nil
}

func (f *browserFunction) Call(threads int, args ...uint32) (err error) {
	in := make([]any, len(args), len(args)+2)
	for i, a := range args {
		in[i] = a
	}
	team := f.host.team
	if threads > 1 {
		defer func() {
			if err != nil {
				team.dismiss()
				f.host.Write(emit.Meeting, meeting())
			}
		}()
		team.call(f.id, threads, in)
	}
	if team != nil {
		in = append(in, 0, threads)
	}
	defer catch("running the module", &err)
	f.run.Invoke(in...)
	return nil
}

func (f *browserFunction) Close() {
	if f.host.team != nil {
		f.host.team.forget(f.id)
	}
	f.instance, f.run = js.Undefined(), js.Undefined()
}
