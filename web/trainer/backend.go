//go:build js && wasm

package main

import (
	"fmt"
	"strings"
	"syscall/js"

	"pawgrad/wasm"
)

// mostThreads is how many threads a trainer uses at most: each that might be used has scratch memory of its own.
const mostThreads = 8

// threads is how many threads there may be: one a core, as the page has said.
func threads() int {
	n := js.Global().Get("pawgradThreads")
	if n.Type() != js.TypeNumber {
		return 1
	}
	return max(1, min(n.Int(), mostThreads))
}

// newBackend returns what computes the graphs, and its name for the page's badge.
func newBackend() (backend *wasm.Backend, engine string, err error) {
	if backend, err = wasm.New(fmt.Sprint("threads=", threads())); err != nil {
		return nil, "", err
	}
	engine = "WebAssembly SIMD"
	if strings.HasPrefix(backend.Path(), "relaxed") {
		engine += " (relaxed)"
	}
	return backend, engine, nil
}
