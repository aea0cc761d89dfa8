package asm

import "bytes"

// Section ids and external kinds of the binary format.
const (
	secCustom = 0
	secType   = 1
	secImport = 2
	secFunc   = 3
	secMemory = 5
	secGlobal = 6
	secExport = 7
	secCode   = 10

	externFunc   = 0x00
	externMemory = 0x02
)

// Bytes encodes the module. It may be called more than once.
func (m *Module) Bytes() []byte {
	out := []byte{0x00, 'a', 's', 'm', 0x01, 0x00, 0x00, 0x00}
	section := func(id byte, count int, content []byte) {
		if count == 0 {
			return
		}
		n := appendU32(nil, uint32(count))
		out = appendU32(append(out, id), uint32(len(n)+len(content)))
		out = append(append(out, n...), content...)
	}
	var types, imports, memories, funcs, exports, code []byte
	for _, t := range m.types {
		types = append(types, t...)
	}
	nImports, nMemories, nExports := len(m.imported), 0, len(m.exports)
	if v := m.memory; v != nil && v.module != "" {
		nImports++
		imports = appendName(appendName(imports, v.module), v.name)
		imports = v.appendLimits(append(imports, externMemory))
	} else if v != nil {
		nMemories++
		memories = v.appendLimits(nil)
		if v.name != "" {
			nExports++
			exports = append(appendName(exports, v.name), externMemory, 0x00)
		}
	}
	for _, f := range m.imported {
		imports = appendName(appendName(imports, f.module), f.name)
		imports = appendU32(append(imports, externFunc), f.typ)
	}
	for _, f := range m.defined {
		funcs = appendU32(funcs, f.typ)
		body := f.encode()
		code = append(appendU32(code, uint32(len(body))), body...)
	}
	for _, e := range m.exports {
		exports = appendU32(append(appendName(exports, e.name), externFunc), e.f.index)
	}
	section(secType, len(m.types), types)
	section(secImport, nImports, imports)
	section(secFunc, len(m.defined), funcs)
	section(secMemory, nMemories, memories)
	const variable = 0x01
	section(secGlobal, m.globals, bytes.Repeat([]byte{byte(I32), variable, opI32Const, 0, opEnd}, m.globals))
	section(secExport, nExports, exports)
	section(secCode, len(m.defined), code)
	return append(out, m.nameSection()...)
}

func (v *memory) appendLimits(b []byte) []byte {
	if v.maxPages == 0 {
		return appendU32(append(b, 0x00), v.minPages)
	}
	kind := byte(0x01)
	if v.shared {
		kind = 0x03
	}
	return appendU32(appendU32(append(b, kind), v.minPages), v.maxPages)
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

// encodeSignature encodes a function type.
func encodeSignature(params, results []ValType) string {
	b := []byte{0x60}
	for _, list := range [][]ValType{params, results} {
		b = appendU32(b, uint32(len(list)))
		for _, t := range list {
			b = append(b, byte(t))
		}
	}
	return string(b)
}

// encode returns the body as the code section holds it: runs of locals, instructions, end.
func (f *Func) encode() []byte {
	var runs []byte
	n := uint32(0)
	for i := 0; i < len(f.locals); {
		j := i
		for j < len(f.locals) && f.locals[j] == f.locals[i] {
			j++
		}
		runs = append(appendU32(runs, uint32(j-i)), byte(f.locals[i]))
		n++
		i = j
	}
	b := append(appendU32(nil, n), runs...)
	return append(append(b, f.body...), opEnd)
}
