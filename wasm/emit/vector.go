package emit

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/loop"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Vector instructions by operation, for the kinds f32, i32 and u32: four 32-bit lanes.
var vectorOps = map[compute.OpType]map[kind]func(*asm.Func){
	compute.OpTypeAdd:        {f32: (*asm.Func).F32x4Add, i32: (*asm.Func).I32x4Add, u32: (*asm.Func).I32x4Add},
	compute.OpTypeSub:        {f32: (*asm.Func).F32x4Sub, i32: (*asm.Func).I32x4Sub, u32: (*asm.Func).I32x4Sub},
	compute.OpTypeMul:        {f32: (*asm.Func).F32x4Mul, i32: (*asm.Func).I32x4Mul, u32: (*asm.Func).I32x4Mul},
	compute.OpTypeDiv:        {f32: (*asm.Func).F32x4Div},
	compute.OpTypeMax:        {f32: (*asm.Func).F32x4Max, i32: (*asm.Func).I32x4MaxS, u32: (*asm.Func).I32x4MaxU},
	compute.OpTypeMin:        {f32: (*asm.Func).F32x4Min, i32: (*asm.Func).I32x4MinS, u32: (*asm.Func).I32x4MinU},
	compute.OpTypeBitwiseAnd: {i32: (*asm.Func).V128And, u32: (*asm.Func).V128And},
	compute.OpTypeBitwiseOr:  {i32: (*asm.Func).V128Or, u32: (*asm.Func).V128Or},
	compute.OpTypeBitwiseXor: {i32: (*asm.Func).V128Xor, u32: (*asm.Func).V128Xor},

	compute.OpTypeEqual:          {f32: (*asm.Func).F32x4Eq, i32: (*asm.Func).I32x4Eq, u32: (*asm.Func).I32x4Eq, boolean: (*asm.Func).I32x4Eq},
	compute.OpTypeNotEqual:       {f32: (*asm.Func).F32x4Ne, i32: (*asm.Func).I32x4Ne, u32: (*asm.Func).I32x4Ne},
	compute.OpTypeLessThan:       {f32: (*asm.Func).F32x4Lt, i32: (*asm.Func).I32x4LtS, u32: (*asm.Func).I32x4LtU},
	compute.OpTypeLessOrEqual:    {f32: (*asm.Func).F32x4Le, i32: (*asm.Func).I32x4LeS, u32: (*asm.Func).I32x4LeU},
	compute.OpTypeGreaterThan:    {f32: (*asm.Func).F32x4Gt, i32: (*asm.Func).I32x4GtS, u32: (*asm.Func).I32x4GtU},
	compute.OpTypeGreaterOrEqual: {f32: (*asm.Func).F32x4Ge, i32: (*asm.Func).I32x4GeS, u32: (*asm.Func).I32x4GeU},

	compute.OpTypeAbs:   {f32: (*asm.Func).F32x4Abs, i32: (*asm.Func).I32x4Abs},
	compute.OpTypeNeg:   {f32: (*asm.Func).F32x4Neg, i32: (*asm.Func).I32x4Neg},
	compute.OpTypeCeil:  {f32: (*asm.Func).F32x4Ceil},
	compute.OpTypeFloor: {f32: (*asm.Func).F32x4Floor},
	compute.OpTypeRound: {f32: (*asm.Func).F32x4Nearest},
	compute.OpTypeSqrt:  {f32: (*asm.Func).F32x4Sqrt},

	compute.OpTypeLogicalAnd: {boolean: (*asm.Func).V128And},
	compute.OpTypeLogicalOr:  {boolean: (*asm.Func).V128Or},
	compute.OpTypeLogicalXor: {boolean: (*asm.Func).V128Xor},
	compute.OpTypeLogicalNot: {boolean: (*asm.Func).V128Not},
}

// readsTwice are the operations whose vector code asks for an operand more than once.
var readsTwice = map[compute.OpType]bool{
	compute.OpTypeSign: true, compute.OpTypeIsNaN: true, compute.OpTypeIsFinite: true,
}

var unaryVector = map[compute.OpType]bool{compute.OpTypeLogicalNot: true}

func init() {
	for op := range oneOperand {
		unaryVector[op] = true
	}
}

// lanes32 says whether four values of the type fill a vector register.
func lanes32(d dtypes.DType) bool {
	return d == dtypes.Float32 || d == dtypes.Int32 || d == dtypes.Uint32 || d == dtypes.Bool
}

// byteLanes are the types that are widened to 32-bit lanes when they are loaded, and only converted from there.
func byteLanes(d dtypes.DType) bool { return d == dtypes.Uint8 || d == dtypes.Int8 }

