package driver

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/draw"

	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/web/site"
)

// TestPageAndCommandSeeTheSame makes an image set of pictures in all forms that both read, in
// Chromium and natively: no picture's pixels may differ by more than a little in the mean.
func TestPageAndCommandSeeTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: no browser with -short")
	}
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	dist, remove, err := site.Built(root)
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	d, err := Open(t.Context(), dist)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()

	folder, names := t.TempDir(), []string(nil)
	for i, p := range d.pictures(t) {
		name := fmt.Sprintf("%s/%02d %s", []string{"cats", "dogs"}[i%2], i, p.name)
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, p.content, 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	const size = 64
	ofPage := filepath.Join(t.TempDir(), "page.pack")
	imported, err := d.Import(folder, names, size, ofPage)
	if err != nil || imported.Images != len(names) {
		t.Fatalf("the page: %+v, %v; want %d photos", imported, err, len(names))
	}
	page, err := os.ReadFile(ofPage)
	if err != nil {
		t.Fatal(err)
	}
	var command bytes.Buffer
	options := photos.Options{Info: pack.Info{Name: "native", Height: size, Width: size}, Seed: 1}
	report, err := photos.Build(context.Background(), photos.Folder(os.DirFS(folder)), photos.NativeDecoder{}, options, &command, nil)
	if err != nil || report.Kept != len(names) {
		t.Fatalf("the command: %+v, %v; want %d photos", report, err, len(names))
	}
	seen, want := pixelsOf(t, page), pixelsOf(t, command.Bytes())
	const most = 2 // levels of 255
	for _, name := range names {
		if difference := meanDifference(seen[name], want[name]); !(difference < most) {
			t.Errorf("%s: pixels differ by %.2f in the mean, want less than %d", name, difference, most)
		} else {
			t.Logf("%s: %.2f", name, difference)
		}
	}
}

// pixelsOf reads a pack's pixels by its photos' names.
func pixelsOf(t *testing.T, file []byte) map[string][]byte {
	t.Helper()
	set, err := pack.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	pixels := map[string][]byte{}
	for i := range set.Len() {
		p := make([]byte, set.Info().PixelBytes())
		if err := set.Pixels(i, p); err != nil {
			t.Fatal(err)
		}
		pixels[set.Image(i).Name] = p
	}
	return pixels
}

func meanDifference(a, b []byte) float64 {
	if len(a) != len(b) || len(a) == 0 {
		return math.NaN()
	}
	sum := 0.0
	for i := range a {
		sum += math.Abs(float64(a[i]) - float64(b[i]))
	}
	return sum / float64(len(a))
}

// file is a picture to be compared.
type file struct {
	name    string
	content []byte
}

// pictures are one of each form. Those that Go cannot encode are made by the browser.
func (d *Driver) pictures(t *testing.T) (all []file) {
	t.Helper()
	add := func(name string, content []byte) { all = append(all, file{name, content}) }
	next := func() *image.NRGBA { return scene(len(all), 200, 150) }
	for _, quality := range []int{95, 75, 40} {
		add(fmt.Sprintf("quality %d.jpg", quality), encoded(t, next(), quality))
	}
	add("gray.jpg", encoded(t, gray(next()), 90))
	for orientation := 2; orientation <= 8; orientation++ {
		add(fmt.Sprintf("orientation %d.jpg", orientation), withEXIF(encoded(t, next(), 90), orientation))
	}
	add("display p3.jpg", withProfile(encoded(t, next(), 90), profile(displayP3, parametric)))
	add("adobe rgb.jpg", withProfile(encoded(t, next(), 90), profile(adobeRGB, power)))
	add("table.jpg", withProfile(encoded(t, next(), 90), profile(adobeRGB, table)))
	add("full chroma.jpg", d.encode(t, next(), "image/jpeg", 1))

	add("plain.png", pngOf(t, next()))
	add("gray.png", pngOf(t, gray(next())))
	add("deep.png", pngOf(t, deep(next())))
	add("transparent.png", pngOf(t, holed(next())))
	add("palette.png", pngOf(t, few(next())))
	add("orientation.png", withChunk(pngOf(t, next()), "eXIf", exif(6)))
	add("display p3.png", withChunk(pngOf(t, next()), "iCCP", append([]byte("P3\x00\x00"), deflated(t, profile(displayP3, parametric))...)))
	add("first.gif", gifOf(t, few(next())))
	add("small first.gif", gifOf(t, few(next()).SubImage(image.Rect(40, 30, 160, 120)).(*image.Paletted)))
	add("plain.bmp", bmpOf(t, next()))

	add("lossy.webp", d.encode(t, next(), "image/webp", 0.9))
	add("lossy with alpha.webp", d.encode(t, holed(next()), "image/webp", 0.9))
	add("lossless.webp", d.encode(t, next(), "image/webp", 1))
	add("display p3.webp", extended(d.encode(t, next(), "image/webp", 0.9), "ICCP", profile(displayP3, parametric)))
	add("orientation.webp", extended(d.encode(t, next(), "image/webp", 0.9), "EXIF", append([]byte("Exif\x00\x00"), exif(6)...)))
	add("moving.webp", moving(d.encode(t, next(), "image/webp", 0.9)))
	return all
}

