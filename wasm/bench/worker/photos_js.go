package main

import (
	"fmt"
	"syscall/js"

	"pawgrad/wasm/bench/workload"
)

// fetchPhotos gets the photos at a size from the benchmark's server: values in 0..1.
func fetchPhotos(size int) ([]workload.Example, error) {
	file, err := fetch(fmt.Sprintf("photos?size=%d", size))
	if err != nil {
		return nil, err
	}
	each := size * size * 3
	var all []workload.Example
	for ; len(file) > each; file = file[1+each:] {
		e := workload.Example{Label: float32(file[0]), Values: make([]float32, each)}
		for i, v := range file[1 : 1+each] {
			e.Values[i] = float32(v) / 255
		}
		all = append(all, e)
	}
	return all, nil
}

// fetch gets a file from the benchmark's server.
func fetch(address string) ([]byte, error) {
	done := make(chan []byte)
	failed := make(chan error)
	take := js.FuncOf(func(_ js.Value, args []js.Value) any {
		array := js.Global().Get("Uint8Array").New(args[0])
		file := make([]byte, array.Length())
		js.CopyBytesToGo(file, array)
		go func() { done <- file }()
		return nil
	})
	defer take.Release()
	fail := js.FuncOf(func(_ js.Value, args []js.Value) any {
		go func() { failed <- fmt.Errorf("fetching %s: %s", address, args[0].Call("toString").String()) }()
		return nil
	})
	defer fail.Release()
	read := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if !args[0].Get("ok").Bool() {
			return js.Global().Get("Promise").Call("reject", args[0].Get("statusText"))
		}
		return args[0].Call("arrayBuffer")
	})
	defer read.Release()
	js.Global().Call("fetch", address).Call("then", read).Call("then", take, fail)
	select {
	case file := <-done:
		return file, nil
	case err := <-failed:
		return nil, err
	}
}
