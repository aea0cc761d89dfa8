package floats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"testing"
)

func TestDecode(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name   string
		decode Decode
		bits   uint16
		want   float64
	}{
		{"float16", Float16, 0x3C00, 1},
		{"float16", Float16, 0xC000, -2},
		{"float16", Float16, 0x3555, 0.333251953125},
		{"float16", Float16, 0x7BFF, 65504},
		{"float16", Float16, 0x0400, 0x1p-14},
		{"float16", Float16, 0x0001, 0x1p-24},
		{"float16", Float16, 0x83FF, -0x3FFp-24},
		{"float16", Float16, 0x0000, 0},
		{"float16", Float16, 0xFC00, -inf},
		{"float16", Float16, 0x7E00, nan},
		{"bfloat16", BFloat16, 0x3F80, 1},
		{"bfloat16", BFloat16, 0xC049, -3.140625},
		{"bfloat16", BFloat16, 0x7F80, inf},
	} {
		got := float64(c.decode(binary.LittleEndian.AppendUint16(nil, c.bits)))
		if got != c.want && !(got != got && c.want != c.want) {
			t.Errorf("%s %#04x = %v, want %v", c.name, c.bits, got, c.want)
		}
	}
	if got := Float16([]byte{0, 0x80}); !math.Signbit(float64(got)) {
		t.Error("minus zero lost its sign")
	}
}

// Arrays longer than a piece, and of no whole number of pieces.
func TestRead(t *testing.T) {
	const n, before = pieceBytes/4*2 + 17, 3
	file := make([]byte, before)
	for i := range n {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(float32(i)))
	}
	got := make([]float32, n)
	if err := Read(got, bytes.NewReader(file), before, 4, Float32); err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if v != float32(i) {
			t.Fatalf("element %d is %v", i, v)
		}
	}
	if err := Read(got, bytes.NewReader(file[:len(file)-1]), before, 4, Float32); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file cut short: %v", err)
	}
	if err := Read(nil, bytes.NewReader(nil), 0, 4, Float32); err != nil {
		t.Errorf("nothing to read: %v", err)
	}
}
