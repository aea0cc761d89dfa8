package apng

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"io"
	"testing"
)

// still is a PNG file of one colour.
func still(t *testing.T, width int, c color.Color) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, 3))
	for x := range width {
		for y := range 3 {
			m.Set(x, y, c)
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, m); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestAnimation reads the animation as a program that knows none would, and then each frame.
func TestAnimation(t *testing.T) {
	colours := []color.NRGBA{{255, 0, 0, 128}, {0, 255, 0, 128}, {0, 0, 255, 128}}
	var frames [][]byte
	for _, c := range colours {
		frames = append(frames, still(t, 4, c))
	}
	file, err := Encode(frames, 100, 2000)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(file)) // checks each sum, too
	if err != nil || m.At(1, 1) != color.Color(colours[0]) {
		t.Fatalf("as a still: %v, %v", m.At(1, 1), err)
	}
	chunks, err := parse(file)
	if err != nil {
		t.Fatal(err)
	}
	var kinds string
	var delays []uint16
	sequence, shown := uint32(0), 0
	for _, c := range chunks {
		kinds += c.kind + " "
		if c.kind == frame || c.kind == more {
			if got := binary.BigEndian.Uint32(c.data); got != sequence {
				t.Errorf("a chunk %s is number %d, want %d", c.kind, got, sequence)
			}
			sequence++
		}
		switch c.kind {
		case control:
			if n := binary.BigEndian.Uint32(c.data); n != 3 {
				t.Errorf("%d frames", n)
			}
		case frame:
			delays = append(delays, binary.BigEndian.Uint16(c.data[20:]))
		case pixels, more:
			data := c.data
			if c.kind == more {
				data = data[4:]
			}
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(z)
			if err != nil || len(raw) != 3*(1+4*4) {
				t.Errorf("frame %d has %d bytes, %v", shown, len(raw), err)
			}
			shown++
		}
	}
	if want := "IHDR acTL fcTL IDAT fcTL fdAT fcTL fdAT IEND "; kinds != want {
		t.Errorf("chunks %s, want %s", kinds, want)
	}
	if len(delays) != 3 || delays[0] != 100 || delays[2] != 2000 {
		t.Errorf("delays %v", delays)
	}
}

func TestWhatIsNoAnimation(t *testing.T) {
	good := still(t, 4, color.White)
	for name, frames := range map[string][][]byte{
		"none": nil, "no picture": {[]byte("GIF89a")}, "cut short": {good[:len(good)-13]}, "other sizes": {good, still(t, 5, color.White)},
		"nothing in it": {[]byte(signature)}, "a length beyond the end": {append([]byte(signature), "\xff\xff\xff\xffIHDR...."...)},
	} {
		if _, err := Encode(frames, 1, 1); err == nil {
			t.Errorf("%s: an animation", name)
		}
	}
}
