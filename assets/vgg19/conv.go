package vgg19

import (
	"fmt"
	"math"
)

// Conv is one convolution with its weights.
type Conv struct {
	Layer
	// Kernel is Layer.Shape() in row-major order, HWIO.
	Kernel []float32
	// Bias has one value for each output channel.
	Bias []float32
}

// Check reports weights that no trained network has: values that are not
// finite, and kernels of zeros, as a damaged or half-written file gives. It
// panics if the slices do not fit the layer, which is a mistake of the source.
func (c Conv) Check() error {
	if len(c.Kernel) != c.KernelLen() || len(c.Bias) != c.Out {
		panic(fmt.Sprintf("vgg19: layer %+v with a kernel of %d and a bias of %d values", c.Layer, len(c.Kernel), len(c.Bias)))
	}
	var largest float32
	for _, values := range [][]float32{c.Kernel, c.Bias} {
		for i, v := range values {
			if v-v != 0 { // NaN or infinite
				return fmt.Errorf("%w: layer %s holds the value %v at place %d, expected a finite number; fetch the file again", ErrDamaged, c.Name, v, i)
			}
		}
	}
	for _, v := range c.Kernel {
		largest = max(largest, float32(math.Abs(float64(v))))
	}
	if largest == 0 {
		return fmt.Errorf("%w: the kernel of layer %s is all zeros, expected trained weights; fetch the file again", ErrDamaged, c.Name)
	}
	return nil
}
