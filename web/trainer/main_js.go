// Command trainer is the program of a Web Worker: it trains networks and
// classifies photos for the page, which it knows only by the messages of package
// protocol.
//
// This folder holds what touches the browser: reading files, decoding photos,
// making pictures, the event loop. What the trainer does with them is package
// jobs. Here the parts meet: the messages, the networks and the backend that
// computes them.
package main

import (
	"fmt"
	"syscall/js"

	"pawgrad/app/protocol"
	"pawgrad/app/protocol/post"
	"pawgrad/web/trainer/jobs"
)

func main() {
	backend, engine, err := newBackend(threads())
	if err != nil {
		panic(fmt.Sprintf("trainer: no backend: %v", err))
	}
	h := newHost(backend)
	t := jobs.New(h, backend, compile)
	js.Global().Call("pawgradReceive", js.FuncOf(func(_ js.Value, args []js.Value) any {
		receive(h, t, args[0])
		return nil
	}))
	t.Work(engine)
}

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

// receive hands a message over to the jobs.
func receive(h *host, t *jobs.Trainer, data js.Value) {
	m, attached, err := post.Receive(data)
	command, ok := m.(protocol.Command)
	if err == nil && !ok {
		err = fmt.Errorf("a %T is no command", m)
	}
	if err != nil {
		h.Post(protocol.Failed{
			Kind: protocol.Crashed, Cure: "Reload the page.",
			Sentence: fmt.Sprintf("The trainer does not understand a message of the page (%v).", err),
		}, jobs.Attachments{})
		return
	}
	files := make([]jobs.File, len(attached))
	for i, f := range attached {
		files[i] = blobOf(f)
	}
	t.Send(command, jobs.Attachments{Files: files})
}
