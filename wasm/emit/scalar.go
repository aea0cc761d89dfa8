package emit

import (
	"fmt"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/scalar"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// scalarOp emits one element-wise operation. arg(i) pushes operand i, and may be called more than once; in and out are
// the data types of the first operand and of the result.
func (c *context) scalarOp(f *asm.Func, op compute.OpType, in, out dtypes.DType, arg func(int)) {
	k := scalar.KindOf(in)
	float := k == scalar.F32 || k == scalar.F64
	operands := ir.Ops[op].Operands
	if fn, ok := viaFour[op]; ok && k == scalar.F32 {
		for i := range operands {
			arg(i)
			f.F32x4Splat()
		}
		f.Call(fn(c.four))
		f.F32x4ExtractLane(0)
		return
	}
	if fn, ok := viaFloat64[op]; ok && float {
		for i := range operands {
			arg(i)
			if k == scalar.F32 {
				f.F64PromoteF32()
			}
		}
		f.Call(fn(c))
		if k == scalar.F32 {
			f.F32DemoteF64()
		}
		return
	}
	if instr := scalar.Instruction(op, k); instr != nil {
		for i := range operands {
			arg(i)
		}
		instr(f)
		if out == in {
			scalar.Wrap(f, out)
		}
		return
	}
	switch op {
	case compute.OpTypeConvertDType:
		arg(0)
		scalar.Convert(f, in, out)
	case compute.OpTypeBitcast:
		arg(0)
		scalar.Bitcast(f, in, out)
	case compute.OpTypeWhere:
		arg(1)
		arg(2)
		arg(0)
		f.Select()
	case compute.OpTypeIsNaN:
		arg(0)
		arg(0)
		scalar.Instruction(compute.OpTypeNotEqual, k)(f)
	case compute.OpTypeIsFinite: // x-x is 0 for finite x, NaN otherwise
		arg(0)
		arg(0)
		scalar.Instruction(compute.OpTypeSub, k)(f)
		scalar.Zero(f, k)
		scalar.Instruction(compute.OpTypeEqual, k)(f)
	case compute.OpTypeRsqrt:
		scalar.One(f, k)
		arg(0)
		scalar.Instruction(compute.OpTypeSqrt, k)(f)
		scalar.Instruction(compute.OpTypeDiv, k)(f)
	case compute.OpTypeSign:
		sign(f, k, arg)
	default:
		if float || k == scalar.Bool {
			panic(fmt.Sprintf("emit: no code for %s of %s", ir.OpName(op), in))
		}
		c.integerOp(f, op, in, arg)
	}
}

// sign is -1, 0 (of either sign) or 1; NaN stays NaN.
func sign(f *asm.Func, k scalar.Kind, arg func(int)) {
	switch k {
	case scalar.F32, scalar.F64:
		scalar.One(f, k)
		arg(0)
		pickWidth(f, k == scalar.F64, (*asm.Func).F32Copysign, (*asm.Func).F64Copysign)
		arg(0)
		arg(0)
		scalar.Instruction(compute.OpTypeAbs, k)(f)
		scalar.Zero(f, k)
		scalar.Instruction(compute.OpTypeGreaterThan, k)(f)
		f.Select()
	default: // (x > 0) - (x < 0)
		arg(0)
		scalar.Zero(f, k)
		scalar.Instruction(compute.OpTypeGreaterThan, k)(f)
		arg(0)
		scalar.Zero(f, k)
		scalar.Instruction(compute.OpTypeLessThan, k)(f)
		f.I32Sub()
		if k == scalar.I64 || k == scalar.U64 {
			f.I64ExtendI32S()
		}
	}
}