// scene is a picture that no other of another seed resembles: patches of colour that run into
// each other, with a little grain.
func scene(seed, width, height int) *image.NRGBA {
	random := rand.New(rand.NewPCG(uint64(seed), 3))
	coarse := image.NewNRGBA(image.Rect(0, 0, 9, 7))
	for i := range coarse.Pix {
		coarse.Pix[i] = byte(random.Uint32())
		if i%4 == 3 {
			coarse.Pix[i] = 255
		}
	}
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.BiLinear.Scale(img, img.Bounds(), coarse, coarse.Bounds(), draw.Src, nil)
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = byte(min(max(int(img.Pix[i])+random.IntN(9)-4, 0), 255))
		}
	}
	return img
}

func encoded(t *testing.T, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bmpOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gifOf makes a GIF whose first picture may be smaller than the whole of 200 x 150.
func gifOf(t *testing.T, img *image.Paletted) []byte {
	t.Helper()
	var b bytes.Buffer
	all := &gif.GIF{Image: []*image.Paletted{img}, Delay: []int{0}, Config: image.Config{ColorModel: img.Palette, Width: 200, Height: 150}}
	if err := gif.EncodeAll(&b, all); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gray(img *image.NRGBA) image.Image {
	out := image.NewGray(img.Bounds())
	draw.Draw(out, out.Bounds(), img, image.Point{}, draw.Src)
	return out
}

// deep has 16 bits a channel.
func deep(img *image.NRGBA) image.Image {
	out := image.NewNRGBA64(img.Bounds())
	draw.Draw(out, out.Bounds(), img, image.Point{}, draw.Src)
	for i := 1; i < len(out.Pix); i += 2 { // what 8 bits have not
		if i%8 != 7 {
			out.Pix[i] = byte(i)
		}
	}
	return out
}

// holed is transparent in parts, wholly and half.
func holed(img *image.NRGBA) *image.NRGBA {
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			switch {
			case x < 60:
				img.Pix[img.PixOffset(x, y)+3] = 0
			case x < 120:
				img.Pix[img.PixOffset(x, y)+3] = 128
			}
		}
	}
	return img
}

// few has 200 colours.
func few(img *image.NRGBA) *image.Paletted {
	var palette color.Palette
	for i := range 200 {
		palette = append(palette, img.At(i, i*3/4))
	}
	out := image.NewPaletted(img.Bounds(), palette)
	draw.Draw(out, out.Bounds(), img, image.Point{}, draw.Src)
	return out
}

func deflated(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// encode has the browser encode a picture.
func (d *Driver) encode(t *testing.T, img image.Image, kind string, quality float64) []byte {
	t.Helper()
	script := fmt.Sprintf(`(async () => {
		const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64("%s")]));
		const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
		canvas.getContext("2d").drawImage(bitmap, 0, 0);
		const blob = await canvas.convertToBlob({ type: %q, quality: %g });
		if (blob.type !== %q) throw new Error(blob.type);
		return new Uint8Array(await blob.arrayBuffer()).toBase64();
	})()`, base64.StdEncoding.EncodeToString(pngOf(t, img)), kind, quality, kind)
	var text string
	err := chromedp.Run(d.ctx, chromedp.Evaluate(script, &text, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if err != nil {
		t.Fatal(err)
	}
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// exif is a TIFF structure that says how a camera was held.
func exif(orientation int) []byte {
	return append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(orientation), 0, 0, 0, 0, 0, 0)
}

// segment puts a segment behind a JPEG's start.
func segment(photo []byte, marker byte, content []byte) []byte {
	out := append([]byte{0xff, 0xd8, 0xff, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(content)+2))...)
	return append(append(out, content...), photo[2:]...)
}

func withEXIF(photo []byte, orientation int) []byte {
	return segment(photo, 0xe1, append([]byte("Exif\x00\x00"), exif(orientation)...))
}

func withProfile(photo, icc []byte) []byte {
	return segment(photo, 0xe2, append([]byte("ICC_PROFILE\x00\x01\x01"), icc...))
}

// withChunk puts a chunk behind a PNG's header.
func withChunk(picture []byte, name string, content []byte) []byte {
	const header = 8 + 25
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	chunk = append(append(chunk, name...), content...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return slices.Concat(picture[:header], chunk, picture[header:])
}

// riffChunk is a chunk of a WebP.
func riffChunk(name string, content []byte) []byte {
	chunk := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(content)))
	chunk = append(chunk, content...)
	return append(chunk, make([]byte, len(content)%2)...)
}

// webpOf puts chunks into a WebP of 200 x 150 in the extended form.
func webpOf(flags byte, chunks ...[]byte) []byte {
	header := []byte{flags, 0, 0, 0, 199, 0, 0, 149, 0, 0}
	all := slices.Concat(append([][]byte{riffChunk("VP8X", header)}, chunks...)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(all)+4)), append([]byte("WEBP"), all...)...)
}

