// Package ahead reads a file in few, large pieces.
//
// A file that the user chose is read from WebAssembly by asking the browser for
// a slice of it, which costs a round trip to another process however short the
// slice. Readers of packs and of zip files ask for a few kilobytes at a time,
// mostly one piece behind the other. A [Reader] stands between: it reads on when
// it is asked for what comes next, and little more than asked for when it is
// asked to jump. It forgets a file that was read to its end: of a folder of photos
// thousands are open at a time.
package ahead

import (
	"fmt"
	"io"
	"sync"
)

const (
	// onward is what is fetched, in bytes, when reading goes on where it was:
	// the round trip's cost is then spread so thin that it does not show.
	onward = 1 << 20
	// jump is what is fetched, in bytes, on a jump: some small photos, and the
	// head of a zip file's entry with its contents.
	jump = 64 << 10
)

// Reader is an [io.ReaderAt] over a file of known size. It keeps one piece of it
// in memory. It may be used from several goroutines.
type Reader struct {
	fetch func(p []byte, off int64) error
	size  int64

	mu    sync.Mutex
	piece []byte
	start int64 // of piece, in the file
}

// New returns a reader of a file of size bytes. fetch fills p with the bytes
// from off on, which are all inside the file.
func New(size int64, fetch func(p []byte, off int64) error) *Reader {
	return &Reader{fetch: fetch, size: size}
}

// Size is the file's size in bytes.
func (r *Reader) Size() int64 { return r.size }

// ReadAt implements [io.ReaderAt].
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("read at byte %d: a file begins at 0", off)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= r.size {
			return n, io.EOF
		}
		if !r.holds(at) {
			if err := r.load(at, len(p)-n); err != nil {
				return n, err
			}
		}
		n += copy(p[n:], r.piece[at-r.start:])
	}
	if off+int64(n) == r.size {
		r.piece = nil
	}
	return n, nil
}

// holds reports whether the byte at off is in memory.
func (r *Reader) holds(off int64) bool {
	return off >= r.start && off < r.start+int64(len(r.piece))
}

// load fetches a piece from off on, of which want bytes are needed now.
func (r *Reader) load(off int64, want int) error {
	length := max(min(want, onward), jump)
	if end := r.start + int64(len(r.piece)); len(r.piece) > 0 && off >= end && off < end+jump {
		length = onward
	}
	length = int(min(int64(length), r.size-off))
	if cap(r.piece) < length {
		r.piece = make([]byte, length)
	}
	piece := r.piece[:length]
	if err := r.fetch(piece, off); err != nil {
		r.piece = r.piece[:0] // fetch may have overwritten part of it
		return err
	}
	r.piece, r.start = piece, off
	return nil
}
