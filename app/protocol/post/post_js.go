// Package post hands the protocol's messages over between the page and its workers.
package post

import (
	"encoding/json"
	"fmt"
	"syscall/js"

	"pawgrad/app/protocol"
)

// Field names of the posted object.
const (
	fieldJSON  = "json"
	fieldFiles = "files" // the Blobs
	// fieldPlaces is where in the Blobs the files are, as JSON; without it each Blob is a file.
	fieldPlaces = "places"
)

// Send sends a message with its files, which are shared by reference, to a Worker, or from inside
// one to the page (target is then the worker's global scope).
func Send(target js.Value, m protocol.Message, attached []Part) error {
	data, err := protocol.Encode(m)
	if err != nil {
		return err
	}
	blobs, files := places(attached)
	at, err := json.Marshal(files)
	if err != nil {
		return err
	}
	object := js.Global().Get("Object").New()
	object.Set(fieldJSON, string(data))
	object.Set(fieldFiles, blobs)
	object.Set(fieldPlaces, string(at))
	target.Call("postMessage", object)
	return nil
}

// Receive reads the data of a "message" event that [Send] made.
func Receive(data js.Value) (m protocol.Message, attached []Part, err error) {
	if data.Type() != js.TypeObject || data.Get(fieldJSON).Type() != js.TypeString {
		return nil, nil, fmt.Errorf("receive message: it is not one of ours")
	}
	if m, err = protocol.Decode([]byte(data.Get(fieldJSON).String())); err != nil {
		return nil, nil, err
	}
	var whole []Part
	for i := range data.Get(fieldFiles).Length() {
		whole = append(whole, Whole(data.Get(fieldFiles).Index(i)))
	}
	at := data.Get(fieldPlaces)
	if at.IsUndefined() {
		return m, whole, nil
	}
	var files []place
	if err := json.Unmarshal([]byte(at.String()), &files); err != nil {
		return nil, nil, fmt.Errorf("receive message: %w", err)
	}
	for _, f := range files {
		attached = append(attached, Part{whole[f.Blob].of, f.From, f.To})
	}
	return m, attached, nil
}
