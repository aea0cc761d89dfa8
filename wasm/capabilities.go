package wasm

import (
	"pawgrad/wasm/build"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// operations are what the backend implements, for every data type of build.DTypes that the operation makes sense for.
var operations = []compute.OpType{
	compute.OpTypeParameter, compute.OpTypeConstant, compute.OpTypeIdentity,

	compute.OpTypeAbs, compute.OpTypeBitCount, compute.OpTypeBitwiseNot, compute.OpTypeCeil, compute.OpTypeClz,
	compute.OpTypeCos, compute.OpTypeErf, compute.OpTypeExp, compute.OpTypeExpm1, compute.OpTypeFloor,
	compute.OpTypeIsFinite, compute.OpTypeIsNaN, compute.OpTypeLog, compute.OpTypeLog1p, compute.OpTypeLogicalNot,
	compute.OpTypeLogistic, compute.OpTypeNeg, compute.OpTypeRound, compute.OpTypeRsqrt, compute.OpTypeSign,
	compute.OpTypeSin, compute.OpTypeSqrt, compute.OpTypeTanh,

	compute.OpTypeAdd, compute.OpTypeAtan2, compute.OpTypeBitwiseAnd, compute.OpTypeBitwiseOr, compute.OpTypeBitwiseXor,
	compute.OpTypeDiv, compute.OpTypeLogicalAnd, compute.OpTypeLogicalOr, compute.OpTypeLogicalXor, compute.OpTypeMax,
	compute.OpTypeMin, compute.OpTypeMul, compute.OpTypePow, compute.OpTypeRem, compute.OpTypeShiftLeft,
	compute.OpTypeShiftRightArithmetic, compute.OpTypeShiftRightLogical, compute.OpTypeSub,

	compute.OpTypeEqual, compute.OpTypeNotEqual, compute.OpTypeGreaterOrEqual, compute.OpTypeGreaterThan,
	compute.OpTypeLessOrEqual, compute.OpTypeLessThan,

	compute.OpTypeClamp, compute.OpTypeWhere, compute.OpTypeConvertDType, compute.OpTypeBitcast,
	compute.OpTypeBroadcastInDim, compute.OpTypeReshape, compute.OpTypeTranspose, compute.OpTypeReverse,
	compute.OpTypeSlice, compute.OpTypePad, compute.OpTypeConcatenate, compute.OpTypeIota,

	compute.OpTypeReduceSum, compute.OpTypeReduceProduct, compute.OpTypeReduceMax, compute.OpTypeReduceMin,
	compute.OpTypeReduceBitwiseAnd, compute.OpTypeReduceBitwiseOr, compute.OpTypeReduceBitwiseXor,
	compute.OpTypeReduceLogicalAnd, compute.OpTypeReduceLogicalOr, compute.OpTypeReduceLogicalXor,
	compute.OpTypeArgMinMax, compute.OpTypeCumSum, compute.OpTypeReduceWindow,
	compute.OpTypeSelectAndScatterMax, compute.OpTypeSelectAndScatterMin,

	compute.OpTypeDot, compute.OpTypeDotGeneral, compute.OpTypeConvGeneral,
	compute.OpTypeGather, compute.OpTypeScatterSum, compute.OpTypeScatterMax, compute.OpTypeScatterMin,
	compute.OpTypeRNGBitGenerator, compute.OpTypeOptimizationBarrier, compute.OpTypeSchedulingBarrier,
}

// Capabilities implements compute.Backend.
func (b *Backend) Capabilities() compute.Capabilities {
	c := compute.Capabilities{
		Operations: map[compute.OpType]bool{},
		DTypes:     map[dtypes.DType]bool{},
	}
	for _, op := range operations {
		c.Operations[op] = true
	}
	for _, d := range build.DTypes {
		c.DTypes[d] = true
	}
	return c
}
