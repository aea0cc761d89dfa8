//go:build js && !dump

package wasm

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/plan"

	"github.com/pkg/errors"
)

// dump writes nothing here: see dump.go.
type dump struct{}

func (dump) open(string) error {
	return errors.New("is not in this program: build it with the tag \"dump\"")
}

func (dump) close()                        {}
func (dump) graph(string, *ir.Graph)       {}
func (dump) program(string, *fuse.Program) {}
func (dump) plan(string, *plan.Plan)       {}
func (dump) module(string, *asm.Module)    {}
