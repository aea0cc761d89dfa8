package run

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"pawgrad/wasm/emit"
)

// countingHost is a memory that exists only as a size.
type countingHost struct {
	Host
	size, limit int
}

func (h *countingHost) Size() int    { return h.size }
func (h *countingHost) Threads() int { return 1 }

func (h *countingHost) Grow(pages int) error {
	if h.size+pages*emit.PageBytes > h.limit {
		return errors.New("no more")
	}
	h.size += pages * emit.PageBytes
	return nil
}

// TestHeap allocates and frees at random: stretches never overlap, and when all is free it is one hole again.
func TestHeap(t *testing.T) {
	host := &countingHost{size: emit.PageBytes, limit: 64 << 20}
	heap := NewHeap(host)
	rng := rand.New(rand.NewPCG(1, 1))
	live := map[uint32]int{}
	for round := range 4000 {
		if len(live) > 60 || rng.IntN(3) == 0 {
			for addr := range live {
				heap.Free(addr)
				delete(live, addr)
				break
			}
			continue
		}
		n := rng.IntN(1 << rng.IntN(18))
		addr, err := heap.Alloc(n)
		if err != nil {
			t.Fatal(err)
		}
		if addr == 0 || addr%Align != 0 || int(addr)+n > host.size {
			t.Fatalf("round %d: %d bytes at %d of %d", round, n, addr, host.size)
		}
		for other, size := range live {
			if int(addr) < int(other)+size && int(other) < int(addr)+n {
				t.Fatalf("round %d: %d bytes at %d overlap %d bytes at %d", round, n, addr, size, other)
			}
		}
		live[addr] = n
	}
	for addr := range live {
		heap.Free(addr)
	}
	if heap.Used() != 0 || len(heap.holes) != 1 || heap.holes[0] != (stretch{Align, host.size - Align}) {
		t.Errorf("all is free, but %d bytes are in use and the holes are %v", heap.Used(), heap.holes)
	}
}

// TestHeapLimit fills a memory to its limit: the error says what to do, and freeing helps.
func TestHeapLimit(t *testing.T) {
	heap := NewHeap(&countingHost{size: emit.PageBytes, limit: 4 << 20})
	var addrs []uint32
	for {
		addr, err := heap.Alloc(100_000)
		if err != nil {
			if !strings.Contains(err.Error(), "out of memory") || !strings.Contains(err.Error(), "use a smaller batch") {
				t.Errorf("the error is %v", err)
			}
			break
		}
		addrs = append(addrs, addr)
	}
	if len(addrs) < 35 {
		t.Errorf("only %d of 41 possible stretches fit", len(addrs))
	}
	heap.Free(addrs[3])
	if _, err := heap.Alloc(100_000); err != nil {
		t.Errorf("what was freed cannot be had again: %v", err)
	}
}
