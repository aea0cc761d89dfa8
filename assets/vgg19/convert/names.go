package convert

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/assets/vgg19"
)

// keras finds the layers' arrays by Keras' names. What is the same in all of
// its versions is that a part of the path is the layer's name:
//
//	block1_conv1/block1_conv1_W_1:0                    Keras 1
//	block1_conv1/block1_conv1/kernel:0                 Keras 2
//	model_weights/block1_conv1/block1_conv1/kernel:0   of a whole model
//	layers/block1_conv1/vars/0                         Keras 3
//	layers/conv2d_4/vars/0                             Keras 3, by class and order
//	block1_conv1/kernel                                TensorFlow.js
//
// Which of its two arrays is the kernel, their ranks tell.
func keras(tensors []tensor, layers []vgg19.Layer) ([]weights, error) {
	byPart := map[string][]tensor{}
	for _, t := range tensors {
		parts := strings.Split(t.name, "/")
		if strings.HasPrefix(parts[0], "optimizer") {
			continue // moments of training have the layers' names, too
		}
		slices.Sort(parts)
		for _, part := range slices.Compact(parts) {
			byPart[part] = append(byPart[part], t)
		}
	}
	name := func(i int) string { return layers[i].Name }
	if len(byPart[name(0)]) == 0 && len(byPart["layers"]) > 0 {
		name = func(i int) string {
			if i == 0 {
				return "conv2d"
			}
			return fmt.Sprintf("conv2d_%d", i)
		}
	}
	all := make([]weights, len(layers))
	for i, l := range layers {
		list := byPart[name(i)]
		if len(list) == 0 {
			return nil, missing(l.Name, tensors)
		}
		var ranks [5][]tensor
		for _, t := range list {
			if rank := len(t.shape); rank < len(ranks) {
				ranks[rank] = append(ranks[rank], t)
			}
		}
		if len(ranks[4]) != 1 || len(ranks[1]) != 1 {
			return nil, fmt.Errorf("%w: layer %s has %d arrays of 4 dimensions and %d of one, expected one kernel and one bias",
				ErrOther, l.Name, len(ranks[4]), len(ranks[1]))
		}
		all[i] = weights{ranks[4][0], ranks[1][0]}
		s := l.Shape()
		if slices.Equal(all[i].kernel.shape, []int{l.Out, l.In, s[0], s[1]}) {
			return nil, fmt.Errorf("%w: the kernel of %s has the shape %v (Theano's order), expected %v (TensorFlow's, \"tf_dim_ordering\")",
				ErrOther, l.Name, all[i].kernel.shape, s)
		}
		if err := checkShapes(all[i], l, s[:]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// torchvision finds the layers' arrays by torchvision's names: features.N.weight
// and .bias, where N counts convolutions, ReLUs and pools, with or without
// something before.
func torchvision(tensors []tensor, layers []vgg19.Layer) ([]weights, error) {
	find := func(name string) *tensor {
		for i, t := range tensors {
			if t.name == name || strings.HasSuffix(t.name, "."+name) {
				return &tensors[i]
			}
		}
		return nil
	}
	// Between the first two convolutions of VGG19 is only a ReLU, number 1.
	if find("features.1.weight") != nil {
		return nil, fmt.Errorf("%w: features.1.weight shows batch normalization (vgg19_bn), expected plain VGG19 (vgg19)", ErrOther)
	}
	all := make([]weights, len(layers))
	n := 0
	for i, l := range layers {
		if i > 0 {
			n += 2 // the convolution and its ReLU
			if block(l.Name) != block(layers[i-1].Name) {
				n++ // the pool
			}
		}
		kernel, bias := find(fmt.Sprintf("features.%d.weight", n)), find(fmt.Sprintf("features.%d.bias", n))
		if kernel == nil || bias == nil {
			return nil, missing(fmt.Sprintf("features.%d.weight or .bias (%s)", n, l.Name), tensors)
		}
		all[i] = weights{*kernel, *bias}
		if err := checkShapes(all[i], l, []int{l.Out, l.In, vgg19.KernelSide, vgg19.KernelSide}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func block(layer string) string {
	name, _, _ := strings.Cut(layer, "_")
	return name
}

func missing(what string, tensors []tensor) error {
	found := "it holds no arrays"
	if n := len(tensors); n > 0 {
		found = fmt.Sprintf("found %d arrays, the first called %.60q", n, tensors[0].name)
	}
	return fmt.Errorf("%w: expected %s, %s", ErrOther, what, found)
}

func checkShapes(w weights, l vgg19.Layer, kernel []int) error {
	if !slices.Equal(w.kernel.shape, kernel) || !slices.Equal(w.bias.shape, []int{l.Out}) {
		return fmt.Errorf("%w: layer %s has a kernel of shape %v and a bias of %v, expected %v and [%d]",
			ErrOther, l.Name, w.kernel.shape, w.bias.shape, kernel, l.Out)
	}
	return nil
}
