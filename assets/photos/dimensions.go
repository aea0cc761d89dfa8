package photos

import (
	"bytes"
	"encoding/binary"

	"pawgrad/assets/content"
)

// Dimensions reads a picture's size in pixels off its first bytes, without decoding it: of
// JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF and HEIC. Of others, and where the header is damaged,
// it is not known.
func Dimensions(data []byte) (width, height int, known bool) {
	switch _, format := content.Of(data); format {
	case "JPEG":
		if f, ok := frameOf(data); ok {
			width, height = f.width, f.height
		}
	case "PNG":
		if len(data) >= 24 {
			width, height = int(binary.BigEndian.Uint32(data[16:])), int(binary.BigEndian.Uint32(data[20:]))
		}
	case "GIF":
		if len(data) >= 10 {
			width, height = int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
		}
	case "WebP":
		width, height = webpSize(data)
	case "BMP":
		width, height = bmpSize(data)
	case "TIFF":
		const tagWidth, tagHeight = 256, 257
		width, height = tiffTag(data, tagWidth, true), tiffTag(data, tagHeight, true)
	case "AVIF", "HEIC":
		width, height = boxedSize(data)
	}
	return width, height, width > 0 && height > 0
}

// tooLarge reports whether a picture's area is more than MaxPixels.
func tooLarge(width, height int) bool {
	return width > MaxPixels || height > MaxPixels || width*height > MaxPixels
}

// webpSize reads the first chunk (RFC 9649, section 2.5 on): of the extended, the lossy or the
// lossless form.
func webpSize(data []byte) (width, height int) {
	const chunk, body = 12, 20
	if len(data) < body+10 {
		return 0, 0
	}
	c := data[body:]
	switch string(data[chunk : chunk+4]) {
	case "VP8X":
		return 1 + int(c[4]) + int(c[5])<<8 + int(c[6])<<16, 1 + int(c[7]) + int(c[8])<<8 + int(c[9])<<16
	case "VP8 ":
		const bits = 1<<14 - 1 // the two above are a scale for display
		return int(binary.LittleEndian.Uint16(c[6:])) & bits, int(binary.LittleEndian.Uint16(c[8:])) & bits
	case "VP8L":
		v := int(binary.LittleEndian.Uint32(c[1:]))
		const bits = 1<<14 - 1
		return 1 + v&bits, 1 + v>>14&bits
	}
	return 0, 0
}

// bmpSize reads the header behind the file's own 14 bytes: that of OS/2, of 12 bytes, has short
// numbers. A negative height means that rows go from top to bottom.
func bmpSize(data []byte) (width, height int) {
	const header, core = 14, 12
	if len(data) < header+12 {
		return 0, 0
	}
	h := data[header:]
	if binary.LittleEndian.Uint32(h) == core {
		return int(binary.LittleEndian.Uint16(h[4:])), int(binary.LittleEndian.Uint16(h[6:]))
	}
	width, height = int(int32(binary.LittleEndian.Uint32(h[4:]))), int(int32(binary.LittleEndian.Uint32(h[8:])))
	return width, max(height, -height)
}

// tiffTag looks a whole number up in the first directory of a TIFF structure; 0 if it is not
// there. Some may have 32 bits as well as 16.
func tiffTag(tiff []byte, tag uint16, long bool) int {
	const typeShort, typeLong = 3, 4
	order, e := tiffEntry(tiff, tag)
	switch {
	case e == nil:
	case order.Uint16(e[2:]) == typeShort:
		return int(order.Uint16(e[8:]))
	case order.Uint16(e[2:]) == typeLong && long:
		return int(order.Uint32(e[8:]))
	}
	return 0
}

// tiffDeep reports whether a TIFF picture has more than 8 bits a channel. Those of several
// channels stand behind the directory.
func tiffDeep(tiff []byte) bool {
	const tagBits, inPlace = 258, 2
	order, e := tiffEntry(tiff, tagBits)
	if e == nil {
		return false
	}
	bits := e[8:]
	if order.Uint32(e[4:]) > inPlace {
		at := int64(order.Uint32(bits))
		if at+2 > int64(len(tiff)) {
			return true // whoever decodes it will say what is wrong
		}
		bits = tiff[at:]
	}
	return order.Uint16(bits) > 8
}

// tiffEntry finds a tag's entry in the first directory of a TIFF structure, which EXIF borrows
// (TIFF 6.0, section 2): tag, type, count and value or its place; nil if it is not there.
func tiffEntry(tiff []byte, tag uint16) (order binary.ByteOrder, entry []byte) {
	const entryBytes = 12
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	}
	if order == nil || len(tiff) < 8 {
		return nil, nil
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return nil, nil
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entryBytes {
			return nil, nil
		}
		if order.Uint16(entries) == tag {
			return order, entries[:entryBytes]
		}
		entries = entries[entryBytes:]
	}
	return nil, nil
}

// boxedSize is the largest of the sizes that the "ispe" boxes of a HEIF file state (ISO/IEC
// 23008-12, 6.5.3): of the whole picture, of its tiles, of its thumbnail.
func boxedSize(data []byte) (width, height int) {
	const probe = 64 << 10 // bytes; what describes the picture stands at the front
	for rest := data[:min(len(data), probe)]; ; {
		at := bytes.Index(rest, []byte("ispe"))
		if at < 0 || at+16 > len(rest) {
			return width, height
		}
		w, h := int(binary.BigEndian.Uint32(rest[at+8:])), int(binary.BigEndian.Uint32(rest[at+12:]))
		if w*h > width*height {
			width, height = w, h
		}
		rest = rest[at+4:]
	}
}
