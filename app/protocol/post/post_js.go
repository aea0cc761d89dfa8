// Package post hands the protocol's messages over between the page and its workers.
package post

import (
	"fmt"
	"syscall/js"

	"pawgrad/app/protocol"
)

// Attachments travel beside a message's JSON.
type Attachments struct {
	Files []js.Value // Blobs or Files, shared by reference
	Bytes [][]byte   // copied once into an ArrayBuffer, which is then handed over
}

// Field names of the posted object.
const (
	fieldJSON  = "json"
	fieldFiles = "files"
	fieldBytes = "bytes"
)

// Send sends a message with its attachments to a Worker, or from inside one to
// the page (target is then the worker's global scope).
func Send(target js.Value, m protocol.Message, a Attachments) error {
	data, err := protocol.Encode(m)
	if err != nil {
		return err
	}
	files := js.Global().Get("Array").New()
	for _, f := range a.Files {
		files.Call("push", f)
	}
	buffers, transfer := js.Global().Get("Array").New(), js.Global().Get("Array").New()
	for _, b := range a.Bytes {
		array := js.Global().Get("Uint8Array").New(len(b))
		js.CopyBytesToJS(array, b)
		buffers.Call("push", array)
		transfer.Call("push", array.Get("buffer"))
	}
	object := js.Global().Get("Object").New()
	object.Set(fieldJSON, string(data))
	object.Set(fieldFiles, files)
	object.Set(fieldBytes, buffers)
	target.Call("postMessage", object, transfer)
	return nil
}

// Receive reads the data of a "message" event that [Send] made.
func Receive(data js.Value) (protocol.Message, Attachments, error) {
	if data.Type() != js.TypeObject || data.Get(fieldJSON).Type() != js.TypeString {
		return nil, Attachments{}, fmt.Errorf("receive message: it is not one of ours")
	}
	m, err := protocol.Decode([]byte(data.Get(fieldJSON).String()))
	if err != nil {
		return nil, Attachments{}, err
	}
	var a Attachments
	files := data.Get(fieldFiles)
	for i := range files.Length() {
		a.Files = append(a.Files, files.Index(i))
	}
	buffers := data.Get(fieldBytes)
	for i := range buffers.Length() {
		array := buffers.Index(i)
		b := make([]byte, array.Get("byteLength").Int())
		js.CopyBytesToGo(b, array)
		a.Bytes = append(a.Bytes, b)
	}
	return m, a, nil
}
