// Package features keeps what a network's frozen layers make of photos, so that
// every run reads it instead of computing it again.
//
// A photo's features are a row: the largest value, float32 little-endian, and a
// byte for each number, in the order height, width, channel. Features come out of
// a ReLU and a max-pooling: none is negative, most are small, a few are large. A
// byte b therefore stands for the largest value times (b/255)², which has finer
// steps where the numbers are small: the error is at most 1/255 of the geometric
// mean of a value and the largest one. On VGG19 it turns the features' direction
// less than the 8-bit weights do (see the test on real photos), and a row takes a
// quarter of its float32 form.
//
// Rows lie one after the other in any number of files, which are read at random.
// Rows outlive the program that wrote them, in the store of a browser; whoever keeps
// them names them by [Version] too. The package knows neither GoMLX nor the browser.
package features

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Version counts the forms that rows have had.
const Version = 1

// headBytes is the length of what comes before a row's numbers.
const headBytes = 4

// levels is the largest byte.
const levels = 255

// RowBytes is the length of the row of so many numbers.
func RowBytes(numbers int) int { return headBytes + numbers }

// Append writes a photo's features as a row. Negative numbers and such that are
// not finite cannot come out of the layers that features are of; they are written
// as 0.
func Append(dst []byte, features []float32) []byte {
	var most float32
	for _, f := range features {
		if f > most && f <= math.MaxFloat32 {
			most = f
		}
	}
	dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(most))
	for _, f := range features {
		b := byte(0)
		if f > 0 && f <= most {
			b = byte(levels*math.Sqrt(float64(f)/float64(most)) + 0.5)
		}
		dst = append(dst, b)
	}
	return dst
}

// decode turns a row into little-endian float32.
func decode(row, dst []byte) {
	most := math.Float32frombits(binary.LittleEndian.Uint32(row))
	var table [levels + 1]uint32
	for b := range table {
		share := float32(b) / levels
		table[b] = math.Float32bits(most * share * share)
	}
	for i, b := range row[headBytes:] {
		binary.LittleEndian.PutUint32(dst[4*i:], table[b])
	}
}

// File holds rows.
type File interface {
	io.ReaderAt
	Size() int64 // bytes
}

// Rows are the features of a set's images, named by their index in the set.
type Rows struct {
	files   []File
	firsts  []int // index of each file's first image
	images  int
	numbers int
	label   func(i int) int
	cache   map[int][]byte
	left    int // bytes that the cache may still take
}

// Open returns the rows of files that together hold one row of so many numbers
// for each of a set's images, in their order. label gives an image's class; up to
// budget bytes are kept once read. Errors, of [Rows.Read] too, are sentences for the
// page; the cure is the caller's, who knows where the files are from.
func Open(files []File, numbers, images int, label func(i int) int, budget int) (*Rows, error) {
	r := &Rows{files: files, numbers: numbers, label: label, cache: map[int][]byte{}, left: budget}
	for n, f := range files {
		rows := f.Size() / int64(RowBytes(numbers))
		if rows*int64(RowBytes(numbers)) != f.Size() {
			return nil, fmt.Errorf("The cached features are damaged: part %d of them has %d bytes, which is no whole number of rows of %d.", n+1, f.Size(), RowBytes(numbers))
		}
		r.firsts = append(r.firsts, r.images)
		r.images += int(rows)
	}
	if r.images != images {
		return nil, fmt.Errorf("The cached features are of another image set: there are %d of them for %d images.", r.images, images)
	}
	return r, nil
}

// Bytes is the length of one image's features as [Rows.Read] gives them.
func (r *Rows) Bytes() int { return 4 * r.numbers }

// Label is the class of an image.
func (r *Rows) Label(i int) int { return r.label(i) }

// Read writes an image's features to dst of Bytes() bytes: little-endian float32.
func (r *Rows) Read(i int, dst []byte) error {
	row, known := r.cache[i]
	if !known {
		row = make([]byte, RowBytes(r.numbers))
		if err := r.load(i, row); err != nil {
			return err
		}
		if len(row) <= r.left {
			r.cache[i] = row
			r.left -= len(row)
		}
	}
	decode(row, dst)
	return nil
}

// load reads the row of an image.
func (r *Rows) load(i int, row []byte) error {
	if i < 0 || i >= r.images {
		panic(fmt.Sprintf("features: image %d of %d", i, r.images))
	}
	n := len(r.firsts) - 1
	for r.firsts[n] > i {
		n--
	}
	at := int64(i-r.firsts[n]) * int64(len(row))
	if _, err := io.ReadFull(io.NewSectionReader(r.files[n], at, int64(len(row))), row); err != nil {
		return fmt.Errorf("The cached features cannot be read (%w).", err)
	}
	if most := math.Float32frombits(binary.LittleEndian.Uint32(row)); !(most >= 0 && most <= math.MaxFloat32) {
		return fmt.Errorf("The cached features of image %d are damaged.", i)
	}
	return nil
}
