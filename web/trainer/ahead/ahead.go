// Package ahead reads a file in few, large pieces.
//
// A file that the user chose is read from WebAssembly by asking the browser for
// a slice of it, which costs a round trip to another process however short the
// slice. Readers of packs and of zip files ask for a few kilobytes at a time,
// mostly one piece behind the other. A [Reader] stands between: it reads on when
// it is asked for what comes next, and little more than asked for when it is
// asked to jump. It keeps some pieces, as several readers may go through a file side by
// side, and as the photos of an archive are asked for by name: 1.jpg, 10.jpg, 100.jpg. It
// forgets a file that was read to its end: of a folder of photos thousands are open at a time.
package ahead

import (
	"fmt"
	"io"
	"slices"
	"sync"
)

const (
	// onward is what is fetched, in bytes, when reading goes on where it was:
	// the round trip's cost is then spread so thin that it does not show.
	onward = 1 << 20
	// jump is what is fetched, in bytes, on a jump: some small photos, and the
	// head of a zip file's entry with its contents.
	jump = 64 << 10
	// reach is how far behind a piece, in bytes, reading goes on rather than jumps: what
	// lies between may be wanted by another reader, or be a photo that is passed over.
	reach = 4 * jump
	// pieces is how many are kept.
	pieces = 4
)

// Reader is an [io.ReaderAt] over a file of known size. It keeps a few pieces of it
// in memory. It may be used from several goroutines.
type Reader struct {
	fetch func(p []byte, off int64) error
	size  int64

	mu   sync.Mutex
	kept []piece // the one used last comes first
}

// piece is a part of the file.
type piece struct {
	bytes []byte
	start int64 // in the file
}

func (p piece) end() int64 { return p.start + int64(len(p.bytes)) }

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
		first := r.kept[0]
		n += copy(p[n:], first.bytes[at-first.start:])
	}
	if off+int64(n) == r.size {
		r.kept = nil
	}
	return n, nil
}

// holds reports whether the byte at off is in memory; its piece then comes first.
func (r *Reader) holds(off int64) bool {
	i := slices.IndexFunc(r.kept, func(p piece) bool { return off >= p.start && off < p.end() })
	if i < 0 {
		return false
	}
	found := r.kept[i]
	copy(r.kept[1:], r.kept[:i])
	r.kept[0] = found
	return true
}

// load fetches a piece, which then comes first, with the byte at off, from which on want bytes
// are needed now.
func (r *Reader) load(off int64, want int) error {
	start, length := off, max(min(want, onward), jump)
	if i := slices.IndexFunc(r.kept, func(p piece) bool { return off >= p.end() && off < p.end()+reach }); i >= 0 {
		start, length = r.kept[i].end(), onward
	}
	length = int(min(int64(length), r.size-start))
	p := piece{r.room(length), start}
	if err := r.fetch(p.bytes, start); err != nil {
		return err
	}
	r.kept = slices.Insert(r.kept, 0, p)
	return nil
}

// room is a buffer for a piece: that of the one unused for longest, where there are as many as
// are kept.
func (r *Reader) room(length int) []byte {
	if len(r.kept) < pieces {
		return make([]byte, length)
	}
	last := r.kept[pieces-1].bytes
	r.kept = r.kept[:pieces-1]
	if cap(last) < length {
		return make([]byte, length)
	}
	return last[:length]
}
