package emit

import (
	"fmt"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Scalar instructions by operation, one entry per kind in the order f32, f64, i32, u32, i64, u64.
var scalarOps = map[compute.OpType][6]func(*asm.Func){
	compute.OpTypeAdd:        {(*asm.Func).F32Add, (*asm.Func).F64Add, (*asm.Func).I32Add, (*asm.Func).I32Add, (*asm.Func).I64Add, (*asm.Func).I64Add},
	compute.OpTypeSub:        {(*asm.Func).F32Sub, (*asm.Func).F64Sub, (*asm.Func).I32Sub, (*asm.Func).I32Sub, (*asm.Func).I64Sub, (*asm.Func).I64Sub},
	compute.OpTypeMul:        {(*asm.Func).F32Mul, (*asm.Func).F64Mul, (*asm.Func).I32Mul, (*asm.Func).I32Mul, (*asm.Func).I64Mul, (*asm.Func).I64Mul},
	compute.OpTypeDiv:        {(*asm.Func).F32Div, (*asm.Func).F64Div, nil, (*asm.Func).I32DivU, nil, (*asm.Func).I64DivU},
	compute.OpTypeRem:        {nil, nil, (*asm.Func).I32RemS, (*asm.Func).I32RemU, (*asm.Func).I64RemS, (*asm.Func).I64RemU},
	compute.OpTypeMax:        {(*asm.Func).F32Max, (*asm.Func).F64Max},
	compute.OpTypeMin:        {(*asm.Func).F32Min, (*asm.Func).F64Min},
	compute.OpTypeBitwiseAnd: {nil, nil, (*asm.Func).I32And, (*asm.Func).I32And, (*asm.Func).I64And, (*asm.Func).I64And},
	compute.OpTypeBitwiseOr:  {nil, nil, (*asm.Func).I32Or, (*asm.Func).I32Or, (*asm.Func).I64Or, (*asm.Func).I64Or},
	compute.OpTypeBitwiseXor: {nil, nil, (*asm.Func).I32Xor, (*asm.Func).I32Xor, (*asm.Func).I64Xor, (*asm.Func).I64Xor},

	compute.OpTypeEqual:          {(*asm.Func).F32Eq, (*asm.Func).F64Eq, (*asm.Func).I32Eq, (*asm.Func).I32Eq, (*asm.Func).I64Eq, (*asm.Func).I64Eq},
	compute.OpTypeNotEqual:       {(*asm.Func).F32Ne, (*asm.Func).F64Ne, (*asm.Func).I32Ne, (*asm.Func).I32Ne, (*asm.Func).I64Ne, (*asm.Func).I64Ne},
	compute.OpTypeLessThan:       {(*asm.Func).F32Lt, (*asm.Func).F64Lt, (*asm.Func).I32LtS, (*asm.Func).I32LtU, (*asm.Func).I64LtS, (*asm.Func).I64LtU},
	compute.OpTypeLessOrEqual:    {(*asm.Func).F32Le, (*asm.Func).F64Le, (*asm.Func).I32LeS, (*asm.Func).I32LeU, (*asm.Func).I64LeS, (*asm.Func).I64LeU},
	compute.OpTypeGreaterThan:    {(*asm.Func).F32Gt, (*asm.Func).F64Gt, (*asm.Func).I32GtS, (*asm.Func).I32GtU, (*asm.Func).I64GtS, (*asm.Func).I64GtU},
	compute.OpTypeGreaterOrEqual: {(*asm.Func).F32Ge, (*asm.Func).F64Ge, (*asm.Func).I32GeS, (*asm.Func).I32GeU, (*asm.Func).I64GeS, (*asm.Func).I64GeU},

	compute.OpTypeAbs:   {(*asm.Func).F32Abs, (*asm.Func).F64Abs},
	compute.OpTypeNeg:   {(*asm.Func).F32Neg, (*asm.Func).F64Neg},
	compute.OpTypeCeil:  {(*asm.Func).F32Ceil, (*asm.Func).F64Ceil},
	compute.OpTypeFloor: {(*asm.Func).F32Floor, (*asm.Func).F64Floor},
	compute.OpTypeRound: {(*asm.Func).F32Nearest, (*asm.Func).F64Nearest},
	compute.OpTypeSqrt:  {(*asm.Func).F32Sqrt, (*asm.Func).F64Sqrt},
}

// scalarOp emits one element-wise operation. arg(i) pushes operand i, and may be called more than once; in and out are
// the data types of the first operand and of the result.
func (c *context) scalarOp(f *asm.Func, op compute.OpType, in, out dtypes.DType, arg func(int)) {
	k := kindOf(in)
	float := k == f32 || k == f64
	operands := 1
	switch op {
	case compute.OpTypeAtan2, compute.OpTypePow, compute.OpTypeRem:
		operands = 2
	}
	if fn, ok := viaFour[op]; ok && k == f32 {
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
			if k == f32 {
				f.F64PromoteF32()
			}
		}
		f.Call(fn(c))
		if k == f32 {
			f.F32DemoteF64()
		}
		return
	}
	if k != boolean {
		if instr := scalarOps[op][k]; instr != nil {
			arg(0)
			if !oneOperand[op] {
				arg(1)
			}
			instr(f)
			if out == in {
				wrap(f, out)
			}
			return
		}
	}
	switch op {
	case compute.OpTypeConvertDType:
		arg(0)
		convert(f, in, out)
	case compute.OpTypeBitcast:
		arg(0)
		bitcast(f, in, out)
	case compute.OpTypeWhere:
		arg(1)
		arg(2)
		arg(0)
		f.Select()
	case compute.OpTypeLogicalNot:
		arg(0)
		f.I32Eqz()
	case compute.OpTypeLogicalAnd:
		arg(0)
		arg(1)
		f.I32And()
	case compute.OpTypeLogicalOr:
		arg(0)
		arg(1)
		f.I32Or()
	case compute.OpTypeLogicalXor:
		arg(0)
		arg(1)
		f.I32Xor()
	case compute.OpTypeEqual: // of truth values
		arg(0)
		arg(1)
		f.I32Eq()
	case compute.OpTypeIsNaN:
		arg(0)
		arg(0)
		scalarOps[compute.OpTypeNotEqual][k](f)
	case compute.OpTypeIsFinite: // x-x is 0 for finite x, NaN otherwise
		arg(0)
		arg(0)
		scalarOps[compute.OpTypeSub][k](f)
		zero(f, k)
		scalarOps[compute.OpTypeEqual][k](f)
	case compute.OpTypeRsqrt:
		one(f, k)
		arg(0)
		scalarOps[compute.OpTypeSqrt][k](f)
		scalarOps[compute.OpTypeDiv][k](f)
	case compute.OpTypeSign:
		sign(f, k, arg)
	default:
		if float || k == boolean {
			panic(fmt.Sprintf("emit: no code for %s of %s", ir.OpName(op), in))
		}
		c.integerOp(f, op, in, arg)
	}
}

