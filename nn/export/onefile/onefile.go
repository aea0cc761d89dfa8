// Package onefile writes a network as one HTML file: a page that names photos by it, with its weights and the program
// that computes it inside. It is opened by a double click and asks no server for anything.
//
// What is large travels packed (gzip) and as text (Ascii85, in which four bytes take five characters); the page, in
// page.html and page.js, brings it to the places in the program's memory that the header names.
package onefile

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/ascii85"
	"encoding/binary"
	"encoding/json"
	"html"
	"io"
	"math"
	"strings"

	"github.com/gomlx/compute"

	"pawgrad/nn/export"
)

//go:embed page.html
var page string

//go:embed page.js
var script string

// Program is a computation compiled to a WebAssembly module that runs alone. Addresses are in its memory, in bytes.
type Program struct {
	// Module imports its memory, "env" "memory", and from "math" functions of JavaScript's Math. It exports
	// run(arguments, arena).
	Module []byte
	// Bytes is how large the memory must be.
	Bytes int
	// Inputs and Outputs are the addresses of the computation's own.
	Inputs, Outputs []uint32
	// Constants lie at ConstantsAt.
	Constants   []byte
	ConstantsAt uint32
	// Table lies at Arguments. Its last Kept numbers, four bytes each, are set to 0 after the first call, as the
	// weights do not change.
	Table     []byte
	Kept      int
	Arguments uint32
	// Arena is the address of the scratch memory.
	Arena uint32
}

// Compiler compiles what construct makes of a function: its outputs.
type Compiler func(name string, construct func(compute.Function) ([]compute.Value, error)) (*Program, error)

// header is what the page reads first.
type header struct {
	Name    string      `json:"name"`
	Classes [2]string   `json:"classes"`
	Size    int         `json:"size"` // of the photos, in pixels
	About   [][2]string `json:"about"`
	Golden  []float64   `json:"golden"` // probabilities of the pictures below

	Memory    int    `json:"memory"` // bytes
	Arguments uint32 `json:"arguments"`
	Arena     uint32 `json:"arena"`
	Photo     uint32 `json:"photo"` // the input: 8-bit pixels
	Logit     uint32 `json:"logit"` // the output: a float32
	Flags     uint32 `json:"flags"` // the table's last Kept numbers
	Kept      int    `json:"kept"`

	// The packed bytes: so many of the module, then of the golden pictures, then the parts one after the other.
	ModuleBytes  int    `json:"moduleBytes"`
	PictureBytes int    `json:"pictureBytes"`
	Parts        []part `json:"parts"`
}

// part is a stretch of the memory.
type part struct {
	At    uint32 `json:"at"`
	Bytes int    `json:"bytes"` // packed
	// Outputs, if not 0, tells that the part is a kernel in 8 bits: first a float32 step for each output, then for each
	// number the multiple of its output's step that it is, outputs next to each other. In the memory it is float32.
	Outputs int `json:"outputs,omitempty"`
}

// Encode writes a network with its golden answers.
func Encode(n *export.Network, compile Compiler) ([]byte, error) {
	program, err := compile(n.Name, func(f compute.Function) ([]compute.Value, error) { return logit(f, n) })
	if err != nil {
		return nil, err
	}
	h := header{
		Name: n.Name, Classes: n.Classes, Size: n.Size, About: n.About, Golden: n.Golden.Probabilities,
		Memory: program.Bytes, Arguments: program.Arguments, Arena: program.Arena,
		Photo: program.Inputs[0], Logit: program.Outputs[0],
		Flags: program.Arguments + uint32(len(program.Table)-4*program.Kept), Kept: program.Kept,
		ModuleBytes: len(program.Module), PictureBytes: len(n.Golden.Pixels),
	}
	var text bytes.Buffer
	letters := ascii85.NewEncoder(&text)
	packed := gzip.NewWriter(letters)
	put := func(data []byte) { packed.Write(data) } // into memory: it cannot fail
	put(program.Module)
	put(n.Golden.Pixels)
	place := func(at uint32, outputs int, data []byte) {
		put(data)
		h.Parts = append(h.Parts, part{at, len(data), outputs})
	}
	place(program.ConstantsAt, 0, program.Constants)
	place(program.Arguments, 0, program.Table)
	for i, w := range weights(n) {
		place(program.Inputs[1+i], len(w.steps), w.encode())
	}
	if err := closeAll(packed, letters); err != nil {
		return nil, err
	}
	about, err := json.Marshal(h) // with "<" written otherwise
	if err != nil {
		return nil, err
	}
	// Of Ascii85's characters "<" alone means something within a page's script.
	body := bytes.ReplaceAll(text.Bytes(), []byte("<"), []byte("v"))
	filled := strings.NewReplacer("{{title}}", html.EscapeString(n.Name), "{{script}}", script, "{{network}}", string(about)).Replace(page)
	before, after, _ := strings.Cut(filled, "{{weights}}")
	return bytes.Join([][]byte{[]byte(before), body, []byte(after)}, nil), nil
}

func closeAll(closers ...io.Closer) error {
	for _, c := range closers {
		if err := c.Close(); err != nil {
			return err
		}
	}
	return nil
}

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

// encode is the tensor as a [part] holds it.
func (w weight) encode() []byte {
	if w.steps == nil {
		return little(w.values)
	}
	data := little(w.steps)
	for i, v := range w.values {
		multiple := int8(0)
		if step := w.steps[i%len(w.steps)]; step > 0 {
			multiple = int8(math.Round(float64(v) / float64(step)))
		}
		data = append(data, byte(multiple))
	}
	return data
}

// little are numbers as little-endian bytes.
func little(values []float32) []byte {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}
