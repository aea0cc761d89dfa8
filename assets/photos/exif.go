//go:build !js

package photos

import (
	"bytes"
	"encoding/binary"
)

// orientation reads the EXIF orientation of a JPEG (tag 274 of the first image
// file directory; EXIF 2.32, 4.6.4): 1 to 8, and 1, upright, for whatever has
// no readable one. Cameras store photos as the sensor saw them and say here
// how they were held.
func orientation(jpeg []byte) int {
	const app1, startOfScan, endOfImage = 0xe1, 0xda, 0xd9
	if !bytes.HasPrefix(jpeg, []byte("\xff\xd8")) {
		return 1
	}
	for rest := jpeg[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		marker := rest[1]
		if marker == 0xff { // padding
			rest = rest[1:]
			continue
		}
		length := int(binary.BigEndian.Uint16(rest[2:])) // counts itself, not the marker
		if marker == startOfScan || marker == endOfImage || length < 2 || 2+length > len(rest) {
			break
		}
		if tiff, ok := bytes.CutPrefix(rest[4:2+length], []byte("Exif\x00\x00")); ok && marker == app1 {
			return tiffOrientation(tiff)
		}
		rest = rest[2+length:]
	}
	return 1
}

// tiffOrientation looks the tag up in the TIFF structure that EXIF borrows.
func tiffOrientation(tiff []byte) int {
	const tagOrientation, typeShort, entryBytes = 274, 3, 12
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	}
	if order == nil || len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entryBytes {
			return 1
		}
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			if o := int(order.Uint16(entries[8:])); 1 <= o && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[entryBytes:]
	}
	return 1
}

// upright undoes an orientation.
func upright(p Photo, orientation int) Photo {
	if orientation == 1 {
		return p
	}
	right, down := 1, p.Width // steps to the next pixel of the source
	lastX, lastY := (p.Width-1)*right, (p.Height-1)*down
	// Of the upright photo: its first pixel, its steps, in the source.
	var origin, stepX, stepY int
	switch orientation {
	case 2: // mirrored
		origin, stepX, stepY = lastX, -right, down
	case 3: // upside down
		origin, stepX, stepY = lastX+lastY, -right, -down
	case 4: // upside down, mirrored
		origin, stepX, stepY = lastY, right, -down
	case 5: // mirrored at the main diagonal
		origin, stepX, stepY = 0, down, right
	case 6: // to be turned clockwise
		origin, stepX, stepY = lastY, -down, right
	case 7: // mirrored at the other diagonal
		origin, stepX, stepY = lastX+lastY, -down, -right
	case 8: // to be turned counter-clockwise
		origin, stepX, stepY = lastX, down, -right
	}
	turned := Photo{make([]byte, len(p.RGBA)), p.Width, p.Height}
	if orientation >= 5 {
		turned.Width, turned.Height = p.Height, p.Width
	}
	dst := turned.RGBA
	for y := range turned.Height {
		for x := range turned.Width {
			from := 4 * (origin + x*stepX + y*stepY)
			copy(dst, p.RGBA[from:from+4])
			dst = dst[4:]
		}
	}
	return turned
}
