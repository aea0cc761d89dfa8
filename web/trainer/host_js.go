package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"syscall/js"

	"pawgrad/app/protocol"
	"pawgrad/app/protocol/post"
	"pawgrad/wasm"
	"pawgrad/wasm/roofline"
	"pawgrad/web/trainer/jobs"
)

// host is the browser's worker as a [jobs.Host].
type host struct {
	decoder
	tick    tick
	disk    *disk
	backend *wasm.Backend
}

func newHost(backend *wasm.Backend) *host {
	return &host{decoder: newDecoder(), tick: newTick(), disk: newDisk(), backend: backend}
}

// Post implements [jobs.Host].
func (h *host) Post(e protocol.Event, a jobs.Attachments) {
	var files []post.Part
	for _, f := range a.Files {
		files = append(files, f.(*blob).part)
	}
	if err := post.Send(js.Global(), e, files); err != nil {
		panic(fmt.Sprintf("trainer: post %T: %v", e, err))
	}
}

// Yield implements [jobs.Host].
func (h *host) Yield() { h.tick.wait() }

// Create implements [jobs.Host].
func (h *host) Create() jobs.Draft { return newDraft(h.disk) }

// Roofline implements [jobs.Host].
func (h *host) Roofline() (float64, error) { return roofline.Measure(h.backend.Relaxed()) }

// UseThreads implements [jobs.Host].
func (h *host) UseThreads(n int) { h.backend.UseThreads(n) }

// Interrupted implements [jobs.Host].
func (h *host) Interrupted(err error) bool { return errors.Is(err, wasm.ErrInterrupted) }

// Memory implements [jobs.Host]: what Go's heap and the tensors' memory occupy.
// Neither ever shrinks.
func (h *host) Memory() int64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.Sys) + int64(h.backend.Memory().Total)
}

// NoMemory implements [jobs.Host] by the words that browsers and the backend
// have for it: neither has an error of its own kind.
func (h *host) NoMemory(err error) bool {
	text := strings.ToLower(err.Error())
	return slices.ContainsFunc([]string{"out of memory", "allocation failed", "could not allocate"},
		func(words string) bool { return strings.Contains(text, words) })
}
