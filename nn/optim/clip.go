package optim

import . "github.com/gomlx/gomlx/core/graph"

// clip shortens gradients whose L2 norm, over all of them together, is above a limit to
// that length: g ← g·c/max(|g|, c) (Pascanu, Mikolov & Bengio, 2013). A limit of 0
// changes nothing.
func clip(gradients []*Node, limit float64) []*Node {
	if limit == 0 {
		return gradients
	}
	total := sumOfSquares(gradients[0])
	for _, g := range gradients[1:] {
		total = Add(total, sumOfSquares(g))
	}
	// A norm that is no number makes the gradients such too: that ends the run.
	share := Div(Scalar(total.Graph(), total.DType(), limit), MaxScalar(Sqrt(total), limit))
	clipped := make([]*Node, len(gradients))
	for i, g := range gradients {
		clipped[i] = Mul(g, share)
	}
	return clipped
}