// pictureOf is the chunk of an opaque WebP with its pixels. Chromium puts a profile before it.
func pictureOf(webp []byte) []byte {
	const riffHeader, chunkHeader = 12, 8 // bytes
	for rest := webp[riffHeader:]; len(rest) > chunkHeader; {
		size := chunkHeader + int(binary.LittleEndian.Uint32(rest[4:]))
		size += size % 2
		if name := string(rest[:4]); name == "VP8 " || name == "VP8L" {
			return rest[:size]
		}
		rest = rest[size:]
	}
	panic("no picture in a WebP")
}

// extended gives a plain WebP a profile, which stands before the picture, or EXIF, behind it.
func extended(webp []byte, name string, content []byte) []byte {
	if name == "ICCP" {
		return webpOf(1<<5, riffChunk(name, content), pictureOf(webp))
	}
	return webpOf(1<<3, pictureOf(webp), riffChunk(name, content))
}

// moving makes a WebP that moves of a plain one.
func moving(webp []byte) []byte {
	frame := []byte{0, 0, 0, 0, 0, 0, 199, 0, 0, 149, 0, 0, 100, 0, 0, 0}
	still := append(frame, pictureOf(webp)...)
	return webpOf(1<<1, riffChunk("ANIM", make([]byte, 6)), riffChunk("ANMF", still), riffChunk("ANMF", still))
}

// The colorants of two colour spaces, adapted to D50, column by column.
var (
	displayP3 = [3][3]float64{{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}
	adobeRGB  = [3][3]float64{{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}}
)

// Tone curves in their three forms: sRGB's as a formula, a power, and a table of another power.
var (
	parametric = append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), fixeds(2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)...)
	power      = []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00")
	table      = func() []byte {
		const n = 256
		out := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), n)
		for i := range n {
			out = binary.BigEndian.AppendUint16(out, uint16(math.MaxUint16*math.Pow(float64(i)/(n-1), 1.8)))
		}
		return out
	}()
)

func fixeds(numbers ...float64) (out []byte) {
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(n*65536))))
	}
	return out
}

// profile is an ICC profile of colorants and a tone curve.
func profile(colorants [3][3]float64, curve []byte) []byte {
	const header, entry, tags = 128, 12, 6
	var contents []byte
	index := binary.BigEndian.AppendUint32(nil, tags)
	put := func(content []byte, names ...string) {
		at := header + 4 + tags*entry + len(contents)
		for _, name := range names {
			index = binary.BigEndian.AppendUint32(append(index, name...), uint32(at))
			index = binary.BigEndian.AppendUint32(index, uint32(len(content)))
		}
		contents = append(contents, content...)
	}
	for i, name := range []string{"rXYZ", "gXYZ", "bXYZ"} {
		put(append([]byte("XYZ \x00\x00\x00\x00"), fixeds(colorants[i][:]...)...), name)
	}
	put(curve, "rTRC", "gTRC", "bTRC")
	h := make([]byte, header)
	binary.BigEndian.PutUint32(h, uint32(header+len(index)+len(contents)))
	copy(h[8:], "\x04\x30\x00\x00mntrRGB XYZ ")
	copy(h[36:], "acsp")
	copy(h[68:], fixeds(0.9642, 1, 0.8249))
	return slices.Concat(h, index, contents)
}
