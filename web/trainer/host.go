//go:build js && wasm

package main

import (
	"fmt"
	"runtime"
	"strings"
	"syscall/js"

	"pawgrad/app/protocol"
	"pawgrad/wasm"
	"pawgrad/wasm/roofline"
	"pawgrad/web/trainer/desk"
)

// host is the browser's worker as a [desk.Host].
type host struct {
	decoder
	tick    tick
	backend *wasm.Backend
}

func newHost(backend *wasm.Backend) *host {
	return &host{decoder: newDecoder(), tick: newTick(), backend: backend}
}

// Post implements [desk.Host].
func (h *host) Post(e protocol.Event, a desk.Attachments) {
	out := protocol.Attachments{Bytes: a.Bytes}
	for _, f := range a.Files {
		out.Files = append(out.Files, f.(*blob).value)
	}
	if err := protocol.Post(js.Global(), e, out); err != nil {
		panic(fmt.Sprintf("trainer: post %T: %v", e, err))
	}
}

// Yield implements [desk.Host].
func (h *host) Yield() { h.tick.wait() }

// Create implements [desk.Host].
func (h *host) Create() desk.Draft { return newDraft() }

// Roofline implements [desk.Host].
func (h *host) Roofline() (float64, error) { return roofline.Measure(h.backend.Relaxed()) }

// Memory implements [desk.Host]: what Go's heap and the tensors' memory occupy.
// Neither ever shrinks.
func (h *host) Memory() int64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.Sys) + int64(h.backend.Memory().Total)
}

// NoMemory implements [desk.Host] by the words that browsers and the backend
// have for it: neither has an error of its own kind.
func (h *host) NoMemory(err error) bool {
	text := strings.ToLower(err.Error())
	for _, words := range []string{"out of memory", "allocation failed", "could not allocate"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}
