//go:build !js

package photos

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

// NativeDecoder decodes JPEG (upright by its EXIF orientation), PNG, GIF (the
// first picture), WebP, BMP and TIFF with the decoders of Go and golang.org/x.
type NativeDecoder struct{}

// Decode implements Decoder.
func (NativeDecoder) Decode(_ context.Context, _ string, data []byte) (Photo, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case errors.Is(err, image.ErrFormat):
		return Photo{}, ErrUnsupported
	case err != nil:
		return Photo{}, err
	case config.Width > MaxPixels || config.Height > MaxPixels || config.Width*config.Height > MaxPixels:
		return Photo{}, ErrTooLarge
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return Photo{}, err
	}
	return upright(straight(img), orientation(data)), nil
}

// straight copies an image's pixels out as straight RGBA.
func straight(img image.Image) Photo {
	bounds := image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy())
	if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
		// Premultiplied and straight are the same, and drawing on
		// image.RGBA is many times faster than on image.NRGBA.
		dst := image.NewRGBA(bounds)
		draw.Draw(dst, bounds, img, img.Bounds().Min, draw.Src)
		return Photo{dst.Pix, bounds.Dx(), bounds.Dy()}
	}
	dst := image.NewNRGBA(bounds)
	draw.Draw(dst, bounds, img, img.Bounds().Min, draw.Src)
	return Photo{dst.Pix, bounds.Dx(), bounds.Dy()}
}
