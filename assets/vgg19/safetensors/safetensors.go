// Package safetensors reads the arrays of .safetensors files.
//
// The format (of Hugging Face's safetensors library) is a length, 8 bytes,
// little-endian; a JSON object of that length that maps a name to the number
// type, the shape and the place of an array; and the values, little-endian, in
// row-major order. Places are relative to the end of the JSON.
//
// A file is not to be trusted: the header's length is bounded and every place
// is checked against the file's size and the shape before anything is read.
package safetensors

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"pawgrad/assets/vgg19/internal/floats"
)

const (
	// maxHeader bounds the JSON; VGG19's has 4,000 bytes.
	maxHeader = 1 << 20
)

// Reasons for which a file does not open; test with errors.Is.
var (
	// ErrNotSafetensors: the file is something else altogether.
	ErrNotSafetensors = errors.New("this is not a safetensors file")
	// ErrDamaged: the file is cut short or altered.
	ErrDamaged = errors.New("this safetensors file is damaged")
	// ErrUnsupported: an array is of a number type that is not read.
	ErrUnsupported = errors.New("this safetensors file holds another number type")
)

// types are the number types that are read.
var types = map[string]struct {
	size   int
	decode floats.Decode
}{
	"F32":  {4, floats.Float32},
	"F16":  {2, floats.Float16},
	"BF16": {2, floats.BFloat16},
}

// Tensor is one array.
type Tensor struct {
	Name  string
	Type  string // "F32"
	Shape []int

	r          io.ReaderAt
	begin, end int64
}

// LooksLike tells whether a file that begins with head, 9 bytes or more, may be
// of this format, which has no signature.
func LooksLike(head []byte) bool {
	return len(head) > 8 && head[8] == '{' && binary.LittleEndian.Uint64(head) <= maxHeader
}

// metadata is the entry of the header that is no array.
const metadata = "__metadata__"

// Metadata reads what the header of a file of size bytes says beside its arrays, as pairs
// of texts; nil if it says nothing.
func Metadata(r io.ReaderAt, size int64) (map[string]string, error) {
	entries, _, err := header(r, size)
	if err != nil || entries[metadata] == nil {
		return nil, err
	}
	var texts map[string]string
	if err := json.Unmarshal(entries[metadata], &texts); err != nil {
		return nil, fmt.Errorf("%w: its metadata: %v", ErrDamaged, err)
	}
	return texts, nil
}

// header reads the header of a file, and tells how many bytes its JSON has.
func header(r io.ReaderAt, size int64) (entries map[string]json.RawMessage, n int64, err error) {
	head := make([]byte, min(9, max(size, 0)))
	if err := floats.Full(r, head, 0); err != nil {
		return nil, 0, fmt.Errorf("reading the safetensors file: %w", err)
	}
	if !LooksLike(head) {
		return nil, 0, fmt.Errorf("%w: it begins with %q, expected the length of its header and {", ErrNotSafetensors, head)
	}
	n = int64(binary.LittleEndian.Uint64(head))
	if n > size-8 {
		return nil, 0, fmt.Errorf("%w: it is cut short: it has %d bytes, and its header alone %d", ErrDamaged, size, n)
	}
	text := make([]byte, n)
	if err := floats.Full(r, text, 8); err != nil {
		return nil, 0, fmt.Errorf("reading the safetensors file: %w", err)
	}
	if err := json.Unmarshal(text, &entries); err != nil {
		return nil, 0, fmt.Errorf("%w: its header: %v", ErrDamaged, err)
	}
	return entries, n, nil
}

// Open reads the header of a file of size bytes and lists the arrays, in the
// order of their names. The values stay in r until they are asked for.
func Open(r io.ReaderAt, size int64) ([]*Tensor, error) {
	entries, n, err := header(r, size)
	if err != nil {
		return nil, err
	}
	delete(entries, metadata)
	var tensors []*Tensor
	for name, raw := range entries {
		t, err := tensor(name, raw, size-8-n)
		if err != nil {
			return nil, fmt.Errorf("%w: array %q: %w", ErrDamaged, name, err)
		}
		t.r, t.begin, t.end = r, t.begin+8+n, t.end+8+n
		tensors = append(tensors, t)
	}
	slices.SortFunc(tensors, func(a, b *Tensor) int { return strings.Compare(a.Name, b.Name) })
	return tensors, nil
}

// tensor reads one entry of the header; the values have room for bytes.
func tensor(name string, raw json.RawMessage, room int64) (*Tensor, error) {
	var entry struct {
		Dtype   string   `json:"dtype"`
		Shape   []int    `json:"shape"`
		Offsets [2]int64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &entry); err != nil {
		return nil, err
	}
	t := &Tensor{Name: name, Type: entry.Dtype, Shape: entry.Shape, begin: entry.Offsets[0], end: entry.Offsets[1]}
	if t.begin < 0 || t.end < t.begin {
		return nil, fmt.Errorf("offsets %d to %d", t.begin, t.end)
	}
	if t.end > room {
		return nil, fmt.Errorf("the file is cut short: values up to byte %d, and the file has %d", t.end, room)
	}
	if err := floats.CheckShape(t.Shape); err != nil {
		return nil, err
	}
	// A type that is not known is an error only for who reads the values.
	if kind, known := types[t.Type]; known && int64(t.Len()*kind.size) != t.end-t.begin {
		return nil, fmt.Errorf("%d bytes of values, expected %d for the shape %v in %s", t.end-t.begin, t.Len()*kind.size, t.Shape, t.Type)
	}
	return t, nil
}

// Len is the number of elements.
func (t *Tensor) Len() int { return floats.Len(t.Shape) }

// ReadFloat32 fills dst, which must have Len elements, with the values in
// row-major order.
func (t *Tensor) ReadFloat32(dst []float32) error {
	kind, known := types[t.Type]
	if !known {
		return fmt.Errorf("%w: %s is of type %q, expected F32, F16 or BF16", ErrUnsupported, t.Name, t.Type)
	}
	return floats.ReadArray(dst, t.Name, t.Shape, t.r, t.begin, kind.size, kind.decode)
}
