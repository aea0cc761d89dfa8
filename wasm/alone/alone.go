// Package alone compiles a computation to a module that needs no backend beside it: whoever gives it a memory, with
// constants and a table of addresses at the places that are told, can call it, from any language.
//
// It comes in two forms, as the backend chooses between two paths: with the instructions of baseline SIMD, which every
// browser has, and with the relaxed ones. Where it runs on the path that the backend has taken, its results have the same
// bits as the backend's for a large batch.
package alone

import (
	"encoding/binary"

	"pawgrad/wasm/build"
	"pawgrad/wasm/emit"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/kernel"
	"pawgrad/wasm/plan"
	"pawgrad/wasm/recognise"
	"pawgrad/wasm/simplify"

	"github.com/gomlx/compute"
	"github.com/pkg/errors"
)

// Program is a compiled computation and where it expects what. All addresses are in its memory, in bytes.
type Program struct {
	// Module imports its memory, "env" "memory", and mathematical functions under the names of JavaScript's Math from
	// "math". It exports run(arguments, arena), which computes the outputs from the inputs. Relaxed is the same with the
	// relaxed SIMD instructions, for where they are.
	Module, Relaxed []byte
	// Bytes is how large the memory must be.
	Bytes int
	// Inputs and Outputs are the addresses of their first numbers, in the order of the computation's own.
	Inputs, Outputs []uint32
	// Constants is what has to lie at the address ConstantsAt before the first call.
	Constants   []byte
	ConstantsAt uint32
	// Table is what has to lie at the address Arguments. Its last Kept numbers, four bytes each, are 1: they say that
	// an input has changed that is kept in another form. After a call they may be 0, until it changes again.
	Table     []byte
	Kept      int
	Arguments uint32
	// Arena is the address of the scratch memory.
	Arena uint32
}

// mostKept is how much memory, in bytes, may go into keeping weights in the form that is the fastest to compute with;
// with more they are brought to it at each call.
const mostKept = 64 << 20

// Compile compiles what build makes of a function: its outputs.
func Compile(name string, construct func(compute.Function) ([]compute.Value, error)) (*Program, error) {
	builder := build.New(name, nil)
	outputs, err := construct(builder.Main())
	if err != nil {
		return nil, err
	}
	if err := builder.Main().Return(outputs, nil); err != nil {
		return nil, err
	}
	graph, err := builder.Graph()
	if err != nil {
		return nil, err
	}
	recognised := recognise.Recognise(simplify.Simplify(graph))
	for _, n := range recognised.Nodes {
		if conv, ok := n.Attr.(kernel.ConvForward); ok {
			conv.AsMany = true
			n.Attr = conv
		}
	}
	program := fuse.Fuse(recognised)
	layout := plan.Make(program, true, 1)
	if layout.ConstBytes > mostKept {
		layout = plan.Make(program, false, 1)
	}
	return assemble(program, layout)
}

// assemble gives everything its address and writes the module.
func assemble(program *fuse.Program, layout *plan.Plan) (*Program, error) {
	end := plan.Align // nothing lies at address 0
	take := func(bytes int) uint32 {
		at := end
		end += max(plan.Up(bytes), plan.Align)
		return uint32(at)
	}
	p := &Program{Kept: len(layout.KeptInput)}
	for _, list := range []struct {
		values []*fuse.Value
		at     *[]uint32
	}{{program.Inputs, &p.Inputs}, {program.Outputs, &p.Outputs}} {
		for _, v := range list.values {
			at := take(v.Bytes)
			*list.at = append(*list.at, at)
			p.Table = binary.LittleEndian.AppendUint32(p.Table, at)
		}
	}
	for range p.Kept {
		p.Table = binary.LittleEndian.AppendUint32(p.Table, 1)
	}
	p.Arguments, p.ConstantsAt, p.Arena = take(len(p.Table)), take(layout.ConstBytes), take(layout.ArenaBytes)
	layout.Constants(program, func(offset int, data []byte) {
		if missing := offset + len(data) - len(p.Constants); missing > 0 {
			p.Constants = append(p.Constants, make([]byte, missing)...)
		}
		copy(p.Constants[offset:], data)
	})
	if p.Bytes = end; end > (emit.MaxPages-1)*emit.PageBytes {
		return nil, errors.Errorf("the computation needs %d MB, more than a WebAssembly memory can have", end>>20)
	}
	for relaxed, form := range map[bool]*[]byte{false: &p.Module, true: &p.Relaxed} {
		module, _ := emit.Module(program, layout, p.ConstantsAt, emit.Options{Relaxed: relaxed})
		*form = module.Bytes()
	}
	return p, nil
}
