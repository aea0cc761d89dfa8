// Package safetensors writes a network's weights under PyTorch's names, and beside them a
// program of a few lines that makes a network of them.
package safetensors

import (
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"

	"pawgrad/assets/content"
	"pawgrad/nn/export"
)

// Loader is a Python module that opens a file of [Encode] with PyTorch alone.
//
//go:embed load.py
var Loader []byte

// Notebook opens the file by the Loader, looks whether it has arrived whole, and measures it
// on a folder of photos.
//
//go:embed evaluate.ipynb
var Notebook []byte

// alignment is what the header's length is a multiple of, so that tools can map the numbers
// into memory.
const alignment = 8

// entry describes a tensor in the header.
type entry struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// step is a layer as the Loader reads it.
type step struct {
	Kind       string `json:"kind"`
	Name       string `json:"name,omitempty"`
	Activation string `json:"activation,omitempty"`
	Window     int    `json:"window,omitempty"`
	Padding    int    `json:"padding,omitempty"`
}

// Encode writes a network: kernels as PyTorch orders them, outputs first, under "conv1.weight"
// and the like, all as float32; what else is needed is in the metadata.
func Encode(n *export.Network) ([]byte, error) {
	header := map[string]any{}
	var data []byte
	put := func(name string, values []float32, shape ...int) {
		at := len(data)
		data = append(data, export.Little(values)...)
		header[name] = entry{"F32", shape, [2]int{at, len(data)}}
	}
	put("input.scale", n.Scale[:], len(n.Scale))
	put("input.shift", n.Shift[:], len(n.Shift))
	var steps []step
	for _, l := range n.Layers {
		s := step{Kind: string(l.Kind), Name: l.Name, Activation: l.Activation, Window: l.Window}
		if l.Same {
			s.Padding = l.Window / 2
		}
		steps = append(steps, s)
		if l.Kernel == nil {
			continue
		}
		shape := []int{l.Out, l.In}
		if l.Window > 0 {
			shape = append(shape, l.Window, l.Window)
		}
		put(l.Name+".weight", export.OutputsFirst(l), shape...)
		put(l.Name+".bias", l.Bias, l.Out)
	}
	var err error
	if header["__metadata__"], err = metadata(n, steps); err != nil {
		return nil, err
	}
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	for len(text)%alignment != 0 {
		text = append(text, ' ')
	}
	out := binary.LittleEndian.AppendUint64(make([]byte, 0, 8+len(text)+len(data)), uint64(len(text)))
	return append(append(out, text...), data...), nil
}

// metadata is what the header says of the network; the format has texts alone there.
func metadata(n *export.Network, steps []step) (map[string]string, error) {
	texts := map[string]string{"format": "pt"}
	for _, about := range n.About {
		texts[about[0]] = about[1]
	}
	values := map[string]any{"layers": steps, "classes": n.Classes, "size": n.Size, content.Mark: n.Description}
	if n.Golden != nil {
		values["golden_probabilities"] = n.Golden.Probabilities
		texts["golden_photos"] = base64.StdEncoding.EncodeToString(n.Golden.Pixels)
	}
	for key, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		texts[key] = string(text)
	}
	return texts, nil
}
