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

	"pawgrad/wasm/ir"
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

// Step is a call of one function: loop nests over its arguments, a kernel, or programs of its own.
type Step struct {
	Name    string
	Args    []*Value // the function's pointers, each value once; a kernel's are its operands, then its results
	Writes  []bool   // which of them it writes
	Nests   []*loop.Nest
	Kernel  kernel.Kernel
	Control *Control
	InPlace [][2]int // pairs (read, written) of Args that may share their memory if the first is not needed any more
}

// Control is what a step with programs of its own does. Its arguments are the node's operands, then its results.
type Control struct {
	Node     *ir.Node // If, While or Sort, with an [ir.Control]
	Programs []*Program
}

// Operands splits the arguments of a step that is no loop nest.
func (s *Step) Operands() (in, out []*Value) {
	n := slices.Index(s.Writes, true)
	return s.Args[:n], s.Args[n:]
}

// Memory is what the step wants beside its arguments.
func (s *Step) Memory() kernel.Memory {
	if s.Kernel == nil { // what programs want is the business of their plans
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

// String is the program in words: its values, then its steps with their arguments and loop nests.
func (p *Program) String() string {
	var b strings.Builder
	for _, v := range p.Values {
		fmt.Fprintf(&b, "v%d %s, %d bytes", v.ID, v.Name, v.Bytes)
		switch {
		case v.Input >= 0:
			fmt.Fprintf(&b, ", input %d", v.Input)
		case v.Output >= 0:
			fmt.Fprintf(&b, ", output %d", v.Output)
		}
		b.WriteByte('\n')
	}
	for i, s := range p.Steps {
		fmt.Fprintf(&b, "step %d: %s\n", i, s.Name)
		for _, n := range s.Nests {
			text := n.Text(func(buf int) string { return fmt.Sprintf("v%d", s.Args[buf].ID) }, ir.OpName)
			b.WriteString("  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") + "\n")
		}
		if s.Kernel != nil {
			s.writeKernel(&b)
		}
		if s.Control != nil {
			for _, inner := range s.Control.Programs {
				b.WriteString("  program:\n    " + strings.ReplaceAll(strings.TrimSpace(inner.String()), "\n", "\n    ") + "\n")
			}
		}
		for _, pair := range s.InPlace {
			fmt.Fprintf(&b, "  v%d may take the place of v%d\n", s.Args[pair[1]].ID, s.Args[pair[0]].ID)
		}
	}
	return b.String()
}

// writeKernel writes a kernel with its operands and what memory it wants.
func (s *Step) writeKernel(b *strings.Builder) {
	names := func(values []*Value, operands []string) string {
		var all []string
		for i, v := range values {
			all = append(all, fmt.Sprintf("%s v%d", operands[i], v.ID))
		}
		return strings.Join(all, ", ")
	}
	in, out := s.Operands()
	inNames, outNames := s.Kernel.Operands()
	fmt.Fprintf(b, "  %s(%s) -> %s\n", s.Kernel.Name(), names(in, inNames), names(out, outNames))
	fmt.Fprintf(b, "  %+v\n  wants %+v\n", s.Kernel, s.Memory())
}
