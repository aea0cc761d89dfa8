package emit

import (
	"fmt"
	"math"

	"pawgrad/wasm/asm"

	"github.com/gomlx/compute/dtypes"
)

// kind is how a data type lives in registers. Integers below 32 bits live in an i32, always sign- or zero-extended.
type kind int

const (
	f32 kind = iota
	f64
	i32 // Int8, Int16, Int32
	u32 // Uint8, Uint16, Uint32
	i64
	u64
	boolean // i32 of 0 or 1; in a vector a mask of all or no bits
)

func kindOf(d dtypes.DType) kind {
	switch d {
	case dtypes.Float32:
		return f32
	case dtypes.Float64:
		return f64
	case dtypes.Int8, dtypes.Int16, dtypes.Int32:
		return i32
	case dtypes.Uint8, dtypes.Uint16, dtypes.Uint32:
		return u32
	case dtypes.Int64:
		return i64
	case dtypes.Uint64:
		return u64
	case dtypes.Bool:
		return boolean
	}
	panic(fmt.Sprintf("emit: no code for data type %s", d))
}

// valType is the WebAssembly type of a scalar of this kind.
func (k kind) valType() asm.ValType {
	switch k {
	case f32:
		return asm.F32
	case f64:
		return asm.F64
	case i64, u64:
		return asm.I64
	}
	return asm.I32
}

// pushConst emits a constant of dtype d given by its bits.
func pushConst(f *asm.Func, d dtypes.DType, bits uint64) {
	switch kindOf(d) {
	case f32:
		f.F32Const(math.Float32frombits(uint32(bits)))
	case f64:
		f.F64Const(math.Float64frombits(bits))
	case i64, u64:
		f.I64Const(int64(bits))
	default:
		f.I32Const(extend(d, bits))
	}
}

// extend sign- or zero-extends the low bits of an integer of at most 32 bits.
func extend(d dtypes.DType, bits uint64) int32 {
	switch d {
	case dtypes.Int8:
		return int32(int8(bits))
	case dtypes.Int16:
		return int32(int16(bits))
	case dtypes.Uint8, dtypes.Bool:
		return int32(uint8(bits))
	case dtypes.Uint16:
		return int32(uint16(bits))
	}
	return int32(bits)
}

// wrap brings the i32 on the stack back into a narrow integer type after arithmetic.
func wrap(f *asm.Func, d dtypes.DType) {
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

func load(f *asm.Func, d dtypes.DType, offset uint32) {
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
	case dtypes.Uint16:
		f.I32Load16U(offset)
	default:
		f.I32Load(offset)
	}
}

func store(f *asm.Func, d dtypes.DType, offset uint32) {
	switch d {
	case dtypes.Float32:
		f.F32Store(offset)
	case dtypes.Float64:
		f.F64Store(offset)
	case dtypes.Int64, dtypes.Uint64:
		f.I64Store(offset)
	case dtypes.Int8, dtypes.Uint8, dtypes.Bool:
		f.I32Store8(offset)
	case dtypes.Int16, dtypes.Uint16:
		f.I32Store16(offset)
	default:
		f.I32Store(offset)
	}
}
