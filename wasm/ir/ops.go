package ir

import "github.com/gomlx/compute"

// Class is how the stages treat an operation.
type Class int

// The classes of operations.
const (
	// Special operations are lowered by stage fuse, each in its own way, or have a kernel.
	Special Class = iota
	// Composed operations exist for GoMLX alone: stage build makes others of them, or none.
	Composed
	// Leaf operations need no step: inputs, constants, counters, second results.
	Leaf
	// View operations only change how their operand is addressed.
	View
	// Elementwise operations have a result that at each place depends on the operands at that place only.
	Elementwise
	// Reduction operations fold axes away.
	Reduction
)

// Op is what the stages have to know of an operation.
type Op struct {
	Class    Class
	Operands int            // of an element-wise operation
	Fold     compute.OpType // of a reduction: the element-wise operation that it repeats
}

var (
	special   = Op{Class: Special}
	composed  = Op{Class: Composed}
	leaf      = Op{Class: Leaf}
	view      = Op{Class: View}
	unaryOp   = Op{Class: Elementwise, Operands: 1}
	binaryOp  = Op{Class: Elementwise, Operands: 2}
	ternaryOp = Op{Class: Elementwise, Operands: 3}
)

func reduction(fold compute.OpType) Op { return Op{Class: Reduction, Fold: fold} }

// Ops are all operations: what the backend implements of GoMLX's, for every data type that an operation makes sense
// for, and its own.
var Ops = map[compute.OpType]Op{
	compute.OpTypeParameter: leaf, compute.OpTypeConstant: leaf, compute.OpTypeIota: leaf, OpBeside: leaf,

	compute.OpTypeAbs: unaryOp, compute.OpTypeBitCount: unaryOp, compute.OpTypeBitwiseNot: unaryOp, compute.OpTypeCeil: unaryOp,
	compute.OpTypeClz: unaryOp, compute.OpTypeConvertDType: unaryOp, compute.OpTypeCos: unaryOp, compute.OpTypeErf: unaryOp,
	compute.OpTypeExp: unaryOp, compute.OpTypeExpm1: unaryOp, compute.OpTypeFloor: unaryOp, compute.OpTypeIsFinite: unaryOp,
	compute.OpTypeIsNaN: unaryOp, compute.OpTypeLog: unaryOp, compute.OpTypeLog1p: unaryOp, compute.OpTypeLogicalNot: unaryOp,
	compute.OpTypeLogistic: unaryOp, compute.OpTypeNeg: unaryOp, compute.OpTypeRound: unaryOp, compute.OpTypeRsqrt: unaryOp,
	compute.OpTypeSign: unaryOp, compute.OpTypeSin: unaryOp, compute.OpTypeSqrt: unaryOp, compute.OpTypeTanh: unaryOp,
	compute.OpTypeBitcast: unaryOp, // a view where the sizes differ: see Node.Is

	compute.OpTypeAdd: binaryOp, compute.OpTypeAtan2: binaryOp, compute.OpTypeBitwiseAnd: binaryOp, compute.OpTypeBitwiseOr: binaryOp,
	compute.OpTypeBitwiseXor: binaryOp, compute.OpTypeDiv: binaryOp, compute.OpTypeEqual: binaryOp,
	compute.OpTypeGreaterOrEqual: binaryOp, compute.OpTypeGreaterThan: binaryOp, compute.OpTypeLessOrEqual: binaryOp,
	compute.OpTypeLessThan: binaryOp, compute.OpTypeLogicalAnd: binaryOp, compute.OpTypeLogicalOr: binaryOp,
	compute.OpTypeLogicalXor: binaryOp, compute.OpTypeMax: binaryOp, compute.OpTypeMin: binaryOp, compute.OpTypeMul: binaryOp,
	compute.OpTypeNotEqual: binaryOp, compute.OpTypePow: binaryOp, compute.OpTypeRem: binaryOp, compute.OpTypeShiftLeft: binaryOp,
	compute.OpTypeShiftRightArithmetic: binaryOp, compute.OpTypeShiftRightLogical: binaryOp, compute.OpTypeSub: binaryOp,
	compute.OpTypeWhere: ternaryOp,

	compute.OpTypeBroadcastInDim: view, compute.OpTypeReshape: view, compute.OpTypeReverse: view, compute.OpTypeSlice: view,
	compute.OpTypeTranspose: view,

	compute.OpTypeReduceSum:        reduction(compute.OpTypeAdd),
	compute.OpTypeReduceProduct:    reduction(compute.OpTypeMul),
	compute.OpTypeReduceMax:        reduction(compute.OpTypeMax),
	compute.OpTypeReduceMin:        reduction(compute.OpTypeMin),
	compute.OpTypeReduceBitwiseAnd: reduction(compute.OpTypeBitwiseAnd),
	compute.OpTypeReduceBitwiseOr:  reduction(compute.OpTypeBitwiseOr),
	compute.OpTypeReduceBitwiseXor: reduction(compute.OpTypeBitwiseXor),
	compute.OpTypeReduceLogicalAnd: reduction(compute.OpTypeLogicalAnd),
	compute.OpTypeReduceLogicalOr:  reduction(compute.OpTypeLogicalOr),
	compute.OpTypeReduceLogicalXor: reduction(compute.OpTypeLogicalXor),

	compute.OpTypeArgMinMax: special, compute.OpTypeConcatenate: special, compute.OpTypeConvGeneral: special,
	compute.OpTypeCumSum: special, compute.OpTypeDotGeneral: special, compute.OpTypeDynamicUpdateSlice: special,
	compute.OpTypeGather: special, compute.OpTypePad: special,
	compute.OpTypeReduceWindow: special, compute.OpTypeScatterMax: special, compute.OpTypeScatterMin: special,
	compute.OpTypeScatterSum: special, compute.OpTypeSelectAndScatterMax: special, compute.OpTypeSelectAndScatterMin: special,
	compute.OpTypeIf: special, compute.OpTypeWhile: special, compute.OpTypeSort: special,
	OpRNGBits: special, OpRNGState: special, OpKernel: special,

	compute.OpTypeBatchNormForInference: composed, compute.OpTypeBatchNormForTraining: composed,
	compute.OpTypeBatchNormGradient: composed, compute.OpTypeDynamicSlice: composed,
	compute.OpTypeEqualTotalOrder: composed, compute.OpTypeNotEqualTotalOrder: composed,
	compute.OpTypeGreaterOrEqualTotalOrder: composed, compute.OpTypeGreaterThanTotalOrder: composed,
	compute.OpTypeLessOrEqualTotalOrder: composed, compute.OpTypeLessThanTotalOrder: composed,
	compute.OpTypeCall: composed, compute.OpTypeClamp: composed, compute.OpTypeDot: composed, compute.OpTypeIdentity: composed,
	compute.OpTypeOptimizationBarrier: composed, compute.OpTypeRNGBitGenerator: composed,
	compute.OpTypeSchedulingBarrier: composed,
}

// Is says whether a node's operation is of a class.
func (n *Node) Is(c Class) bool {
	if n.Op == compute.OpTypeBitcast && n.Shape.DType.Size() != n.In[0].Shape.DType.Size() {
		return c == View
	}
	return Ops[n.Op].Class == c
}
