package export

import (
	"fmt"
	"strings"

	"pawgrad/assets/vgg19"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// Network is a trained network that stands on its own, pretrained layers included.
type Network struct {
	// Name is short: "CNN by Adam".
	Name string
	// Classes are the two classes' names; the output is the probability of the second.
	Classes [2]string
	// Size is the side of the square photos, in pixels.
	Size int
	// Scale and Shift prepare the 8-bit red, green and blue of a pixel: value*Scale + Shift.
	Scale, Shift [3]float32
	// Layers are in the order of the forward pass, without dropout, which does nothing
	// outside of training.
	Layers []Layer
	// About says where the network is from, as pairs of a name and a text, in order.
	About [][2]string
	// Golden are a few answers of the network; nil if none were asked for.
	Golden *Golden
	// Description is that of the model, by which [Restore] puts it together again.
	Description file.Description
}

// Layer is one layer of a [Network].
type Layer struct {
	// Kind is [spec.Conv], [spec.Pool] (the largest of a window of 2x2, what does not fit
	// left out), [spec.Flatten] (row after row, the channels of a place together) or
	// [spec.Dense].
	Kind spec.LayerKind
	// Name of a layer with weights: "conv1", "dense2".
	Name string
	// Activation is "relu", "sigmoid" or empty.
	Activation string
	// Side and In are what a layer is given: a square of Side x Side with In channels, or,
	// with Side 0, a vector of In numbers.
	Side, In int
	// Out is how many channels or numbers it gives.
	Out int
	// Window is the side of a convolution's kernel or of a pooling's window.
	Window int
	// Same tells that a convolution pads its input with zeros so that the output is as large.
	Same bool
	// Kernel is shaped [Window, Window, In, Out] for a convolution and [In, Out] for a dense
	// layer, row-major; Bias [Out].
	Kernel []float32
	Bias   []float32
	// Steps of a kernel that is kept in 8 bits are what its numbers are whole multiples of,
	// at most 127 either way: one for each output. Nil for any other kernel.
	Steps []float32
}

// Of describes a model. A model of VGG19 stands on a base, which is folded in; for others it
// may be nil.
func Of(m *file.Model, base vgg19.Source) (*Network, error) {
	method, _ := spec.MethodByID(m.Run.Method)
	model := m.Run.Network()
	n := &Network{Name: model.Name + " by " + method.Name, Size: m.Run.ImageSize, Classes: [2]string{m.Labels[0], m.Labels[1]}, Description: m.Description}
	weights := map[string]file.Tensor{}
	for _, t := range m.Weights {
		weights[t.Name] = t
	}
	if m.Run.Model == spec.VGG19 {
		if base == nil {
			return nil, fmt.Errorf("VGG19's pretrained weights are not loaded; load them first")
		}
		from, mul, add := base.Info().Preprocessing.Affine()
		if err := addBase(weights, m, base, from); err != nil {
			return nil, err
		}
		for c := range 3 {
			n.Scale[from[c]], n.Shift[from[c]] = mul[c], add[c]
		}
	} else {
		for c := range 3 {
			n.Scale[c] = float32(m.Preprocessing.Scale)
			n.Shift[c] = float32(-m.Preprocessing.Centre * m.Preprocessing.Scale)
		}
	}
	n.Layers = layers(model.Layers(m.Run.ImageSize), weights)
	n.About = about(m, base)
	return n, nil
}

// layers puts the layers of a network and their weights together.
func layers(list []spec.Layer, weights map[string]file.Tensor) []Layer {
	var layers []Layer
	counts := map[spec.LayerKind]int{}
	for i, l := range list {
		if l.Kind == spec.Input || l.Kind == spec.Dropout {
			continue
		}
		before := list[i-1]
		layer := Layer{
			Kind: l.Kind, Activation: l.Activation, Side: before.Height, In: before.Channels, Out: l.Channels,
			Window: l.Kernel, Same: l.Same,
		}
		if l.Params > 0 {
			counts[l.Kind]++
			layer.Name = fmt.Sprintf("%s%d", l.Kind, counts[l.Kind])
			kernel, bias := weights[layer.Name+"/kernel"], weights[layer.Name+"/bias"]
			layer.Kernel, layer.Steps, layer.Bias = kernel.Data, kernel.Steps, bias.Data
		}
		layers = append(layers, layer)
	}
	return layers
}

// quantized is a source that has its weights in 8 bits.
type quantized interface {
	Quantized(i int) (vgg19.QConv, error)
}

// addBase adds the convolutions that a model of VGG19 has from its base. The first one's
// kernel is for red, green and blue; from names the place of each in the base's own order.
func addBase(weights map[string]file.Tensor, m *file.Model, base vgg19.Source, from [3]int) error {
	for i := range base.Layers() {
		name := fmt.Sprintf("conv%d", i+1)
		if _, own := weights[name+"/kernel"]; own {
			continue
		}
		conv, err := base.Layer(i)
		if err != nil {
			return err
		}
		kernel := file.Tensor{Data: conv.Kernel}
		if q, ok := base.(quantized); ok {
			in8, err := q.Quantized(i)
			if err != nil {
				return err
			}
			kernel.Steps = in8.Scale
		}
		if i == 0 {
			kernel.Data = make([]float32, len(conv.Kernel))
			for tap := range vgg19.KernelSide * vgg19.KernelSide {
				for c := range 3 {
					copy(kernel.Data[(tap*3+from[c])*conv.Out:][:conv.Out], conv.Kernel[(tap*3+c)*conv.Out:])
				}
			}
		}
		weights[name+"/kernel"], weights[name+"/bias"] = kernel, file.Tensor{Data: conv.Bias}
	}
	return nil
}

// about says where a model is from.
func about(m *file.Model, base vgg19.Source) [][2]string {
	var settings []string
	for _, s := range spec.Settings {
		if !s.OfGrid() && !s.Hyper() && s.Key != spec.KeyModel && s.Concerns(m.Run) {
			if words := s.Words(s.Text(m.Run)); words != "" {
				settings = append(settings, words)
			}
		}
	}
	method, _ := spec.MethodByID(m.Run.Method)
	list := [][2]string{
		{"made by", "Pawgrad"},
		{"photos", m.Set},
		{"method", method.Name + ", learning rate " + spec.Number(m.Run.Hyper.LearningRate)},
		{"epochs trained", spec.Number(m.Epochs)},
		{"settings", strings.Join(settings, ", ")},
	}
	if m.Run.Model == spec.VGG19 {
		info := base.Info()
		list = append(list, [2]string{"pretrained layers", info.Source + "; " + info.Licence.Name + ", " + info.Licence.By + ", " + info.Licence.URL})
	}
	return list
}
