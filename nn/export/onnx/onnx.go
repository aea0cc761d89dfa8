// Package onnx writes a network in the Open Neural Network Exchange format.
package onnx

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"pawgrad/assets/content"
	"pawgrad/nn/export"
	"pawgrad/nn/spec"
)

// Opset is the version of ONNX's set of operators that is written, irVersion that of the
// format: of 2022, so that tools of before today read it too.
const (
	Opset     = 17
	irVersion = 8
)

// producer is the program that has written a file.
const producer = "Pawgrad"

// Names of the graph's input, uint8 shaped [batch, size, size, 3], and of its output, float32
// shaped [batch].
const (
	Input  = "photos"
	Output = "probability"
)

// Encode writes a network. Kernels that are kept in 8 bits stay so.
func Encode(n *export.Network) ([]byte, error) {
	g := graph{at: Input}
	g.prepare(n)
	for _, l := range n.Layers {
		g.layer(l)
	}
	g.constant("column", int64s, []int{1}, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	g.apply("Squeeze", Output, []string{"column"})

	g.message.text(graphName, n.Name)
	g.message.bytes(graphInput, value(Input, uint8s, 0, n.Size, n.Size, 3))
	g.message.bytes(graphOutput, value(Output, float32s, 0))

	var opset, m message
	opset.int(opsetVersion, Opset)
	m.int(modelVersion, irVersion)
	m.text(modelProducer, producer)
	m.text(modelDoc, fmt.Sprintf("Input %q: photos as uint8 [batch, %d, %d, 3], stretched to that size, red, green, blue. Output %q: the probability of %q; else it is %q.",
		Input, n.Size, n.Size, Output, n.Classes[1], n.Classes[0]))
	m.bytes(modelGraph, g.message)
	m.bytes(modelOpset, opset)
	for _, about := range n.About {
		m.bytes(modelMetadata, entry(about[0], about[1]))
	}
	classes, err := json.Marshal(n.Classes)
	if err != nil {
		return nil, err
	}
	m.bytes(modelMetadata, entry("classes", string(classes)))
	description, err := json.Marshal(n.Description)
	if err != nil {
		return nil, err
	}
	m.bytes(modelMetadata, entry(content.Mark, string(description)))
	if n.Golden != nil {
		answers, err := json.Marshal(n.Golden.Probabilities)
		if err != nil {
			return nil, err
		}
		m.bytes(modelMetadata, entry("golden photos, base64 of uint8", base64.StdEncoding.EncodeToString(n.Golden.Pixels)))
		m.bytes(modelMetadata, entry("golden probabilities", string(answers)))
	}
	return m, nil
}

// graph is a graph being written.
type graph struct {
	message
	at string // what the last node has given
}

// constant adds a tensor to the graph.
func (g *graph) constant(name string, kind int, shape []int, raw []byte) {
	g.message.bytes(graphInitializer, tensor(name, kind, shape, raw))
}

// apply adds a node that takes what the last one has given, and other tensors.
func (g *graph) apply(operator, output string, others []string, attributes ...message) {
	g.node(operator, output, append([]string{g.at}, others...), attributes...)
	g.at = output
}

func (g *graph) node(operator, output string, inputs []string, attributes ...message) {
	var m message
	for _, name := range inputs {
		m.text(nodeInput, name)
	}
	m.text(nodeOutput, output)
	m.text(nodeName, output)
	m.text(nodeOperator, operator)
	for _, a := range attributes {
		m.bytes(nodeAttribute, a)
	}
	g.message.bytes(graphNode, m)
}

// prepare adds what makes numbers for the first layer of pixels, channels first.
func (g *graph) prepare(n *export.Network) {
	g.constant("scale", float32s, []int{3}, export.Little(n.Scale[:]))
	g.constant("shift", float32s, []int{3}, export.Little(n.Shift[:]))
	g.apply("Cast", "numbers", nil, attribute("to", false, float32s))
	g.apply("Mul", "scaled", []string{"scale"})
	g.apply("Add", "prepared", []string{"shift"})
	g.apply("Transpose", "channels_first", nil, attribute("perm", true, 0, 3, 1, 2))
}

// layer adds a layer and its weights.
func (g *graph) layer(l export.Layer) {
	switch l.Kind {
	case spec.Conv:
		kernel, pad := g.kernel(l, []int{l.Out, l.In, l.Window, l.Window}), 0
		if l.Same {
			pad = l.Window / 2
		}
		g.apply("Conv", l.Name, []string{kernel, g.bias(l)}, attribute("kernel_shape", true, l.Window, l.Window), attribute("pads", true, pad, pad, pad, pad))
	case spec.Pool:
		g.apply("MaxPool", g.at+"_pool", nil, attribute("kernel_shape", true, l.Window, l.Window), attribute("strides", true, l.Window, l.Window))
	case spec.Flatten:
		g.apply("Transpose", "channels_last", nil, attribute("perm", true, 0, 2, 3, 1))
		g.apply("Flatten", "flat", nil, attribute("axis", false, 1))
	case spec.Dense:
		kernel := g.kernel(l, []int{l.Out, l.In})
		g.apply("Gemm", l.Name, []string{kernel, g.bias(l)}, attribute("transB", false, 1))
	default:
		panic(fmt.Sprintf("onnx: a layer of unknown kind %q", l.Kind))
	}
	switch l.Activation {
	case "relu":
		g.apply("Relu", g.at+"_relu", nil)
	case "sigmoid":
		g.apply("Sigmoid", g.at+"_sigmoid", nil)
	}
}

// A kernel in 8 bits is whole multiples of steps; by these its tensors' names end.
const (
	multiplesSuffix = ".multiples"
	stepsSuffix     = ".steps"
)

// kernel adds a layer's kernel with its outputs first, and returns its name.
func (g *graph) kernel(l export.Layer, shape []int) string {
	name := l.Name + ".weight"
	if l.Steps == nil {
		g.constant(name, float32s, shape, export.Little(export.OutputsFirst(l)))
		return name
	}
	raw := make([]byte, len(l.Kernel))
	for i, multiple := range export.Multiples(l) {
		raw[i] = byte(multiple)
	}
	multiples, steps, zero := name+multiplesSuffix, name+stepsSuffix, name+".zero"
	g.constant(multiples, int8s, shape, raw)
	g.constant(steps, float32s, []int{l.Out}, export.Little(l.Steps))
	g.constant(zero, int8s, []int{l.Out}, make([]byte, l.Out))
	g.node("DequantizeLinear", name, []string{multiples, steps, zero}, attribute("axis", false, 0))
	return name
}

// bias adds a layer's biases, and returns their name.
func (g *graph) bias(l export.Layer) string {
	name := l.Name + ".bias"
	g.constant(name, float32s, []int{l.Out}, export.Little(l.Bias))
	return name
}
