package export

import (
	"encoding/binary"
	"math"
)

// Little are numbers as little-endian bytes.
func Little(values []float32) []byte {
	data, _ := binary.Append(nil, binary.LittleEndian, values) // only what has no fixed size fails
	return data
}

// OutputsFirst returns a layer's kernel as PyTorch and ONNX order it, row-major: [Out, In,
// Window, Window] of a convolution, [Out, In] of a dense layer.
func OutputsFirst(l Layer) []float32 {
	ordered := make([]float32, len(l.Kernel))
	taps := len(l.Kernel) / (l.In * l.Out)
	for tap := range taps {
		for in := range l.In {
			for out := range l.Out {
				ordered[(out*l.In+in)*taps+tap] = l.Kernel[(tap*l.In+in)*l.Out+out]
			}
		}
	}
	return ordered
}

// outputsLast undoes [OutputsFirst] for a kernel of a shape, whose last axes are inputs and outputs.
func outputsLast(values []float32, shape []int) []float32 {
	in, out := shape[len(shape)-2], shape[len(shape)-1]
	ordered := make([]float32, len(values))
	taps := len(values) / (in * out)
	for i := range ordered {
		tap, from, to := i/out/in, i/out%in, i%out
		ordered[i] = values[(to*in+from)*taps+tap]
	}
	return ordered
}

// Multiples returns the kernel of a layer that is kept in 8 bits as [OutputsFirst] does, each
// number as the whole multiple of its output's step that it is.
func Multiples(l Layer) []int8 {
	multiples := make([]int8, len(l.Kernel))
	each := len(l.Kernel) / l.Out
	for i, x := range OutputsFirst(l) {
		if step := l.Steps[i/each]; step > 0 {
			multiples[i] = int8(math.Round(float64(x) / float64(step)))
		}
	}
	return multiples
}
