package spec

import "fmt"

// Weight describes one trainable array of a network.
type Weight struct {
	// Name is unique in the network: "conv1/kernel", "dense2/bias".
	Name string
	// Shape is [height, width, in, out] for a convolution's kernel, [in, out]
	// for a dense layer's, [out] for a bias.
	Shape []int
	// FanIn and FanOut count the inputs that one output sees and the outputs
	// that one input reaches; both are 0 for a bias.
	FanIn, FanOut int
	// Layer is the index of its layer in [Model.Layers].
	Layer int
	// Pretrained tells that training starts from given values rather than drawn ones.
	Pretrained bool
}

// Size counts the numbers.
func (w Weight) Size() int {
	n := 1
	for _, side := range w.Shape {
		n *= side
	}
	return n
}

// Weights lists the trainable arrays of the network at an input size, in the
// order of the forward pass.
func (m Model) Weights(size int) []Weight {
	var weights []Weight
	convs, denses := 0, 0
	layers := m.Layers(size)
	for i, l := range layers {
		if l.Params == 0 {
			continue
		}
		in, out, taps := layers[i-1].Channels, l.Channels, 1
		var name string
		var kernel []int
		switch l.Kind {
		case Conv:
			convs++
			name, kernel, taps = fmt.Sprintf("conv%d", convs), []int{l.Kernel, l.Kernel, in, out}, l.Kernel*l.Kernel
		case Dense:
			denses++
			name, kernel = fmt.Sprintf("dense%d", denses), []int{in, out}
		default:
			panic(fmt.Sprintf("spec: layer %d (%s) has parameters of an unknown kind", i, l.Kind))
		}
		if l.Frozen {
			continue
		}
		pretrained := m.ID == VGG19 && l.Kind == Conv
		weights = append(weights,
			Weight{Name: name + "/kernel", Shape: kernel, FanIn: taps * in, FanOut: taps * out, Layer: i, Pretrained: pretrained},
			Weight{Name: name + "/bias", Shape: []int{out}, Layer: i, Pretrained: pretrained})
	}
	return weights
}
