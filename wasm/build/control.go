package build

import (
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// Call implements compute.Function: what the function computes is written out again.
func (f *Function) Call(callee compute.Function, inputs ...compute.Value) ([]compute.Value, error) {
	op := compute.OpTypeCall
	in, err := f.nodes(op, inputs...)
	if err != nil {
		return nil, err
	}
	g, err := f.finished(op, callee)
	if err != nil {
		return nil, err
	}
	if g.parent != nil {
		return nil, errors.Errorf("wasm backend: %s: a closure cannot be called, make a function with NewFunction", op)
	}
	if err := g.takes(op, in); err != nil {
		return nil, err
	}
	now := map[*ir.Node]*ir.Node{}
	for i, p := range g.graph.Params {
		now[p] = in[i]
	}
	for _, n := range g.graph.Nodes {
		if now[n] == nil {
			operands := make([]*ir.Node, len(n.In))
			for i, operand := range n.In {
				operands[i] = now[operand]
			}
			now[n] = f.graph.Add(n.Op, n.Shape, n.Attr, operands...)
		}
	}
	out := make([]compute.Value, len(g.graph.Outputs))
	for i, n := range g.graph.Outputs {
		out[i] = now[n]
	}
	return out, nil
}

// If implements compute.Function.
func (f *Function) If(pred compute.Value, onTrue, onFalse compute.Function) ([]compute.Value, error) {
	op := compute.OpTypeIf
	in, err := f.nodes(op, pred)
	if err != nil {
		return nil, err
	}
	if err := isTruth(op, "the condition", in[0]); err != nil {
		return nil, err
	}
	branches, err := f.closures(op, nil, onTrue, onFalse)
	if err != nil {
		return nil, err
	}
	want, got := inShapes(branches[0].graph.Outputs), inShapes(branches[1].graph.Outputs)
	if !slices.EqualFunc(want, got, sameShape) {
		return nil, errors.Errorf("wasm backend: %s: one branch returns %v, the other %v", op, want, got)
	}
	return f.control(op, &ir.Control{}, branches, in, want)
}

// While implements compute.Function.
func (f *Function) While(cond, body compute.Function, initialState ...compute.Value) ([]compute.Value, error) {
	op := compute.OpTypeWhile
	in, err := f.nodes(op, initialState...)
	if err != nil {
		return nil, err
	}
	if len(in) == 0 {
		return nil, errors.Errorf("wasm backend: %s needs at least one value of initial state", op)
	}
	loop, err := f.closures(op, in, cond, body)
	if err != nil {
		return nil, err
	}
	if n := len(loop[0].graph.Outputs); n != 1 {
		return nil, errors.Errorf("wasm backend: %s: the condition must return one value, it returns %d", op, n)
	}
	if err := isTruth(op, "the condition's result", loop[0].graph.Outputs[0]); err != nil {
		return nil, err
	}
	want, got := inShapes(in), inShapes(loop[1].graph.Outputs)
	if !slices.EqualFunc(want, got, sameShape) {
		return nil, errors.Errorf("wasm backend: %s: the body makes %v of a state of %v", op, got, want)
	}
	return f.control(op, &ir.Control{}, loop, in, want)
}

// Sort implements compute.Function. The comparator's parameters are a pair an input: left, right. The order of equal
// elements is always kept.
func (f *Function) Sort(comparator compute.Function, axis int, _ bool, inputs ...compute.Value) ([]compute.Value, error) {
	op := compute.OpTypeSort
	in, err := f.nodes(op, inputs...)
	if err != nil {
		return nil, err
	}
	if len(in) == 0 {
		return nil, errors.Errorf("wasm backend: %s needs at least one operand", op)
	}
	shape := in[0].Shape
	if axis < 0 {
		axis += shape.Rank()
	}
	if axis < 0 || axis >= shape.Rank() {
		return nil, errors.Errorf("wasm backend: %s: axis %d is not one of %s", op, axis, shape)
	}
	var pairs []*ir.Node
	for i, n := range in {
		if !n.Shape.EqualDimensions(shape) {
			return nil, errors.Errorf("wasm backend: %s: operand %d is a %s, the first a %s: they must have one shape", op, i, n.Shape, shape)
		}
		scalar := &ir.Node{Shape: shapes.Make(n.Shape.DType)}
		pairs = append(pairs, scalar, scalar)
	}
	order, err := f.closures(op, pairs, comparator)
	if err != nil {
		return nil, err
	}
	if n := len(order[0].graph.Outputs); n != 1 {
		return nil, errors.Errorf("wasm backend: %s: the comparator must return one value, it returns %d", op, n)
	}
	if err := isTruth(op, "the comparator's result", order[0].graph.Outputs[0]); err != nil {
		return nil, err
	}
	return f.control(op, &ir.Control{Axis: axis}, order, in, inShapes(in))
}

func isTruth(op compute.OpType, what string, n *ir.Node) error {
	if n.Shape.DType != dtypes.Bool || n.Shape.Size() != 1 {
		return errors.Errorf("wasm backend: %s: %s must be one truth value, got %s", op, what, n.Shape)
	}
	return nil
}

func sameShape(a, b shapes.Shape) bool { return a.DType == b.DType && a.EqualDimensions(b) }

// finished checks that a function is this builder's and that it returns something.
func (f *Function) finished(op compute.OpType, fn compute.Function) (*Function, error) {
	g, ok := fn.(*Function)
	if !ok || g == nil || g.builder != f.builder {
		return nil, errors.Errorf("wasm backend: %s: the function given is not one of computation %q", op, f.builder.name)
	}
	if g.graph.Outputs == nil {
		return nil, errors.Errorf("wasm backend: %s: the function given has no outputs yet: call its Return first", op)
	}
	return g, nil
}

// takes checks the parameters of a function.
func (f *Function) takes(op compute.OpType, in []*ir.Node) error {
	want, got := inShapes(f.graph.Params), inShapes(in)
	if !slices.EqualFunc(want, got, sameShape) {
		return errors.Errorf("wasm backend: %s: the function takes %v, it would be given %v", op, want, got)
	}
	return nil
}

// closures checks closures of this function that take such parameters.
func (f *Function) closures(op compute.OpType, params []*ir.Node, fns ...compute.Function) (out []*Function, err error) {
	for _, fn := range fns {
		g, err := f.finished(op, fn)
		if err != nil {
			return nil, err
		}
		if g.parent == nil {
			return nil, errors.Errorf("wasm backend: %s needs a closure, made with Closure, not the function %q", op, g.name)
		}
		if err := g.takes(op, params); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// control adds an operation that runs closures. Its operands are its own and then, closure by closure, what these take
// from outside.
func (f *Function) control(op compute.OpType, attr *ir.Control, closures []*Function, in []*ir.Node, results []shapes.Shape) ([]compute.Value, error) {
	attr.Own = len(in)
	in = slices.Clone(in)
	for _, c := range closures {
		g := &ir.Graph{Name: op.String(), Nodes: c.graph.Nodes, Outputs: c.graph.Outputs, Params: slices.Concat(c.graph.Params, c.inner)}
		attr.Graphs = append(attr.Graphs, g)
		attr.Captured = append(attr.Captured, len(in))
		for _, outer := range c.outer {
			local, ok := f.local(outer)
			if !ok {
				return nil, errors.Errorf("wasm backend: %s: a closure reads a value that the function it is used in does not know", op)
			}
			in = append(in, local)
		}
	}
	first, err := f.add(op, results[0], attr, in...)
	if err != nil {
		return nil, err
	}
	out := []compute.Value{first}
	for i, shape := range results[1:] {
		out = append(out, f.graph.Add(ir.OpBeside, shape, i+1, first))
	}
	return out, nil
}
