package asm

import "fmt"

// Local is a parameter or local variable of one function.
type Local struct{ index uint32 }

// Func is a function of a module. Its methods append instructions to its body.
type Func struct {
	name            string
	module          string // it is imported from, or empty
	index, typ      uint32
	params, results []ValType
	locals          []ValType
	body            []byte
}

// Param returns the i-th parameter.
func (f *Func) Param(i int) Local {
	if i < 0 || i >= len(f.params) {
		panic(fmt.Sprintf("asm: %s has %d parameters, asked for number %d", f.name, len(f.params), i))
	}
	return Local{uint32(i)}
}

// Local declares a new local variable, which starts as zero.
func (f *Func) Local(t ValType) Local {
	f.locals = append(f.locals, t)
	return Local{uint32(len(f.params) + len(f.locals) - 1)}
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
	if f.module != "" {
		panic("asm: " + f.name + " is imported and has no body")
	}
	f.body = append(f.body, b...)
}
