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
	"strings"

	"pawgrad/wasm/ir"
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

// Step is a call of one function.
type Step struct {
	Name    string
	Args    []*Value // the function's pointers, each value once
	Writes  []bool   // which of them it writes
	Kernel  Kernel
	InPlace [][2]int // pairs (read, written) of Args that may share their memory if the first is not needed any more
}

// Kernel is what a step computes: Nests or one of the operations below.
type Kernel interface{ kernel() }

// Nests is a sequence of loop nests over the step's arguments.
type Nests []*loop.Nest

// SelectAndScatter adds each source element to the place of the largest (or smallest) operand of its window; Args are
// operand, source, result.
type SelectAndScatter struct{ Node *ir.Node }

// ArgMinMax finds indices; Args are operand, result.
type ArgMinMax struct{ Node *ir.Node }

// Native is an operation with a hand-made kernel; Args are its operands, its result, and its second result if there is
// one.
type Native struct {
	Node   *ir.Node
	Beside bool
}

// RNGBits fills its result with random bits; Args are state, result.
type RNGBits struct{ Node *ir.Node }

// RNGState advances the generator; Args are state, result.
type RNGState struct{ Node *ir.Node }

func (Nests) kernel()             {}
func (*SelectAndScatter) kernel() {}
func (*ArgMinMax) kernel()        {}
func (*Native) kernel()           {}
func (*RNGBits) kernel()          {}
func (*RNGState) kernel()         {}

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
