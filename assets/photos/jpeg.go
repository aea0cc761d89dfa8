package photos

import (
	"bytes"
	"encoding/binary"
)

// frame is what a JPEG's frame header says (ITU-T T.81, B.2.2).
type frame struct {
	width, height, components int
	progressive               bool
	// rare tells that it is lossless, arithmetically coded, or of more than 8 bits: what
	// hardly any program reads.
	rare bool
}

// frameOf reads a JPEG's frame header.
func frameOf(jpeg []byte) (f frame, ok bool) {
	jpegSegments(jpeg, func(marker byte, body []byte) bool {
		const sof0, sof15, dht, jpg, dac = 0xc0, 0xcf, 0xc4, 0xc8, 0xcc
		if marker < sof0 || marker > sof15 || marker == dht || marker == jpg || marker == dac {
			return true
		}
		if len(body) < 6 {
			return false
		}
		const lowest = 3            // bits of the marker: 2, 6, 10 and 14 are progressive
		const usual, bits = 0xc2, 8 // the last of the usual markers
		f = frame{int(binary.BigEndian.Uint16(body[3:])), int(binary.BigEndian.Uint16(body[1:])), int(body[5]),
			marker&lowest == 2, marker > usual || body[0] != bits}
		ok = true
		return false
	})
	return f, ok
}

// rare reports whether a picture is a JPEG of a rare kind: a browser refuses one in the same words
// as a damaged one.
func rare(data []byte) bool {
	f, ok := frameOf(data)
	return ok && f.rare
}

// jpegSegments calls each for the segments of a JPEG up to its pixels, with the marker's second
// byte and what follows the length, until it says false.
func jpegSegments(jpeg []byte, each func(marker byte, body []byte) bool) {
	const startOfScan, endOfImage = 0xda, 0xd9
	if !bytes.HasPrefix(jpeg, []byte("\xff\xd8")) {
		return
	}
	for rest := jpeg[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		marker := rest[1]
		if marker == 0xff { // padding
			rest = rest[1:]
			continue
		}
		length := int(binary.BigEndian.Uint16(rest[2:])) // counts itself, not the marker
		if marker == startOfScan || marker == endOfImage || length < 2 || 2+length > len(rest) || !each(marker, rest[4:2+length]) {
			return
		}
		rest = rest[2+length:]
	}
}

// PlainJPEG reports whether a picture is a JPEG of the kind that most are: upright, and gray or in
// colours that no profile says more of.
func PlainJPEG(data []byte) bool {
	f, ok := frameOf(data)
	plain := ok && !f.rare && (f.components == 1 || f.components == 3) && orientation(data) == 1
	jpegSegments(data, func(marker byte, body []byte) bool {
		const app2, app14 = 0xe2, 0xee
		if marker == app2 && bytes.HasPrefix(body, []byte(iccMark)) || marker == app14 {
			plain = false
		}
		return plain
	})
	return plain
}

// iccMark begins a segment with a part of a colour profile.
const iccMark = "ICC_PROFILE\x00"
