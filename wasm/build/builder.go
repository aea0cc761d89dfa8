// Package build records what GoMLX asks for as an ir.Graph.
//
// Its Function implements compute.Function: every operation checks its arguments with the shape rules of GoMLX's own
// shapeinference package and appends a node. What GoMLX leaves implicit is made explicit here, once, so that later
// stages see one form: broadcasting becomes BroadcastInDim nodes, default strides and dilations are filled in, and the
// random generator is split into its two results.
//
// An operation or data type that the backend lacks returns compute.ErrNotImplemented naming the operation and the
// shapes; GoMLX then falls back to another formulation where it has one.
package build

import (
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/notimplemented"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// Builder implements compute.Builder for one graph.
type Builder struct {
	notimplemented.Builder
	name      string
	main      *Function
	functions []*Function // main, others, closures
	compile   func(*ir.Graph) (compute.Executable, error)
	done      bool
}

var _ compute.Builder = (*Builder)(nil)

// New returns an empty builder. compile turns the finished graph into an executable.
func New(name string, compile func(*ir.Graph) (compute.Executable, error)) *Builder {
	b := &Builder{name: name, compile: compile}
	b.Builder.ErrFn = func(op compute.OpType) error { return notImplemented(op) }
	b.main = b.function(compute.MainName, nil)
	return b
}

// function adds a function; it is a closure if it has a parent.
func (b *Builder) function(name string, parent *Function) *Function {
	f := &Function{builder: b, name: name, parent: parent, graph: &ir.Graph{Name: b.name}}
	f.ErrFn = b.Builder.ErrFn
	b.functions = append(b.functions, f)
	return f
}

// Name implements compute.Builder.
func (b *Builder) Name() string { return b.name }

// Main implements compute.Builder.
func (b *Builder) Main() compute.Function { return b.main }

// NewFunction implements compute.Builder.
func (b *Builder) NewFunction(name string) (compute.Function, error) {
	if name == "" || slices.ContainsFunc(b.functions, func(f *Function) bool { return f.name == name }) {
		return nil, errors.Errorf("wasm backend: a function needs a name that no other has; %q will not do", name)
	}
	return b.function(name, nil), nil
}

// OpShape implements compute.Builder.
func (b *Builder) OpShape(op compute.Value) (shapes.Shape, error) {
	n, ok := op.(*ir.Node)
	if !ok || n == nil || !slices.ContainsFunc(b.functions, func(f *Function) bool { return f.owns(n) }) {
		return shapes.Invalid(), errors.Errorf("wasm backend: %v is not a value of computation %q", op, b.name)
	}
	return n.Shape, nil
}

// Graph returns the finished graph; it is an error before Return was called.
func (b *Builder) Graph() (*ir.Graph, error) {
	if b.main.graph.Outputs == nil {
		return nil, errors.Errorf("wasm backend: computation %q has no outputs yet: call Return on its main function before Compile", b.name)
	}
	return b.main.graph, nil
}

// Compile implements compute.Builder.
func (b *Builder) Compile() (compute.Executable, error) {
	if b.done {
		return nil, errors.Errorf("wasm backend: computation %q was compiled already; build it anew", b.name)
	}
	g, err := b.Graph()
	if err != nil {
		return nil, err
	}
	b.done = true
	return b.compile(g)
}

// notImplemented is the error for an operation the backend lacks, for the operands it was asked for.
func notImplemented(op compute.OpType, in ...shapes.Shape) error {
	if len(in) == 0 {
		return errors.Wrapf(compute.ErrNotImplemented, "wasm backend: %s", ir.OpName(op))
	}
	return errors.Wrapf(compute.ErrNotImplemented, "wasm backend: %s of %v", ir.OpName(op), in)
}
