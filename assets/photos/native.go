//go:build !js

package photos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"pawgrad/assets/content"
)

// NativeDecoder decodes JPEG, PNG, GIF (the first picture), WebP (of a moving one the first
// picture), BMP and TIFF with the decoders of Go and golang.org/x, and shows them as a browser
// does: upright by their EXIF orientation, and in sRGB by their colour profile if that is one of
// curves and a matrix, as those of cameras, telephones and screens are.
type NativeDecoder struct {
	// Limit, if not 0, is what decoding one photo may take, in bytes: what takes more is too large.
	Limit int64
	// Note, if not nil, is told of photos whose colours differ from a browser's, and why. It may
	// be called from several goroutines.
	Note func(path, says string)
}

// Decode implements Decoder.
func (d NativeDecoder) Decode(_ context.Context, path string, data []byte) (Photo, error) {
	data, err := still(data)
	if err != nil {
		return Photo{}, err
	}
	if d.Limit > 0 && d.Cost(data) > d.Limit {
		return Photo{}, ErrTooLarge
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return Photo{}, notSupported(err)
	case tooLarge(config.Width, config.Height):
		return Photo{}, ErrTooLarge
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return Photo{}, notSupported(err)
	}
	if format == "webp" {
		img = studio(img)
	}
	photo := straight(img, config.Width, config.Height)
	if icc := profileOf(data); icc != nil {
		convert, err := toSRGB(icc)
		if err != nil && d.Note != nil {
			d.Note(path, err.Error())
		}
		convert(photo.RGBA)
	}
	return upright(photo, orientation(data)), nil
}

// Cost implements Decoder: what the decoders of Go and golang.org/x occupy at most, as read off
// their sources, and the photo itself.
func (NativeDecoder) Cost(data []byte) int64 {
	width, height, known := Dimensions(data)
	if !known || tooLarge(width, height) { // then it is not decoded, or hardly
		return int64(len(data))
	}
	const photo = 4 // bytes a pixel
	perPixel, files := 0, int64(1)
	switch _, format := content.Of(data); format {
	case "JPEG":
		f, _ := frameOf(data)
		perPixel = f.components
		if f.progressive {
			perPixel += 4 * f.components // the coefficients
		}
		if f.components == 4 {
			perPixel += 4 // brought from YCCK to CMYK
		}
	case "PNG":
		perPixel = 4
		const depthAt, interlacedAt = 24, 28
		if len(data) > interlacedAt {
			if data[depthAt] == 16 {
				perPixel = 8
			}
			if data[interlacedAt] != 0 {
				perPixel += perPixel / 2 // the last pass is half of the picture
			}
		}
	case "GIF":
		perPixel = 1
	case "WebP":
		perPixel = 8
	case "BMP":
		perPixel = 4
	case "TIFF":
		// Four channels as a picture and as a strip, which may be all of it: that is read into
		// room that grows by a quarter, old and new together. The file is buffered alike.
		const channels, strip = 4, 9
		perPixel, files = channels+strip, 3
		if tiffDeep(data) {
			perPixel *= 2
		}
	}
	perPixel += photo
	if orientation(data) != 1 {
		perPixel += photo
	}
	return files*int64(len(data)) + int64(perPixel)*int64(width)*int64(height)
}

// notSupported tells what the decoders cannot do from what is damaged.
func notSupported(err error) error {
	var ofJPEG jpeg.UnsupportedError
	var ofPNG png.UnsupportedError
	var ofTIFF tiff.UnsupportedError
	if errors.Is(err, image.ErrFormat) || errors.Is(err, bmp.ErrUnsupported) || errors.As(err, &ofJPEG) || errors.As(err, &ofPNG) || errors.As(err, &ofTIFF) {
		return fmt.Errorf("%w: %v", ErrUnsupported, err)
	}
	return err
}

// straight gives an image's pixels as straight RGBA. The first picture of a GIF may be smaller
// than the whole, which is transparent around it.
func straight(img image.Image, width, height int) Photo {
	whole := image.Rect(0, 0, width, height)
	if img.Bounds() == whole {
		switch img := img.(type) {
		case *image.NRGBA:
			if img.Stride == 4*width {
				return Photo{img.Pix, width, height}
			}
		case *image.RGBA:
			if img.Stride == 4*width && img.Opaque() {
				return Photo{img.Pix, width, height}
			}
		}
		if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
			// Premultiplied and straight are the same, and drawing on
			// image.RGBA is many times faster than on image.NRGBA.
			dst := image.NewRGBA(whole)
			draw.Draw(dst, whole, img, whole.Min, draw.Src)
			return Photo{dst.Pix, width, height}
		}
	}
	dst := image.NewNRGBA(whole)
	draw.Draw(dst, img.Bounds(), img, img.Bounds().Min, draw.Src)
	return Photo{dst.Pix, width, height}
}
