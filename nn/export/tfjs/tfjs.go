// Package tfjs writes a network as a layers model of TensorFlow.js: a topology in Keras' words
// and the weights beside it. For Keras there is the converter that TensorFlow.js brings; a
// .keras file of our own would need a writer of HDF5 for no more than that.
package tfjs

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"pawgrad/nn/export"
	"pawgrad/nn/spec"
)

// Names of the two files. The topology names the weights', so they stay together.
const (
	Topology = "model.json"
	Weights  = "weights.bin"
)

// pixels is the layer that prepares pixels: a convolution by 1x1, since TensorFlow.js has no
// layer of its own that scales each colour by itself.
const pixels = "pixels"

// tensor describes an array of the weights' file, in which they follow each other.
type tensor struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
	DType string `json:"dtype"`
}

// layer is a layer of the topology.
type layer struct {
	Class  string         `json:"class_name"`
	Config map[string]any `json:"config"`
}

// Encode writes the topology and the weights of a network. It takes numbers of 0 to 255 shaped
// [batch, size, size, 3], and gives [batch, 1].
func Encode(n *export.Network) (topology, weights []byte, err error) {
	var list []tensor
	put := func(name string, values []float32, shape ...int) {
		list = append(list, tensor{name, shape, "float32"})
		weights = append(weights, export.Little(values)...)
	}
	scale := make([]float32, 9)
	for c, s := range n.Scale {
		scale[c*3+c] = s
	}
	put(pixels+"/kernel", scale, 1, 1, 3, 3)
	put(pixels+"/bias", n.Shift[:], 3)
	first := convolution(pixels, 3, 1, false, "")
	first.Config["batch_input_shape"] = []any{nil, n.Size, n.Size, 3}
	layers := []layer{first}
	for i, l := range n.Layers {
		layers = append(layers, of(i, l))
		switch l.Kind {
		case spec.Conv:
			put(l.Name+"/kernel", l.Kernel, l.Window, l.Window, l.In, l.Out)
			put(l.Name+"/bias", l.Bias, l.Out)
		case spec.Dense:
			put(l.Name+"/kernel", l.Kernel, l.In, l.Out)
			put(l.Name+"/bias", l.Bias, l.Out)
		}
	}
	topology, err = json.Marshal(map[string]any{
		"format": "layers-model", "generatedBy": "Pawgrad", "convertedBy": nil,
		"modelTopology": map[string]any{
			"keras_version": "2.4.0", "backend": "tensorflow",
			"model_config": map[string]any{"class_name": "Sequential", "config": map[string]any{"name": "pawgrad", "layers": layers}},
		},
		"weightsManifest":     []any{map[string]any{"paths": []string{Weights}, "weights": list}},
		"userDefinedMetadata": metadata(n),
	})
	return topology, weights, err
}

// of is a network's layer in Keras' words.
func of(i int, l export.Layer) layer {
	switch l.Kind {
	case spec.Conv:
		return convolution(l.Name, l.Out, l.Window, l.Same, l.Activation)
	case spec.Pool:
		window := []int{l.Window, l.Window}
		return layer{"MaxPooling2D", map[string]any{
			"name": fmt.Sprintf("pool%d", i), "pool_size": window, "strides": window, "padding": "valid", "data_format": "channels_last",
		}}
	case spec.Flatten:
		return layer{"Flatten", map[string]any{"name": "flatten"}}
	case spec.Dense:
		return layer{"Dense", map[string]any{"name": l.Name, "units": l.Out, "activation": activation(l.Activation), "use_bias": true}}
	}
	panic(fmt.Sprintf("tfjs: a layer of unknown kind %q", l.Kind))
}

// convolution is one of stride 1 in Keras' words.
func convolution(name string, out, window int, same bool, of string) layer {
	padding := "valid"
	if same {
		padding = "same"
	}
	return layer{"Conv2D", map[string]any{
		"name": name, "filters": out, "kernel_size": []int{window, window}, "strides": []int{1, 1}, "padding": padding,
		"data_format": "channels_last", "activation": activation(of), "use_bias": true,
	}}
}

// activation is Keras' word for one.
func activation(name string) string {
	if name == "" {
		return "linear"
	}
	return name
}

// metadata is what the topology says of the network beside its layers.
func metadata(n *export.Network) map[string]any {
	about := map[string]any{"name": n.Name, "classes": n.Classes}
	for _, pair := range n.About {
		about[pair[0]] = pair[1]
	}
	if n.Golden != nil {
		about["goldenPhotos"] = base64.StdEncoding.EncodeToString(n.Golden.Pixels)
		about["goldenProbabilities"] = n.Golden.Probabilities
	}
	return about
}
