// Package onefile writes a network as one HTML file: a page that names photos by it, with its weights and the program
// that computes it inside. It is opened by a double click and asks no server for anything.
//
// What is large travels packed (gzip) and as text of a page in UTF-16, two bytes a character; the page, in page.html and
// page.js, brings it to the places in the program's memory that the header names.
package onefile

import (
	"bufio"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"html"
	"io"
	"strings"

	"github.com/gomlx/compute"

	"pawgrad/nn/export"
)

//go:embed page.html
var page string

//go:embed page.js
var script string

// words are what the page says in other languages, by the language and the English.
//
//go:embed words.json
var words string

// Program is a computation compiled to a WebAssembly module that runs alone. Addresses are in its memory, in bytes.
type Program struct {
	// Module imports its memory, "env" "memory", and from "math" functions of JavaScript's Math. It exports
	// run(arguments, arena). Relaxed is the same with the relaxed SIMD instructions.
	Module, Relaxed []byte
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

	// The packed bytes: so many of the module with the relaxed instructions, then of that without, then of the golden
	// pictures, then the parts one after the other.
	RelaxedBytes int    `json:"relaxedBytes"`
	ModuleBytes  int    `json:"moduleBytes"`
	PictureBytes int    `json:"pictureBytes"`
	Parts        []part `json:"parts"`
}

// part is a stretch of the memory.
type part struct {
	At    uint32 `json:"at"`
	Bytes int    `json:"bytes"` // packed
	// Outputs, if not 0, tells that the part is a kernel whose numbers are whole multiples of a step for each output:
	// first the steps as float32, then the lowest bytes of all multiples, then the next, until each has had its bytes;
	// outputs lie next to each other. The lowest bit of a multiple is its sign. In the memory they are float32.
	Outputs int `json:"outputs,omitempty"`
	Each    int `json:"each,omitempty"` // bytes of a multiple
}

// Encode writes a network with its golden answers, part by part: the whole is never in memory.
func Encode(to io.Writer, n *export.Network, compile Compiler) error {
	program, err := compile(n.Name, func(f compute.Function) ([]compute.Value, error) { return logit(f, n) })
	if err != nil {
		return err
	}
	list := contents(n, program)
	about, err := json.Marshal(describe(n, program, list)) // with "<" written otherwise
	if err != nil {
		return err
	}
	filled := strings.NewReplacer("{{title}}", html.EscapeString(n.Name), "{{script}}", script, "{{words}}", words, "{{network}}", string(about))
	before, after, _ := strings.Cut(page, "{{packed}}")
	out := bufio.NewWriterSize(to, 1<<16)
	out.Write(encodeText(byteOrderMark + filled.Replace(before))) // what fails here fails below
	if err := pack(out, list); err != nil {
		return err
	}
	out.Write(encodeText(filled.Replace(after)))
	return out.Flush()
}

// describe is what the page reads first.
func describe(n *export.Network, p *Program, list []content) header {
	h := header{
		Name: n.Name, Classes: n.Classes, Size: n.Size, About: n.About, Golden: n.Golden.Probabilities,
		Memory: p.Bytes, Arguments: p.Arguments, Arena: p.Arena, Photo: p.Inputs[0], Logit: p.Outputs[0],
		Flags: p.Arguments + uint32(len(p.Table)-4*p.Kept), Kept: p.Kept,
		RelaxedBytes: len(p.Relaxed), ModuleBytes: len(p.Module), PictureBytes: len(n.Golden.Pixels),
	}
	for _, c := range list[outside:] {
		h.Parts = append(h.Parts, c.part)
	}
	return h
}

// content is something that the page holds, and what writes it.
type content struct {
	part
	write func(io.Writer) error
}

// outside is how many contents have no place in the program's memory.
const outside = 3

// contents are the two modules and the golden pictures, and then all parts of the memory.
func contents(n *export.Network, p *Program) []content {
	list := []content{plain(0, p.Relaxed), plain(0, p.Module), plain(0, n.Golden.Pixels), plain(p.ConstantsAt, p.Constants), plain(p.Arguments, p.Table)}
	for i, w := range weights(n) {
		list = append(list, content{w.part(p.Inputs[1+i]), w.write})
	}
	return list
}

// plain are bytes as they are.
func plain(at uint32, data []byte) content {
	return content{part{At: at, Bytes: len(data)}, func(to io.Writer) error {
		_, err := to.Write(data)
		return err
	}}
}

// pack writes contents one after the other, packed, as the text of a page.
func pack(to io.Writer, list []content) error {
	text := &byteText{to: to}
	packed := gzip.NewWriter(text)
	for _, c := range list {
		if err := c.write(packed); err != nil {
			return err
		}
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return text.Close()
}
