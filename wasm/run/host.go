// Package run is where modules run and tensors live: one memory, apart from Go's own, and the functions loaded into
// it.
//
// A Host is either a browser's WebAssembly (build tag js) or wazero (everywhere else); New returns the one that this
// program was built for. wazero has no relaxed SIMD, so native runs take the baseline path.
package run

// Host owns a WebAssembly memory and instantiates modules that import it.
type Host interface {
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

// Function is the function run of a module.
type Function interface {
	// Call runs it to the end. An error means that it trapped, as at an integer division by zero.
	Call(args ...uint32) error
	Close()
}
