package vgg19

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Write quantizes the layers of src and hands the files of the quantized form
// to put, each complete, the manifest last: where there is a manifest, there
// is everything. put must not keep data. progress, which may be nil, hears how
// many bytes of how many are done. The error is src's or put's.
func Write(src Source, put func(name string, data []byte) error, progress func(done, total int)) (*Manifest, error) {
	layers := src.Layers()
	placed, total := layout(layers)
	sizes := shardSizes(total)
	m := &Manifest{Format: Format, Version: Version, Info: src.Info(), Layers: placed}
	shard := make([]byte, 0, MaxShardBytes)
	done := 0
	// add appends to the stream and puts every shard that is full.
	add := func(data []byte) error {
		for len(data) > 0 {
			room := sizes[len(m.Shards)] - len(shard)
			n := min(room, len(data))
			shard, data = append(shard, data[:n]...), data[n:]
			if n < room {
				continue
			}
			sum := sha256.Sum256(shard)
			s := Shard{shardName(len(m.Shards), len(sizes)), len(shard), hex.EncodeToString(sum[:])}
			if err := put(s.Name, shard); err != nil {
				return fmt.Errorf("writing %s: %w", s.Name, err)
			}
			m.Shards = append(m.Shards, s)
			shard = shard[:0]
		}
		return nil
	}
	for i := range layers {
		conv, err := src.Layer(i)
		if err != nil {
			return nil, err
		}
		if err := conv.Check(); err != nil {
			return nil, err
		}
		encoded := Quantize(conv).encode()
		if err := add(encoded); err != nil {
			return nil, err
		}
		if done += len(encoded); progress != nil {
			progress(done, total)
		}
	}
	if err := m.check(layers); err != nil {
		panic(fmt.Sprintf("vgg19: wrote a manifest that does not read: %v", err))
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		panic(err) // numbers were checked to be finite
	}
	if err := put(ManifestName, append(text, '\n')); err != nil {
		return nil, fmt.Errorf("writing %s: %w", ManifestName, err)
	}
	return m, nil
}

// encode gives the layer's part of the stream.
func (q QConv) encode() []byte {
	out := make([]byte, 0, 4*len(q.Scale)+4*len(q.Bias)+len(q.Kernel))
	for _, numbers := range []any{q.Scale, q.Bias, q.Kernel} {
		out, _ = binary.Append(out, binary.LittleEndian, numbers) // only what has no fixed size fails
	}
	return out
}