var oneOperand = map[compute.OpType]bool{
	compute.OpTypeAbs: true, compute.OpTypeNeg: true, compute.OpTypeCeil: true, compute.OpTypeFloor: true,
	compute.OpTypeRound: true, compute.OpTypeSqrt: true,
}

func zero(f *asm.Func, k kind) {
	switch k {
	case f32:
		f.F32Const(0)
	case f64:
		f.F64Const(0)
	case i64, u64:
		f.I64Const(0)
	default:
		f.I32Const(0)
	}
}

func one(f *asm.Func, k kind) {
	switch k {
	case f32:
		f.F32Const(1)
	case f64:
		f.F64Const(1)
	case i64, u64:
		f.I64Const(1)
	default:
		f.I32Const(1)
	}
}

// sign is -1, 0 (of either sign) or 1; NaN stays NaN.
func sign(f *asm.Func, k kind, arg func(int)) {
	switch k {
	case f32, f64:
		one(f, k)
		arg(0)
		if k == f32 {
			f.F32Copysign()
		} else {
			f.F64Copysign()
		}
		arg(0)
		arg(0)
		f32or64 := scalarOps[compute.OpTypeAbs][k]
		f32or64(f)
		zero(f, k)
		scalarOps[compute.OpTypeGreaterThan][k](f)
		f.Select()
	default: // (x > 0) - (x < 0)
		arg(0)
		zero(f, k)
		scalarOps[compute.OpTypeGreaterThan][k](f)
		arg(0)
		zero(f, k)
		scalarOps[compute.OpTypeLessThan][k](f)
		f.I32Sub()
		if k == i64 || k == u64 {
			f.I64ExtendI32S()
		}
	}
}

// convert emits ConvertDType, with Go's rules within range; out of range a float saturates at the widest integer of
// its register, then loses its upper bits.
func convert(f *asm.Func, in, out dtypes.DType) {
	from, to := kindOf(in), kindOf(out)
	if to == boolean {
		zero(f, from)
		if from == boolean {
			f.I32Ne()
		} else {
			scalarOps[compute.OpTypeNotEqual][from](f)
		}
		return
	}
	if from == boolean {
		from = u32
	}
	wide := to == i64 || to == u64
	switch from {
	case f32, f64:
		single := from == f32
		switch {
		case to == f32 && !single:
			f.F32DemoteF64()
		case to == f64 && single:
			f.F64PromoteF32()
		case to == i32 && single:
			f.I32TruncSatF32S()
		case to == i32:
			f.I32TruncSatF64S()
		case to == u64 && single:
			f.I64TruncSatF32U()
		case to == u64:
			f.I64TruncSatF64U()
		case (wide || to == u32) && single:
			f.I64TruncSatF32S()
		case wide || to == u32:
			f.I64TruncSatF64S()
		}
		if to == u32 {
			f.I32WrapI64()
		}
	case i64, u64:
		switch {
		case to == f32 && from == i64:
			f.F32ConvertI64S()
		case to == f32:
			f.F32ConvertI64U()
		case to == f64 && from == i64:
			f.F64ConvertI64S()
		case to == f64:
			f.F64ConvertI64U()
		case !wide:
			f.I32WrapI64()
		}
	default:
		signed := from == i32
		switch {
		case to == f32 && signed:
			f.F32ConvertI32S()
		case to == f32:
			f.F32ConvertI32U()
		case to == f64 && signed:
			f.F64ConvertI32S()
		case to == f64:
			f.F64ConvertI32U()
		case wide && signed:
			f.I64ExtendI32S()
		case wide:
			f.I64ExtendI32U()
		}
	}
	wrap(f, out)
}

// bitcast reinterprets a value as another type of the same size.
func bitcast(f *asm.Func, in, out dtypes.DType) {
	from, to := kindOf(in), kindOf(out)
	switch {
	case from == f32 && to != f32:
		f.I32ReinterpretF32()
	case from == f64 && to != f64:
		f.I64ReinterpretF64()
	case to == f32 && from != f32:
		f.F32ReinterpretI32()
	case to == f64 && from != f64:
		f.F64ReinterpretI64()
	default:
		wrap(f, out)
	}
}
