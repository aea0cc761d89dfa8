package asm

import "fmt"

// Local is a parameter or local variable of one function.
type Local struct{ index uint32 }

// Func is a function of a module. Its methods append instructions to its body.
type Func struct {
	name     string
	index    uint32
	typ      uint32
	params   uint32
	imported bool
	locals   []ValType
	body     []byte
}

// Name is the name given at creation.
func (f *Func) Name() string { return f.name }

// Index is the function's index in the module.
func (f *Func) Index() uint32 { return f.index }

// Size is the number of bytes of code emitted so far.
func (f *Func) Size() int { return len(f.body) }

// Param returns the i-th parameter.
func (f *Func) Param(i int) Local {
	if i < 0 || uint32(i) >= f.params {
		panic(fmt.Sprintf("asm: %s has %d parameters, asked for number %d", f.name, f.params, i))
	}
	return Local{uint32(i)}
}

// Local declares a new local variable, which starts as zero.
func (f *Func) Local(t ValType) Local {
	f.locals = append(f.locals, t)
	return Local{f.params + uint32(len(f.locals)) - 1}
}

// Locals declares n local variables of one type.
func (f *Func) Locals(t ValType, n int) []Local {
	ls := make([]Local, n)
	for i := range ls {
		ls[i] = f.Local(t)
	}
	return ls
}

// op appends the bytes of an opcode.
func (f *Func) op(b ...byte) {
	if f.imported {
		panic("asm: " + f.name + " is imported and has no body")
	}
	f.body = append(f.body, b...)
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
