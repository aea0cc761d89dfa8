// Package recognise finds the operations that have a hand-made kernel.
//
// GoMLX has one operation for convolutions and one for products. The three convolutions of training (forward, gradient
// by input, gradient by kernel) are told apart by their axes; bias, ReLU and max-pooling join the convolution before
// them where nobody else needs what lies between. What is not recognised stays as it is and is lowered to plain loops:
// slower, never wrong.
package recognise

import (
	"slices"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/kernel"

	"github.com/gomlx/compute"
)

// Recognise returns the graph with recognised operations replaced. It takes over the nodes of g.
func Recognise(g *ir.Graph) *ir.Graph {
	for _, n := range g.Nodes {
		if n.Op == compute.OpTypeTranspose {
			transposedProduct(n)
		}
		if c, ok := n.Attr.(*ir.Control); ok {
			n.Attr = c.With(Recognise)
		}
	}
	for _, n := range g.Nodes {
		switch n.Op {
		case compute.OpTypeConvGeneral:
			convolution(n)
		case compute.OpTypeDotGeneral:
			product(n)
		}
	}
	r := &recogniser{g: g.Sorted()}
	r.users = r.g.Users()
	for _, n := range r.g.Nodes {
		if n.Op == compute.OpTypeReduceWindow {
			r.pooled(n)
		}
	}
	r.g = r.g.Sorted()
	r.users = r.g.Users()
	for _, n := range r.g.Nodes {
		switch n.Op {
		case compute.OpTypeReduceWindow:
			r.maxPool(n)
		case compute.OpTypeAdd:
			r.bias(n)
		case compute.OpTypeMax:
			r.relu(n)
		}
	}
	return r.g.Sorted()
}

type recogniser struct {
	g     *ir.Graph
	users [][]*ir.Node
}

// become puts a kernel in the place of n, so that its users need not know.
func become(n *ir.Node, k kernel.Kernel, in ...*ir.Node) { n.Op, n.Attr, n.In = ir.OpKernel, k, in }

// onlyUser says whether n is read by user alone, once, and is no output.
func (r *recogniser) onlyUser(n, user *ir.Node) bool {
	u := r.users[n.ID]
	return len(u) == 1 && u[0] == user && !r.isOutput(n)
}

func (r *recogniser) isOutput(n *ir.Node) bool { return slices.Contains(r.g.Outputs, n) }

// either returns the operand of n that passes the test and the other one.
func either(n *ir.Node, test func(*ir.Node) bool) (found, other *ir.Node) {
	for i, in := range n.In {
		if test(in) {
			return in, n.In[1-i]
		}
	}
	return nil, nil
}

// perChannel returns the vector that n repeats along all axes but the last, or nil.
func perChannel(n *ir.Node) *ir.Node {
	if n.Op != compute.OpTypeBroadcastInDim || n.Shape.Rank() == 0 {
		return nil
	}
	last := n.Shape.Rank() - 1
	channels := n.Shape.Dimensions[last]
	x := n.In[0]
	if x.Shape.Size() != channels {
		return nil
	}
	axes := n.Attr.(*ir.Broadcast).Axes
	for i, a := range axes {
		if x.Shape.Dimensions[i] != 1 && a != last {
			return nil
		}
	}
	if channels == 1 && x.Shape.Rank() == 0 {
		return nil // a scalar: the kernels want a vector in memory, this may be a constant
	}
	for x.Op == compute.OpTypeReshape {
		x = x.In[0]
	}
	return x
}

// bias joins an addition of one number per channel with the convolution or product before it.
func (r *recogniser) bias(n *ir.Node) {
	base, other := either(n, func(in *ir.Node) bool {
		switch a := in.Attr.(type) {
		case kernel.ConvForward:
			return !a.Bias && !a.ReLU && !a.Pool
		case kernel.Gemm:
			return !a.Bias && !a.ReLU && a.Batch == 1
		}
		return false
	})
	if base == nil || !r.onlyUser(base, n) || !slices.Equal(base.Shape.Dimensions, n.Shape.Dimensions) {
		return
	}
	vector := perChannel(other)
	if vector == nil {
		return
	}
	switch a := base.Attr.(type) {
	case kernel.ConvForward:
		a.Bias = true
		become(n, a, base.In[0], base.In[1], vector)
	case kernel.Gemm:
		if n.Shape.Rank() != 2 {
			return
		}
		a.Bias = true
		become(n, a, base.In[0], base.In[1], vector)
	}
}

// relu joins max(x, 0) with the convolution or product before it.
func (r *recogniser) relu(n *ir.Node) {
	_, base := either(n, func(in *ir.Node) bool { return ir.IsNumber(in, 0) })
	if base == nil || !r.onlyUser(base, n) {
		return
	}
	switch a := base.Attr.(type) {
	case kernel.ConvForward:
		if !a.ReLU && !a.Pool {
			a.ReLU = true
			become(n, a, base.In...)
		}
	case kernel.Gemm:
		if !a.ReLU {
			a.ReLU = true
			become(n, a, base.In...)
		}
	}
}
