//go:build !js

package run

import (
	"context"
	"math"
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
}

// New starts a host.
func New() (Host, error) {
	ctx, release := context.Background(), func() {}
	if m, unmap := mapMemory(emit.MaxPages * emit.PageBytes); m != nil {
		release = unmap
		ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(_, _ uint64) experimental.LinearMemory { return m }))
	}
	h := &wazeroHost{ctx: ctx, runtime: wazero.NewRuntime(ctx), release: release}
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
	env.Export(emit.ClockName, now)
	m, err := h.runtime.InstantiateWithConfig(h.ctx, env.Bytes(), wazero.NewModuleConfig().WithName(emit.EnvModule))
	if err != nil {
		return err
	}
	h.memory = m.ExportedMemory(emit.MemoryName)
	return nil
}

func (h *wazeroHost) Name() string  { return "wazero" }
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

type wazeroFunction struct {
	h        *wazeroHost
	compiled wazero.CompiledModule
	module   api.Module
	run      api.Function
}

func (h *wazeroHost) Load(module []byte) (Function, error) {
	const refused = "wasm backend: wazero does not accept the module"
	compiled, err := h.runtime.CompileModule(h.ctx, module)
	if err != nil {
		return nil, errors.Wrap(err, refused)
	}
	m, err := h.runtime.InstantiateModule(h.ctx, compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		_ = compiled.Close(h.ctx)
		return nil, errors.Wrap(err, refused)
	}
	f := &wazeroFunction{h, compiled, m, m.ExportedFunction(emit.RunName)}
	if f.run == nil {
		f.Close()
		return nil, errors.Errorf("%s: it has no function %q", refused, emit.RunName)
	}
	return f, nil
}

func (f *wazeroFunction) Call(args ...uint32) error {
	stack := make([]uint64, len(args))
	for i, a := range args {
		stack[i] = uint64(a)
	}
	_, err := f.run.Call(f.h.ctx, stack...)
	return err
}

func (f *wazeroFunction) Close() {
	_ = f.module.Close(f.h.ctx)
	_ = f.compiled.Close(f.h.ctx)
}
