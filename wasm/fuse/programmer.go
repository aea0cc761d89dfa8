package fuse

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/kernel"
	"pawgrad/wasm/loop"

	"github.com/gomlx/compute"
)

// programmer builds a program from a grouped graph.
type programmer struct {
	g      *ir.Graph
	gr     *grouper
	prog   *Program
	values map[*ir.Node]*Value // of nodes with a place of their own
	copied map[*ir.Node]bool   // views and counters that get one
	output map[*ir.Node]bool
}

// Fuse turns a graph into a program.
func Fuse(g *ir.Graph) *Program {
	p := &programmer{
		g: g, prog: &Program{}, values: map[*ir.Node]*Value{},
		copied: map[*ir.Node]bool{}, output: map[*ir.Node]bool{},
	}
	for _, o := range g.Outputs {
		p.output[o] = true
		p.contiguous(o)
	}
	for _, n := range g.Nodes {
		p.prepare(n)
	}
	p.gr = group(g, p.copied)
	for i, n := range g.Params {
		v := p.newValue(n)
		v.Input = i
		p.prog.Inputs = append(p.prog.Inputs, v)
	}
	for _, u := range p.gr.schedule() {
		p.step(u)
	}
	p.outputs()
	return p.prog
}

// prepare decides which operands of n need a place in memory although they are views or counters.
func (p *programmer) prepare(n *ir.Node) {
	switch {
	case keepsRows(n):
		if _, ok := squeezed(n); !ok || n.Op == compute.OpTypeBitcast {
			p.contiguous(n.In[0])
		}
	case !n.Is(ir.Special):
	default: // kernels and loop nests
		for _, in := range n.In {
			if !lowerings[n.Op].views || rootIsCounter(in) {
				p.contiguous(in)
			}
		}
	}
}

// keepsRows tells the views whose memory is their operand's.
func keepsRows(n *ir.Node) bool {
	return n.Op == compute.OpTypeReshape || n.Op == compute.OpTypeBitcast && n.Is(ir.View)
}

func rootIsCounter(n *ir.Node) bool {
	for n.Is(ir.View) {
		n = n.In[0]
	}
	return n.Op == compute.OpTypeIota
}

// contiguous makes sure that n is stored as it is, row by row.
func (p *programmer) contiguous(n *ir.Node) {
	switch {
	case keepsRows(n):
		p.contiguous(n.In[0])
	case n.Is(ir.View) || n.Op == compute.OpTypeIota:
		p.copied[n] = true
	}
}

// isContiguous says whether n is stored row by row: see contiguous.
func (p *programmer) isContiguous(n *ir.Node) bool {
	if keepsRows(n) {
		return p.isContiguous(n.In[0])
	}
	return p.copied[n] || !n.Is(ir.View) && n.Op != compute.OpTypeIota
}

// stored returns the value that holds n, or nil when n is only a way to address another.
func (p *programmer) stored(n *ir.Node) *Value {
	if v := p.values[n]; v != nil {
		return v
	}
	if keepsRows(n) && p.isContiguous(n) {
		return p.stored(n.In[0])
	}
	if c, ok := n.Attr.(*ir.Const); ok {
		v := p.newValue(n)
		v.Const = c.Data
		return v
	}
	return nil
}

func (p *programmer) newValue(n *ir.Node) *Value {
	v := p.anonymous(ir.Bytes(n.Shape))
	v.Name = fmt.Sprintf("%s#%d %s", n.Name(), n.ID, n.Shape)
	p.values[n] = v
	return v
}

func (p *programmer) anonymous(bytes int) *Value {
	v := &Value{ID: len(p.prog.Values), Bytes: bytes, Input: -1, Output: -1}
	p.prog.Values = append(p.prog.Values, v)
	return v
}

// step appends the step of a unit.
func (p *programmer) step(u *unit) {
	if u.group {
		p.loops(u)
		return
	}
	n := u.nodes[0]
	if p.copied[n] {
		p.copy(n)
		return
	}
	if k, ok := n.Attr.(kernel.Kernel); ok {
		p.kernel(n.Name()+" "+n.Shape.String(), k, u.nodes)
	} else if c, ok := n.Attr.(*ir.Control); ok {
		p.control(n, c)
	} else if make, ok := kernels[n.Op]; ok {
		p.kernel(n.Name(), make(n), u.nodes)
	} else if l, ok := lowerings[n.Op]; ok {
		l.lower(p, n)
	} else {
		panic("fuse: no lowering for " + n.String())
	}
}

