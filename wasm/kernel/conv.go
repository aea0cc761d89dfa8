package kernel

import "fmt"

// Conv is the geometry of a 2-D convolution as the forward pass sees it: x is [Batch, InH, InW, InC], the weights are
// [KH, KW, InC, OutC], y is [Batch, OutH(), OutW(), OutC]. The gradient kernels take the same value. Zero strides and
// dilations mean 1.
type Conv struct {
	Batch, InH, InW, InC                 int
	OutC, KH, KW                         int
	StrideH, StrideW                     int
	PadTop, PadBottom, PadLeft, PadRight int
	DilationH, DilationW                 int // distance between taps of the kernel
}

// normal returns c with its zero strides and dilations replaced by 1.
func (c Conv) normal() Conv {
	for _, p := range []*int{&c.StrideH, &c.StrideW, &c.DilationH, &c.DilationW} {
		if *p == 0 {
			*p = 1
		}
	}
	return c
}

// Flops is the number of floating-point operations of the plain algorithm, a multiply-add being two. It is the same for
// the forward pass and for both gradients.
func (c Conv) Flops() float64 {
	return 2 * float64(c.Batch*c.OutH()*c.OutW()) * float64(c.OutC*c.taps())
}

// OutH is the height of the result.
func (c Conv) OutH() int {
	c = c.normal()
	return (c.InH+c.PadTop+c.PadBottom-c.DilationH*(c.KH-1)-1)/c.StrideH + 1
}

// OutW is the width of the result.
func (c Conv) OutW() int {
	c = c.normal()
	return (c.InW+c.PadLeft+c.PadRight-c.DilationW*(c.KW-1)-1)/c.StrideW + 1
}

// taps is the number of weights per output channel.
func (c Conv) taps() int { return c.KH * c.KW * c.InC }

// Check says why the kernels cannot do this convolution, or nil.
func (c Conv) Check() error {
	n := c.normal()
	switch {
	case c.Batch < 1 || c.InH < 1 || c.InW < 1 || c.InC < 1 || c.OutC < 1 || c.KH < 1 || c.KW < 1:
		return fmt.Errorf("convolution %+v has an empty axis", c)
	case n.StrideH < 1 || n.StrideW < 1 || n.DilationH < 1 || n.DilationW < 1:
		return fmt.Errorf("convolution %+v has a negative stride or dilation", c)
	case c.PadTop < 0 || c.PadBottom < 0 || c.PadLeft < 0 || c.PadRight < 0:
		return fmt.Errorf("convolution %+v has negative padding", c)
	case c.InH+c.PadTop+c.PadBottom < n.DilationH*(c.KH-1)+1 || c.InW+c.PadLeft+c.PadRight < n.DilationW*(c.KW-1)+1:
		return fmt.Errorf("convolution %+v has a kernel larger than its padded input", c)
	}
	return nil
}

// image is a picture as the tiles read it: every pixel they ask for exists. It is either the tensor itself or a strip
// of it copied into scratch with its padding (and, for the input gradient of a strided convolution, its gaps).
type image struct {
	h, w, c                  int // of the tensor
	top, bottom, left, right int // padding; may be negative, which crops
	gapH, gapW               int // distance between the tensor's pixels in the padded image
}

func (im image) paddedH() int    { return (im.h-1)*im.gapH + 1 + im.top + im.bottom }
func (im image) paddedW() int    { return (im.w-1)*im.gapW + 1 + im.left + im.right }
func (im image) pixelBytes() int { return im.c * floatBytes }
func (im image) rowBytes() int   { return im.paddedW() * im.pixelBytes() }

// plain says that the padded image is the tensor itself.
func (im image) plain() bool {
	return im.top == 0 && im.bottom == 0 && im.left == 0 && im.right == 0 && im.gapH == 1 && im.gapW == 1
}

func (c Conv) image() image {
	return image{c.InH, c.InW, c.InC, c.PadTop, c.PadBottom, c.PadLeft, c.PadRight, 1, 1}
}
