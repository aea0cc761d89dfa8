package photos

import (
	"bytes"
	"encoding/binary"

	"pawgrad/assets/content"
)

// orientation reads the EXIF orientation of a picture (tag 274 of the first image file
// directory; EXIF 2.32, 4.6.4): 1 to 8, and 1, upright, for whatever has no readable one.
// Cameras store photos as the sensor saw them and say here how they were held.
func orientation(data []byte) int {
	const tagOrientation = 274
	if o := tiffTag(exifOf(data), tagOrientation, false); 1 <= o && o <= 8 {
		return o
	}
	return 1
}

// exifOf finds the TIFF structure with a picture's EXIF: in JPEG's APP1 and PNG's eXIf; a TIFF
// is one itself. WebP may have one, too, but Chromium does not turn it either.
func exifOf(data []byte) (tiff []byte) {
	const exif = "Exif\x00\x00"
	switch _, format := content.Of(data); format {
	case "JPEG":
		jpegSegments(data, func(marker byte, body []byte) bool {
			const app1 = 0xe1
			found, ok := bytes.CutPrefix(body, []byte(exif))
			if ok && marker == app1 {
				tiff = found
			}
			return tiff == nil
		})
	case "PNG":
		tiff = pngChunk(data, "eXIf")
	case "TIFF":
		tiff = data
	}
	return tiff
}

// pngChunk is the content of a PNG's first chunk of a name (PNG, section 5.3), nil if there is none.
func pngChunk(png []byte, name string) []byte {
	const signature, around = 8, 12 // bytes; length, name and checksum
	for rest := png[min(signature, len(png)):]; len(rest) >= around; {
		length := int64(binary.BigEndian.Uint32(rest))
		if length+around > int64(len(rest)) {
			return nil
		}
		if string(rest[4:8]) == name {
			return rest[8 : 8+length]
		}
		rest = rest[around+length:]
	}
	return nil
}

// webpChunk is the content of a WebP's first chunk of a name (RFC 9649, section 2.3), nil if there is none.
func webpChunk(webp []byte, name string) []byte {
	for rest := webp[min(12, len(webp)):]; len(rest) >= 8; {
		length := int64(binary.LittleEndian.Uint32(rest[4:]))
		if 8+length > int64(len(rest)) {
			return nil
		}
		if string(rest[:4]) == name {
			return rest[8 : 8+length]
		}
		rest = rest[min(8+length+length%2, int64(len(rest))):]
	}
	return nil
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
