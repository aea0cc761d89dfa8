// Package ir is the graph every stage of the backend reads and writes: what GoMLX asked for, as plain data.
//
// A Graph is a list of nodes in topological order: a node's inputs stand before it. A stage takes over the graph it is
// given, nodes and all, and returns one that may share them: whoever needs a graph again keeps its text (String). A
// node is one result. Where an operation has more, the others are nodes of their own, OpBeside, that read the first; the
// random generator is split in two operations when the graph is built ("next state" and "bits"). Calls of functions are
// written out; the closures of loops, branches and sorts are graphs in the Attr of their node (Control).
//
// The package knows shapes and operations, nothing of memory, loops, kernels or WebAssembly.
package ir

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// Operations of the backend's own, beyond those of compute.OpType.
const (
	// OpRNGState is the state of the random generator after as many draws as Attr (an int) says.
	OpRNGState compute.OpType = compute.OpTypeLast + 1 + iota
	// OpRNGBits fills its shape with random bits from the state.
	OpRNGBits
	// OpKernel is what the hand-made kernel in Attr (a kernel.Kernel) computes.
	OpKernel
	// OpBeside is another result of its operand: the one of number Attr (an int), the second if there is none.
	OpBeside
)

var ownNames = map[compute.OpType]string{
	OpRNGState: "RNGState", OpRNGBits: "RNGBits", OpKernel: "Kernel", OpBeside: "Beside",
}

// Node is one operation and its result.
type Node struct {
	ID    int // position in Graph.Nodes
	Op    compute.OpType
	In    []*Node
	Shape shapes.Shape
	Attr  any // the operation's static arguments: one of the types in attr.go, a kernel, or nil
}

// Graph is a whole computation.
type Graph struct {
	Name    string
	Nodes   []*Node
	Params  []*Node // in the order of the executable's inputs; all are kept, used or not
	Outputs []*Node
}

// OpName is the name of an operation, also of the backend's own.
func OpName(op compute.OpType) string {
	if name, ok := ownNames[op]; ok {
		return name
	}
	return op.String()
}

// Name is the name of the node's operation, or of its kernel.
func (n *Node) Name() string {
	if k, ok := n.Attr.(interface{ Name() string }); ok {
		return k.Name()
	}
	return OpName(n.Op)
}

// String prints the node as the panics of later stages show it.
func (n *Node) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "#%d %s", n.ID, n.Name())
	b.WriteByte('(')
	for i, in := range n.In {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "#%d %s", in.ID, in.Shape)
	}
	fmt.Fprintf(&b, ") -> %s", n.Shape)
	if c, ok := n.Attr.(*Const); ok {
		if len(c.Data) <= 16 {
			fmt.Fprintf(&b, " %x", c.Data)
		}
	} else if n.Attr != nil {
		fmt.Fprintf(&b, " %+v", n.Attr)
	}
	return b.String()
}

// String lists the graph, one node a line.
func (g *Graph) String() string {
	var b strings.Builder
	for _, n := range g.Nodes {
		b.WriteString(n.String())
		b.WriteByte('\n')
	}
	b.WriteString("outputs:")
	for _, n := range g.Outputs {
		fmt.Fprintf(&b, " #%d", n.ID)
	}
	return b.String() + "\n"
}

// Add appends a node. Its inputs must be in the graph already.
func (g *Graph) Add(op compute.OpType, shape shapes.Shape, attr any, in ...*Node) *Node {
	n := &Node{ID: len(g.Nodes), Op: op, In: in, Shape: shape, Attr: attr}
	g.Nodes = append(g.Nodes, n)
	return n
}

// Users returns, per node ID, the nodes that read it (a node that reads it twice stands twice).
func (g *Graph) Users() [][]*Node {
	users := make([][]*Node, len(g.Nodes))
	for _, n := range g.Nodes {
		for _, in := range n.In {
			users[in.ID] = append(users[in.ID], n)
		}
	}
	return users
}

// Sorted returns the graph with what the outputs need, and all parameters, in topological order and numbered anew. It
// takes over the nodes.
func (g *Graph) Sorted() *Graph {
	out := &Graph{Name: g.Name, Params: g.Params, Outputs: g.Outputs}
	done := map[*Node]bool{}
	var visit func(n *Node)
	visit = func(n *Node) {
		if done[n] {
			return
		}
		done[n] = true
		for _, in := range n.In {
			visit(in)
		}
		out.Nodes = append(out.Nodes, n)
	}
	for _, p := range g.Params {
		visit(p)
	}
	// Nodes in their old order first, so that a graph that is in order stays as it is.
	needed := map[*Node]bool{}
	var mark func(n *Node)
	mark = func(n *Node) {
		if !needed[n] {
			needed[n] = true
			for _, in := range n.In {
				mark(in)
			}
		}
	}
	for _, o := range g.Outputs {
		mark(o)
	}
	for _, n := range g.Nodes {
		if needed[n] {
			visit(n)
		}
	}
	for _, o := range g.Outputs {
		visit(o)
	}
	for i, n := range out.Nodes {
		n.ID = i
	}
	return out
}

// Strides returns the row-major strides of dims, in elements.
func Strides(dims []int) []int {
	s := make([]int, len(dims))
	n := 1
	for i := len(dims) - 1; i >= 0; i-- {
		s[i] = n
		n *= dims[i]
	}
	return s
}

// Consecutive says whether axes are from, from+1, and so on.
func Consecutive(axes []int, from int) bool {
	for i, a := range axes {
		if a != from+i {
			return false
		}
	}
	return true
}

// Bytes is the size of the shape's data in memory.
func Bytes(s shapes.Shape) int { return s.Size() * s.DType.Size() }
