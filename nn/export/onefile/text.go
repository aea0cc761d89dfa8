package onefile

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// byteOrderMark begins a page in UTF-16. It counts more than what a server says of the page's characters.
const byteOrderMark = "\ufeff"

// escape is the character that says that the next one has been changed by altered.
const (
	escape  = 0xE000
	altered = 0x8000
)

// encodeText is text in UTF-16, the lower byte first.
func encodeText(text string) []byte {
	var data []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return data
}

// byteText writes bytes as the text of a page in UTF-16, two bytes a character. What a browser would not hand over as
// it is, one character in 32 of random bytes, comes as two. If the last character is an escape, the byte before it is
// only there to make a pair.
type byteText struct {
	to   io.Writer
	half []byte // one that waits for its other
}

// Write implements [io.Writer].
func (t *byteText) Write(p []byte) (int, error) {
	data := append(t.half, p...)
	text := make([]byte, 0, len(data)+len(data)/16)
	for ; len(data) > 1; data = data[2:] {
		unit := binary.LittleEndian.Uint16(data)
		if changes(unit) {
			text = binary.LittleEndian.AppendUint16(text, escape)
			unit ^= altered
		}
		text = binary.LittleEndian.AppendUint16(text, unit)
	}
	t.half = data
	_, err := t.to.Write(text)
	return len(p), err
}

// changes reports whether a browser reads a character otherwise than it is written, or may: halves of pairs, zeros, the
// ends of lines, what begins a tag. So does the escape.
func changes(unit uint16) bool {
	return unit >= 0xD800 && unit <= escape || unit == 0 || unit == '\r' || unit == '<'
}

// Close ends the text.
func (t *byteText) Close() error {
	if len(t.half) == 0 {
		return nil
	}
	if _, err := t.Write([]byte{0}); err != nil {
		return err
	}
	_, err := t.to.Write(binary.LittleEndian.AppendUint16(nil, escape))
	return err
}
