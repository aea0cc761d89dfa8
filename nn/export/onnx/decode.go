package onnx

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"pawgrad/assets/content"
	"pawgrad/nn/export"
	"pawgrad/nn/file"
)

// LooksLike reports whether a file may be of this format, by its first bytes: the version of the format, and then
// the name of the program that has written it or another early field.
func LooksLike(head []byte) bool {
	return len(head) > 2 && head[0] == modelVersion<<3|byte(protowire.VarintType) && head[1] < 0x80
}

// errDamaged is what parsing stops at.
var errDamaged = errors.New("it is cut short or altered")

// Decode reads a file of [Encode] back. Errors are sentences for the page.
func Decode(data []byte) (*file.Model, error) {
	r := reader{texts: map[string]string{}, tensors: map[string]raw{}}
	if err := fields(data, r.model); err != nil {
		return nil, fmt.Errorf("%w: %v", file.ErrDamaged, err)
	}
	text, ours := r.texts[content.Mark]
	switch {
	case !ours && r.producer == producer:
		return nil, fmt.Errorf("%w: an older version of this page has exported it, and did not say all that is needed. Export the network again", file.ErrForeign)
	case !ours:
		return nil, fmt.Errorf("%w: it is an ONNX network, written by %.40q, which does not say how photos are prepared for it. Open one that this page has exported", file.ErrForeign, r.producer)
	}
	var description file.Description
	if err := json.Unmarshal([]byte(text), &description); err != nil {
		return nil, fmt.Errorf("%w: its description cannot be read (%v)", file.ErrDamaged, err)
	}
	tensors, err := r.numbers()
	if err != nil {
		return nil, fmt.Errorf("%w: %v", file.ErrDamaged, err)
	}
	return export.Restore(description, tensors)
}

// reader collects what is needed of a model.
type reader struct {
	producer string
	texts    map[string]string // the metadata
	tensors  map[string]raw
}

// raw is a tensor as it lies in a file, a part of it.
type raw struct {
	name string
	kind int
	data []byte
}

// fields calls take for every field of a message: with its bytes, or its number if it is one.
func fields(data []byte, take func(field protowire.Number, number uint64, content []byte) error) error {
	for len(data) > 0 {
		field, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return errDamaged
		}
		data = data[n:]
		var number uint64
		var content []byte
		switch kind {
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(data)
		case protowire.BytesType:
			content, n = protowire.ConsumeBytes(data)
		default:
			n = protowire.ConsumeFieldValue(field, kind, data)
		}
		if n < 0 {
			return errDamaged
		}
		data = data[n:]
		if err := take(field, number, content); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) model(field protowire.Number, _ uint64, content []byte) error {
	switch field {
	case modelProducer:
		r.producer = string(content)
	case modelMetadata:
		var key, value string
		err := fields(content, func(field protowire.Number, _ uint64, content []byte) error {
			switch field {
			case entryKey:
				key = string(content)
			case entryValue:
				value = string(content)
			}
			return nil
		})
		r.texts[key] = value
		return err
	case modelGraph:
		return fields(content, r.graph)
	}
	return nil
}

func (r *reader) graph(field protowire.Number, _ uint64, content []byte) error {
	if field != graphInitializer {
		return nil
	}
	var t raw
	err := fields(content, func(field protowire.Number, number uint64, content []byte) error {
		switch field {
		case tensorType:
			t.kind = int(number)
		case tensorName:
			t.name = string(content)
		case tensorRaw:
			t.data = content
		}
		return nil
	})
	r.tensors[t.name] = t
	return err
}

// numbers are the tensors as numbers; kernels in 8 bits with their steps, under the names that they have in float32.
func (r *reader) numbers() (map[string]file.Tensor, error) {
	tensors := map[string]file.Tensor{}
	for name, t := range r.tensors {
		layer, in8 := strings.CutSuffix(name, multiplesSuffix)
		switch {
		case in8 && t.kind == int8s:
			steps := floats(r.tensors[layer+stepsSuffix].data)
			if len(steps) == 0 || len(t.data)%len(steps) != 0 {
				return nil, fmt.Errorf("%s has %d numbers and %d steps", name, len(t.data), len(steps))
			}
			values := make([]float32, len(t.data))
			for i, b := range t.data {
				values[i] = float32(int8(b)) * steps[i/(len(t.data)/len(steps))]
			}
			tensors[layer] = file.Tensor{Data: values, Steps: steps}
		case t.kind == float32s:
			tensors[name] = file.Tensor{Data: floats(t.data)}
		}
	}
	return tensors, nil
}

// floats are little-endian bytes as numbers.
func floats(data []byte) []float32 {
	values := make([]float32, len(data)/4)
	binary.Decode(data, binary.LittleEndian, values) // there are as many
	return values
}
