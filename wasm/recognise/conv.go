package recognise

import (
	"slices"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/kernel"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// layout is the part of ConvolveAxesConfig that tells the three convolutions apart.
type layout struct{ inBatch, inChannels, in, kernelIn, kernelOut, kernel, outBatch, outChannels, out int }

// layoutOf returns the axes of a convolution with two spatial axes that follow each other.
func layoutOf(a compute.ConvolveAxesConfig) (l layout, ok bool) {
	pair := func(axes []int) bool { return len(axes) == 2 && axes[1] == axes[0]+1 }
	if !pair(a.InputSpatial) || !pair(a.KernelSpatial) || !pair(a.OutputSpatial) {
		return l, false
	}
	return layout{
		a.InputBatch, a.InputChannels, a.InputSpatial[0],
		a.KernelInputChannels, a.KernelOutputChannels, a.KernelSpatial[0],
		a.OutputBatch, a.OutputChannels, a.OutputSpatial[0],
	}, true
}

var (
	forward = layout{inBatch: 0, in: 1, inChannels: 3, kernel: 0, kernelIn: 2, kernelOut: 3, outBatch: 0, out: 1, outChannels: 3}
	// The gradient by input runs the gradient through the kernel with its channels exchanged.
	byInput = layout{inBatch: 0, in: 1, inChannels: 3, kernel: 0, kernelIn: 3, kernelOut: 2, outBatch: 0, out: 1, outChannels: 3}
	// The gradient by kernel convolves the input with the gradient, batch and channels exchanged.
	byKernel = layout{inBatch: 3, in: 1, inChannels: 0, kernel: 1, kernelIn: 0, kernelOut: 3, outBatch: 2, out: 0, outChannels: 3}
)

// convolution replaces n if it is one of the three.
func convolution(n *ir.Node) {
	attr := n.Attr.(*ir.Conv)
	l, ok := layoutOf(attr.Axes)
	if !ok || n.Shape.DType != dtypes.Float32 || attr.ChannelGroups != 1 || attr.BatchGroups != 1 {
		return
	}
	x, k, y := n.In[0].Shape.Dimensions, n.In[1].Shape.Dimensions, n.Shape.Dimensions
	plain := func(s []int) bool { return s[0] == 1 && s[1] == 1 }
	switch {
	case l == forward && plain(attr.InputDilations):
		c := kernel.Conv{
			Batch: x[0], InH: x[1], InW: x[2], InC: x[3], OutC: k[3], KH: k[0], KW: k[1],
			StrideH: attr.Strides[0], StrideW: attr.Strides[1],
			DilationH: attr.KernelDilations[0], DilationW: attr.KernelDilations[1],
			PadTop: attr.Paddings[0][0], PadBottom: attr.Paddings[0][1],
			PadLeft: attr.Paddings[1][0], PadRight: attr.Paddings[1][1],
		}
		if c.Check() == nil && c.OutH() == y[1] && c.OutW() == y[2] {
			become(n, kernel.ConvForward{Conv: c}, n.In...)
		}
	case l == byInput && plain(attr.Strides):
		w := reversed(n.In[1])
		if w == nil {
			return
		}
		c := kernel.Conv{
			Batch: y[0], InH: y[1], InW: y[2], InC: y[3], OutC: x[3], KH: k[0], KW: k[1],
			StrideH: attr.InputDilations[0], StrideW: attr.InputDilations[1],
			DilationH: attr.KernelDilations[0], DilationW: attr.KernelDilations[1],
			PadTop:  attr.KernelDilations[0]*(k[0]-1) - attr.Paddings[0][0],
			PadLeft: attr.KernelDilations[1]*(k[1]-1) - attr.Paddings[1][0],
		}
		if complete(&c, x[1], x[2]) {
			become(n, kernel.ConvGradInput{Conv: c}, n.In[0], w)
		}
	case l == byKernel && plain(attr.InputDilations):
		c := kernel.Conv{
			Batch: x[0], InH: x[1], InW: x[2], InC: x[3], OutC: k[3], KH: y[0], KW: y[1],
			StrideH: attr.KernelDilations[0], StrideW: attr.KernelDilations[1],
			DilationH: attr.Strides[0], DilationW: attr.Strides[1],
			PadTop: attr.Paddings[0][0], PadLeft: attr.Paddings[1][0],
		}
		if complete(&c, k[1], k[2]) {
			become(n, kernel.ConvGradKernel{Conv: c}, n.In...)
		}
	}
}

// complete finds the padding at the end for which the forward convolution makes a result of this size, and says
// whether the kernels can do it. Rows of the input that no stride reaches need no negative padding.
func complete(c *kernel.Conv, outH, outW int) bool {
	c.PadBottom = max(0, (outH-1)*c.StrideH+c.DilationH*(c.KH-1)+1-c.InH-c.PadTop)
	c.PadRight = max(0, (outW-1)*c.StrideW+c.DilationW*(c.KW-1)+1-c.InW-c.PadLeft)
	return c.Check() == nil && c.OutH() == outH && c.OutW() == outW
}

// reversed returns what n is, flipped along its first two axes; a kernel of one pixel is its own reverse.
func reversed(n *ir.Node) *ir.Node {
	long := func(axis int) bool { return n.Shape.Dimensions[axis] > 1 }
	if n.Op != compute.OpTypeReverse {
		if !long(0) && !long(1) {
			return n
		}
		return nil
	}
	axes := n.Attr.(*ir.Reverse).Axes
	for axis := range 4 {
		if long(axis) && slices.Contains(axes, axis) != (axis < 2) {
			return nil
		}
	}
	return n.In[0]
}
