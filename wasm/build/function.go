package build

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/notimplemented"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// DTypes are the data types the backend computes with. Storage types are not among them, see Supports.
var DTypes = []dtypes.DType{
	dtypes.Bool,
	dtypes.Int8, dtypes.Int16, dtypes.Int32, dtypes.Int64,
	dtypes.Uint8, dtypes.Uint16, dtypes.Uint32, dtypes.Uint64,
	dtypes.Float32, dtypes.Float64,
}

// Supports says whether the backend has a data type, to compute with or as a storage type.
func Supports(d dtypes.DType) bool {
	_, stored := storages[d]
	return stored || slices.Contains(DTypes, d)
}

// Function implements compute.Function.
type Function struct {
	notimplemented.Function
	builder *Builder
	name    string    // empty for closures
	parent  *Function // of a closure
	graph   *ir.Graph
	// outer are the values of the parent that a closure reads, inner the parameters that stand for them in its graph.
	outer, inner []*ir.Node
}

var _ compute.Function = (*Function)(nil)

// Name implements compute.Function.
func (f *Function) Name() string { return f.name }

// Builder implements compute.Function.
func (f *Function) Builder() compute.Builder { return f.builder }

// Parent implements compute.Function: only closures have one.
func (f *Function) Parent() compute.Function {
	if f.parent == nil {
		return nil
	}
	return f.parent
}

// Closure implements compute.Function.
func (f *Function) Closure() (compute.Function, error) { return f.builder.function("", f), nil }

// owns says whether a node is in this function's graph.
func (f *Function) owns(n *ir.Node) bool {
	return n.ID < len(f.graph.Nodes) && f.graph.Nodes[n.ID] == n
}

// local returns what a value is in this function: itself, or the parameter that stands for a value of a function around.
func (f *Function) local(n *ir.Node) (*ir.Node, bool) {
	if f.owns(n) {
		return n, true
	}
	if f.parent == nil {
		return nil, false
	}
	outer, ok := f.parent.local(n)
	if !ok {
		return nil, false
	}
	if i := slices.Index(f.outer, outer); i >= 0 {
		return f.inner[i], true
	}
	inner := f.graph.Add(compute.OpTypeParameter, n.Shape, &ir.Param{Name: "captured", Index: -1 - len(f.inner)})
	f.outer, f.inner = append(f.outer, outer), append(f.inner, inner)
	return inner, true
}

// nodes checks that the values are this function's or those of functions around it, and that it is still open.
func (f *Function) nodes(op compute.OpType, values ...compute.Value) ([]*ir.Node, error) {
	if f.graph.Outputs != nil {
		return nil, errors.Errorf("wasm backend: %s: Return was called already, the function takes no more operations", ir.OpName(op))
	}
	ns := make([]*ir.Node, len(values))
	for i, v := range values {
		n, ok := v.(*ir.Node)
		if ok && n != nil {
			n, ok = f.local(n)
		}
		if !ok || n == nil {
			return nil, errors.Errorf("wasm backend: %s: operand %d (%v) is not a value of computation %q", ir.OpName(op), i, v, f.builder.name)
		}
		ns[i] = n
	}
	return ns, nil
}

// add appends a node after checking that the backend computes with the shapes' types.
func (f *Function) add(op compute.OpType, shape shapes.Shape, attr any, in ...*ir.Node) (*ir.Node, error) {
	if shape.IsDynamic() || !Supports(shape.DType) {
		return nil, notImplemented(op, append(inShapes(in), shape)...)
	}
	if shape.AxisNames != nil {
		shape = shapes.Make(shape.DType, shape.Dimensions...)
	}
	if inFloat32(op, shape.DType, in) {
		return f.addInFloat32(op, shape, attr, in)
	}
	return f.graph.Add(op, shape, attr, in...), nil
}

