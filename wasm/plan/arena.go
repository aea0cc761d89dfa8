package plan

import "slices"

// block is a stretch of the arena.
type block struct{ offset, size int }

// arena hands out stretches, reusing those given back. It only exists while planning: nothing is allocated.
type arena struct {
	holes []block // free stretches below size, by offset
	size  int
}

// take returns a stretch: the tightest hole that fits, else the last hole extended or new space at the end.
func (a *arena) take(size int) *block {
	best := -1
	for i, h := range a.holes {
		if h.size >= size && (best < 0 || h.size < a.holes[best].size) {
			best = i
		}
	}
	if best >= 0 {
		h := &a.holes[best]
		b := &block{h.offset, size}
		h.offset += size
		h.size -= size
		if h.size == 0 {
			a.holes = slices.Delete(a.holes, best, best+1)
		}
		return b
	}
	b := &block{a.size, size}
	if n := len(a.holes); n > 0 && a.holes[n-1].offset+a.holes[n-1].size == a.size {
		b.offset = a.holes[n-1].offset
		a.holes = a.holes[:n-1]
	}
	a.size = b.offset + size
	return b
}

// free gives a stretch back and joins it with its neighbours.
func (a *arena) free(b *block) {
	if b.size == 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(a.holes, b.offset, func(h block, offset int) int { return h.offset - offset })
	a.holes = slices.Insert(a.holes, i, *b)
	if i+1 < len(a.holes) && a.holes[i].offset+a.holes[i].size == a.holes[i+1].offset {
		a.holes[i].size += a.holes[i+1].size
		a.holes = slices.Delete(a.holes, i+1, i+2)
	}
	if i > 0 && a.holes[i-1].offset+a.holes[i-1].size == a.holes[i].offset {
		a.holes[i-1].size += a.holes[i].size
		a.holes = slices.Delete(a.holes, i, i+1)
	}
}
