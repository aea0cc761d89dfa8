package ahead

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// counted returns a reader of content and the number of its fetches.
func counted(t *testing.T, content []byte) (*Reader, *int) {
	fetches := 0
	return New(int64(len(content)), func(p []byte, off int64) error {
		fetches++
		if len(p) == 0 || off+int64(len(p)) > int64(len(content)) {
			t.Errorf("fetch of %d bytes at %d of a file of %d", len(p), off, len(content))
		}
		copy(p, content[off:])
		return nil
	}), &fetches
}

func random(n int) []byte {
	b := make([]byte, n)
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < n; i++ {
		b[i] = byte(r.Uint32())
	}
	return b
}

func TestReaderKeepsTheContract(t *testing.T) {
	for _, n := range []int{0, 1, 1000, jump, jump + 1, onward + jump + 5} {
		content := random(n)
		r, _ := counted(t, content)
		if err := iotest.TestReader(io.NewSectionReader(r, 0, int64(n)), content); err != nil {
			t.Errorf("file of %d bytes: %v", n, err)
		}
	}
}

func TestReadsAnywhere(t *testing.T) {
	content := random(3*onward + 17)
	r, _ := counted(t, content)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		off := rng.Int64N(int64(len(content)))
		p := make([]byte, rng.IntN(2*onward))
		n, err := r.ReadAt(p, off)
		if want := min(len(p), len(content)-int(off)); n != want || !bytes.Equal(p[:n], content[off:off+int64(n)]) {
			t.Fatalf("ReadAt(%d bytes, %d) = %d bytes, want %d, or other bytes than the file's", len(p), off, n, want)
		}
		if (err == io.EOF) != (n < len(p)) {
			t.Fatalf("ReadAt(%d bytes, %d) = %d, %v", len(p), off, n, err)
		}
	}
}

func TestReadingOnFetchesLittleOften(t *testing.T) {
	content := random(8 * onward)
	r, fetches := counted(t, content)
	for off := 0; off < len(content); off += 4096 {
		if _, err := r.ReadAt(make([]byte, 4096), int64(off)); err != nil {
			t.Fatal(err)
		}
	}
	if *fetches > 10 {
		t.Errorf("reading 8 MiB in pieces of 4 KiB took %d fetches, want at most 10", *fetches)
	}
}

// TestSideBySide: photos of an archive are asked for in the order of their names, 1.jpg, 10.jpg,
// 100.jpg, some of them at a time and some not at all.
func TestSideBySide(t *testing.T) {
	const photos, each = 2000, 8 << 10
	content := random(photos * each)
	order := make([]int, photos)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(strconv.Itoa(a), strconv.Itoa(b)) })
	for i := 0; i+3 < photos; i += 4 { // of four that are read at the same time the last may be first
		slices.Reverse(order[i : i+4])
	}
	r, fetches := counted(t, content)
	p := make([]byte, each)
	for i, photo := range order {
		if i%5 == 0 {
			continue
		}
		if n, err := r.ReadAt(p, int64(photo*each)); n != each || err != nil || !bytes.Equal(p, content[photo*each:][:each]) {
			t.Fatalf("photo %d: %d bytes, %v, or other bytes than the file's", photo, n, err)
		}
	}
	if most := 3 * len(content) / onward; *fetches > most {
		t.Errorf("%d photos took %d fetches, want at most %d", photos, *fetches, most)
	}
}

func TestZipThroughReader(t *testing.T) {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	want := random(300_000)
	for _, name := range []string{"a", "b", "c"} {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(want); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, fetches := counted(t, file.Bytes())
	archive, err := zip.NewReader(r, r.Size())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		entry, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(entry); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("entry %s: %d bytes, %v; want the %d written", f.Name, len(got), err, len(want))
		}
	}
	if *fetches > 6 {
		t.Errorf("a zip file of 0.9 MB took %d fetches, want at most 6", *fetches)
	}
}

func TestErrors(t *testing.T) {
	gone := errors.New("the file is gone")
	calls := 0
	r := New(10, func(p []byte, off int64) error {
		if calls++; calls == 1 {
			return gone
		}
		copy(p, "0123456789"[off:])
		return nil
	})
	if _, err := r.ReadAt(make([]byte, 4), 0); !errors.Is(err, gone) {
		t.Errorf("error %v, want the fetch's", err)
	}
	p := make([]byte, 4)
	if n, err := r.ReadAt(p, 3); n != 4 || err != nil || string(p) != "3456" {
		t.Errorf("after a failure: %q, %v; want \"3456\"", p[:n], err)
	}
	if _, err := r.ReadAt(p, -1); err == nil {
		t.Error("ReadAt(-1) gave no error")
	}
}
