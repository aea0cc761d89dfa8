package testfile

import (
	"runtime"
	"testing"
)

// A reader may allocate this much, and so many bytes for each of its input: JSON of a
// few letters becomes a struct of a hundred bytes, and slices grow by copies.
const (
	baseBytes     = 1 << 20
	bytesEachByte = 512
)

// Bounded runs f, which reads an input of so many bytes, and fails the test if f
// allocates more than they are worth, as it would if it believed a length that the input
// claims. What was freed again counts, too.
func Bounded(t testing.TB, input int, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if n, most := after.TotalAlloc-before.TotalAlloc, uint64(baseBytes+bytesEachByte*input); n > most {
		t.Fatalf("%d bytes were allocated for an input of %d, want %d at most", n, input, most)
	}
}
