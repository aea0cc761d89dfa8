package photos

import "encoding/binary"

// claim reads the width and height that a picture's header claims, in pixels. ok is false for
// formats that are not read here, and for headers that are damaged: the decoder tells of those.
//
// Decoders disagree on a header that was altered: one believes it, another finds the pixels
// missing. So it is judged before they see it.
func claim(format string, data []byte) (width, height int, ok bool) {
	switch format {
	case "JPEG":
		return claimJPEG(data)
	case "PNG": // IHDR is the first chunk
		if len(data) < 24 || string(data[12:16]) != "IHDR" {
			return 0, 0, false
		}
		return int(binary.BigEndian.Uint32(data[16:])), int(binary.BigEndian.Uint32(data[20:])), true
	case "GIF":
		if len(data) < 10 {
			return 0, 0, false
		}
		return int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:])), true
	case "WebP":
		return claimWebP(data)
	}
	return 0, 0, false
}

// claimJPEG looks for the frame header (ITU-T T.81, B.2.2).
func claimJPEG(data []byte) (width, height int, ok bool) {
	const firstFrame, lastFrame, huffman, extension, arithmetic, startOfScan = 0xc0, 0xcf, 0xc4, 0xc8, 0xcc, 0xda
	for rest := data[min(2, len(data)):]; len(rest) >= 9 && rest[0] == 0xff; {
		marker := rest[1]
		if marker == 0xff { // padding
			rest = rest[1:]
			continue
		}
		if firstFrame <= marker && marker <= lastFrame && marker != huffman && marker != extension && marker != arithmetic {
			height, width = int(binary.BigEndian.Uint16(rest[5:])), int(binary.BigEndian.Uint16(rest[7:]))
			return width, height, height > 0 // 0 is told behind the scan
		}
		length := int(binary.BigEndian.Uint16(rest[2:])) // counts itself, not the marker
		if marker == startOfScan || length < 2 || 2+length > len(rest) {
			break
		}
		rest = rest[2+length:]
	}
	return 0, 0, false
}

// claimWebP reads the first chunk, of which there are three kinds (RFC 9649, 2.5 to 2.7).
func claimWebP(data []byte) (width, height int, ok bool) {
	const body, sides = 20, 0x3fff // 14 bits
	if len(data) < body+10 {
		return 0, 0, false
	}
	b := data[body:]
	switch string(data[12:16]) {
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(b[6:])) & sides, int(binary.LittleEndian.Uint16(b[8:])) & sides, true
	case "VP8L":
		bits := int(binary.LittleEndian.Uint32(b[1:]))
		return bits&sides + 1, bits>>14&sides + 1, true
	case "VP8X":
		return int(binary.LittleEndian.Uint32(b[4:])&0xffffff) + 1, int(binary.LittleEndian.Uint32(b[6:])>>8) + 1, true
	}
	return 0, 0, false
}

// mostPixels is how many pixels a byte of a file can hold at most, 0 for formats without such a
// bound. JPEG spends a bit on a block of 64; PNG's compression makes 1,032 of a byte, of 8 pixels
// each; GIF's makes 3,838 of a code of 12 bits.
func mostPixels(format string) int {
	switch format {
	case "JPEG":
		return 512
	case "PNG":
		return 1032 * 8
	case "GIF":
		return 2560
	}
	return 0
}

// forged reports whether a picture claims more pixels than its bytes can hold.
func forged(format string, bytes, width, height int) bool {
	most := mostPixels(format)
	return most > 0 && width > 0 && height > bytes*most/width
}
