// Package simplify makes a graph smaller without changing what it computes.
//
// One pass over the nodes in order rewrites each in terms of the rewritten ones: an algebraic identity or a constant
// replaces it where one applies, and a node equal to an earlier one becomes that one. A second pass drops what no
// output needs, so that a gradient nobody reads costs nothing.
//
// Rules never change a result, not even its last bit or a NaN: x*0 stays, x*1 goes.
package simplify

import (
	"fmt"
	"hash/fnv"
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
)

// Simplify returns the simplified graph. All parameters are kept, used or not: they are the executable's signature.
func Simplify(g *ir.Graph) *ir.Graph {
	s := &simplifier{
		out:   &ir.Graph{Name: g.Name},
		known: map[string]*ir.Node{},
	}
	now := make([]*ir.Node, len(g.Nodes)) // what each node has become
	for i, n := range g.Nodes {
		in := make([]*ir.Node, len(n.In))
		for j, a := range n.In {
			in[j] = now[a.ID]
		}
		now[i] = s.node(n.Op, n, in)
	}
	for _, p := range g.Params {
		s.out.Params = append(s.out.Params, now[p.ID])
	}
	for _, o := range g.Outputs {
		s.out.Outputs = append(s.out.Outputs, now[o.ID])
	}
	return s.out.Sorted()
}

type simplifier struct {
	out   *ir.Graph
	known map[string]*ir.Node
}

// node returns the simplest node that computes n of these operands.
func (s *simplifier) node(op compute.OpType, n *ir.Node, in []*ir.Node) *ir.Node {
	made := &ir.Node{Op: op, In: in, Shape: n.Shape, Attr: n.Attr}
	if c, ok := n.Attr.(*ir.Control); ok {
		made.Attr = c.With(Simplify)
	}
	if op != compute.OpTypeParameter {
		if r := s.rewrite(made); r != nil {
			return r
		}
	}
	return s.intern(made)
}

// intern returns the graph's node equal to n, adding it if there is none.
func (s *simplifier) intern(n *ir.Node) *ir.Node {
	k := key(n)
	if same, ok := s.known[k]; ok {
		return same
	}
	n.ID = len(s.out.Nodes)
	s.out.Nodes = append(s.out.Nodes, n)
	s.known[k] = n
	return n
}

// key spells out everything that distinguishes a node.
func key(n *ir.Node) string {
	b := fmt.Appendf(nil, "%d %s", n.Op, n.Shape)
	for _, in := range n.In {
		b = fmt.Appendf(b, " %d", in.ID)
	}
	switch a := n.Attr.(type) {
	case nil:
	case *ir.Control:
		b = fmt.Appendf(b, " %p", a)
	case *ir.Const:
		const short = 64
		if len(a.Data) <= short {
			return string(append(append(b, " ="...), a.Data...))
		}
		h := fnv.New128a()
		h.Write(a.Data)
		return string(h.Sum(append(b, " #"...)))
	default:
		b = fmt.Appendf(b, " %+v", a)
	}
	return string(b)
}

// rewrite returns what n can be replaced by, or nil.
func (s *simplifier) rewrite(n *ir.Node) *ir.Node {
	switch n.Op {
	case compute.OpTypeReshape:
		x := n.In[0]
		if x.Op == compute.OpTypeReshape {
			x = x.In[0]
		}
		if slices.Equal(x.Shape.Dimensions, n.Shape.Dimensions) {
			return x
		}
		if x != n.In[0] {
			return s.intern(&ir.Node{Op: n.Op, In: []*ir.Node{x}, Shape: n.Shape})
		}
	case compute.OpTypeTranspose:
		perm := n.Attr.(*ir.Transpose).Perm
		if ir.Consecutive(perm, 0) {
			return n.In[0]
		}
		if x := n.In[0]; x.Op == compute.OpTypeTranspose {
			inner := x.Attr.(*ir.Transpose).Perm
			both := make([]int, len(perm))
			for i, p := range perm {
				both[i] = inner[p]
			}
			return s.node(n.Op, &ir.Node{Shape: n.Shape, Attr: &ir.Transpose{Perm: both}}, []*ir.Node{x.In[0]})
		}
	case compute.OpTypeBroadcastInDim:
		if slices.Equal(n.In[0].Shape.Dimensions, n.Shape.Dimensions) && ir.Consecutive(n.Attr.(*ir.Broadcast).Axes, 0) {
			return n.In[0]
		}
	case compute.OpTypeSlice:
		a := n.Attr.(*ir.Slice)
		if slices.Equal(n.In[0].Shape.Dimensions, n.Shape.Dimensions) && !slices.ContainsFunc(a.Strides, func(v int) bool { return v != 1 }) {
			return n.In[0]
		}
	case compute.OpTypeReverse:
		a := n.Attr.(*ir.Reverse)
		if !slices.ContainsFunc(a.Axes, func(axis int) bool { return n.Shape.Dimensions[axis] > 1 }) {
			return n.In[0]
		}
	case compute.OpTypeReduceSum, compute.OpTypeReduceProduct, compute.OpTypeReduceMax, compute.OpTypeReduceMin:
		if len(n.Attr.(*ir.Reduce).Axes) == 0 {
			return n.In[0]
		}
	}
	return s.algebra(n)
}
