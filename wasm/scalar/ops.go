package scalar

import (
	"pawgrad/wasm/asm"

	"github.com/gomlx/compute"
)

// Instructions by operation, one entry per kind in the order f32, f64, i32, u32, i64, u64, bool.
var ops = map[compute.OpType][7]func(*asm.Func){
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

	compute.OpTypeEqual:          {(*asm.Func).F32Eq, (*asm.Func).F64Eq, (*asm.Func).I32Eq, (*asm.Func).I32Eq, (*asm.Func).I64Eq, (*asm.Func).I64Eq, (*asm.Func).I32Eq},
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

	compute.OpTypeLogicalAnd: {Bool: (*asm.Func).I32And},
	compute.OpTypeLogicalOr:  {Bool: (*asm.Func).I32Or},
	compute.OpTypeLogicalXor: {Bool: (*asm.Func).I32Xor},
	compute.OpTypeLogicalNot: {Bool: (*asm.Func).I32Eqz},
}

// Instruction is the single instruction of an element-wise operation for a kind, or nil. Narrow integers need a [Wrap]
// after it.
func Instruction(op compute.OpType, k Kind) func(*asm.Func) { return ops[op][k] }

// Zero pushes the number 0.
func Zero(f *asm.Func, k Kind) {
	switch k {
	case F32:
		f.F32Const(0)
	case F64:
		f.F64Const(0)
	case I64, U64:
		f.I64Const(0)
	default:
		f.I32Const(0)
	}
}

// One pushes the number 1.
func One(f *asm.Func, k Kind) {
	switch k {
	case F32:
		f.F32Const(1)
	case F64:
		f.F64Const(1)
	case I64, U64:
		f.I64Const(1)
	default:
		f.I32Const(1)
	}
}
