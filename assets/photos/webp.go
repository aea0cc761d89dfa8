//go:build !js

package photos

import (
	"encoding/binary"
	"image"

	"pawgrad/assets/content"
)

// studio gives the picture of a lossy WebP its contrast. Its brightness goes from 16 to 235 and
// its colours from 16 to 240 (RFC 6386, section 9.2: ITU-R BT.601), but golang.org/x/image
// returns an image whose numbers mean 0 to 255 to the rest of Go.
func studio(img image.Image) image.Image {
	switch img := img.(type) {
	case *image.YCbCr:
		return studioRGB(img, func(int, int) byte { return 255 })
	case *image.NYCbCrA:
		return studioRGB(&img.YCbCr, func(x, y int) byte { return img.A[img.AOffset(x, y)] })
	}
	return img
}

func studioRGB(img *image.YCbCr, alpha func(x, y int) byte) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, img.Rect.Dx(), img.Rect.Dy()))
	at := 0
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			light := int(img.Y[img.YOffset(x, y)]) - 16
			c := img.COffset(x, y)
			blue, red := int(img.Cb[c])-128, int(img.Cr[c])-128
			// BT.601 in 65536ths.
			const perLight, redOfRed, greenOfRed, greenOfBlue, blueOfBlue, half = 76309, 104597, 53279, 25675, 132201, 1 << 15
			light *= perLight
			out.Pix[at] = clampByte((light + redOfRed*red + half) >> 16)
			out.Pix[at+1] = clampByte((light - greenOfRed*red - greenOfBlue*blue + half) >> 16)
			out.Pix[at+2] = clampByte((light + blueOfBlue*blue + half) >> 16)
			out.Pix[at+3] = alpha(x, y)
			at += 4
		}
	}
	return out
}

func clampByte(v int) byte { return byte(min(max(v, 0), 255)) }

// still makes a WebP that moves, which golang.org/x/image does not read, one of its first
// picture alone. One whose first picture does not fill the whole is not supported. All else is
// returned as it is.
func still(data []byte) ([]byte, error) {
	const moves, profile, alphaBit = 1 << 1, 1 << 5, 1 << 4 // flags of VP8X
	extended := webpChunk(data, "VP8X")
	if _, format := content.Of(data); format != "WebP" || len(extended) < 10 || extended[0]&moves == 0 {
		return data, nil
	}
	const frameHeader = 16 // bytes: place, size, duration and flags
	frame := webpChunk(data, "ANMF")
	if len(frame) < frameHeader+8 || string(frame[:6]) != "\x00\x00\x00\x00\x00\x00" || string(frame[6:12]) != string(extended[4:10]) {
		return nil, ErrUnsupported
	}
	picture := frame[frameHeader:]
	flags := extended[0] & profile
	if string(picture[:4]) == "ALPH" {
		flags |= alphaBit
	}
	out := append([]byte("RIFF????WEBP"), "VP8X\x0a\x00\x00\x00"...)
	out = append(append(out, flags, 0, 0, 0), extended[4:10]...)
	if icc := webpChunk(data, "ICCP"); icc != nil {
		out = binary.LittleEndian.AppendUint32(append(out, "ICCP"...), uint32(len(icc)))
		out = append(out, icc...)
		out = append(out, make([]byte, len(icc)%2)...)
	}
	out = append(out, picture...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}
