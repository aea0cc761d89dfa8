package run

import (
	"slices"

	"pawgrad/wasm/emit"

	"github.com/pkg/errors"
)

// Align is the alignment of everything the heap hands out, in bytes: a cache line.
const Align = 64

// Heap hands out stretches of a host's memory. Its books are kept in Go, beside the memory, so a program that runs
// astray cannot damage them. Addresses start at Align, or after the place where threads meet: 0 is never one.
type Heap struct {
	host  Host
	holes []stretch // free, by address, never adjacent
	sizes map[uint32]int
	used  int
	peak  int
}

type stretch struct {
	addr uint32
	size int
}

// NewHeap returns a heap over all of the host's memory.
func NewHeap(h Host) *Heap {
	start := uint32(Align)
	if h.Threads() > 1 {
		start = emit.MeetingEnd
	}
	return &Heap{host: h, holes: []stretch{{start, h.Size() - int(start)}}, sizes: map[uint32]int{}}
}

// Used is the number of bytes handed out, Peak the most there ever were.
func (h *Heap) Used() int { return h.used }

// Peak is the most bytes that were handed out at one time.
func (h *Heap) Peak() int { return h.peak }

// Alloc returns the address of n bytes, aligned to Align, with any contents. It fails when the memory cannot grow any
// further; the heap stays usable.
func (h *Heap) Alloc(n int) (uint32, error) {
	size := max((n+Align-1)/Align*Align, Align)
	best := -1
	for i, hole := range h.holes {
		if hole.size >= size && (best < 0 || hole.size < h.holes[best].size) {
			best = i
		}
	}
	if best < 0 {
		if err := h.grow(size); err != nil {
			return 0, err
		}
		best = len(h.holes) - 1
	}
	hole := &h.holes[best]
	addr := hole.addr
	hole.addr += uint32(size)
	hole.size -= size
	if hole.size == 0 {
		h.holes = slices.Delete(h.holes, best, best+1)
	}
	h.sizes[addr] = size
	h.used += size
	h.peak = max(h.peak, h.used)
	return addr, nil
}

// grow extends the memory so that its last hole holds size bytes. Memory only ever grows, so it grows by a share of
// itself: the number of times, each of which may copy everything, stays small.
func (h *Heap) grow(size int) error {
	const share = 8
	end := h.host.Size()
	need := size
	if n := len(h.holes); n > 0 && int(h.holes[n-1].addr)+h.holes[n-1].size == end {
		need -= h.holes[n-1].size
	}
	// The last byte of a 4 GiB memory would end at an address that does not fit 32 bits: the last page stays unused.
	room := (emit.MaxPages-1)*emit.PageBytes - end
	want := func(bytes int) int { return (bytes + emit.PageBytes - 1) / emit.PageBytes }
	pages := want(max(need, end/share))
	if pages*emit.PageBytes > room {
		pages = want(need)
	}
	err := errors.Errorf("the memory has reached its limit of 4 GiB")
	if pages*emit.PageBytes <= room {
		err = h.host.Grow(pages)
		if err != nil && pages > want(need) {
			pages = want(need)
			err = h.host.Grow(pages)
		}
	}
	if err != nil {
		const mega = 1 << 20
		return errors.Wrapf(err, "wasm backend: out of memory: %d MB are in use and %d MB more are needed; "+
			"use a smaller batch or smaller images, or close other runs", h.used/mega, (size+mega-1)/mega)
	}
	h.release(stretch{uint32(end), pages * emit.PageBytes})
	return nil
}

// Free gives back what Alloc returned.
func (h *Heap) Free(addr uint32) {
	size, ok := h.sizes[addr]
	if !ok {
		panic("run: an address is freed that was not allocated")
	}
	delete(h.sizes, addr)
	h.used -= size
	h.release(stretch{addr, size})
}

// release adds a hole and joins it with its neighbours.
func (h *Heap) release(s stretch) {
	i, _ := slices.BinarySearchFunc(h.holes, s.addr, func(hole stretch, addr uint32) int {
		return int(int64(hole.addr) - int64(addr))
	})
	h.holes = slices.Insert(h.holes, i, s)
	join := func(i int) {
		if i >= 0 && i+1 < len(h.holes) && int(h.holes[i].addr)+h.holes[i].size == int(h.holes[i+1].addr) {
			h.holes[i].size += h.holes[i+1].size
			h.holes = slices.Delete(h.holes, i+1, i+2)
		}
	}
	join(i)
	join(i - 1)
}
