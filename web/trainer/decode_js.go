package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"syscall/js"

	"pawgrad/assets/photos"
)

// maxCopied is the area in pixels above which a photo is reduced by the browser
// before it is copied into Go's memory, which never shrinks again: 4 megapixels
// take 16 MB. It is some 80 times the largest network's input, so that what is
// averaged once more afterwards looks the same.
const maxCopied = 4_000_000

// decoder is the browser's own decoder of photos: fast, on threads of its own,
// and it knows every format that the browser shows. Plain JPEGs go through a [codec],
// where there is one.
type decoder struct {
	canvas, pen js.Value // one, reused: nothing is kept in it
	codec       *codec
	// pixels are slices of photos that nobody needs any more: a new one for each photo, of
	// thousands, has to be cleared first and collected after.
	pixels *sync.Pool
}

func newDecoder() decoder {
	canvas := class("OffscreenCanvas").New(1, 1)
	// The pixels are read each time, so they had better stay out of a GPU.
	pen := canvas.Call("getContext", "2d", object("willReadFrequently", true))
	return decoder{canvas, pen, &codec{}, &sync.Pool{}}
}

// photo is a photo with room for its pixels.
func (d decoder) photo(width, height int) photos.Photo {
	size := width * height * 4
	if old, ok := d.pixels.Get().(*[]byte); ok && cap(*old) >= size {
		return photos.Photo{RGBA: (*old)[:size], Width: width, Height: height}
	}
	return photos.Photo{RGBA: make([]byte, size), Width: width, Height: height}
}

// Reuse implements [photos.Reuser].
func (d decoder) Reuse(p photos.Photo) { d.pixels.Put(&p.RGBA) }

// Cost implements [photos.Decoder]: the decoded bitmap and, of what is copied out of it, the
// canvas, its pixels, and those in Go's memory.
func (d decoder) Cost(data []byte) int64 {
	const pixel, copies = 4, 3
	width, height, known := photos.Dimensions(data)
	area := int64(photos.MaxPixels)
	if known {
		area = int64(width) * int64(height)
	}
	return int64(len(data)) + pixel*(area+copies*min(area, maxCopied))
}

// Decode implements [photos.Decoder].
func (d decoder) Decode(_ context.Context, _ string, data []byte) (photo photos.Photo, err error) {
	err = attempt(func() error {
		if photos.PlainJPEG(data) && d.codec.works() {
			failed := attempt(func() (err error) { photo, err = d.decodeJPEG(data); return err })
			if failed == nil && photo.Width > 0 {
				return nil
			}
		}
		photo, err = d.decodeAny(data)
		return err
	})
	return photo, err
}

// decodeAny decodes a picture of any format that the browser shows.
func (d decoder) decodeAny(data []byte) (photo photos.Photo, err error) {
	file := class("Blob").New(class("Array").New(toJS("Uint8Array", data)))
	bitmap, err := makeBitmap(file, object("imageOrientation", "from-image"))
	if err != nil {
		if !shownEverywhere(data) {
			return photo, fmt.Errorf("%w: %v", photos.ErrUnsupported, err)
		}
		return photo, err
	}
	defer func() { bitmap.Call("close") }()
	width, height := bitmap.Get("width").Int(), bitmap.Get("height").Int()
	if width*height > photos.MaxPixels {
		return photo, photos.ErrTooLarge
	}
	if width*height > maxCopied {
		scale := math.Sqrt(maxCopied / float64(width*height))
		width, height = max(1, int(scale*float64(width))), max(1, int(scale*float64(height)))
		small, err := makeBitmap(bitmap, object("resizeWidth", width, "resizeHeight", height, "resizeQuality", "high"))
		if err != nil {
			return photo, err
		}
		bitmap.Call("close")
		bitmap = small
	}
	return d.draw(bitmap, width, height), nil
}

// shownEverywhere reports whether a file is of a format that every browser
// shows. A browser refuses a format that it does not know with the same words as
// a damaged file.
func shownEverywhere(data []byte) bool {
	starts := []string{"\xff\xd8\xff", "\x89PNG", "GIF8", "RIFF", "BM"}
	return slices.ContainsFunc(starts, func(start string) bool { return bytes.HasPrefix(data, []byte(start)) })
}

// makeBitmap decodes a file, or scales a bitmap.
func makeBitmap(source, options js.Value) (js.Value, error) {
	bitmap, err := await(js.Global().Call("createImageBitmap", source, options))
	if err == nil {
		return bitmap, nil
	}
	var thrown js.Error
	if errors.As(err, &thrown) && thrown.Get("name").Type() == js.TypeString {
		return js.Value{}, fmt.Errorf("the browser says: %s", thrown.Get("message").String())
	}
	return js.Value{}, err
}

// draw draws a bitmap and reads it back. Nothing else runs meanwhile, so the canvas is never shared.
func (d decoder) draw(bitmap js.Value, width, height int) photos.Photo {
	// Setting the size also clears the canvas.
	d.canvas.Set("width", width)
	d.canvas.Set("height", height)
	d.pen.Call("drawImage", bitmap, 0, 0)
	photo := d.photo(width, height)
	js.CopyBytesToGo(photo.RGBA, d.pen.Call("getImageData", 0, 0, width, height).Get("data"))
	return photo
}
