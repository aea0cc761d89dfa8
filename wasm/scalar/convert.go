package scalar

import (
	"pawgrad/wasm/asm"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Convert emits ConvertDType, with Go's rules within range; out of range a float saturates at the widest integer of
// its register, then loses its upper bits.
func Convert(f *asm.Func, in, out dtypes.DType) {
	from, to := KindOf(in), KindOf(out)
	if to == Bool {
		Zero(f, from)
		if from == Bool {
			f.I32Ne()
		} else {
			ops[compute.OpTypeNotEqual][from](f)
		}
		return
	}
	if from == Bool {
		from = U32
	}
	wide := to == I64 || to == U64
	switch from {
	case F32, F64:
		single := from == F32
		switch {
		case to == F32 && !single:
			f.F32DemoteF64()
		case to == F64 && single:
			f.F64PromoteF32()
		case to == I32 && single:
			f.I32TruncSatF32S()
		case to == I32:
			f.I32TruncSatF64S()
		case to == U64 && single:
			f.I64TruncSatF32U()
		case to == U64:
			f.I64TruncSatF64U()
		case (wide || to == U32) && single:
			f.I64TruncSatF32S()
		case wide || to == U32:
			f.I64TruncSatF64S()
		}
		if to == U32 {
			f.I32WrapI64()
		}
	case I64, U64:
		switch {
		case to == F32 && from == I64:
			f.F32ConvertI64S()
		case to == F32:
			f.F32ConvertI64U()
		case to == F64 && from == I64:
			f.F64ConvertI64S()
		case to == F64:
			f.F64ConvertI64U()
		case !wide:
			f.I32WrapI64()
		}
	default:
		signed := from == I32
		switch {
		case to == F32 && signed:
			f.F32ConvertI32S()
		case to == F32:
			f.F32ConvertI32U()
		case to == F64 && signed:
			f.F64ConvertI32S()
		case to == F64:
			f.F64ConvertI32U()
		case wide && signed:
			f.I64ExtendI32S()
		case wide:
			f.I64ExtendI32U()
		}
	}
	Wrap(f, out)
}

// Bitcast reinterprets a value as another type of the same size.
func Bitcast(f *asm.Func, in, out dtypes.DType) {
	from, to := KindOf(in), KindOf(out)
	switch {
	case from == F32 && to != F32:
		f.I32ReinterpretF32()
	case from == F64 && to != F64:
		f.I64ReinterpretF64()
	case to == F32 && from != F32:
		f.F32ReinterpretI32()
	case to == F64 && from != F64:
		f.F64ReinterpretI64()
	default:
		Wrap(f, out)
	}
}
