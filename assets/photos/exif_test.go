//go:build !js

package photos

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"testing"
)

func pngCRC(chunk []byte) uint32 { return crc32.ChecksumIEEE(chunk) }

// exif makes an EXIF segment with a given directory entry behind another one.
func exif(order binary.AppendByteOrder, tag, kind, value uint16) []byte {
	tiff := []byte("II*\x00")
	if order.AppendUint16(nil, 1)[1] == 1 {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 10)                            // the directory lies behind a gap
	tiff = append(tiff, 0, 0)                                      //
	tiff = order.AppendUint16(tiff, 2)                             // entries
	tiff = append(tiff, "\x01\x0f\x02\x00????????"...)             // 12 bytes of another entry
	tiff = order.AppendUint16(order.AppendUint16(tiff, tag), kind) //
	tiff = order.AppendUint32(tiff, 1)
	tiff = append(order.AppendUint16(tiff, value), 0, 0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(segment)+2)), segment...)
}

// withSegment puts a segment behind a JPEG's start, after a JFIF-like one.
func withSegment(jpeg, segment []byte) []byte {
	const app0 = "\xff\xe0\x00\x04ab\xff" // with a byte of padding
	return append(append([]byte("\xff\xd8"+app0), segment...), jpeg[2:]...)
}

func TestOrientation(t *testing.T) {
	jpeg := encode(t, "JPEG", picture(16, 16, 0))
	le, be := binary.LittleEndian, binary.BigEndian
	long := exif(le, 274, 3, 6)
	for name, c := range map[string]struct {
		data []byte
		want int
	}{
		"none":               {jpeg, 1},
		"little-endian":      {withSegment(jpeg, exif(le, 274, 3, 6)), 6},
		"big-endian":         {withSegment(jpeg, exif(be, 274, 3, 8)), 8},
		"another tag":        {withSegment(jpeg, exif(be, 275, 3, 8)), 1},
		"of another type":    {withSegment(jpeg, exif(be, 274, 4, 8)), 1},
		"0":                  {withSegment(jpeg, exif(le, 274, 3, 0)), 1},
		"9":                  {withSegment(jpeg, exif(le, 274, 3, 9)), 1},
		"second of two":      {withSegment(jpeg, append([]byte("\xff\xe1\x00\x08http:/"), exif(be, 274, 3, 3)...)), 3},
		"cut short":          {withSegment(startOnly, long)[:len(long)], 1},
		"a PNG":              {encode(t, "PNG", picture(16, 16, 0)), 1},
		"nothing":            {nil, 1},
		"behind the picture": {append(bytes.Clone(jpeg), exif(le, 274, 3, 6)...), 1},
	} {
		if got := orientation(c.data); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// startOnly is a JPEG's first marker and nothing else.
var startOnly = []byte("\xff\xd8")

// The eight ways of storing one picture (upright: abc over def).
func TestUpright(t *testing.T) {
	stored := map[int][]string{
		1: {"abc", "def"}, 2: {"cba", "fed"}, 3: {"fed", "cba"}, 4: {"def", "abc"},
		5: {"ad", "be", "cf"}, 6: {"cf", "be", "ad"}, 7: {"fc", "eb", "da"}, 8: {"da", "eb", "fc"},
	}
	for o, rows := range stored {
		p := Photo{Width: len(rows[0]), Height: len(rows)}
		for _, row := range rows {
			for _, letter := range []byte(row) {
				p.RGBA = append(p.RGBA, letter, 1, 2, 3)
			}
		}
		got := upright(p, o)
		if got.Width != 3 || got.Height != 2 {
			t.Errorf("orientation %d: %dx%d", o, got.Width, got.Height)
			continue
		}
		for i, want := range []byte("abcdef") {
			if !bytes.Equal(got.RGBA[i*4:i*4+4], []byte{want, 1, 2, 3}) {
				t.Errorf("orientation %d: pixel %d is %q, want %q", o, i, got.RGBA[i*4], want)
			}
		}
	}
}

func TestNativeDecoderTurnsPhotosUpright(t *testing.T) {
	data := withSegment(encode(t, "JPEG", picture(40, 20, 0)), exif(binary.LittleEndian, 274, 3, 6))
	p, err := NativeDecoder{}.Decode(context.Background(), "x", data)
	if err != nil || p.Width != 20 || p.Height != 40 {
		t.Fatalf("%dx%d, %v; want 20x40", p.Width, p.Height, err)
	}
	// Red runs left to right when stored, so top to bottom when turned clockwise.
	if top, bottom := p.RGBA[0], p.RGBA[len(p.RGBA)-4]; top > 60 || bottom < 190 {
		t.Errorf("red is %d at the top and %d at the bottom", top, bottom)
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(withSegment(startOnly, exif(binary.BigEndian, 274, 3, 6)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := orientation(data); o < 1 || o > 8 {
			t.Fatal(o)
		}
	})
}
