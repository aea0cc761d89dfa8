package asm

import "slices"

// ValType is a WebAssembly value type, as the binary format writes it.
type ValType byte

// The value types of the specification that the backend uses.
const (
	I32  ValType = 0x7f
	I64  ValType = 0x7e
	F32  ValType = 0x7d
	F64  ValType = 0x7c
	V128 ValType = 0x7b
)

// String is the type's name in the text format.
func (t ValType) String() string {
	return map[ValType]string{I32: "i32", I64: "i64", F32: "f32", F64: "f64", V128: "v128"}[t]
}

// Module is a WebAssembly module under construction.
type Module struct {
	types    []string // encoded signatures, in the order of their index
	imported []*Func
	defined  []*Func
	shared   map[string]*Func
	memory   *memory
	globals  int // all of them i32 that start as 0
	exports  []export
}

// memory is the module's only memory: imported if module is not empty, else defined here and exported if name is not.
type memory struct {
	module, name       string
	minPages, maxPages uint32 // of 64 KiB; maxPages 0 means no maximum
	shared             bool   // by several threads
}

type export struct {
	name string
	f    *Func
}

// NewModule returns an empty module.
func NewModule() *Module { return &Module{shared: map[string]*Func{}} }

func (m *Module) takeMemory(to *memory) {
	if m.memory != nil {
		panic("asm: a module has one memory")
	}
	m.memory = to
}

// ImportMemory imports the module's only memory; sizes in pages of 64 KiB, maxPages 0 means no maximum.
func (m *Module) ImportMemory(module, name string, minPages, maxPages uint32) {
	m.takeMemory(&memory{module: module, name: name, minPages: minPages, maxPages: maxPages})
}

// Memory defines the module's only memory and exports it under name (if name is not empty).
func (m *Module) Memory(name string, minPages, maxPages uint32) {
	m.takeMemory(&memory{name: name, minPages: minPages, maxPages: maxPages})
}

// ShareMemory makes the module's memory one that several threads may share. It must have a maximum.
func (m *Module) ShareMemory() {
	if m.memory == nil || m.memory.maxPages == 0 {
		panic("asm: only a memory with a maximum can be shared")
	}
	m.memory.shared = true
}

// Global is a variable of the module: an i32 that starts as 0. Every instance of the module has its own.
type Global struct{ index uint32 }

// Global declares a global variable.
func (m *Module) Global() Global {
	m.globals++
	return Global{uint32(m.globals - 1)}
}

// ImportFunc imports a function. All imports come before the first NewFunc, because they take the lowest indices.
func (m *Module) ImportFunc(module, name string, params, results []ValType) *Func {
	if len(m.defined) > 0 {
		panic("asm: ImportFunc " + name + " after NewFunc: imported functions have the lowest indices")
	}
	f := m.function(name, params, results)
	f.module = module
	m.imported = append(m.imported, f)
	return f
}

// NewFunc adds a function; name is what profilers show and need not be unique. Its body is what the instruction
// methods append; the final "end" is implied.
func (m *Module) NewFunc(name string, params, results []ValType) *Func {
	f := m.function(name, params, results)
	m.defined = append(m.defined, f)
	return f
}

// Shared returns the module's function of that name, which body writes on first use.
func (m *Module) Shared(name string, params, results []ValType, body func(f *Func)) *Func {
	f, ok := m.shared[name]
	if !ok {
		f = m.NewFunc(name, params, results)
		m.shared[name] = f
		body(f)
	}
	return f
}

// Export makes f callable from outside under name.
func (m *Module) Export(name string, f *Func) { m.exports = append(m.exports, export{name, f}) }

// function makes the next function. Its type is added where it is new.
func (m *Module) function(name string, params, results []ValType) *Func {
	f := &Func{name: name, index: uint32(len(m.imported) + len(m.defined)), params: params, results: results}
	typ := encodeSignature(params, results)
	i := slices.Index(m.types, typ)
	if i < 0 {
		i = len(m.types)
		m.types = append(m.types, typ)
	}
	f.typ = uint32(i)
	return f
}
