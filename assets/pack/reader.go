package pack

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// verifyChunk is what Verify reads at a time: large enough that a read's cost
// does not show, small enough that progress moves.
const verifyChunk = 1 << 20

// Set is an open pack. Its methods may be called concurrently if the reader
// allows concurrent ReadAt.
type Set struct {
	r      io.ReaderAt
	info   Info
	sha256 string // of all pixels
	id     string // see SHA256
	images []Image
}

// Open reads and checks the index of a pack of size bytes; pixels it leaves
// alone (see [Set.Verify]). Its errors wrap ErrNotPack, ErrDamaged or ErrNewer
// and are sentences for the user.
func Open(r io.ReaderAt, size int64) (*Set, error) {
	head := make([]byte, len(headMagic))
	if size >= int64(len(head)) {
		if err := readFull(r, head, 0); err != nil {
			return nil, err
		}
	}
	if string(head) != headMagic {
		return nil, fmt.Errorf("%w: it begins otherwise; choose a .pack file, or give the folder or zip of photos itself", ErrNotPack)
	}
	if size < int64(len(headMagic)+tailBytes) {
		return nil, damaged("it is cut short after %d bytes", size)
	}
	tail := make([]byte, tailBytes)
	if err := readFull(r, tail, size-int64(tailBytes)); err != nil {
		return nil, err
	}
	if string(tail[8:]) != tailMagic {
		return nil, damaged("its end is missing, so it is cut short (%d bytes are there)", size)
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	pixels := size - int64(len(headMagic)+tailBytes) - length
	if length > maxIndexBytes || pixels < 0 {
		return nil, damaged("it claims an index of %d bytes", length)
	}
	text := make([]byte, length)
	if err := readFull(r, text, int64(len(headMagic))+pixels); err != nil {
		return nil, err
	}
	if crc32.ChecksumIEEE(text) != binary.LittleEndian.Uint32(tail[4:]) {
		return nil, damaged("its index does not match its checksum")
	}
	return parse(r, text, pixels)
}

// parse makes a set of an index's text and the number of bytes before it.
func parse(r io.ReaderAt, text []byte, pixels int64) (*Set, error) {
	// The version comes first: a newer index may not even fit today's fields.
	var kind struct {
		Format  string
		Version int
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return nil, damaged("its index is not readable: %v", err)
	}
	if kind.Format != Format || kind.Version < 1 {
		return nil, damaged("its index says format %q, version %d", kind.Format, kind.Version)
	}
	if kind.Version > Version {
		return nil, fmt.Errorf("%w: it has version %d, and this program reads up to %d; reload the page for its newest version, or make the pack again",
			ErrNewer, kind.Version, Version)
	}
	var ix index
	if err := json.Unmarshal(text, &ix); err != nil {
		return nil, damaged("its index is not readable: %v", err)
	}
	if err := ix.Info.check(); err != nil {
		return nil, damaged("%v", err)
	}
	if want := int64(len(ix.Images)) * int64(ix.PixelBytes()); want != pixels || len(ix.Images) == 0 {
		return nil, damaged("it lists %d images of %dx%d, which take %d bytes, but holds %d", len(ix.Images), ix.Height, ix.Width, want, pixels)
	}
	for _, img := range ix.Images {
		if err := img.check(len(ix.Classes)); err != nil {
			return nil, damaged("%v", err)
		}
	}
	return &Set{r: r, info: ix.Info, sha256: ix.SHA256, id: ix.identity(), images: ix.Images}, nil
}

// identity is what [Set.SHA256] returns.
func (ix index) identity() string {
	if ix.Relabelled == nil {
		return ix.SHA256
	}
	sum := sha256.New()
	fmt.Fprintln(sum, ix.SHA256)
	for _, img := range ix.Images {
		fmt.Fprintln(sum, img.Label, img.Split)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Info describes the set. The caller must not change its Classes.
func (s *Set) Info() Info { return s.info }

// SHA256 is the set's identity, hexadecimal, for example for a cache's key: the checksum of
// all pixels that the index states. A relabelled set may have the very pixels of the set
// that it was made of, so its identity is that of the checksum with all labels and splits
// behind it.
func (s *Set) SHA256() string { return s.id }

// Len is the number of images.
func (s *Set) Len() int { return len(s.images) }

// Image returns the entry of image i, 0 <= i < Len.
func (s *Set) Image(i int) Image { return s.images[i] }

// Split returns the indices of the images in a split, ascending.
func (s *Set) Split(sp Split) []int {
	var found []int
	for i, img := range s.images {
		if img.Split == sp {
			found = append(found, i)
		}
	}
	return found
}

// Counts returns how many images of each class a split has.
func (s *Set) Counts(sp Split) []int {
	counts := make([]int, len(s.info.Classes))
	for _, img := range s.images {
		if img.Split == sp {
			counts[img.Label]++
		}
	}
	return counts
}

// Pixels reads image i into dst, which has Height*Width*3 bytes: RGB, HWC.
// The error is the reader's: the file went away or became shorter.
func (s *Set) Pixels(i int, dst []byte) error {
	if i < 0 || i >= len(s.images) || len(dst) != s.info.PixelBytes() {
		panic(fmt.Sprintf("pack: Pixels(%d, %d bytes) of a set of %d images of %d bytes", i, len(dst), len(s.images), s.info.PixelBytes()))
	}
	return readFull(s.r, dst, s.offset(i))
}

// offset is where the pixels of image i begin; offset(Len) is where all end.
func (s *Set) offset(i int) int64 {
	return int64(len(headMagic)) + int64(i)*int64(s.info.PixelBytes())
}

// Verify reads all pixels and compares their SHA-256 with the index's.
// progress, which may be nil, is told the bytes done and in all.
func (s *Set) Verify(progress func(done, total int64)) error {
	begin, end := s.offset(0), s.offset(len(s.images))
	sum, buf := sha256.New(), make([]byte, min(verifyChunk, end-begin))
	for at := begin; at < end; {
		part := buf[:min(int64(len(buf)), end-at)]
		if err := readFull(s.r, part, at); err != nil {
			return err
		}
		sum.Write(part)
		at += int64(len(part))
		if progress != nil {
			progress(at-begin, end-begin)
		}
	}
	if found := hex.EncodeToString(sum.Sum(nil)); found != s.sha256 {
		return damaged("its pixels have SHA-256 %s, expected %s", found, s.sha256)
	}
	return nil
}

// damaged says what is wrong with a file that began as a pack, and the cure.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s; fetch or make it again", ErrDamaged, fmt.Sprintf(format, args...))
}

// readFull fills p from offset off. A ReaderAt may report io.EOF with a read
// that reaches the end of the file; that is no failure.
func readFull(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return damaged("it ends at byte %d, where %d more are expected", off+int64(n), len(p)-n)
	}
	return fmt.Errorf("reading the image pack at byte %d: %w; check that the file is still there and choose it again", off, err)
}
