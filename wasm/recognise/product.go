package recognise

import (
	"slices"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/kernel"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// transposedProduct turns the transpose of a product of two matrices into the product in the other order.
func transposedProduct(n *ir.Node) {
	p := n.In[0]
	a, ok := p.Attr.(*ir.Dot)
	if !ok || n.Shape.Rank() != 2 || len(a.LhsBatch) > 0 ||
		p.In[0].Shape.Rank()-len(a.LhsContract) != 1 {
		return
	}
	n.Op, n.Attr = compute.OpTypeDotGeneral, &ir.Dot{LhsContract: a.RhsContract, RhsContract: a.LhsContract}
	n.In = []*ir.Node{p.In[1], p.In[0]}
}

// product replaces n if its operands' axes stand so that each is a batch of matrices, or of transposed ones.
func product(n *ir.Node) {
	a := n.Attr.(*ir.Dot)
	if n.Shape.DType != dtypes.Float32 || n.Shape.Size() == 0 || n.In[0].Shape.Size() == 0 {
		return
	}
	left, ok := matrix(n.In[0], a.LhsBatch, a.LhsContract)
	if !ok {
		return
	}
	right, ok := matrix(n.In[1], a.RhsBatch, a.RhsContract)
	if !ok {
		return
	}
	become(n, kernel.Gemm{
		Batch: left.batch, M: left.cross, N: right.cross, K: left.contract,
		TransA: left.contractFirst, TransB: !right.contractFirst,
	}, n.In...)
}

// matrices is an operand seen as a batch of matrices.
type matrices struct {
	batch, cross, contract int
	contractFirst          bool
}

// matrix views an operand whose axes are batch..., then cross... and contract... in one order or the other.
func matrix(n *ir.Node, batch, contract []int) (matrices, bool) {
	m := matrices{1, 1, 1, false}
	rank := n.Shape.Rank()
	if !ir.Consecutive(batch, 0) {
		return m, false
	}
	var cross []int
	for axis, d := range n.Shape.Dimensions {
		switch {
		case slices.Contains(batch, axis):
			m.batch *= d
		case slices.Contains(contract, axis):
			m.contract *= d
		default:
			m.cross *= d
			cross = append(cross, axis)
		}
	}
	switch {
	case ir.Consecutive(contract, len(batch)) && ir.Consecutive(cross, len(batch)+len(contract)):
		// With nothing to cross or contract both orders are the same; this one it is.
		m.contractFirst = true
		return m, true
	case ir.Consecutive(contract, rank-len(contract)) && ir.Consecutive(cross, len(batch)):
		return m, true
	}
	return m, false
}
