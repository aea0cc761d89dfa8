package fuse

import (
	"encoding/binary"
	"reflect"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// identity is the value that a fold starts from.
func identity(op compute.OpType, d dtypes.DType) uint64 {
	switch op {
	case compute.OpTypeMul:
		if d.IsFloat() {
			return ir.FloatBits(d, 1)
		}
		return 1
	case compute.OpTypeMax:
		return bitsOf(d.LowestValue())
	case compute.OpTypeMin:
		return bitsOf(d.HighestValue())
	case compute.OpTypeBitwiseAnd:
		return ^uint64(0)
	case compute.OpTypeLogicalAnd:
		return 1
	}
	return 0
}

// bitsOf is the memory of a number, zero-extended.
func bitsOf(v any) uint64 {
	size := int(reflect.TypeOf(v).Size())
	b, err := binary.Append(nil, binary.LittleEndian, v)
	if err != nil || len(b) != size {
		panic("fuse: no bits of " + reflect.TypeOf(v).String())
	}
	var all [8]byte
	copy(all[:], b)
	return binary.LittleEndian.Uint64(all[:])
}
