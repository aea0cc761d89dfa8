package e2e

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/assets/bundled"
)

// trained opens the page and trains one small network, so that photos get
// answers.
func trained(t *testing.T) *visit {
	t.Helper()
	v := open(t, "#size=48&epochs=1&train-images=32&eval-images=16&batch=16&methods=sgd")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "done")
	v.openTab("try-it")
	return v
}

// picture makes a picture that compresses badly, as photos do; those of other sizes show other
// patches of light and shade.
func picture(width, height int) image.Image {
	const patches = 5 // a side
	random := rand.New(rand.NewPCG(uint64(width), uint64(height)))
	var light [patches * patches]int
	for i := range light {
		light[i] = random.IntN(224)
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			l := light[y*patches/height*patches+x*patches/width]
			img.Set(x, y, color.RGBA{uint8(l + random.IntN(32)), uint8(l), uint8(random.IntN(256)), 255})
		}
	}
	return img
}

func encodeJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodePNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t testing.TB, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDropPhotos drops what visitors drop: photos of several kinds, things that
// only look like photos, a huge one, and fifty at once. Each gets an answer or a
// clear sentence, and the page lives on after each.
func TestDropPhotos(t *testing.T) {
	v := trained(t)
	dir := t.TempDir()
	photo := encodeJPEG(t, picture(320, 240))
	cases := []struct {
		name    string
		content []byte
		problem string // part of the sentence, or empty if there must be an answer
	}{
		{"photo.jpg", photo, ""},
		{"photo.png", encodePNG(t, picture(200, 300)), ""},
		{"letter.jpg", []byte("Dear Sir or Madam,\n\nthis is no photo.\n"), "letter.jpg"},
		{"half.jpg", photo[:len(photo)/3], "half.jpg"},
		{"empty.jpg", nil, "empty.jpg"},
		{"forged.png", forgedPNG(t), "forged.png is damaged"},
		{"huge.jpg", encodeJPEG(t, picture(6000, 4000)), ""},
	}
	for i, c := range cases {
		v.drop(write(t, dir, c.name, c.content))
		mine := fmt.Sprintf(`.photo[aria-label=%q]`, c.name)
		if c.problem == "" {
			v.waitFor("an answer for "+c.name, fmt.Sprintf(`document.querySelector('%s .answer:not([data-run^=ready])')`, mine))
		} else {
			v.waitText(mine+" .problem", c.problem)
		}
		v.wantCount(".photo", i+1)
	}
	v.shot("each")

	v.click("#clear-photos")
	v.waitGone(".photo")
	paths := make([]string, 50)
	for i := range paths {
		paths[i] = write(t, dir, fmt.Sprintf("crowd-%02d.jpg", i), encodeJPEG(t, picture(64+i, 64)))
	}
	v.drop(paths...)
	v.waitFor("fifty answers", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === 50`)
	v.shot("fifty")

	// The page is alive: it still turns its tabs.
	v.openTab("results")
}

// forgedPNG is a small PNG whose header speaks of 400 megapixels.
func forgedPNG(t *testing.T) []byte {
	const header, size, sum = 12, 16, 29 // offsets in the file
	file := encodePNG(t, picture(20, 20))
	for at := size; at < size+8; at += 4 {
		binary.BigEndian.PutUint32(file[at:], 20_000)
	}
	binary.BigEndian.PutUint32(file[sum:], crc32.ChecksumIEEE(file[header:sum]))
	return file
}

// TestChoosePhotos gives photos by the file picker.
func TestChoosePhotos(t *testing.T) {
	v := trained(t)
	v.choose("#open-photos", write(t, t.TempDir(), "picked.jpg", encodeJPEG(t, picture(100, 80))))
	v.waitFor("an answer", `document.querySelector('.photo[aria-label="picked.jpg"] .answer:not([data-run^=ready])')`)
}

// turned marks a JPEG as taken with the camera on its side: EXIF orientation 6,
// to be shown turned a quarter clockwise.
func turned(photo []byte) []byte {
	exif := []byte("Exif\x00\x00" + // APP1
		"MM\x00\x2a\x00\x00\x00\x08" + // TIFF, big-endian, directory at 8
		"\x00\x01" + "\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00" + // one entry: orientation, short, 6
		"\x00\x00\x00\x00")
	const startOfImage = 2 // bytes
	marked := append([]byte{}, photo[:startOfImage]...)
	marked = append(marked, 0xff, 0xe1, 0, byte(len(exif)+2))
	return append(append(marked, exif...), photo[startOfImage:]...)
}

// TestPhotoOnItsSide drops a photo that its camera marks as lying on its side: it
// is seen upright.
func TestPhotoOnItsSide(t *testing.T) {
	v := trained(t)
	wide := encodeJPEG(t, picture(240, 120))
	for _, c := range []struct {
		name    string
		content []byte
		upright bool
	}{{"wide.jpg", wide, false}, {"turned.jpg", turned(wide), true}} {
		v.drop(write(t, t.TempDir(), c.name, c.content))
		img := fmt.Sprintf(`document.querySelector('.photo[aria-label=%q] img')`, c.name)
		v.waitFor("the picture of "+c.name, img+".naturalWidth > 0")
		want(v, "whether "+c.name+" is shown upright", img+".naturalHeight > "+img+".naturalWidth", c.upright)
	}
}

// TestPaste pastes a picture from the clipboard.
func TestPaste(t *testing.T) {
	v := trained(t)
	eval[bool](v, `(async () => {
		const canvas = new OffscreenCanvas(80, 60);
		canvas.getContext("2d").fillRect(0, 0, 40, 60);
		const data = new DataTransfer();
		data.items.add(new File([await canvas.convertToBlob()], "pasted.png", { type: "image/png" }));
		return window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true }));
	})()`)
	v.waitFor("an answer", `document.querySelector('.photo[aria-label="pasted.png"] .answer:not([data-run^=ready])')`)
}

// TestDropDamagedSet drops a damaged pack: the page says so and keeps the set
// that it has.
func TestDropDamagedSet(t *testing.T) {
	v := open(t, "")
	v.waitFor("thumbnails", `document.querySelectorAll("#thumbnails img").length >= 8`)
	whole, err := os.ReadFile(filepath.Join(world.root, "assets", "bundled", bundled.FileName))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	cases := []struct {
		name    string
		content []byte
	}{
		{"truncated.pack", whole[:len(whole)/2]},
		{"flipped.pack", flipped},
		{"other.pack", []byte("something else altogether")},
	}
	for _, c := range cases {
		v.drop(write(t, dir, c.name, c.content))
		v.waitFor("a sentence about "+c.name, `document.querySelector("#data-problem")?.innerText`)
		v.shot(c.name)
		v.waitFor("the bundled set to be shown still", `document.querySelector("#counts").innerText`)
		v.drop(filepath.Join(world.root, "assets", "bundled", bundled.FileName))
		v.waitFor("the good set", `!document.querySelector("#data-problem")?.innerText && document.querySelector('#data[data-phase="4"]')`)
	}
}
