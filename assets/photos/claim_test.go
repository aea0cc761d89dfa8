//go:build !js

package photos

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"pawgrad/assets/content"
)

// TestClaims reads the size of real files of every format, and finds that none is forged, though
// they are as empty as pictures can be.
func TestClaims(t *testing.T) {
	const width, height = 1500, 1000
	flat := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White})
	files := map[string][]byte{"WebP": flatWebP(width, height, 1, 2, 3)}
	for _, format := range []string{"JPEG", "PNG", "GIF"} {
		files[format] = encode(t, format, flat)
	}
	for format, data := range files {
		if _, says := content.Of(data); says != format {
			t.Errorf("%s is taken for %s", format, says)
		}
		w, h, ok := Dimensions(data)
		if !ok || w != width || h != height {
			t.Errorf("%s claims %d x %d, %v", format, w, h, ok)
		}
		if forged(format, len(data), w, h) {
			t.Errorf("%s of %d bytes is said to be forged", format, len(data))
		}
		for n := range len(data) {
			Dimensions(data[:n]) // must not panic
		}
	}
	for name, b := range map[string]string{
		"VP8":  "RIFF....WEBPVP8 ....\x30\x01\x00\x9d\x01\x2a\x10\x02\x20\x43",
		"VP8X": "RIFF....WEBPVP8X....\x00\x00\x00\x00\x0f\x02\x00\x1f\x03\x00",
	} {
		if w, h, ok := Dimensions([]byte(b)); !ok || w != 0x210 || h != 0x320 {
			t.Errorf("%s claims %d x %d, %v", name, w, h, ok)
		}
	}
	progressive := bytes.Join([][]byte{{0xff, 0xd8, 0xff, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 0}, {0xff, 0xc2, 0, 11, 8, 3, 0x20, 2, 0x10, 1, 1, 0x11, 0}}, nil)
	if w, h, ok := Dimensions(progressive); !ok || w != 0x210 || h != 0x320 {
		t.Errorf("a progressive JPEG claims %d x %d, %v", w, h, ok)
	}
}
