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
		if ir.IsNumber(y, 1) {
			return x
		}
		if ir.IsNumber(x, 1) {
			return y
		}
	case compute.OpTypeDiv, compute.OpTypePow:
		if ir.IsNumber(y, 1) {
			return x
		}
	case compute.OpTypeSub:
		if ir.IsNumber(y, 0) { // x - (+0) is x, also for -0
			return x
		}
	case compute.OpTypeAdd: // (-0) + (+0) is +0, so only integers may drop it
		if n.Shape.DType.IsInt() {
			if ir.IsNumber(y, 0) {
				return x
			}
			if ir.IsNumber(x, 0) {
				return y
			}
		}
	}
	return nil
}
