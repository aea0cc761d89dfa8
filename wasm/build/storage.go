package build

import (
	"fmt"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// Storage is a data type that is kept in memory as it is and computed with as Float32. Operations that only move data
// leave it alone; for all others operands are widened before and results narrowed after.
type Storage struct {
	Widen  func(f compute.Function, x compute.Value) (compute.Value, error) // to Float32
	Narrow func(f compute.Function, x compute.Value) (compute.Value, error) // from Float32
}

// storages are the storage types that the program has; package half registers some.
var storages = map[dtypes.DType]Storage{}

// RegisterStorage adds a storage type.
func RegisterStorage(d dtypes.DType, s Storage) {
	if Supports(d) {
		panic(fmt.Sprintf("build: data type %s is there already", d))
	}
	storages[d] = s
}

// moving are the operations that compute nothing: any data type will do.
var moving = map[compute.OpType]bool{
	compute.OpTypeParameter: true, compute.OpTypeConstant: true, compute.OpTypeBitcast: true,
	compute.OpTypeBroadcastInDim: true, compute.OpTypeReshape: true, compute.OpTypeReverse: true,
	compute.OpTypeSlice: true, compute.OpTypeTranspose: true, compute.OpTypeConcatenate: true,
	compute.OpTypeGather: true, compute.OpTypePad: true, compute.OpTypeDynamicUpdateSlice: true,
	compute.OpTypeWhere: true, compute.OpTypeIf: true, compute.OpTypeWhile: true, compute.OpTypeSort: true,
	ir.OpRNGBits: true,
}

// inFloat32 says whether an operation on these operands has to be computed in Float32.
func inFloat32(op compute.OpType, d dtypes.DType, in []*ir.Node) bool {
	if moving[op] {
		return false
	}
	_, stored := storages[d]
	for _, n := range in {
		_, also := storages[n.Shape.DType]
		stored = stored || also
	}
	return stored
}

// addInFloat32 appends an operation that has operands or a result of a storage type.
func (f *Function) addInFloat32(op compute.OpType, shape shapes.Shape, attr any, in []*ir.Node) (*ir.Node, error) {
	wide := make([]*ir.Node, len(in))
	for i, n := range in {
		var err error
		if wide[i], err = f.widen(n); err != nil {
			return nil, err
		}
	}
	computed := shapes.Make(computedAs(shape.DType), shape.Dimensions...)
	n := wide
	if op != compute.OpTypeConvertDType || wide[0].Shape.DType != computed.DType {
		n = []*ir.Node{f.graph.Add(op, computed, attr, wide...)}
	}
	return f.narrow(n[0], shape.DType)
}

// computedAs is the data type that values of a data type are computed in.
func computedAs(d dtypes.DType) dtypes.DType {
	if _, ok := storages[d]; ok {
		return dtypes.Float32
	}
	return d
}

// widen returns a node as Float32 if it is of a storage type, else as it is.
func (f *Function) widen(n *ir.Node) (*ir.Node, error) {
	s, ok := storages[n.Shape.DType]
	if !ok {
		return n, nil
	}
	return node(s.Widen(f, n))
}

// narrow brings what was computed to the data type it is kept in.
func (f *Function) narrow(n *ir.Node, d dtypes.DType) (*ir.Node, error) {
	s, ok := storages[d]
	if !ok {
		return n, nil
	}
	return node(s.Narrow(f, n))
}

// node is a value of a function of this package.
func node(v compute.Value, err error) (*ir.Node, error) {
	if err != nil {
		return nil, err
	}
	return v.(*ir.Node), nil
}
