package main

import (
	"fmt"
	"io"
	"syscall/js"

	"pawgrad/app/protocol/post"
	"pawgrad/web/trainer/ahead"
)

// blob is a browser's Blob or File as a [jobs.File]. Its bytes stay with the
// browser, on disk if they are many; only a piece at a time is in memory.
type blob struct {
	*ahead.Reader
	part post.Part
}

func newBlob(value js.Value) *blob { return blobOf(post.Whole(value)) }

func blobOf(part post.Part) *blob {
	return &blob{part: part, Reader: ahead.New(int64(part.Size()), func(p []byte, off int64) error {
		return attempt(func() error {
			slice, reader := part.Slice(int(off), int(off)+len(p)), class("FileReaderSync").New()
			bytes := class("Uint8Array").New(reader.Call("readAsArrayBuffer", slice))
			if n := js.CopyBytesToGo(p, bytes); n != len(p) {
				return fmt.Errorf("the browser gave %d of %d bytes", n, len(p))
			}
			return nil
		})
	})}
}

// All implements [photos.Whole]: other work goes on while the bytes come.
func (b *blob) All() (all []byte, err error) {
	err = attempt(func() error {
		buffer, err := await(b.part.Blob().Call("arrayBuffer"))
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
	return p
}
