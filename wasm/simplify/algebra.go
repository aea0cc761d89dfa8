package simplify

import (
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
)

// algebra applies identities with a constant operand. It looks through broadcasts of constants.
func (s *simplifier) algebra(n *ir.Node) *ir.Node {
	if len(n.In) != 2 {
		return nil
	}
	x, y := n.In[0], n.In[1]
	switch n.Op {
	case compute.OpTypeMul:
		if isNumber(y, 1) {
			return x
		}
		if isNumber(x, 1) {
			return y
		}
	case compute.OpTypeDiv, compute.OpTypePow:
		if isNumber(y, 1) {
			return x
		}
	case compute.OpTypeSub:
		if isNumber(y, 0) { // x - (+0) is x, also for -0
			return x
		}
	case compute.OpTypeAdd: // (-0) + (+0) is +0, so only integers may drop it
		if n.Shape.DType.IsInt() {
			if isNumber(y, 0) {
				return x
			}
			if isNumber(x, 0) {
				return y
			}
		}
	}
	return nil
}

// isNumber says whether every element of n is the constant v.
func isNumber(n *ir.Node, v int) bool {
	for n.Op == compute.OpTypeBroadcastInDim || n.Op == compute.OpTypeReshape {
		n = n.In[0]
	}
	bits, ok := ir.ScalarBits(n)
	if !ok {
		return false
	}
	if n.Shape.DType.IsFloat() {
		return bits == ir.FloatBits(n.Shape.DType, float64(v))
	}
	return bits == uint64(v)
}
