//go:build js && wasm

package main

import (
	"fmt"
	"strings"

	"pawgrad/wasm"
)

// newBackend returns what computes the graphs, on so many threads at most, and its name for the page's badge.
func newBackend(threads int) (backend *wasm.Backend, engine string, err error) {
	if backend, err = wasm.New(fmt.Sprint("threads=", threads)); err != nil {
		return nil, "", err
	}
	engine = "WebAssembly SIMD"
	if strings.HasPrefix(backend.Path(), "relaxed") {
		engine += " (relaxed)"
	}
	return backend, engine, nil
}