// kernel appends a step whose arguments are the operands of the first node, and all nodes' results.
func (p *programmer) kernel(name string, k kernel.Kernel, results []*ir.Node) {
	s := &Step{Name: name, Kernel: k}
	for _, in := range results[0].In {
		s.Args = append(s.Args, p.stored(in))
		s.Writes = append(s.Writes, false)
	}
	for _, result := range results {
		s.Args = append(s.Args, p.newValue(result))
		s.Writes = append(s.Writes, true)
	}
	if in, out := k.Operands(); len(in) != len(results[0].In) || len(results) > len(out) {
		panic(fmt.Sprintf("fuse: %s takes %v and makes %v, not so many", results[0], in, out))
	}
	p.prog.Steps = append(p.prog.Steps, s)
}

// nests appends a step of loop nests; r holds its arguments.
func (p *programmer) nests(name string, r *reader, nests ...*loop.Nest) {
	s := &Step{Name: name, Args: r.args, Writes: make([]bool, len(r.args)), Nests: nests}
	for _, n := range nests {
		for _, st := range n.Stores {
			s.Writes[st.To.Buf] = true
		}
	}
	s.InPlace = inPlace(s, nests)
	p.prog.Steps = append(p.prog.Steps, s)
}

// loops appends the step of a group.
func (p *programmer) loops(u *unit) {
	rank := len(u.dims)
	r := p.reader(rank)
	exprs := map[*ir.Node]*loop.Expr{}
	nest := &loop.Nest{Dims: slices.Clone(u.dims), Reduced: make([]bool, rank)}
	for _, axis := range u.reduced {
		nest.Reduced[axis] = true
	}
	operand := func(n *ir.Node) *loop.Expr {
		if e, ok := exprs[n]; ok {
			return e
		}
		e := r.load(n, r.counters(rank), nil)
		exprs[n] = e
		return e
	}
	var names []string
	for _, n := range u.nodes {
		names = append(names, n.Name())
		if n.Is(ir.Reduction) {
			nest.Stores = append(nest.Stores, p.fold(r, n, operand(n.In[0])))
			continue
		}
		e := &loop.Expr{Op: n.Op, DType: n.Shape.DType}
		for _, in := range n.In {
			e.Args = append(e.Args, operand(in))
		}
		exprs[n] = e
		if p.leaves(n, u) {
			to := r.access(p.newValue(n), n.Shape.DType, n.Shape.Dimensions, r.counters(rank))
			nest.Stores = append(nest.Stores, loop.Store{To: to, Value: e})
		}
	}
	p.nests(groupName(names), r, nest)
}

// leaves says whether a node's result is read outside of its group.
func (p *programmer) leaves(n *ir.Node, u *unit) bool {
	return p.output[n] || slices.ContainsFunc(p.gr.users[n.ID], func(user *ir.Node) bool { return p.gr.unitOf[user.ID] != u })
}

// fold is the reducing store of a reduction.
func (p *programmer) fold(r *reader, n *ir.Node, value *loop.Expr) loop.Store {
	var at []coord
	axes := n.Attr.(*ir.Reduce).Axes
	for i := range n.In[0].Shape.Rank() {
		if !slices.Contains(axes, i) {
			at = append(at, counter(r.dims, i))
		}
	}
	op := ir.Ops[n.Op].Fold
	d := n.Shape.DType
	to := r.access(p.newValue(n), d, n.Shape.Dimensions, at)
	return loop.Store{To: to, Value: value, Reduce: op, Init: identity(op, d)}
}

// copy stores a view or a counter.
func (p *programmer) copy(n *ir.Node) {
	rank := n.Shape.Rank()
	r := p.reader(rank)
	value := r.load(n, r.counters(rank), nil)
	to := r.access(p.newValue(n), n.Shape.DType, n.Shape.Dimensions, r.counters(rank))
	p.nests("Copy "+n.Name(), r, &loop.Nest{
		Dims: slices.Clone(n.Shape.Dimensions), Stores: []loop.Store{{To: to, Value: value}},
	})
}

// outputs gives every output a value of its own.
func (p *programmer) outputs() {
	for i, n := range p.g.Outputs {
		v := p.stored(n)
		if v.Input >= 0 || v.Const != nil || v.Output >= 0 {
			to := p.anonymous(v.Bytes)
			to.Name = "output"
			r := p.reader(1)
			size := n.Shape.Size()
			read := r.access(v, n.Shape.DType, []int{size}, r.counters(1))
			write := r.access(to, n.Shape.DType, []int{size}, r.counters(1))
			p.nests("Copy", r, &loop.Nest{
				Dims: []int{size}, Stores: []loop.Store{{To: write, Value: loop.Load(read)}},
			})
			v = to
		}
		v.Output = i
		p.prog.Outputs = append(p.prog.Outputs, v)
	}
}

// groupName names a fused loop after its operations, shortened to what a profile has room for.
func groupName(names []string) string {
	const room = 48
	s := strings.Join(names, " ")
	if len(s) > room {
		s = fmt.Sprintf("%s... (%d)", s[:room], len(names))
	}
	return s
}
