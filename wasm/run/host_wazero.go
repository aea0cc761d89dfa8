//go:build !js

package run

import (
	"context"
	"math"
	"strings"
	"sync"
	"time"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/emit"

	"github.com/pkg/errors"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// mathFuncs lends Go's mathematics to the modules, under the names of emit.MathFuncs.
var mathFuncs = map[string]any{
	"exp": math.Exp, "expm1": math.Expm1, "log": math.Log, "log1p": math.Log1p,
	"sin": math.Sin, "cos": math.Cos, "tanh": math.Tanh, "pow": math.Pow, "atan2": math.Atan2,
}

type wazeroHost struct {
	ctx     context.Context
	runtime wazero.Runtime
	memory  api.Memory
	release func() // gives the memory back to the system
	threads int    // at most
	hired   int    // now
}

// New starts a host whose memory so many threads can share.
func New(threads int) (Host, error) {
	ctx, release := context.Background(), func() {}
	if m, unmap := mapMemory(emit.MaxPages * emit.PageBytes); m != nil {
		release = unmap
		ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(_, _ uint64) experimental.LinearMemory { return m }))
	}
	config := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesThreads)
	h := &wazeroHost{ctx: ctx, runtime: wazero.NewRuntimeWithConfig(ctx, config), release: release, threads: threads, hired: 1}
	if err := h.start(); err != nil {
		h.Close()
		return nil, errors.Wrap(err, "wasm backend: starting wazero")
	}
	return h, nil
}

func (h *wazeroHost) start() error {
	lend := h.runtime.NewHostModuleBuilder(emit.MathModule)
	for _, mf := range emit.MathFuncs {
		params := []api.ValueType{api.ValueTypeF64, api.ValueTypeF64}[:mf.Args]
		var call api.GoFunc
		switch fn := mathFuncs[mf.Name].(type) {
		case func(float64) float64:
			call = func(_ context.Context, stack []uint64) {
				stack[0] = api.EncodeF64(fn(api.DecodeF64(stack[0])))
			}
		case func(float64, float64) float64:
			call = func(_ context.Context, stack []uint64) {
				stack[0] = api.EncodeF64(fn(api.DecodeF64(stack[0]), api.DecodeF64(stack[1])))
			}
		default:
			return errors.Errorf("no function %q to lend", mf.Name)
		}
		lend.NewFunctionBuilder().WithGoFunction(call, params, []api.ValueType{api.ValueTypeF64}).Export(mf.Name)
	}
	if _, err := lend.Instantiate(h.ctx); err != nil {
		return err
	}
	const clockModule = "clock"
	start := time.Now()
	clock := h.runtime.NewHostModuleBuilder(clockModule)
	clock.NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
		stack[0] = api.EncodeF64(float64(time.Since(start)) / float64(time.Millisecond))
	}), nil, []api.ValueType{api.ValueTypeF64}).Export(emit.ClockName)
	if _, err := clock.Instantiate(h.ctx); err != nil {
		return err
	}
	// wazero's host modules cannot export a memory, so a module of our own does.
	env := asm.NewModule()
	now := env.ImportFunc(clockModule, emit.ClockName, nil, []asm.ValType{asm.F64})
	env.Memory(emit.MemoryName, 1, emit.MaxPages)
	if h.threads > 1 {
		env.ShareMemory()
	}
	env.Export(emit.ClockName, now)
	m, err := h.runtime.InstantiateWithConfig(h.ctx, env.Bytes(), wazero.NewModuleConfig().WithName(emit.EnvModule))
	if err != nil {
		return err
	}
	h.memory = m.ExportedMemory(emit.MemoryName)
	h.Write(emit.Meeting, meeting())
	return nil
}

func (h *wazeroHost) Name() string { return "wazero" }
func (h *wazeroHost) Threads() int { return h.threads }
func (h *wazeroHost) Ready() int   { return h.hired }

