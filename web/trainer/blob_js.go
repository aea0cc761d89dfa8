package main

import (
	"fmt"
	"io"
	"syscall/js"

	"pawgrad/web/trainer/ahead"
)

// blob is a browser's Blob or File as a [jobs.File]. Its bytes stay with the
// browser, on disk if they are many; only a piece at a time is in memory.
type blob struct {
	*ahead.Reader
	value js.Value
}

func newBlob(value js.Value) *blob {
	size := int64(value.Get("size").Float())
	return &blob{value: value, Reader: ahead.New(size, func(p []byte, off int64) error {
		return attempt(func() error {
			slice, reader := value.Call("slice", off, off+int64(len(p))), class("FileReaderSync").New()
			bytes := class("Uint8Array").New(reader.Call("readAsArrayBuffer", slice))
			if n := js.CopyBytesToGo(p, bytes); n != len(p) {
				return fmt.Errorf("the browser gave %d of %d bytes", n, len(p))
			}
			js.Global().Call("pawgradForget", bytes)
			return nil
		})
	})}
}

// All implements [photos.Whole]: other work goes on while the bytes come.
func (b *blob) All() (all []byte, err error) {
	err = attempt(func() error {
		buffer, err := await(b.value.Call("arrayBuffer"))
		if err != nil {
			return err
		}
		all = toGo(class("Uint8Array").New(buffer))
		return nil
	})
	return all, err
}

// Inflate implements [photos.Inflater].
func (b *blob) Inflate(in io.Reader) io.ReadCloser { return inflate(in) }

// toJS copies bytes into a new array of a JavaScript type: Uint8Array or
// Uint8ClampedArray.
func toJS(kind string, p []byte) js.Value {
	array := class(kind).New(len(p))
	js.CopyBytesToJS(array, p)
	return array
}

// toGo takes the bytes out of a Uint8Array.
func toGo(array js.Value) []byte {
	p := make([]byte, array.Get("length").Int())
	js.CopyBytesToGo(p, array)
	js.Global().Call("pawgradForget", array)
	return p
}
