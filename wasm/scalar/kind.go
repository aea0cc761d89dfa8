// Package scalar writes the code for one number of any data type the backend computes with: how it is loaded, stored,
// converted and computed by single instructions. Loop nests and the kernels for all types share it.
package scalar

import (
	"fmt"
	"math"

	"pawgrad/wasm/asm"

	"github.com/gomlx/compute/dtypes"
)

// Kind is how a data type lives in registers. Integers below 32 bits live in an i32, always sign- or zero-extended.
type Kind int

// The kinds.
const (
	F32 Kind = iota
	F64
	I32 // Int8, Int16, Int32
	U32 // Uint8, Uint16, Uint32, and the bits of Float16 and BFloat16, which are only moved
	I64
	U64
	Bool // i32 of 0 or 1; in a vector a mask of all or no bits
)

// KindOf is the kind of a data type.
func KindOf(d dtypes.DType) Kind {
	switch d {
	case dtypes.Float32:
		return F32
	case dtypes.Float64:
		return F64
	case dtypes.Int8, dtypes.Int16, dtypes.Int32:
		return I32
	case dtypes.Uint8, dtypes.Uint16, dtypes.Uint32, dtypes.Float16, dtypes.BFloat16:
		return U32
	case dtypes.Int64:
		return I64
	case dtypes.Uint64:
		return U64
	case dtypes.Bool:
		return Bool
	}
	panic(fmt.Sprintf("scalar: no code for data type %s", d))
}

// Type is the WebAssembly type of a scalar of this kind.
func (k Kind) Type() asm.ValType {
	switch k {
	case F32:
		return asm.F32
	case F64:
		return asm.F64
	case I64, U64:
		return asm.I64
	}
	return asm.I32
}

// Push emits a constant of dtype d given by its bits.
func Push(f *asm.Func, d dtypes.DType, bits uint64) {
	switch KindOf(d) {
	case F32:
		f.F32Const(math.Float32frombits(uint32(bits)))
	case F64:
		f.F64Const(math.Float64frombits(bits))
	case I64, U64:
		f.I64Const(int64(bits))
	default:
		f.I32Const(Extend(d, bits))
	}
}

// Extend sign- or zero-extends the low bits of an integer of at most 32 bits.
func Extend(d dtypes.DType, bits uint64) int32 {
	switch d {
	case dtypes.Int8:
		return int32(int8(bits))
	case dtypes.Int16:
		return int32(int16(bits))
	case dtypes.Uint8, dtypes.Bool:
		return int32(uint8(bits))
	case dtypes.Uint16, dtypes.Float16, dtypes.BFloat16:
		return int32(uint16(bits))
	}
	return int32(bits)
}

// Wrap brings the i32 on the stack back into a narrow integer type after arithmetic.
func Wrap(f *asm.Func, d dtypes.DType) {
	switch d {
	case dtypes.Int8:
		f.I32Extend8S()
	case dtypes.Int16:
		f.I32Extend16S()
	case dtypes.Uint8:
		f.I32Const(0xff)
		f.I32And()
	case dtypes.Uint16:
		f.I32Const(0xffff)
		f.I32And()
	}
}

// Load loads a number from the address on the stack.
func Load(f *asm.Func, d dtypes.DType, offset uint32) {
	switch d {
	case dtypes.Float32:
		f.F32Load(offset)
	case dtypes.Float64:
		f.F64Load(offset)
	case dtypes.Int64, dtypes.Uint64:
		f.I64Load(offset)
	case dtypes.Int8:
		f.I32Load8S(offset)
	case dtypes.Uint8, dtypes.Bool:
		f.I32Load8U(offset)
	case dtypes.Int16:
		f.I32Load16S(offset)
	case dtypes.Uint16, dtypes.Float16, dtypes.BFloat16:
		f.I32Load16U(offset)
	default:
		f.I32Load(offset)
	}
}

// Store stores a number: address and number are on the stack.
func Store(f *asm.Func, d dtypes.DType, offset uint32) {
	switch d {
	case dtypes.Float32:
		f.F32Store(offset)
	case dtypes.Float64:
		f.F64Store(offset)
	case dtypes.Int64, dtypes.Uint64:
		f.I64Store(offset)
	case dtypes.Int8, dtypes.Uint8, dtypes.Bool:
		f.I32Store8(offset)
	case dtypes.Int16, dtypes.Uint16, dtypes.Float16, dtypes.BFloat16:
		f.I32Store16(offset)
	default:
		f.I32Store(offset)
	}
}
