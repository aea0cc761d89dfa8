package main

import (
	"fmt"
	"syscall/js"

	"pawgrad/web/trainer/ahead"
	"pawgrad/web/trainer/jobs"
)

// blob is a browser's Blob or File as a [jobs.File]. Its bytes stay with the
// browser, on disk if they are many; only a piece at a time is in memory.
type blob struct {
	*ahead.Reader
	value js.Value
}

func newBlob(value js.Value) *blob {
	reader := js.Global().Get("FileReaderSync").New()
	size := int64(value.Get("size").Float())
	return &blob{value: value, Reader: ahead.New(size, func(p []byte, off int64) error {
		return attempt(func() error {
			slice := value.Call("slice", off, off+int64(len(p)))
			bytes := js.Global().Get("Uint8Array").New(reader.Call("readAsArrayBuffer", slice))
			if n := js.CopyBytesToGo(p, bytes); n != len(p) {
				return fmt.Errorf("the browser gave %d of %d bytes", n, len(p))
			}
			return nil
		})
	})}
}

// draft is a Blob being written, part by part.
type draft struct {
	parts   js.Value // an array of Blobs
	pending []byte
}

// partBytes is the size of a draft's parts: each costs the browser an entry in a
// list, and what is pending costs memory here.
const partBytes = 1 << 20

func newDraft() *draft { return &draft{parts: js.Global().Get("Array").New()} }

// Write implements [jobs.Draft].
func (d *draft) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 { // part by part: what is long is not copied whole
		room := min(len(p), partBytes-len(d.pending))
		d.pending, p = append(d.pending, p[:room]...), p[room:]
		if len(d.pending) == partBytes {
			if err := d.flush(); err != nil {
				return n - len(p), err
			}
		}
	}
	return n, nil
}

// File implements [jobs.Draft].
func (d *draft) File() (jobs.File, error) {
	if err := d.flush(); err != nil {
		return nil, err
	}
	var file *blob
	err := attempt(func() error {
		file = newBlob(js.Global().Get("Blob").New(d.parts))
		return nil
	})
	return file, err
}

// flush hands what is pending over to the browser.
func (d *draft) flush() error {
	return attempt(func() error {
		part := js.Global().Get("Array").New(toJS("Uint8Array", d.pending))
		d.parts.Call("push", js.Global().Get("Blob").New(part))
		d.pending = d.pending[:0]
		return nil
	})
}

// toJS copies bytes into a new array of a JavaScript type: Uint8Array or
// Uint8ClampedArray.
func toJS(kind string, p []byte) js.Value {
	array := js.Global().Get(kind).New(len(p))
	js.CopyBytesToJS(array, p)
	return array
}
