package emit

import (
	"fmt"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/scalar"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// integerOp emits the integer operations that are no single instruction.
func (c *context) integerOp(f *asm.Func, op compute.OpType, d dtypes.DType, arg func(int)) {
	k := scalar.KindOf(d)
	wide := k == scalar.I64 || k == scalar.U64
	signed := k == scalar.I32 || k == scalar.I64
	bits := int32(d.Size() * 8)
	pushInt := func(v int32) { pushBits(f, wide, v) }
	pick := func(narrow, wideOp func(*asm.Func)) { pickWidth(f, wide, narrow, wideOp) }
	compare := func(op compute.OpType) { scalar.Instruction(op, k)(f) }
	switch op {
	case compute.OpTypeMax, compute.OpTypeMin:
		arg(0)
		arg(1)
		arg(0)
		arg(1)
		if op == compute.OpTypeMax {
			compare(compute.OpTypeGreaterThan)
		} else {
			compare(compute.OpTypeLessThan)
		}
		f.Select()
	case compute.OpTypeDiv: // signed: the least number divided by -1 wraps around instead of trapping
		pushInt(0)
		arg(0)
		pick((*asm.Func).I32Sub, (*asm.Func).I64Sub)
		arg(0)
		pushInt(1)
		arg(1)
		arg(1)
		pushInt(-1)
		pick((*asm.Func).I32Eq, (*asm.Func).I64Eq)
		f.Select()
		pick((*asm.Func).I32DivS, (*asm.Func).I64DivS)
		arg(1)
		pushInt(-1)
		pick((*asm.Func).I32Eq, (*asm.Func).I64Eq)
		f.Select()
		scalar.Wrap(f, d)
	case compute.OpTypeAbs:
		arg(0)
		if !signed {
			return
		}
		pushInt(0)
		arg(0)
		pick((*asm.Func).I32Sub, (*asm.Func).I64Sub)
		arg(0)
		pushInt(0)
		compare(compute.OpTypeGreaterOrEqual)
		f.Select()
		scalar.Wrap(f, d)
	case compute.OpTypeNeg:
		pushInt(0)
		arg(0)
		pick((*asm.Func).I32Sub, (*asm.Func).I64Sub)
		scalar.Wrap(f, d)
	case compute.OpTypeBitwiseNot:
		arg(0)
		pushInt(-1)
		pick((*asm.Func).I32Xor, (*asm.Func).I64Xor)
		scalar.Wrap(f, d)
	case compute.OpTypeBitCount, compute.OpTypeClz:
		arg(0)
		if !wide && bits < 32 {
			f.I32Const(1<<bits - 1)
			f.I32And()
		}
		if op == compute.OpTypeBitCount {
			pick((*asm.Func).I32Popcnt, (*asm.Func).I64Popcnt)
			return
		}
		pick((*asm.Func).I32Clz, (*asm.Func).I64Clz)
		if bits < 32 {
			f.I32Const(32 - bits)
			f.I32Sub()
		}
	case compute.OpTypeShiftLeft, compute.OpTypeShiftRightLogical, compute.OpTypeShiftRightArithmetic:
		c.shift(f, op, d, arg)
	case compute.OpTypePow:
		for i := range 2 {
			arg(i)
			if !wide && signed {
				f.I64ExtendI32S()
			} else if !wide {
				f.I64ExtendI32U()
			}
		}
		if k == scalar.U64 { // an exponent this large leaves 0 or 1 alone, and every other base without bits
			f.I64Const(1<<63 - 1)
			f.I64And()
		}
		f.Call(c.ipow())
		if !wide {
			f.I32WrapI64()
			scalar.Wrap(f, d)
		}
	default:
		panic(fmt.Sprintf("emit: no code for %s of %s", ir.OpName(op), d))
	}
}

// shift emits a shift in which amounts of the type's width or more move every bit out, as in Go.
func (c *context) shift(f *asm.Func, op compute.OpType, d dtypes.DType, arg func(int)) {
	k := scalar.KindOf(d)
	wide := k == scalar.I64 || k == scalar.U64
	bits := int32(d.Size() * 8)
	amount := func() { // for the arithmetic shift, at most bits-1: the sign fills the rest
		if op != compute.OpTypeShiftRightArithmetic {
			arg(1)
			return
		}
		arg(1)
		pushBits(f, wide, bits-1)
		arg(1)
		pushBits(f, wide, bits-1)
		pickWidth(f, wide, (*asm.Func).I32LtU, (*asm.Func).I64LtU)
		f.Select()
	}
	arg(0)
	if op == compute.OpTypeShiftRightLogical && !wide && bits < 32 {
		f.I32Const(1<<bits - 1)
		f.I32And()
	}
	amount()
	switch op {
	case compute.OpTypeShiftLeft:
		pickWidth(f, wide, (*asm.Func).I32Shl, (*asm.Func).I64Shl)
	case compute.OpTypeShiftRightLogical:
		pickWidth(f, wide, (*asm.Func).I32ShrU, (*asm.Func).I64ShrU)
	default:
		pickWidth(f, wide, (*asm.Func).I32ShrS, (*asm.Func).I64ShrS)
	}
	scalar.Wrap(f, d)
	if op == compute.OpTypeShiftRightArithmetic {
		return
	}
	pushBits(f, wide, 0)
	arg(1)
	pushBits(f, wide, bits)
	pickWidth(f, wide, (*asm.Func).I32LtU, (*asm.Func).I64LtU)
	f.Select()
}

func pickWidth(f *asm.Func, wide bool, narrow, wideOp func(*asm.Func)) {
	if wide {
		wideOp(f)
	} else {
		narrow(f)
	}
}

func pushBits(f *asm.Func, wide bool, v int32) {
	if wide {
		f.I64Const(int64(v))
	} else {
		f.I32Const(v)
	}
}