// inferred appends an operation on values; the shape of its result is what infer makes of theirs.
func (f *Function) inferred(op compute.OpType, attr any, infer func(in []shapes.Shape) (shapes.Shape, error),
	operands ...compute.Value) (compute.Value, error) {
	in, err := f.nodes(op, operands...)
	if err != nil {
		return nil, err
	}
	shape, err := infer(inShapes(in))
	if err != nil {
		return nil, err
	}
	return value(f.add(op, shape, attr, in...))
}

// value hides a nil node behind a nil interface.
func value(n *ir.Node, err error) (compute.Value, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}

func inShapes(ns []*ir.Node) []shapes.Shape {
	s := make([]shapes.Shape, len(ns))
	for i, n := range ns {
		s[i] = n.Shape
	}
	return s
}

// Parameter implements compute.Function.
func (f *Function) Parameter(name string, shape shapes.Shape, sharding *compute.ShardingSpec) (compute.Value, error) {
	if _, err := f.nodes(compute.OpTypeParameter); err != nil {
		return nil, err
	}
	if sharding != nil {
		return nil, errors.Wrapf(compute.ErrNotImplemented, "wasm backend: sharding of parameter %q: there is one device", name)
	}
	n, err := f.add(compute.OpTypeParameter, shape, &ir.Param{Name: name, Index: len(f.graph.Params)})
	if err != nil {
		return nil, err
	}
	f.graph.Params = append(f.graph.Params, n)
	return n, nil
}

// Constant implements compute.Function.
func (f *Function) Constant(flat any, dims ...int) (compute.Value, error) {
	if _, err := f.nodes(compute.OpTypeConstant); err != nil {
		return nil, err
	}
	v := reflect.ValueOf(flat)
	if v.Kind() != reflect.Slice {
		return nil, errors.Errorf("wasm backend: a constant is given as a slice, not as %T", flat)
	}
	shape := shapes.Make(dtypes.FromGoType(v.Type().Elem()), dims...)
	if shape.Size() != v.Len() {
		return nil, errors.Errorf("wasm backend: a constant of shape %s needs %d values, got %d", shape, shape.Size(), v.Len())
	}
	if !Supports(shape.DType) {
		return nil, notImplemented(compute.OpTypeConstant, shape)
	}
	data, err := binary.Append(nil, binary.LittleEndian, flat)
	if err != nil {
		return nil, errors.Wrapf(err, "wasm backend: constant of shape %s", shape)
	}
	return value(f.add(compute.OpTypeConstant, shape, &ir.Const{Data: data}))
}

// Shape implements compute.Function.
func (f *Function) Shape(v compute.Value) (shapes.Shape, error) { return f.builder.OpShape(v) }

// Return implements compute.Function.
func (f *Function) Return(outputs []compute.Value, shardings []*compute.ShardingSpec) error {
	for _, s := range shardings {
		if s != nil {
			return errors.Wrap(compute.ErrNotImplemented, "wasm backend: sharding of outputs: there is one device")
		}
	}
	if len(outputs) == 0 {
		return errors.Errorf("wasm backend: computation %q returns nothing: give Return at least one value", f.builder.name)
	}
	ns, err := f.nodes(compute.OpTypeIdentity, outputs...)
	if err != nil {
		return err
	}
	f.graph.Outputs = ns
	return nil
}

// broadcast brings a node to the dimensions of a result, by the rules of element-wise operations: a scalar goes
// anywhere, an axis of size 1 stretches.
func (f *Function) broadcast(n *ir.Node, to shapes.Shape) *ir.Node {
	if n.Shape.EqualDimensions(to) {
		return n
	}
	shape := shapes.Make(n.Shape.DType, to.Dimensions...)
	if n.Shape.Rank() != 0 && n.Shape.Rank() != to.Rank() {
		panic(fmt.Sprintf("build: cannot broadcast %s to %s", n, to))
	}
	return f.graph.Add(compute.OpTypeBroadcastInDim, shape, &ir.Broadcast{Axes: axesInOrder(n.Shape.Rank())}, n)
}
