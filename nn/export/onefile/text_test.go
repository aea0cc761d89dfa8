package onefile

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// TestByteText writes every pair of bytes there is, in pieces of all lengths: in the text no character is left that a
// browser changes, and each that was altered can be told.
func TestByteText(t *testing.T) {
	var all []byte
	for unit := range 1 << 16 {
		all = binary.LittleEndian.AppendUint16(all, uint16(unit))
	}
	var written bytes.Buffer
	text := &byteText{to: &written}
	rest := all
	for length := 0; len(rest) > 0; length++ {
		piece := rest[:min(length%5, len(rest))]
		if n, err := text.Write(piece); n != len(piece) || err != nil {
			t.Fatalf("%d of %d bytes were written (%v)", n, len(piece), err)
		}
		rest = rest[len(piece):]
	}
	if err := text.Close(); err != nil {
		t.Fatal(err)
	}
	var read []byte
	for data := written.Bytes(); len(data) > 0; data = data[2:] {
		unit := binary.LittleEndian.Uint16(data)
		if unit == escape {
			data = data[2:]
			if unit = binary.LittleEndian.Uint16(data); changes(unit) {
				t.Fatalf("%04x stands behind an escape", unit)
			}
			unit ^= altered
		} else if changes(unit) {
			t.Fatalf("%04x was left as it is", unit)
		}
		read = binary.LittleEndian.AppendUint16(read, unit)
	}
	if !slices.Equal(read, all) {
		t.Error("other bytes came back")
	}
}

// TestByteTextOfOddLength: the last character says that the byte before it is none.
func TestByteTextOfOddLength(t *testing.T) {
	for content, want := range map[string][]uint16{
		"": nil, "ab": {'a' | 'b'<<8}, "abc": {'a' | 'b'<<8, 'c', escape}, "\r": {escape, '\r' ^ altered, escape},
	} {
		var written bytes.Buffer
		text := &byteText{to: &written}
		text.Write([]byte(content))
		if err := text.Close(); err != nil {
			t.Fatal(err)
		}
		var expected []byte
		for _, unit := range want {
			expected = binary.LittleEndian.AppendUint16(expected, unit)
		}
		if !bytes.Equal(written.Bytes(), expected) {
			t.Errorf("%q is written as % x, want % x", content, written.Bytes(), expected)
		}
	}
}