// vectorisable says whether there is vector code for the expression.
func vectorisable(e *loop.Expr) bool {
	switch e.Op {
	case loop.OpLoad:
		return lanes32(e.DType) || byteLanes(e.DType)
	case loop.OpConst:
		return lanes32(e.DType)
	case loop.OpIndex:
		return lanes32(e.DType)
	}
	if !lanes32(e.DType) {
		return false
	}
	in := e.Args[0].DType
	switch e.Op {
	case compute.OpTypeConvertDType:
		to, from := kindOf(e.DType), kindOf(in)
		switch {
		case to == f32:
			return lanes32(in) || byteLanes(in)
		case to == i32 || to == u32:
			return from == boolean || (from == i32 || from == u32) && lanes32(in)
		}
		return false
	}
	if !lanes32(in) {
		return false
	}
	switch e.Op {
	case compute.OpTypeWhere, compute.OpTypeBitcast:
		return e.DType != dtypes.Bool || in == dtypes.Bool
	case compute.OpTypeIsNaN, compute.OpTypeIsFinite, compute.OpTypeRsqrt, compute.OpTypeSign:
		return in == dtypes.Float32
	}
	return vectorOps[e.Op][kindOf(in)] != nil || in == dtypes.Float32 && viaFour[e.Op] != nil
}

// vectorOp emits one operation on four lanes; arg(i) pushes operand i and may be called more than once.
func (c *context) vectorOp(f *asm.Func, e *loop.Expr, arg func(int)) {
	in := e.Args[0].DType
	if fn, ok := viaFour[e.Op]; ok && in == dtypes.Float32 {
		for i := range e.Args {
			arg(i)
		}
		f.Call(fn(c.four))
		return
	}
	switch e.Op {
	case compute.OpTypeConvertDType:
		arg(0)
		from := kindOf(in)
		switch kindOf(e.DType) {
		case f32:
			switch from {
			case boolean:
				f.F32x4ConstAll(1)
				f.V128And()
			case i32:
				f.F32x4ConvertI32x4S()
			case u32:
				f.F32x4ConvertI32x4U()
			}
		default:
			if from == boolean {
				f.I32x4ConstAll(1)
				f.V128And()
			}
		}
	case compute.OpTypeBitcast:
		arg(0)
	case compute.OpTypeWhere:
		arg(1)
		arg(2)
		arg(0)
		f.V128Bitselect()
	case compute.OpTypeIsNaN:
		arg(0)
		arg(0)
		f.F32x4Ne()
	case compute.OpTypeIsFinite:
		arg(0)
		arg(0)
		f.F32x4Sub()
		f.F32x4ConstAll(0)
		f.F32x4Eq()
	case compute.OpTypeSign: // 1 with the sign of x where |x| > 0, else x itself: a zero or not a number
		const signBit = -1 << 31
		arg(0)
		f.I32x4ConstAll(signBit)
		f.V128And()
		f.F32x4ConstAll(1)
		f.V128Or()
		arg(0)
		arg(0)
		f.F32x4Abs()
		f.F32x4ConstAll(0)
		f.F32x4Gt()
		f.V128Bitselect()
	case compute.OpTypeRsqrt:
		f.F32x4ConstAll(1)
		arg(0)
		f.F32x4Sqrt()
		f.F32x4Div()
	default:
		arg(0)
		if !unaryVector[e.Op] {
			arg(1)
		}
		vectorOps[e.Op][kindOf(in)](f)
	}
}

// loadVector loads four neighbouring elements from the address on the stack.
func loadVector(f *asm.Func, d dtypes.DType) {
	switch d {
	case dtypes.Uint8, dtypes.Bool:
		f.V128Load32Zero(0)
		f.I16x8ExtendLowI8x16U()
		f.I32x4ExtendLowI16x8U()
	case dtypes.Int8:
		f.V128Load32Zero(0)
		f.I16x8ExtendLowI8x16S()
		f.I32x4ExtendLowI16x8S()
	default:
		f.V128Load(0)
	}
	if d == dtypes.Bool {
		f.I32x4ConstAll(0)
		f.I32x4Ne()
	}
}

// storeVector stores four neighbouring elements: address and vector are on the stack.
func storeVector(f *asm.Func, d dtypes.DType, tmp asm.Local) {
	if d != dtypes.Bool {
		f.V128Store(0)
		return
	}
	f.I32x4ConstAll(1)
	f.V128And()
	f.LocalTee(tmp)
	f.LocalGet(tmp)
	f.I16x8NarrowI32x4U()
	f.LocalTee(tmp)
	f.LocalGet(tmp)
	f.I8x16NarrowI16x8U()
	f.V128Store32Lane(0, 0)
}

// splat fills four lanes with the scalar on the stack.
func splat(f *asm.Func, d dtypes.DType) {
	switch kindOf(d) {
	case f32:
		f.F32x4Splat()
	case boolean: // 0 or 1 becomes no bits or all
		f.I32x4Splat()
		f.I32x4Neg()
	default:
		f.I32x4Splat()
	}
}

// foldLanes folds the four lanes of v with op and leaves a scalar.
func foldLanes(f *asm.Func, op compute.OpType, d dtypes.DType, v asm.Local) {
	instr := vectorOps[op][kindOf(d)]
	f.LocalGet(v)
	f.LocalGet(v)
	f.LocalGet(v)
	f.I32x4Shuffle(2, 3, 0, 1)
	instr(f)
	f.LocalSet(v)
	f.LocalGet(v)
	f.LocalGet(v)
	f.LocalGet(v)
	f.I32x4Shuffle(1, 0, 3, 2)
	instr(f)
	switch kindOf(d) {
	case f32:
		f.F32x4ExtractLane(0)
	case boolean:
		f.I32x4ExtractLane(0)
		f.I32Const(1)
		f.I32And()
	default:
		f.I32x4ExtractLane(0)
	}
}
