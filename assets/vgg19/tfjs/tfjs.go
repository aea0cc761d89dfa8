// Package tfjs reads the weights of TensorFlow.js models.
//
// A model is a file model.json and shards. The JSON's "weightsManifest" is a
// list of groups; a group lists the paths of its shards and the weights that
// lie in them, one after the other, as if the shards were one file. Weights
// are float32, or were made smaller for the download ("quantization"): to
// float16, or to uint8 or uint16 with one scale and minimum for each weight,
// value = stored*scale + min.
//
// Only the shards that hold what is asked for are read, and those of a group
// that come before are looked at for their size. A model whose last shards are
// missing gives the weights of its first.
package tfjs

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"pawgrad/assets/vgg19/internal/floats"
)

const (
	// maxModel bounds model.json; VGG19's has 26,000 bytes.
	maxModel = 4 << 20
	// maxGroupBytes bounds a group, so that sizes cannot overflow.
	maxGroupBytes = 1 << 40
)

// Reasons for which a model does not open; test with errors.Is.
var (
	// ErrNotModel: the file is no model.json.
	ErrNotModel = errors.New("this is not the model.json of a TensorFlow.js model")
	// ErrDamaged: a file is cut short or altered.
	ErrDamaged = errors.New("this TensorFlow.js model is damaged")
	// ErrMissing: a shard is not there.
	ErrMissing = errors.New("this TensorFlow.js model is not complete")
	// ErrUnsupported: a weight is of a number type that is not read.
	ErrUnsupported = errors.New("this TensorFlow.js model holds another number type")
)

// Shard opens the file that a path of the weights manifest names.
type Shard func(path string) (r io.ReaderAt, size int64, err error)

// Weight is one array.
type Weight struct {
	// Name is the weight's: "block1_conv1/kernel".
	Name  string
	Shape []int
	// Step is the distance of neighbouring values if the weight is quantized to
	// integers, and else 0.
	Step float64

	group  *group
	offset int64
	size   int // of an element, in bytes; 0 if the type is not known
	kind   string
	decode floats.Decode // nil if the type is not read
}

// entry is a weight as model.json gives it.
type entry struct {
	Name         string `json:"name"`
	Shape        []int  `json:"shape"`
	Dtype        string `json:"dtype"`
	Quantization *struct {
		Dtype string  `json:"dtype"`
		Scale float64 `json:"scale"`
		Min   float64 `json:"min"`
	} `json:"quantization"`
}

// Open reads model.json, a file of size bytes, and lists the weights in its
// order. The values stay in the shards until they are asked for.
func Open(model io.ReaderAt, size int64, shard Shard) ([]*Weight, error) {
	if size > maxModel {
		return nil, fmt.Errorf("%w: it has %d bytes, expected at most %d", ErrNotModel, size, maxModel)
	}
	text := make([]byte, max(size, 0))
	if err := floats.Full(model, text, 0); err != nil {
		return nil, fmt.Errorf("reading model.json: %w", err)
	}
	var m struct {
		Groups []struct {
			Paths   []string `json:"paths"`
			Weights []entry  `json:"weights"`
		} `json:"weightsManifest"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotModel, err)
	}
	if len(m.Groups) == 0 {
		return nil, fmt.Errorf("%w: it lists no weights, expected a \"weightsManifest\"", ErrNotModel)
	}
	var weights []*Weight
	for _, g := range m.Groups {
		group := &group{paths: g.Paths, open: shard}
		offset := int64(0)
		for _, e := range g.Weights {
			w, err := e.weight()
			if err != nil {
				return nil, fmt.Errorf("%w: weight %q: %w", ErrDamaged, e.Name, err)
			}
			w.group, w.offset = group, offset
			weights = append(weights, w)
			if w.size == 0 {
				break // where the next one begins is not known
			}
			if offset += int64(w.Len() * w.size); offset > maxGroupBytes {
				return nil, fmt.Errorf("%w: weights of more than %d bytes", ErrDamaged, int64(maxGroupBytes))
			}
		}
	}
	return weights, nil
}

// weight makes an array of an entry.
func (e entry) weight() (*Weight, error) {
	w := &Weight{Name: e.Name, Shape: e.Shape, kind: e.Dtype}
	if err := floats.CheckShape(e.Shape); err != nil {
		return nil, err
	}
	if e.Quantization != nil {
		w.kind = e.Quantization.Dtype
	}
	switch w.kind {
	case "float32":
		w.size, w.decode = 4, floats.Float32
	case "float16":
		w.size, w.decode = 2, floats.Float16
	case "int32": // no weights, but what follows them can be found
		w.size = 4
	case "bool":
		w.size = 1
	case "uint8", "uint16":
		q := e.Quantization
		if q == nil {
			break // integers that are no quantized weights
		}
		if !(q.Scale >= 0) || math.IsInf(q.Scale, 0) {
			return nil, fmt.Errorf("scale %v, expected a positive number", q.Scale)
		}
		w.size, w.Step = 1, q.Scale
		w.decode = func(b []byte) float32 { return float32(float64(b[0])*q.Scale + q.Min) }
		if w.kind == "uint16" {
			w.size = 2
			w.decode = func(b []byte) float32 { return float32(float64(binary.LittleEndian.Uint16(b))*q.Scale + q.Min) }
		}
	}
	return w, nil
}

// Len is the number of elements.
func (w *Weight) Len() int { return floats.Len(w.Shape) }

// ReadFloat32 fills dst, which must have Len elements, with the values in
// row-major order.
func (w *Weight) ReadFloat32(dst []float32) error {
	if w.decode == nil {
		return fmt.Errorf("%w: %s is of type %q, expected float32, float16, uint8 or uint16", ErrUnsupported, w.Name, w.kind)
	}
	return floats.ReadArray(dst, w.Name, w.Shape, w.group, w.offset, w.size, w.decode)
}
