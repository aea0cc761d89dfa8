//go:build !js

package photos

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"pawgrad/assets/content"
)

// picture is a photo no other resembles: its colours run across it, from a
// starting point that seed moves.
func picture(width, height, seed int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, color.NRGBA{byte(x*255/width + seed*40), byte(y * 255 / height), byte(seed * 90), 255})
		}
	}
	return img
}

// scene is a photo of patches of light and shade that no other seed's resembles.
func scene(width, height, seed int) *image.NRGBA {
	const patches = 5 // a side
	random := rand.New(rand.NewPCG(uint64(seed), 17))
	var light [patches * patches]uint8
	for i := range light {
		light[i] = uint8(random.IntN(256))
	}
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			l := light[y*patches/height*patches+x*patches/width]
			img.SetNRGBA(x, y, color.NRGBA{l, l / 2, 255 - l/2, 255})
		}
	}
	return img
}

func encode(t testing.TB, format string, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch format {
	case "JPEG":
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 95})
	case "PNG":
		err = png.Encode(&b, img)
	case "GIF":
		err = gif.Encode(&b, img, nil)
	case "BMP":
		err = bmp.Encode(&b, img)
	case "TIFF":
		err = tiff.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// flatWebP makes a lossless WebP of one colour: in its bitstream (RFC 9649,
// section 3) five prefix codes have one symbol each, so pixels take no bits.
func flatWebP(width, height int, r, g, b byte) []byte {
	var bits []byte
	put := func(value, n int) {
		for i := range n {
			bits = append(bits, byte(value>>i&1))
		}
	}
	put(width-1, 14)
	put(height-1, 14)
	put(0, 1+3)   // no alpha; version 0
	put(0, 1+1+1) // no transform, no colour cache, one group of codes
	for _, symbol := range []byte{g, r, b, 255, 0} {
		put(1, 1) // a simple code
		put(0, 1) // of one symbol
		put(1, 1) // of 8 bits
		put(int(symbol), 8)
	}
	stream := make([]byte, (len(bits)+7)/8)
	for i, bit := range bits {
		stream[i/8] |= bit << (i % 8)
	}
	chunk := append([]byte{0x2f}, stream...)
	file := binary.LittleEndian.AppendUint32([]byte("WEBPVP8L"), uint32(len(chunk)))
	file = append(file, chunk...)
	if len(chunk)%2 == 1 {
		file = append(file, 0)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(file))), file...)
}

func TestNativeDecoderKnowsTheFormats(t *testing.T) {
	ctx, img := context.Background(), picture(40, 30, 1)
	want := Resize(Photo{img.Pix, 40, 30}, 4, 4)
	for _, format := range []string{"JPEG", "PNG", "GIF", "BMP", "TIFF"} {
		data := encode(t, format, img)
		if _, got := content.Of(data); got != format {
			t.Errorf("Content says %q of a %s", got, format)
		}
		p, err := NativeDecoder{}.Decode(ctx, "x", data)
		if err != nil || p.Width != 40 || p.Height != 30 {
			t.Errorf("%s: %dx%d, %v", format, p.Width, p.Height, err)
			continue
		}
		// A GIF has 256 colours and dithers: compare means over areas.
		const tolerance = 12
		for i, v := range Resize(p, 4, 4) {
			if d := int(v) - int(want[i]); d > tolerance || d < -tolerance {
				t.Errorf("%s: byte %d is %d, want %d", format, i, v, want[i])
			}
		}
	}
	data := flatWebP(17, 18, 200, 100, 50)
	p, err := NativeDecoder{}.Decode(ctx, "x", data)
	if _, format := content.Of(data); format != "WebP" || err != nil || p.Width != 17 || p.Height != 18 || !bytes.Equal(p.RGBA[4:8], []byte{200, 100, 50, 255}) {
		t.Errorf("WebP: %dx%d, %v", p.Width, p.Height, err)
	}
}

func TestNativeDecoderKeepsAlphaStraight(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	copy(img.Pix, []byte{200, 100, 50, 128, 1, 2, 3, 255})
	p, err := NativeDecoder{}.Decode(context.Background(), "x", encode(t, "PNG", img))
	if err != nil || !bytes.Equal(p.RGBA, img.Pix) {
		t.Errorf("%v, %v; want %v", p.RGBA, err, img.Pix)
	}
}

// rleBMP is the head of a BMP that is run-length encoded.
func rleBMP() []byte {
	head := []byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x28\x00\x00\x00\x1e\x00\x00\x00\x01\x00\x08\x00\x01\x00\x00\x00")
	return append(head, make([]byte, 60)...)
}

