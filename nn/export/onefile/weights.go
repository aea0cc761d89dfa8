package onefile

import (
	"io"
	"math"

	"pawgrad/nn/export"
	"pawgrad/nn/file"
)

// weight is a tensor that the program takes.
type weight struct {
	shape  []int
	values []float32
	steps  []float32 // of a kernel that is kept in 8 bits; see [export.Layer]
}

// weights are those of a network in the order of the program's inputs, behind the photo.
func weights(n *export.Network) []weight {
	list := []weight{{[]int{3}, n.Scale[:], nil}, {[]int{3}, n.Shift[:], nil}}
	for _, l := range n.Layers {
		if l.Kernel == nil {
			continue
		}
		shape := []int{l.In, l.Out}
		if l.Window > 0 {
			shape = []int{l.Window, l.Window, l.In, l.Out}
		}
		list = append(list, weight{shape, l.Kernel, l.Steps}, weight{[]int{l.Out}, l.Bias, nil})
	}
	return list
}

// Kernels travel as whole multiples of a step for each output. Those of a trained network are rounded already, see
// [file.Tensor.Rounded], and travel as they are, in three bytes, of which the highest are nearly all zero and pack to
// nothing. Others, of networks that are older than that, are rounded to a share of the root mean square of the output's
// weights that moves answers no further than float32 does by itself.
const (
	fineness     = 1 << 17 // steps in the root mean square
	trainedBytes = 3
	bytesIn8Bits = 1
	mostSteps    = 1<<(8*trainedBytes-1) - 1
)

// bytes is how many bytes each multiple of a kernel takes, 0 for a tensor whose numbers travel as float32.
func (w weight) bytes() int {
	switch {
	case len(w.shape) == 1:
		return 0
	case w.steps != nil:
		return bytesIn8Bits
	}
	return trainedBytes
}

// part is how the tensor travels.
func (w weight) part(at uint32) part {
	if w.bytes() == 0 {
		return part{At: at, Bytes: 4 * len(w.values)}
	}
	outputs := w.shape[len(w.shape)-1]
	return part{At: at, Bytes: 4*outputs + w.bytes()*len(w.values), Outputs: outputs, Each: w.bytes()}
}

// write writes the bytes of the tensor's part.
func (w weight) write(to io.Writer) error {
	if w.bytes() == 0 {
		_, err := to.Write(export.Little(w.values))
		return err
	}
	steps := w.steps
	if steps == nil {
		steps = w.trainedSteps()
	}
	if _, err := to.Write(export.Little(steps)); err != nil {
		return err
	}
	multiples := w.multiples(steps)
	plane := make([]byte, len(multiples))
	for i := range w.bytes() {
		for j, m := range multiples {
			plane[j] = byte(m >> (8 * i))
		}
		if _, err := to.Write(plane); err != nil {
			return err
		}
	}
	return nil
}

// trainedSteps are what the numbers of a trained kernel are whole multiples of, or the steps to which they are rounded.
func (w weight) trainedSteps() []float32 {
	outputs := w.shape[len(w.shape)-1]
	squares, largest := make([]float64, outputs), make([]float64, outputs)
	for i, v := range w.values {
		x := math.Abs(float64(v))
		squares[i%outputs] += x * x
		largest[i%outputs] = max(largest[i%outputs], x)
	}
	steps := file.Tensor{Shape: w.shape, Data: w.values}.Grid()
	for o := range steps {
		if float64(steps[o])*mostSteps < largest[o] {
			mean := squares[o] * float64(outputs) / float64(len(w.values))
			steps[o] = float32(max(math.Sqrt(mean)/fineness, largest[o]/mostSteps))
		}
	}
	return steps
}

// multiples are the weights in steps, each with its sign as the lowest bit: 0, -1, 1, -2 and so on are 0, 1, 2, 3.
func (w weight) multiples(steps []float32) []uint32 {
	list := make([]uint32, len(w.values))
	for i, v := range w.values {
		if step := steps[i%len(steps)]; step > 0 {
			m := int32(math.RoundToEven(float64(v) / float64(step)))
			list[i] = uint32(m<<1 ^ m>>31)
		}
	}
	return list
}
