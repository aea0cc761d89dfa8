//go:build !js

package photos

import (
	"bytes"
	"encoding/binary"
	"image"
	"testing"
)

// tiffOf is a TIFF structure with the entries given as tag, type and value.
func tiffOf(order binary.AppendByteOrder, entries ...[3]uint32) []byte {
	out := []byte("II*\x00")
	if order.AppendUint16(nil, 1)[1] == 1 {
		out = []byte("MM\x00*")
	}
	out = order.AppendUint16(order.AppendUint32(out, 8), uint16(len(entries)))
	for _, e := range entries {
		out = order.AppendUint16(order.AppendUint16(out, uint16(e[0])), uint16(e[1]))
		out = order.AppendUint32(out, 1)
		if e[1] == 3 {
			out = append(order.AppendUint16(out, uint16(e[2])), 0, 0)
		} else {
			out = order.AppendUint32(out, e[2])
		}
	}
	return out
}

func TestDimensions(t *testing.T) {
	img := picture(40, 30, 1)
	const box = "\x00\x00\x00\x14ispe\x00\x00\x00\x00"
	for name, c := range map[string]struct {
		data          []byte
		width, height int
	}{
		"JPEG":             {encode(t, "JPEG", img), 40, 30},
		"JPEG behind EXIF": {withSegment(encode(t, "JPEG", img), exif(binary.BigEndian, 274, 3, 6)), 40, 30},
		"JPEG cut":         {encode(t, "JPEG", img)[:20], 0, 0},
		"PNG":              {encode(t, "PNG", img), 40, 30},
		"PNG cut":          {encode(t, "PNG", img)[:20], 0, 0},
		"GIF":              {encode(t, "GIF", img), 40, 30},
		"BMP":              {encode(t, "BMP", img), 40, 30},
		"BMP from top to bottom": {append([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"),
			"\x28\x00\x00\x00\xe2\xff\xff\xff"...), 40, 30},
		"TIFF":                 {encode(t, "TIFF", img), 40, 30},
		"TIFF of long numbers": {tiffOf(binary.BigEndian, [3]uint32{256, 4, 70000}, [3]uint32{257, 3, 30}), 70000, 30},
		"lossless WebP":        {flatWebP(17, 18, 1, 2, 3), 17, 18},
		"lossy WebP":           {[]byte("RIFF????WEBPVP8 ????\x30\x01\x00\x9d\x01\x2a\x28\x00\x1e\x40"), 40, 30},
		"extended WebP":        {[]byte("RIFF????WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x27\x00\x00\x1d\x00\x00"), 40, 30},
		"AVIF":                 {append([]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1miaf"), box+"\x00\x00\x00\x10\x00\x00\x00\x10"+box+"\x00\x00\x00\x28\x00\x00\x00\x1e"...), 40, 30},
		"text":                 {[]byte("40 x 30"), 0, 0},
		"nothing":              {nil, 0, 0},
	} {
		width, height, known := Dimensions(c.data)
		if known != (c.width > 0) || known && (width != c.width || height != c.height) {
			t.Errorf("%s: %d x %d, known: %v; want %d x %d", name, width, height, known, c.width, c.height)
		}
	}
}

// A header may be anything.
func FuzzDimensions(f *testing.F) {
	for _, format := range []string{"JPEG", "PNG", "GIF", "BMP", "TIFF"} {
		f.Add(encode(f, format, image.NewNRGBA(image.Rect(0, 0, 2, 2))))
	}
	f.Add(flatWebP(17, 18, 1, 2, 3))
	f.Add([]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1miafispe"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, _, known := Dimensions(data); known && len(data) == 0 {
			t.Fatal("the size of nothing")
		}
		if (NativeDecoder{}).Cost(data) < int64(len(data)) {
			t.Fatal("decoding costs less than the file")
		}
		exifOf(data)
		profileOf(data)
		if moved, err := still(data); err == nil && len(moved) == 0 != (len(data) == 0) {
			t.Fatal("nothing is left")
		}
	})
}

// TestCost: what decoding takes grows with the area, and with what a format needs besides.
func TestCost(t *testing.T) {
	cost := func(data []byte) int64 { return NativeDecoder{}.Cost(data) - int64(len(data)) }
	plain := encode(t, "JPEG", picture(400, 300, 0))
	if got := cost(plain); got != 400*300*(3+4) {
		t.Errorf("a JPEG takes %d bytes", got)
	}
	if turned := cost(withSegment(plain, exif(binary.LittleEndian, 274, 3, 6))); turned != 400*300*(3+4+4) {
		t.Errorf("one to be turned takes %d bytes", turned)
	}
	progressive := bytes.Replace(plain, []byte{0xff, 0xc0}, []byte{0xff, 0xc2}, 1)
	if got := cost(progressive); got != 400*300*(15+4) {
		t.Errorf("a progressive one takes %d bytes", got)
	}
	if deep := cost(encode(t, "PNG", image.NewNRGBA64(image.Rect(0, 0, 40, 30)))); deep != 40*30*(8+4) {
		t.Errorf("a PNG of 16 bits takes %d bytes", deep)
	}
	for img, perPixel := range map[image.Image]int64{image.NewNRGBA(image.Rect(0, 0, 40, 30)): 13 + 4, image.NewGray16(image.Rect(0, 0, 40, 30)): 26 + 4} {
		data := encode(t, "TIFF", img)
		if got := cost(data) - 2*int64(len(data)); got != 40*30*perPixel {
			t.Errorf("a TIFF of %T takes %d bytes beside the file", img, got)
		}
	}
	if got := cost([]byte("no picture")); got != 0 {
		t.Errorf("no picture takes %d bytes", got)
	}
}