func TestLoadSaysWhyNot(t *testing.T) {
	good := encode(t, "JPEG", picture(40, 30, 0))
	forged := encode(t, "PNG", image.NewNRGBA(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(forged[16:], 20_000) // IHDR's width and height; the CRC is put right below
	binary.BigEndian.PutUint32(forged[20:], 20_000)
	binary.BigEndian.PutUint32(forged[29:], pngCRC(forged[12:29]))
	huge := append(slices.Clip(forged), make([]byte, 100_000)...) // enough for so many pixels of one colour
	small := encode(t, "JPEG", picture(40, 30, 0))
	frame := bytes.Index(small, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(small[frame+5:], 9_000) // within the limit, but not in its bytes
	binary.BigEndian.PutUint16(small[frame+7:], 9_000)
	for name, c := range map[string]struct {
		data   []byte
		reason Reason
		says   string
	}{
		"empty":             {nil, Corrupt, "empty"},
		"text":              {[]byte("Dear cat, how are you?"), NotImage, "whatever its name"},
		"zip":               {[]byte("PK\x03\x04and so on"), NotImage, "unpack it"},
		"truncated":         {good[:len(good)/2], Corrupt, "JPEG is damaged"},
		"header alone":      {good[:20], Corrupt, "JPEG is damaged"},
		"HEIC":              {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), Unsupported, "HEIC is not supported here; save the photo as JPEG"},
		"arithmetic JPEG":   {bytes.Replace(good, []byte{0xff, 0xc0}, []byte{0xff, 0xc9}, 1), Unsupported, "save the photo as"},
		"JPEG of 12 bits":   {bytes.Replace(good, []byte{0xff, 0xc0, 0, 17, 8}, []byte{0xff, 0xc1, 0, 17, 12}, 1), Unsupported, "save the photo as"},
		"moving WebP":       {[]byte("RIFF????WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x27\x00\x00\x1d\x00\x00"), Unsupported, "WebP is not supported here"},
		"compressed BMP":    {rleBMP(), Unsupported, "BMP is not supported here"},
		"narrow":            {encode(t, "PNG", picture(15, 300, 0)), TooSmall, "15 x 300"},
		"flat":              {encode(t, "PNG", picture(300, 15, 0)), TooSmall, "300 x 15"},
		"400 megapixels":    {huge, TooLarge, "100 megapixels"},
		"a forged PNG":      {forged, Corrupt, "20000 x 20000 pixels"},
		"a forged JPEG":     {small, Corrupt, "9000 x 9000 pixels"},
		"just large enough": {encode(t, "PNG", picture(16, 16, 0)), "", ""},
	} {
		rgb, err := Load(context.Background(), NativeDecoder{}, "p.jpg", c.data, 8, 4)
		var skip *Skip
		if c.reason == "" {
			if err != nil || len(rgb) != 8*4*3 {
				t.Errorf("%s: %d bytes, %v", name, len(rgb), err)
			}
		} else if !errors.As(err, &skip) || skip.Reason != c.reason || skip.Path != "p.jpg" || !strings.Contains(skip.Detail, c.says) {
			t.Errorf("%s: %v; want %s with %q", name, err, c.reason, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Load(ctx, NativeDecoder{}, "p.jpg", good, 8, 8); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestCostIsNotExceeded: decoding allocates no more than the decoder says, whatever of it is
// garbage early. A megabyte is for tables, which do not grow with the picture.
func TestCostIsNotExceeded(t *testing.T) {
	const width, height, tables = 1500, 1000, 1 << 20
	whole := image.Rect(0, 0, width, height)
	colours := image.NewYCbCr(whole, image.YCbCrSubsampleRatio420)
	transparent, deep := image.NewNRGBA(whole), image.NewNRGBA64(whole)
	for i := range transparent.Pix {
		transparent.Pix[i] = byte(i)
	}
	for i := range deep.Pix {
		deep.Pix[i] = byte(i)
	}
	for _, c := range []struct {
		format string
		img    image.Image
	}{
		{"JPEG", image.NewGray(whole)}, {"JPEG", colours}, {"PNG", image.NewGray(whole)}, {"PNG", transparent}, {"PNG", deep},
		{"GIF", image.NewPaletted(whole, color.Palette{color.Black, color.White})}, {"BMP", transparent}, {"TIFF", transparent}, {"TIFF", deep},
	} {
		data := encode(t, c.format, c.img)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := (NativeDecoder{}).Decode(context.Background(), "", data); err != nil {
			t.Errorf("%s of %T: %v", c.format, c.img, err)
			continue
		}
		runtime.ReadMemStats(&after)
		took, cost := int64(after.TotalAlloc-before.TotalAlloc), NativeDecoder{}.Cost(data)
		t.Logf("%s of %T: %.1f of %.1f bytes a pixel", c.format, c.img, float64(took)/(width*height), float64(cost)/(width*height))
		if took > cost+tables {
			t.Errorf("%s of %T: %d bytes, %d were said", c.format, c.img, took, cost)
		}
	}
}
