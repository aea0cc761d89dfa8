package file

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

const (
	magic = "PAWGRAD\n"
	// prefixBytes stand before the header: the magic and the header's length.
	prefixBytes = len(magic) + 4
	// maxHeaderBytes bounds the header: a snapshot's is some kilobytes.
	maxHeaderBytes = 1 << 20
	// floatBytes is the size of a number in a file.
	floatBytes = 4
	// Version is the newest version of the container that this package reads. Version 1
	// has float32 alone and is what is written of such tensors.
	Version = 2
)

// Reasons for which a file does not open; test with errors.Is.
var (
	// ErrForeign: the file is something else altogether.
	ErrForeign = errors.New("this is not a file of this program")
	// ErrDamaged: the file began well but is cut short or altered.
	ErrDamaged = errors.New("this file is damaged")
	// ErrNewer: the file was written by a newer version of the program.
	ErrNewer = errors.New("this file is from a newer version of this program")
)

// Tensor is a named array of numbers, the last axis running fastest.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
	// Steps of a tensor of [Tensor.Quantized] are what its numbers are whole multiples of,
	// one for each index of the last axis. Nil for one that is kept in float32.
	Steps []float32
}

// header is the JSON object of a container.
type header struct {
	Format  string          `json:"format"`
	Version int             `json:"version"`
	Body    json.RawMessage `json:"body"`
	Tensors []entry         `json:"tensors"`
	SHA256  string          `json:"sha256"` // of all bytes behind the header
}

// entry describes a tensor in the header.
type entry struct {
	Name  string    `json:"name"`
	Shape []int     `json:"shape"`
	Steps []float32 `json:"steps,omitempty"` // of a tensor in 8 bits
}

// Pack writes a container of the given format: a body that encodes as JSON, and
// tensors. It fails only if the body does not encode.
func Pack(format string, body any, tensors []Tensor) ([]byte, error) {
	h := header{Format: format, Version: 1}
	var err error
	if h.Body, err = json.Marshal(body); err != nil {
		return nil, fmt.Errorf("write %s: %w", format, err)
	}
	var data []byte
	for _, t := range tensors {
		if size, ok := elements(t.Shape, math.MaxInt); !ok || size != len(t.Data) {
			panic(fmt.Sprintf("file: tensor %q of shape %v has %d numbers", t.Name, t.Shape, len(t.Data)))
		}
		h.Tensors = append(h.Tensors, entry{t.Name, t.Shape, t.Steps})
		if t.Steps != nil {
			h.Version = Version
			data = appendBytes(data, t)
			continue
		}
		data, _ = binary.Append(data, binary.LittleEndian, t.Data) // only what has no fixed size fails
	}
	sum := sha256.Sum256(data)
	h.SHA256 = hex.EncodeToString(sum[:])
	text, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", format, err)
	}
	out := make([]byte, 0, prefixBytes+len(text)+len(data))
	out = append(out, magic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(text)))
	out = append(out, text...)
	return append(out, data...), nil
}

// Unpack reads a container of the given format, its body into body (a pointer).
// Errors are sentences that wrap [ErrForeign], [ErrDamaged] or [ErrNewer].
func Unpack(format string, data []byte, body any) ([]Tensor, error) {
	if len(data) < prefixBytes || !bytes.HasPrefix(data, []byte(magic)) {
		return nil, fmt.Errorf("%w: choose a file that this page has saved", ErrForeign)
	}
	length := int64(binary.LittleEndian.Uint32(data[len(magic):]))
	if length > maxHeaderBytes || length > int64(len(data)-prefixBytes) {
		return nil, damaged("its header of %d bytes does not fit in", length)
	}
	text, numbers := data[prefixBytes:prefixBytes+int(length)], data[prefixBytes+int(length):]
	var h header
	if err := json.Unmarshal(text, &h); err != nil {
		return nil, damaged("its header cannot be read (%v)", err)
	}
	if h.Format != format {
		return nil, fmt.Errorf("%w: it is a %q, wanted is a %q", ErrForeign, h.Format, format)
	}
	if h.Version > Version {
		return nil, fmt.Errorf("%w (version %d, this one reads up to %d): reload the page to get the newest", ErrNewer, h.Version, Version)
	}
	if sum := sha256.Sum256(numbers); h.SHA256 != hex.EncodeToString(sum[:]) {
		return nil, damaged("its numbers do not match their checksum")
	}
	tensors, err := split(h.Tensors, numbers)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(h.Body, body); err != nil {
		return nil, damaged("its description cannot be read (%v)", err)
	}
	return tensors, nil
}

// split cuts the numbers into tensors.
func split(entries []entry, numbers []byte) ([]Tensor, error) {
	tensors := make([]Tensor, 0, len(entries))
	for _, e := range entries {
		each := floatBytes
		if e.Steps != nil {
			each = 1
		}
		n, ok := elements(e.Shape, len(numbers)/each)
		if !ok {
			return nil, damaged("tensor %q of shape %v does not fit in", e.Name, e.Shape)
		}
		t := Tensor{Name: e.Name, Shape: e.Shape, Data: make([]float32, n), Steps: e.Steps}
		if e.Steps != nil {
			if !t.stepsFit() {
				return nil, damaged("tensor %q of shape %v has %d steps", e.Name, e.Shape, len(e.Steps))
			}
			t.fromBytes(numbers[:n])
			numbers = numbers[n:]
			tensors = append(tensors, t)
			continue
		}
		if _, err := binary.Decode(numbers, binary.LittleEndian, t.Data); err != nil {
			return nil, err
		}
		numbers = numbers[n*floatBytes:]
		tensors = append(tensors, t)
	}
	if len(numbers) != 0 {
		return nil, damaged("%d bytes follow its end", len(numbers))
	}
	return tensors, nil
}

// elements multiplies out a shape; false if an axis is not positive or the
// product is above limit.
func elements(shape []int, limit int) (int, bool) {
	n := 1
	for _, side := range shape {
		if side < 1 || side > limit/n {
			return 0, false
		}
		n *= side
	}
	return n, n <= limit
}

// damaged makes the sentence for a file that is not as it was written.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s. Save or download it again", ErrDamaged, fmt.Sprintf(format, args...))
}
