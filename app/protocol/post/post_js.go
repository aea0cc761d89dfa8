// Package post hands the protocol's messages over between the page and its workers.
package post

import (
	"fmt"
	"syscall/js"

	"pawgrad/app/protocol"
)

// Field names of the posted object.
const (
	fieldJSON  = "json"
	fieldFiles = "files"
)

// Send sends a message with its files (Blobs or Files, which are shared by reference) to a
// Worker, or from inside one to the page (target is then the worker's global scope).
func Send(target js.Value, m protocol.Message, attached []js.Value) error {
	data, err := protocol.Encode(m)
	if err != nil {
		return err
	}
	files := js.Global().Get("Array").New()
	for _, f := range attached {
		files.Call("push", f)
	}
	object := js.Global().Get("Object").New()
	object.Set(fieldJSON, string(data))
	object.Set(fieldFiles, files)
	target.Call("postMessage", object)
	return nil
}

// Receive reads the data of a "message" event that [Send] made.
func Receive(data js.Value) (m protocol.Message, attached []js.Value, err error) {
	if data.Type() != js.TypeObject || data.Get(fieldJSON).Type() != js.TypeString {
		return nil, nil, fmt.Errorf("receive message: it is not one of ours")
	}
	if m, err = protocol.Decode([]byte(data.Get(fieldJSON).String())); err != nil {
		return nil, nil, err
	}
	files := data.Get(fieldFiles)
	for i := range files.Length() {
		attached = append(attached, files.Index(i))
	}
	return m, attached, nil
}
