//go:build js && wasm

package main

import (
	"github.com/gomlx/compute"

	"pawgrad/nn/export/onefile"
	"pawgrad/wasm/alone"
)

// compile compiles a computation that is to run without this program.
func compile(name string, construct func(compute.Function) ([]compute.Value, error)) (*onefile.Program, error) {
	p, err := alone.Compile(name, construct)
	return (*onefile.Program)(p), err
}
