package vgg19

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// Reader puts the quantized form together from its shards. They may come in
// any order, and from anywhere: kept by the page or just fetched. A Reader is
// a [Source] once it has them all.
type Reader struct {
	manifest *Manifest
	layers   []Layer
	// stream is what the shards hold; starts[i] is where shard i begins.
	stream []byte
	starts []int
	have   []bool
}

// NewReader makes a reader without shards. It takes m.Bytes() of memory, 20 MB.
// m is of ParseManifest or of Write.
func NewReader(m *Manifest) *Reader {
	r := &Reader{manifest: m, stream: make([]byte, m.Bytes()), have: make([]bool, len(m.Shards))}
	for _, l := range m.Layers {
		r.layers = append(r.layers, Layer{l.Name, l.Shape[2], l.Shape[3]})
	}
	at := 0
	for _, s := range m.Shards {
		r.starts = append(r.starts, at)
		at += s.Bytes
	}
	return r
}

// Manifest is what the reader was made of.
func (r *Reader) Manifest() *Manifest { return r.manifest }

// Add checks the bytes of shard i and copies them. An error, a sentence for the
// user that wraps ErrDamaged, leaves the shard missing.
func (r *Reader) Add(i int, data []byte) error {
	want := r.manifest.Shards[i]
	if len(data) != want.Bytes {
		what := "it was cut short"
		if len(data) > want.Bytes {
			what = "it is another file"
		}
		return fmt.Errorf("%w: %s has %d bytes, expected %d: %s; fetch it again", ErrDamaged, want.Name, len(data), want.Bytes, what)
	}
	sum := sha256.Sum256(data)
	got := hex.EncodeToString(sum[:])
	if got != want.SHA256 {
		for _, other := range r.manifest.Shards {
			if other.SHA256 == got {
				return fmt.Errorf("%w: %s holds what belongs into %s: files were renamed; give them their names back or fetch them again",
					ErrDamaged, want.Name, other.Name)
			}
		}
		return fmt.Errorf("%w: %s has the sha256 %.12s..., expected %.12s...: it was altered, or is of another conversion; fetch it again together with %s",
			ErrDamaged, want.Name, got, want.SHA256, ManifestName)
	}
	copy(r.stream[r.starts[i]:], data)
	r.have[i] = true
	return nil
}

// Info says what belongs to the weights.
func (r *Reader) Info() Info { return r.manifest.Info }

// Layers lists the layers in the order of the forward pass.
func (r *Reader) Layers() []Layer { return r.layers }

// Layer returns the weights of Layers()[i] as float32.
func (r *Reader) Layer(i int) (Conv, error) {
	q, err := r.Quantized(i)
	if err != nil {
		return Conv{}, err
	}
	return q.Dequantize(), nil
}

// Quantized returns the weights of Layers()[i] as they are stored. All shards
// that the layer is in must have been added.
func (r *Reader) Quantized(i int) (QConv, error) {
	l, at := r.layers[i], r.manifest.Layers[i]
	end := at.Kernel + l.KernelLen()
	for s, shard := range r.manifest.Shards {
		if !r.have[s] && r.starts[s] < end && r.starts[s]+shard.Bytes > at.Scale {
			return QConv{}, fmt.Errorf("layer %s needs the file %s, which is not loaded; load the VGG19 weights again", l.Name, shard.Name)
		}
	}
	q := QConv{Layer: l, Scale: decodeFloats(r.stream[at.Scale:at.Bias]), Bias: decodeFloats(r.stream[at.Bias:at.Kernel]),
		Kernel: make([]int8, l.KernelLen())}
	for k, b := range r.stream[at.Kernel:end] {
		q.Kernel[k] = int8(b)
	}
	return q, nil
}

func decodeFloats(data []byte) []float32 {
	values := make([]float32, len(data)/4)
	binary.Decode(data, binary.LittleEndian, values) // there are as many
	return values
}
