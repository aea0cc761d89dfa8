//go:build !js || dump

package wasm

import (
	"fmt"
	"io"
	"os"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/plan"

	"github.com/pkg/errors"
)

// dump writes what the stages make of computations. The words of it are many, so a program for a browser, which has to
// be sent to each visitor, has them only if it was built with the tag "dump".
type dump struct {
	out  io.Writer // nil without the option
	file io.Closer // to be closed, nil for the standard error
}

// open begins to write to a file, or to the standard error (a browser's console) without a name.
func (d *dump) open(name string) error {
	if name == "" {
		d.out = os.Stderr
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return errors.WithMessage(err, "a file that can be written is needed")
	}
	d.out, d.file = file, file
	return nil
}

func (d *dump) close() {
	if d.file != nil {
		d.file.Close()
	}
}

func (d *dump) graph(stage string, g *ir.Graph)             { d.write(g.Name, stage, g) }
func (d *dump) program(computation string, p *fuse.Program) { d.write(computation, "program", p) }
func (d *dump) plan(computation string, p *plan.Plan)       { d.write(computation, "plan", p) }
func (d *dump) module(computation string, m *asm.Module)    { d.write(computation, "module", m) }

func (d *dump) write(computation, stage string, made fmt.Stringer) {
	if d.out != nil {
		fmt.Fprintf(d.out, "== %s: %s\n%s\n", computation, stage, made)
	}
}
