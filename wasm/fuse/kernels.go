package fuse

import (
	"pawgrad/wasm/ir"
	"pawgrad/wasm/kernel"

	"github.com/gomlx/compute"
)

// kernels make the kernels of the operations that have one for all their shapes and types. Those that stand for a
// pattern of operations come with the graph, see package recognise.
var kernels = map[compute.OpType]func(n *ir.Node) kernel.Kernel{
	compute.OpTypeArgMinMax:           argMinMax,
	compute.OpTypeSelectAndScatterMax: selectAndScatter,
	compute.OpTypeSelectAndScatterMin: selectAndScatter,
	ir.OpRNGBits:                      func(n *ir.Node) kernel.Kernel { return kernel.RNGBits{Bytes: ir.Bytes(n.Shape)} },
	ir.OpRNGState:                     func(n *ir.Node) kernel.Kernel { return kernel.RNGState{Draws: n.Attr.(int)} },
}

func argMinMax(n *ir.Node) kernel.Kernel {
	a, in := n.Attr.(*ir.ArgMinMax), n.In[0].Shape
	k := kernel.ArgMinMax{In: in.DType, Out: n.Shape.DType, Before: 1, Size: in.Dimensions[a.Axis], After: 1, Min: a.Min}
	for _, d := range in.Dimensions[:a.Axis] {
		k.Before *= d
	}
	for _, d := range in.Dimensions[a.Axis+1:] {
		k.After *= d
	}
	return k
}

func selectAndScatter(n *ir.Node) kernel.Kernel {
	w := n.Attr.(*ir.Window)
	return kernel.SelectAndScatter{
		DType: n.Shape.DType, Dims: n.Shape.Dimensions, Source: n.In[1].Shape.Dimensions,
		Size: w.Size, Strides: w.Strides, Paddings: w.Paddings, Min: n.Op == compute.OpTypeSelectAndScatterMin,
	}
}
