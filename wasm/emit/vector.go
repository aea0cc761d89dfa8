package emit

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/loop"
	"pawgrad/wasm/scalar"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Vector instructions by operation, for the kinds f32, i32 and u32: four 32-bit lanes.
var vectorOps = map[compute.OpType]map[scalar.Kind]func(*asm.Func){
	compute.OpTypeAdd:        {scalar.F32: (*asm.Func).F32x4Add, scalar.I32: (*asm.Func).I32x4Add, scalar.U32: (*asm.Func).I32x4Add},
	compute.OpTypeSub:        {scalar.F32: (*asm.Func).F32x4Sub, scalar.I32: (*asm.Func).I32x4Sub, scalar.U32: (*asm.Func).I32x4Sub},
	compute.OpTypeMul:        {scalar.F32: (*asm.Func).F32x4Mul, scalar.I32: (*asm.Func).I32x4Mul, scalar.U32: (*asm.Func).I32x4Mul},
	compute.OpTypeDiv:        {scalar.F32: (*asm.Func).F32x4Div},
	compute.OpTypeMax:        {scalar.F32: (*asm.Func).F32x4Max, scalar.I32: (*asm.Func).I32x4MaxS, scalar.U32: (*asm.Func).I32x4MaxU},
	compute.OpTypeMin:        {scalar.F32: (*asm.Func).F32x4Min, scalar.I32: (*asm.Func).I32x4MinS, scalar.U32: (*asm.Func).I32x4MinU},
	compute.OpTypeBitwiseAnd: {scalar.I32: (*asm.Func).V128And, scalar.U32: (*asm.Func).V128And},
	compute.OpTypeBitwiseOr:  {scalar.I32: (*asm.Func).V128Or, scalar.U32: (*asm.Func).V128Or},
	compute.OpTypeBitwiseXor: {scalar.I32: (*asm.Func).V128Xor, scalar.U32: (*asm.Func).V128Xor},

	compute.OpTypeEqual:          {scalar.F32: (*asm.Func).F32x4Eq, scalar.I32: (*asm.Func).I32x4Eq, scalar.U32: (*asm.Func).I32x4Eq, scalar.Bool: (*asm.Func).I32x4Eq},
	compute.OpTypeNotEqual:       {scalar.F32: (*asm.Func).F32x4Ne, scalar.I32: (*asm.Func).I32x4Ne, scalar.U32: (*asm.Func).I32x4Ne},
	compute.OpTypeLessThan:       {scalar.F32: (*asm.Func).F32x4Lt, scalar.I32: (*asm.Func).I32x4LtS, scalar.U32: (*asm.Func).I32x4LtU},
	compute.OpTypeLessOrEqual:    {scalar.F32: (*asm.Func).F32x4Le, scalar.I32: (*asm.Func).I32x4LeS, scalar.U32: (*asm.Func).I32x4LeU},
	compute.OpTypeGreaterThan:    {scalar.F32: (*asm.Func).F32x4Gt, scalar.I32: (*asm.Func).I32x4GtS, scalar.U32: (*asm.Func).I32x4GtU},
	compute.OpTypeGreaterOrEqual: {scalar.F32: (*asm.Func).F32x4Ge, scalar.I32: (*asm.Func).I32x4GeS, scalar.U32: (*asm.Func).I32x4GeU},

	compute.OpTypeAbs:   {scalar.F32: (*asm.Func).F32x4Abs, scalar.I32: (*asm.Func).I32x4Abs},
	compute.OpTypeNeg:   {scalar.F32: (*asm.Func).F32x4Neg, scalar.I32: (*asm.Func).I32x4Neg},
	compute.OpTypeCeil:  {scalar.F32: (*asm.Func).F32x4Ceil},
	compute.OpTypeFloor: {scalar.F32: (*asm.Func).F32x4Floor},
	compute.OpTypeRound: {scalar.F32: (*asm.Func).F32x4Nearest},
	compute.OpTypeSqrt:  {scalar.F32: (*asm.Func).F32x4Sqrt},

	compute.OpTypeLogicalAnd: {scalar.Bool: (*asm.Func).V128And},
	compute.OpTypeLogicalOr:  {scalar.Bool: (*asm.Func).V128Or},
	compute.OpTypeLogicalXor: {scalar.Bool: (*asm.Func).V128Xor},
	compute.OpTypeLogicalNot: {scalar.Bool: (*asm.Func).V128Not},
}

// readsTwice are the operations whose vector code asks for an operand more than once.
var readsTwice = map[compute.OpType]bool{
	compute.OpTypeSign: true, compute.OpTypeIsNaN: true, compute.OpTypeIsFinite: true,
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
		to, from := scalar.KindOf(e.DType), scalar.KindOf(in)
		switch {
		case to == scalar.F32:
			return lanes32(in) || byteLanes(in)
		case to == scalar.I32 || to == scalar.U32:
			return from == scalar.Bool || (from == scalar.I32 || from == scalar.U32) && lanes32(in)
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
	return vectorOps[e.Op][scalar.KindOf(in)] != nil || in == dtypes.Float32 && viaFour[e.Op] != nil
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
		from := scalar.KindOf(in)
		switch scalar.KindOf(e.DType) {
		case scalar.F32:
			switch from {
			case scalar.Bool:
				f.F32x4ConstAll(1)
				f.V128And()
			case scalar.I32:
				f.F32x4ConvertI32x4S()
			case scalar.U32:
				f.F32x4ConvertI32x4U()
			}
		default:
			if from == scalar.Bool {
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
		for i := range e.Args {
			arg(i)
		}
		vectorOps[e.Op][scalar.KindOf(in)](f)
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
	switch scalar.KindOf(d) {
	case scalar.F32:
		f.F32x4Splat()
	case scalar.Bool: // 0 or 1 becomes no bits or all
		f.I32x4Splat()
		f.I32x4Neg()
	default:
		f.I32x4Splat()
	}
}

// foldLanes folds the four lanes of v with op and leaves a scalar.
func foldLanes(f *asm.Func, op compute.OpType, d dtypes.DType, v asm.Local) {
	instr := vectorOps[op][scalar.KindOf(d)]
	f.LocalGet(v, v, v)
	f.I32x4Shuffle(2, 3, 0, 1)
	instr(f)
	f.LocalSet(v)
	f.LocalGet(v, v, v)
	f.I32x4Shuffle(1, 0, 3, 2)
	instr(f)
	switch scalar.KindOf(d) {
	case scalar.F32:
		f.F32x4ExtractLane(0)
	case scalar.Bool:
		f.I32x4ExtractLane(0)
		f.I32Const(1)
		f.I32And()
	default:
		f.I32x4ExtractLane(0)
	}
}
