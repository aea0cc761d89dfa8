//go:build linux || darwin

package run

import (
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// mapped is a memory in the system's own pages: all its addresses are reserved at once, and the
// system gives a page when it is first written to. So it grows without being copied, and Go's
// garbage collector neither sees it nor counts it.
type mapped []byte

// mapMemory reserves the addresses of a memory of at most so many bytes, and says how to give
// them back. Where the system refuses so many it returns nil.
func mapMemory(most uint64) (m experimental.LinearMemory, release func()) {
	pages, err := syscall.Mmap(-1, 0, int(most), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON|syscall.MAP_NORESERVE)
	if err != nil {
		return nil, nil
	}
	return mapped(pages), func() { _ = syscall.Munmap(pages) } // what cannot be given back stays reserved
}

// Reallocate implements [experimental.LinearMemory].
func (m mapped) Reallocate(size uint64) []byte {
	if size > uint64(len(m)) {
		return nil
	}
	return m[:size]
}

// Free implements [experimental.LinearMemory]. wazero calls it as soon as one of the modules
// that import the memory is closed, when others still use it: so it is the host that gives it back.
func (m mapped) Free() {}
