package asm

import (
	"fmt"
	"math"
)

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
	switch t {
	case I32:
		return "i32"
	case I64:
		return "i64"
	case F32:
		return "f32"
	case F64:
		return "f64"
	case V128:
		return "v128"
	}
	return fmt.Sprintf("ValType(%#x)", byte(t))
}

// Global is a global variable of a module.
type Global struct{ index uint32 }

// Module is a WebAssembly module under construction.
type Module struct {
	types     []string // encoded function types, in index order
	typeIndex map[string]uint32
	imports   []byte
	nImports  uint32 // entries in imports
	imported  []*Func
	defined   []*Func
	memory    []byte // limits of the memory the module defines itself, nil if it imports one
	globals   []byte
	nGlobals  uint32
	exports   []byte
	nExports  uint32
	data      []byte
	nData     uint32
	hasMemory bool
}

// NewModule returns an empty module.
func NewModule() *Module {
	return &Module{typeIndex: map[string]uint32{}}
}

const (
	externFunc   = 0x00
	externMemory = 0x02
)

// limits encodes a memory's limits in pages of 64 KiB. maxPages 0 means no maximum.
func limits(minPages, maxPages uint32) []byte {
	if maxPages == 0 {
		return appendU32([]byte{0x00}, minPages)
	}
	return appendU32(appendU32([]byte{0x01}, minPages), maxPages)
}

func (m *Module) takeMemory() {
	if m.hasMemory {
		panic("asm: a module has one memory")
	}
	m.hasMemory = true
}

// ImportMemory imports the module's only memory; sizes in pages of 64 KiB, maxPages 0 means no maximum.
func (m *Module) ImportMemory(module, name string, minPages, maxPages uint32) {
	m.takeMemory()
	m.imports = appendName(appendName(m.imports, module), name)
	m.imports = append(append(m.imports, externMemory), limits(minPages, maxPages)...)
	m.nImports++
}

// Memory defines the module's only memory and exports it under name (if name is not empty).
func (m *Module) Memory(name string, minPages, maxPages uint32) {
	m.takeMemory()
	m.memory = limits(minPages, maxPages)
	if name != "" {
		m.exports = append(appendName(m.exports, name), externMemory, 0x00)
		m.nExports++
	}
}

// ImportFunc imports a function. All imports come before the first NewFunc, because they take the lowest indices.
func (m *Module) ImportFunc(module, name string, params, results []ValType) *Func {
	if len(m.defined) > 0 {
		panic("asm: ImportFunc " + name + " after NewFunc: imported functions have the lowest indices")
	}
	f := &Func{name: name, index: uint32(len(m.imported)), typ: m.funcType(params, results), imported: true}
	m.imports = appendName(appendName(m.imports, module), name)
	m.imports = appendU32(append(m.imports, externFunc), f.typ)
	m.nImports++
	m.imported = append(m.imported, f)
	return f
}

// NewFunc adds a function; name is what profilers show and need not be unique. Its body is what the instruction
// methods append; the final "end" is implied.
func (m *Module) NewFunc(name string, params, results []ValType) *Func {
	f := &Func{
		name:   name,
		index:  uint32(len(m.imported) + len(m.defined)),
		typ:    m.funcType(params, results),
		params: uint32(len(params)),
	}
	m.defined = append(m.defined, f)
	return f
}

// Export makes f callable from outside under name.
func (m *Module) Export(name string, f *Func) {
	m.exports = appendU32(append(appendName(m.exports, name), externFunc), f.index)
	m.nExports++
}

// Data puts b at offset of the memory when the module is instantiated.
func (m *Module) Data(offset uint32, b []byte) {
	m.data = append(m.data, 0x00, 0x41) // active segment of memory 0, i32.const
	m.data = append(appendS64(m.data, int64(int32(offset))), 0x0b)
	m.data = append(appendU32(m.data, uint32(len(b))), b...)
	m.nData++
}

func (m *Module) global(t ValType, mutable bool, init []byte) Global {
	g := Global{m.nGlobals}
	m.nGlobals++
	mut := byte(0)
	if mutable {
		mut = 1
	}
	m.globals = append(append(append(m.globals, byte(t), mut), init...), 0x0b)
	return g
}

// GlobalI32 adds a global of type i32 with an initial value.
func (m *Module) GlobalI32(mutable bool, init int32) Global {
	return m.global(I32, mutable, appendS64([]byte{0x41}, int64(init)))
}

// GlobalF32 adds a global of type f32 with an initial value.
func (m *Module) GlobalF32(mutable bool, init float32) Global {
	return m.global(F32, mutable, appendLE32([]byte{0x43}, math.Float32bits(init)))
}

// funcType returns the index of a function type, adding it when it is new.
func (m *Module) funcType(params, results []ValType) uint32 {
	b := appendU32([]byte{0x60}, uint32(len(params)))
	for _, t := range params {
		b = append(b, byte(t))
	}
	b = appendU32(b, uint32(len(results)))
	for _, t := range results {
		b = append(b, byte(t))
	}
	key := string(b)
	i, ok := m.typeIndex[key]
	if !ok {
		i = uint32(len(m.types))
		m.types = append(m.types, key)
		m.typeIndex[key] = i
	}
	return i
}

// Section ids of the binary format.
const (
	secCustom = 0
	secType   = 1
	secImport = 2
	secFunc   = 3
	secMemory = 5
	secGlobal = 6
	secExport = 7
	secCode   = 10
	secData   = 11
)

// Bytes encodes the module. It may be called more than once.
func (m *Module) Bytes() []byte {
	out := []byte{0x00, 'a', 's', 'm', 0x01, 0x00, 0x00, 0x00}
	section := func(id byte, count uint32, content []byte) {
		if count == 0 {
			return
		}
		n := appendU32(nil, count)
		out = appendU32(append(out, id), uint32(len(n)+len(content)))
		out = append(append(out, n...), content...)
	}
	var types, funcs, code []byte
	for _, t := range m.types {
		types = append(types, t...)
	}
	for _, f := range m.defined {
		funcs = appendU32(funcs, f.typ)
		body := f.encode()
		code = append(appendU32(code, uint32(len(body))), body...)
	}
	section(secType, uint32(len(m.types)), types)
	section(secImport, m.nImports, m.imports)
	section(secFunc, uint32(len(m.defined)), funcs)
	if m.memory != nil {
		section(secMemory, 1, m.memory)
	}
	section(secGlobal, m.nGlobals, m.globals)
	section(secExport, m.nExports, m.exports)
	section(secCode, uint32(len(m.defined)), code)
	section(secData, m.nData, m.data)
	return append(out, m.nameSection()...)
}

// nameSection encodes the custom section "name" with the function names, for profilers and disassemblers.
func (m *Module) nameSection() []byte {
	const funcNames = 1
	names := appendU32(nil, uint32(len(m.imported)+len(m.defined)))
	for _, fs := range [][]*Func{m.imported, m.defined} {
		for _, f := range fs {
			names = appendName(appendU32(names, f.index), f.name)
		}
	}
	content := append(appendName(nil, "name"), funcNames)
	content = append(appendU32(content, uint32(len(names))), names...)
	return append(appendU32([]byte{secCustom}, uint32(len(content))), content...)
}
