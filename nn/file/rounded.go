package file

import (
	"math"
	"math/bits"
)

// significant is how many binary digits a weight of the usual size is rounded to, one more than 10 behind the point: as
// many as a 16-bit float has. Training goes on in all 24 of a float32; what it has come to does not depend on the rest.
const significant = 10

// Rounded returns the tensor with its numbers rounded to whole multiples of a step for each index of the last axis (an
// output of a layer): the power of two next to 2^-10 of the root mean square of its numbers. Numbers that are as coarse
// already, and a vector, such as a layer's biases, are returned as they are. The numbers must be finite.
func (t Tensor) Rounded() Tensor {
	if len(t.Shape) < 2 {
		return t
	}
	r := Tensor{Name: t.Name, Shape: t.Shape, Data: make([]float32, len(t.Data)), Steps: t.Steps}
	steps := t.Grid()
	for o, squares := range t.squares() {
		mean := squares * float64(len(steps)) / float64(len(t.Data))
		step := float32(math.Exp2(math.Round(math.Log2(mean)/2) - significant))
		// The root mean square of what is rounded already may be next to another power.
		if steps[o] < step/2 {
			steps[o] = step
		}
	}
	for i, x := range t.Data {
		if step := steps[i%len(steps)]; step > 0 {
			r.Data[i] = float32(math.RoundToEven(float64(x)/float64(step))) * step
		}
	}
	return r
}

// squares are the sums of the squares of the numbers, for each index of the last axis.
func (t Tensor) squares() []float64 {
	sums := make([]float64, t.Shape[len(t.Shape)-1])
	for i, x := range t.Data {
		sums[i%len(sums)] += float64(x) * float64(x)
	}
	return sums
}

// Grid is, for each index of the last axis, the largest power of two of which all its numbers are whole multiples; 0
// where they are all 0. The numbers must be finite.
func (t Tensor) Grid() []float32 {
	outputs := t.Shape[len(t.Shape)-1]
	const none = math.MaxInt32
	exponents := make([]int32, outputs)
	for o := range exponents {
		exponents[o] = none
	}
	for i, x := range t.Data {
		if x != 0 {
			o := i % outputs
			exponents[o] = min(exponents[o], lowest(x))
		}
	}
	steps := make([]float32, outputs)
	for o, e := range exponents {
		if e != none {
			steps[o] = float32(math.Ldexp(1, int(e)))
		}
	}
	return steps
}

// lowest is the power of two that the last binary digit of a number stands for.
func lowest(x float32) int32 {
	const fraction, bias = 23, 127 // of IEEE 754's binary32
	b := math.Float32bits(x)
	exponent, digits := int32(b>>fraction&0xff), b&(1<<fraction-1)
	if exponent == 0 {
		exponent = 1 // subnormal
	} else {
		digits |= 1 << fraction
	}
	return exponent - bias - fraction + int32(bits.TrailingZeros32(digits))
}
