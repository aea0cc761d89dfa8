//go:build js && wasm

package main

import (
	"strings"

	"pawgrad/wasm"
)

// newBackend returns what computes the graphs, and its name for the page's badge.
func newBackend() (backend *wasm.Backend, engine string, err error) {
	if backend, err = wasm.New(""); err != nil {
		return nil, "", err
	}
	engine = "WebAssembly SIMD"
	if strings.HasPrefix(backend.Path(), "relaxed") {
		engine += " (relaxed)"
	}
	return backend, engine, nil
}
