package file

import (
	"fmt"
	"math"
	"slices"
)

// largestByte is the largest multiple of a step that a number in 8 bits can be, either way.
const largestByte = math.MaxInt8

// Quantized returns the tensor with its numbers rounded to 8 bits, for a file a quarter the
// size: whole multiples, at most 127 either way, of a step for each index of the last axis (an
// output of a layer), which is as small as that output's largest weight allows. A vector, such
// as a layer's biases, is returned as it is. The numbers must be finite.
func (t Tensor) Quantized() Tensor {
	if len(t.Shape) < 2 {
		return t
	}
	outputs := t.Shape[len(t.Shape)-1]
	q := Tensor{Name: t.Name, Shape: t.Shape, Data: make([]float32, len(t.Data)), Steps: make([]float32, outputs)}
	for i, x := range t.Data {
		step := &q.Steps[i%outputs]
		*step = max(*step, float32(math.Abs(float64(x)))/largestByte)
	}
	for i, x := range t.Data {
		step := q.Steps[i%outputs]
		q.Data[i] = float32(multiple(x, step)) * step
	}
	return q
}

// multiple is the number as a whole multiple of its step; all are 0 where the step is.
func multiple(x, step float32) int8 {
	if step == 0 {
		return 0
	}
	return int8(min(max(math.RoundToEven(float64(x)/float64(step)), -largestByte), largestByte))
}

// appendBytes writes a quantized tensor.
func appendBytes(data []byte, t Tensor) []byte {
	if !t.stepsFit() {
		panic(fmt.Sprintf("file: tensor %q of shape %v has the steps %v", t.Name, t.Shape, t.Steps))
	}
	for i, x := range t.Data {
		data = append(data, byte(multiple(x, t.Steps[i%len(t.Steps)])))
	}
	return data
}

// fromBytes fills in the numbers of a quantized tensor.
func (t *Tensor) fromBytes(data []byte) {
	for i, b := range data {
		t.Data[i] = float32(int8(b)) * t.Steps[i%len(t.Steps)]
	}
}

// stepsFit reports whether the steps are such as [Tensor.Quantized] makes.
func (t *Tensor) stepsFit() bool {
	return len(t.Shape) > 1 && len(t.Steps) == t.Shape[len(t.Shape)-1] && !slices.ContainsFunc(t.Steps, func(s float32) bool {
		return !(s >= 0) || s > math.MaxFloat32/largestByte
	})
}