func (h *wazeroHost) Hire(threads int) { h.hired = max(h.hired, min(threads, h.threads)) }

func (h *wazeroHost) Relaxed() bool { return false }
func (h *wazeroHost) Size() int     { return int(h.memory.Size()) }

func (h *wazeroHost) Grow(pages int) error {
	if _, ok := h.memory.Grow(uint32(pages)); !ok {
		return errors.Errorf("wazero refuses to grow its memory of %d bytes by %d pages", h.memory.Size(), pages)
	}
	return nil
}

func (h *wazeroHost) view(addr uint32, n int) []byte {
	v, ok := h.memory.Read(addr, uint32(n))
	if !ok {
		panic("run: access outside of the memory")
	}
	return v
}

func (h *wazeroHost) Read(addr uint32, b []byte)  { copy(b, h.view(addr, len(b))) }
func (h *wazeroHost) Write(addr uint32, b []byte) { copy(h.view(addr, len(b)), b) }

func (h *wazeroHost) Close() {
	_ = h.runtime.Close(h.ctx)
	h.release()
}

// wazeroFunction is a module with an instance for every thread that has called it, the first one's first.
type wazeroFunction struct {
	h         *wazeroHost
	compiled  wazero.CompiledModule
	instances []api.Module
}

const refused = "wasm backend: wazero does not accept the module"

func (h *wazeroHost) Load(module []byte) (Function, error) {
	compiled, err := h.runtime.CompileModule(h.ctx, module)
	if err != nil {
		return nil, errors.Wrap(err, refused)
	}
	f := &wazeroFunction{h: h, compiled: compiled}
	if err := f.instantiate(1); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// instantiate makes instances for so many threads.
func (f *wazeroFunction) instantiate(threads int) error {
	for len(f.instances) < threads {
		m, err := f.h.runtime.InstantiateModule(f.h.ctx, f.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
		if err != nil {
			return errors.Wrap(err, refused)
		}
		f.instances = append(f.instances, m)
		if m.ExportedFunction(emit.RunName) == nil {
			return errors.Errorf("%s: it has no function %q", refused, emit.RunName)
		}
	}
	return nil
}

func (f *wazeroFunction) Call(threads int, args ...uint32) error {
	if err := f.instantiate(threads); err != nil {
		return err
	}
	failed := make([]error, threads)
	others := sync.WaitGroup{}
	for t := 1; t < threads; t++ {
		others.Go(func() { failed[t] = f.call(t, threads, args) })
	}
	failed[0] = f.call(0, threads, args)
	others.Wait()
	err := cause(failed)
	if err != nil && threads > 1 {
		f.h.dismiss()
	}
	return err
}

// dismiss sends the other threads home after one has stopped.
func (h *wazeroHost) dismiss() {
	h.Write(emit.Meeting, meeting())
	h.hired = 1
}

// cause is why a call failed: that a thread stopped because another had is only said if there is nothing else to say.
func cause(failed []error) (cause error) {
	for _, err := range failed {
		if err != nil && (cause == nil || !strings.Contains(err.Error(), "unreachable")) {
			cause = err
		}
	}
	return cause
}

// call is one thread's.
func (f *wazeroFunction) call(thread, threads int, args []uint32) error {
	stack := make([]uint64, len(args), len(args)+2)
	for i, a := range args {
		stack[i] = uint64(a)
	}
	if f.h.threads > 1 {
		stack = append(stack, uint64(thread), uint64(threads))
	}
	_, err := f.instances[thread].ExportedFunction(emit.RunName).Call(f.h.ctx, stack...)
	if err != nil && threads > 1 {
		f.h.memory.WriteUint32Le(emit.MeetingBroken, 1)
	}
	return err
}

func (f *wazeroFunction) Close() {
	for _, m := range f.instances {
		_ = m.Close(f.h.ctx)
	}
	_ = f.compiled.Close(f.h.ctx)
}
