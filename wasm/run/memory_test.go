//go:build linux || darwin

package run

import "testing"

// TestMapMemory grows a memory: it does not move, what was written stays, and what is new is 0.
func TestMapMemory(t *testing.T) {
	const page, most = 1 << 16, 1 << 32
	m, release := mapMemory(most)
	if m == nil {
		t.Skip("the system does not reserve 4 GB of addresses")
	}
	defer release()
	first := m.Reallocate(page)
	first[page-1] = 7
	second := m.Reallocate(40 * page)
	if len(second) != 40*page || &second[0] != &first[0] || second[page-1] != 7 || second[page] != 0 || second[40*page-1] != 0 {
		t.Errorf("grown to %d bytes; at the end of what was written %d, behind it %d", len(second), second[page-1], second[page])
	}
	m.Free()
	if second[page-1] != 7 {
		t.Error("it is gone when the first of its modules is")
	}
	if m.Reallocate(most+page) != nil {
		t.Error("it grows beyond its bound")
	}
}

// TestGrowAfterAFunctionHasGone closes one of two functions of a host and lets the memory grow:
// the other finds what it had written.
func TestGrowAfterAFunctionHasGone(t *testing.T) {
	h, err := New(1)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var fs [2]Function
	for i := range fs {
		if fs[i], err = h.Load(quotient("run")); err != nil {
			t.Fatal(err)
		}
	}
	const address = 16
	if err := fs[0].Call(1, address, 42, 6); err != nil {
		t.Fatal(err)
	}
	fs[0].Close()
	if err := h.Grow(1000); err != nil {
		t.Fatal(err)
	}
	var result [1]byte
	if h.Read(address, result[:]); result[0] != 7 {
		t.Errorf("after its function has gone and the memory has grown 42/6 is %d", result[0])
	}
	end := uint32(h.Size() - 4)
	if err := fs[1].Call(1, end, 63, 7); err != nil {
		t.Fatal(err)
	}
	if h.Read(end, result[:]); result[0] != 9 {
		t.Errorf("in what is new of the memory 63/7 is %d", result[0])
	}
}
