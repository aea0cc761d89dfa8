// Package run is where modules run and tensors live: one memory, apart from Go's own, and the functions loaded into
// it.
//
// A Host is either a browser's WebAssembly (build tag js) or wazero (everywhere else); New returns the one that this
// program was built for. wazero has no relaxed SIMD, so native runs take the baseline path.
package run

import (
	"encoding/binary"

	"pawgrad/wasm/emit"
)

// Host owns a WebAssembly memory and instantiates modules that import it.
type Host interface {
	// Threads is how many threads can share the memory at most: as many as were asked for, or 1 where the engine does not
	// lend memory to several. With more than 1 modules are written for threads (emit.Options.Threads), and the memory
	// begins with the place where they meet.
	Threads() int
	// Hire asks for so many threads in all, at most Threads. They come when they come.
	Hire(threads int)
	// Ready is how many there are now, with the one that calls.
	Ready() int
	// Name says what the host is, for people.
	Name() string
	// Relaxed says whether the host has the relaxed SIMD instructions.
	Relaxed() bool
	// Size is the memory's size in bytes.
	Size() int
	// Grow makes the memory larger by whole pages; it may fail.
	Grow(pages int) error
	// Read copies from the memory at addr into b, Write from b into the memory.
	Read(addr uint32, b []byte)
	Write(addr uint32, b []byte)
	// Load compiles and instantiates a module and returns its exported function run.
	Load(module []byte) (Function, error)
	// Close frees everything.
	Close()
}

// patience is how many naps a thread takes that waits for another, before it takes it that the other has gone.
const patience = 200

// meeting is what the place where threads meet holds before the first call: nobody, and their patience.
func meeting() []byte {
	b := make([]byte, emit.MeetingEnd-emit.Meeting)
	binary.LittleEndian.PutUint32(b[emit.MeetingPatience-emit.Meeting:], patience)
	return b
}

// Function is the function run of a module.
type Function interface {
	// Call runs it to the end, on so many threads, of which there are at least so many. An error means that it trapped, as
	// at an integer division by zero, or that one of the threads has gone; then the others have gone, too.
	Call(threads int, args ...uint32) error
	Close()
}
