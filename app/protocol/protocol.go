// Package protocol is all that the page and a trainer say to each other.
//
// The page runs on the browser's main thread, each trainer in a Web Worker of
// its own; they share no memory, only messages. A message is a Go struct of this
// package: a [Command] goes from the page to a trainer, an [Event] comes back.
// Beside its JSON a message may carry files (a photo, an image set, a model), which are
// handed over without being copied. Each message's comment names them.
//
// Both programs come from one build, but an old page may meet a new worker after
// an update; [Version] then tells, in a sentence, to reload.
//
// The package knows neither the page nor GoMLX, and only the files ending in _js
// know the browser.
package protocol

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Version changes whenever the meaning of a message does.
const Version = 1

// Message is a [Command] or an [Event].
type Message any

// Command is a message from the page to a trainer.
type Command interface{ command() }

// Event is a message from a trainer to the page.
type Event interface{ event() }

// envelope is a message's form in JSON.
type envelope struct {
	Version int             `json:"v"`
	Kind    string          `json:"kind"`
	Body    json.RawMessage `json:"body"`
}

// kinds maps a message's name to its type: the registry that [Decode] reads.
var kinds = map[string]reflect.Type{}

// register adds message types under their Go names.
func register(messages ...Message) {
	for _, m := range messages {
		t := reflect.TypeOf(m)
		kinds[t.Name()] = t
	}
}

// Encode writes a message as JSON, its attachments not included.
func Encode(m Message) ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode message %T: %w", m, err)
	}
	return json.Marshal(envelope{Version: Version, Kind: reflect.TypeOf(m).Name(), Body: body})
}

// Decode reads what [Encode] wrote.
func Decode(data []byte) (Message, error) {
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, fmt.Errorf("decode message: %w", err)
	}
	if e.Version != Version {
		return nil, fmt.Errorf("The page and its trainer are of different versions (%d and %d). Reload the page.", Version, e.Version)
	}
	t, ok := kinds[e.Kind]
	if !ok {
		return nil, fmt.Errorf("decode message: unknown kind %q", e.Kind)
	}
	m := reflect.New(t)
	if err := json.Unmarshal(e.Body, m.Interface()); err != nil {
		return nil, fmt.Errorf("decode message %s: %w", e.Kind, err)
	}
	return m.Elem().Interface().(Message), nil
}
