// Package fuse turns a graph into a program: a list of steps over stored values.
//
// Most nodes never reach memory. Element-wise nodes of one shape join into groups that run as one loop, with the
// reductions that read them; broadcasts, slices, transposes, reversals and reshapes become the way an operand is
// addressed. What remains is a step: one function of the module to come, with the values it reads and writes.
//
// A group may not depend on itself through a node outside of it; that is the one rule that limits fusion.
package fuse

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/wasm/kernel"
	"pawgrad/wasm/loop"
)

// Value is a tensor in memory.
type Value struct {
	ID     int
	Bytes  int
	Input  int    // position among the inputs, or -1
	Output int    // position among the outputs, or -1
	Const  []byte // the contents, for constants
	Name   string
}

// Step is a call of one function: loop nests over its arguments, or a kernel.
type Step struct {
	Name    string
	Args    []*Value // the function's pointers, each value once; a kernel's are its operands, then its results
	Writes  []bool   // which of them it writes
	Nests   []*loop.Nest
	Kernel  kernel.Kernel // nil if the step is loop nests
	InPlace [][2]int      // pairs (read, written) of Args that may share their memory if the first is not needed any more
}

// Operands splits the arguments of a kernel.
func (s *Step) Operands() (in, out []*Value) {
	n := slices.Index(s.Writes, true)
	return s.Args[:n], s.Args[n:]
}

// Memory is what the step wants beside its arguments.
func (s *Step) Memory() kernel.Memory {
	if s.Kernel == nil {
		return kernel.Memory{}
	}
	_, out := s.Operands()
	return s.Kernel.Memory(len(out))
}

// Program is what runs when an executable is executed.
type Program struct {
	Values  []*Value
	Steps   []*Step
	Inputs  []*Value
	Outputs []*Value // each written by a step, all different
}

// String lists the steps.
func (p *Program) String() string {
	var b strings.Builder
	for i, s := range p.Steps {
		fmt.Fprintf(&b, "%3d %-40s", i, s.Name)
		for j, v := range s.Args {
			mark := ""
			if s.Writes[j] {
				mark = "="
			}
			fmt.Fprintf(&b, " %sv%d:%d", mark, v.ID, v.Bytes)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
