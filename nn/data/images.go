package data

import (
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/nn/spec"
)

// Source is a set of labelled 8-bit RGB images of one size, read at random;
// *pack.Set is one. An image is named by its index in the set.
type Source interface {
	Info() pack.Info
	Image(i int) pack.Image
	Split(split pack.Split) []int
	// Pixels reads an image into dst of Info().PixelBytes() bytes.
	Pixels(i int, dst []byte) error
}

// Inputs are what a network takes for each of a set's images: its pixels, of
// [Images], or what frozen layers have made of them.
type Inputs interface {
	// Bytes is the length of one image's input.
	Bytes() int
	// Label is the class of an image.
	Label(i int) int
	// Read writes an image's input to dst of Bytes() bytes.
	Read(i int, dst []byte) error
}

// CacheBytes is how much of a set [Images] keeps in memory: all of the bundled
// set at 64x64, and all of 4,000 photos at 96x96, yet little enough for half a
// dozen runs side by side in one browser.
const CacheBytes = 128 << 20

// Images serves a set's images at a run's size.
type Images struct {
	source  Source
	size    int
	cache   map[int][]byte
	left    int    // bytes that the cache may still take
	raw     []byte // one image as the source has it
	resized bool   // whether the source's size is another
}

// NewImages returns the images of a set as size x size RGB, of which up to
// budget bytes are kept once read; see [CacheBytes].
func NewImages(source Source, size, budget int) *Images {
	info := source.Info()
	return &Images{
		source: source, size: size, left: budget,
		cache: map[int][]byte{}, raw: make([]byte, info.PixelBytes()),
		resized: info.Height != size || info.Width != size,
	}
}

// Size is the images' side in pixels.
func (m *Images) Size() int { return m.size }

// Bytes is the length of one image.
func (m *Images) Bytes() int { return m.size * m.size * 3 }

// Label is the class of an image.
func (m *Images) Label(i int) int { return m.source.Image(i).Label }

// Read writes an image's pixels to dst of Bytes() bytes.
func (m *Images) Read(i int, dst []byte) error {
	if cached, ok := m.cache[i]; ok {
		copy(dst, cached)
		return nil
	}
	if !m.resized {
		if err := m.source.Pixels(i, dst); err != nil {
			return err
		}
	} else {
		if err := m.source.Pixels(i, m.raw); err != nil {
			return err
		}
		info := m.source.Info()
		copy(dst, Resize(m.raw, info.Height, info.Width, m.size))
	}
	if len(dst) <= m.left {
		m.cache[i] = append([]byte(nil), dst...)
		m.left -= len(dst)
	}
	return nil
}

// ReadVariant writes an image's pixels to dst in one of the run's [spec.Run.Variants] or
// [AsItIs].
func (m *Images) ReadVariant(run spec.Run, variant, i int, dst []byte) error {
	if variant == AsItIs {
		return m.Read(i, dst)
	}
	plain := make([]byte, len(dst))
	if err := m.Read(i, plain); err != nil {
		return err
	}
	if run.Augment.Varies() {
		Augment(run.Augment, variantSeed, variant, i, m.size, plain, dst)
	} else {
		mirror(plain, dst, m.size)
	}
	return nil
}

// Resize brings 8-bit RGB pixels to size x size by the function that packs and
// dropped photos are made with, so that a photo looks the same to a network
// whichever way it came.
func Resize(rgb []byte, height, width, size int) []byte {
	photo := photos.Photo{Height: height, Width: width, RGBA: make([]byte, height*width*4)}
	for i := range height * width {
		copy(photo.RGBA[i*4:], rgb[i*3:i*3+3])
		photo.RGBA[i*4+3] = 0xff
	}
	return photos.Resize(photo, size, size)
}
