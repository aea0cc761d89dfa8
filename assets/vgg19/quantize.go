package vgg19

import "math"

// maxInt8 is the largest quantized weight. The range is symmetric, -127..127:
// zero stays zero, and the scale is all that is needed to undo it.
const maxInt8 = 127

// QConv is a convolution with an int8 kernel: weight = Kernel * Scale of its
// output channel.
type QConv struct {
	Layer
	// Kernel is Layer.Shape() in row-major order, HWIO.
	Kernel []int8
	// Scale and Bias have one value for each output channel.
	Scale, Bias []float32
}

// Quantize rounds the kernel to int8, symmetric, with the finest scale for each
// output channel that clips nothing: its largest magnitude becomes 127. Every
// weight is kept to within half of its channel's scale. Biases stay float32:
// they are 5,504 of 20 million values.
func Quantize(c Conv) QConv {
	q := QConv{Layer: c.Layer, Kernel: make([]int8, len(c.Kernel)), Scale: make([]float32, c.Out), Bias: c.Bias}
	for i, w := range c.Kernel {
		o := i % c.Out
		q.Scale[o] = max(q.Scale[o], float32(math.Abs(float64(w))))
	}
	for o := range q.Scale {
		q.Scale[o] /= maxInt8
	}
	for i, w := range c.Kernel {
		// A channel without weights, or with such that their scale is below the
		// smallest float32, is zero.
		if s := q.Scale[i%c.Out]; s > 0 {
			step := math.RoundToEven(float64(w) / float64(s))
			q.Kernel[i] = int8(max(-maxInt8, min(maxInt8, step)))
		}
	}
	return q
}

// Dequantize gives the weights back as float32.
func (q QConv) Dequantize() Conv {
	c := Conv{Layer: q.Layer, Kernel: make([]float32, len(q.Kernel)), Bias: append([]float32(nil), q.Bias...)}
	for i, v := range q.Kernel {
		c.Kernel[i] = float32(v) * q.Scale[i%q.Out]
	}
	return c
}
