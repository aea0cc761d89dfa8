// Package gomlx writes a network as a checkpoint of GoMLX, and beside it a Go program of a few lines that names photos
// by it, on any of GoMLX's backends, with the package that it imports for that.
package gomlx

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/gomlx/compute/dtypes"

	"pawgrad/nn/export"
	"pawgrad/nn/spec"
)

//go:embed classify/main.go
var program string

//go:embed classify/network/network.go
var network string

// Sources are the files of the Go program that opens a checkpoint, a module of its own, as pairs of a name and a text.
func Sources() [][2]string {
	const here, there = `"pawgrad/nn/export/gomlx/classify/`, `"classify/`
	return [][2]string{
		{"main.go", strings.Replace(program, here, there, 1)},
		{"network/network.go", network},
		{"go.mod", module},
	}
}

const module = `module classify

go 1.26

require (
	github.com/gomlx/compute v0.1.6
	github.com/gomlx/gomlx v0.28.8
	golang.org/x/image v0.47.0
)
`

// Names of the checkpoint's two files. GoMLX takes the last one of a folder, by its name.
const (
	Folder = "checkpoint/"
	About  = Folder + "checkpoint-n0000000-pawgrad.json"
	Values = Folder + "checkpoint-n0000000-pawgrad.bin"
)

// checkpoint is what GoMLX writes as JSON.
type checkpoint struct {
	Params    []param
	Variables []variable
	BinFormat string
}

// param is a setting of the network.
type param struct {
	Scope, Key string
	Value      any
	ValueType  string
}

// variable says where a tensor lies among the values.
type variable struct {
	ParameterName string
	Dimensions    []int
	DType         dtypes.DType
	Pos, Length   int // bytes
}

// writer collects variables and their values.
type writer struct {
	checkpoint
	values []byte
}

// Encode writes a network's checkpoint: its weights as variables under the names of their layers, "/conv1/kernel", its
// layers and classes as parameters, and its golden answers as variables, too. What is added to a layer's numbers has as
// many axes as they have.
func Encode(n *export.Network) (about, values []byte, err error) {
	w := &writer{checkpoint: checkpoint{BinFormat: "uncompressed"}}
	w.numbers("pixels/scale", n.Scale[:], 1, 1, 1, 3)
	w.numbers("pixels/shift", n.Shift[:], 1, 1, 1, 3)
	layers, padding := []string{"pixels"}, 0
	for _, l := range n.Layers {
		name := l.Name
		switch l.Kind {
		case spec.Conv:
			if l.Same {
				padding = l.Window / 2
			}
			w.numbers(name+"/kernel", l.Kernel, l.Window, l.Window, l.In, l.Out)
			w.numbers(name+"/bias", l.Bias, 1, 1, 1, l.Out)
		case spec.Dense:
			w.numbers(name+"/kernel", l.Kernel, l.In, l.Out)
			w.numbers(name+"/bias", l.Bias, 1, l.Out)
		default:
			name = string(l.Kind)
		}
		layers = append(layers, name)
		if l.Activation != "" {
			layers = append(layers, l.Activation)
		}
	}
	w.param("layers", strings.Join(layers, " "))
	w.param("padding", padding) // of convolutions, on each side
	w.param("class", n.Classes[1])
	w.param("size", n.Size)
	for _, pair := range n.About {
		w.param(pair[0], pair[1])
	}
	if n.Golden != nil {
		w.variable("golden/photos", dtypes.Uint8, n.Golden.Pixels, export.Goldens, n.Size, n.Size, 3)
		told := make([]float32, len(n.Golden.Probabilities))
		for i, p := range n.Golden.Probabilities {
			told[i] = float32(p)
		}
		w.numbers("golden/probabilities", told, len(told), 1)
	}
	about, err = json.MarshalIndent(w.checkpoint, "", "\t")
	return about, w.values, err
}

func (w *writer) param(key string, value any) {
	kind := "string"
	if _, whole := value.(int); whole {
		kind = "int"
	}
	w.Params = append(w.Params, param{"/", key, value, kind})
}

// numbers adds a variable of float32.
func (w *writer) numbers(path string, values []float32, shape ...int) {
	w.variable(path, dtypes.Float32, export.Little(values), shape...)
}

func (w *writer) variable(path string, kind dtypes.DType, raw []byte, shape ...int) {
	w.Variables = append(w.Variables, variable{"var:/" + path, shape, kind, len(w.values), len(raw)})
	w.values = append(w.values, raw...)
}
