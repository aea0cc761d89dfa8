package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"pawgrad/assets/pack"
	"pawgrad/nn/data"
	"pawgrad/nn/spec"
)

// variation says how photos are varied. Cameras differ more from each other than the photos of
// the bundled set do.
type variation struct {
	// warp is how the photo is moved, turned, enlarged and mirrored.
	warp spec.Augment
	// light, contrast, colour and tint are the most by which brightness (as a share of white),
	// contrast, saturation (as logarithms of a factor) and each channel's share vary.
	light, contrast, colour, tint float64
	// sharpness is the most by which a photo is sharpened or blurred: so many times the
	// difference to a blurred one are added or taken away.
	sharpness float64
	// hole is the side of a grey square that hides a part of the photo, in pixels.
	hole int
}

// strong is the variation that the ready-made networks are trained with.
var strong = variation{
	warp:  spec.Augment{Flip: true, Shift: 0.1, Rotate: 12, Zoom: 0.2},
	light: 0.12, contrast: 0.25, colour: 0.4, tint: 0.08, sharpness: 0.5, hole: 8,
}

// Streams of random numbers drawn from a seed, and how much finer than the photo the grid is on
// which it is warped, so that it does not get blurred.
const (
	streamVary = 201
	fine       = 2
)

// varied is a set of the photos for training in so many variants, the first of them as they are, and
// of those for validation. There being no others left, these are its test photos, too: what
// the network is worth is measured on photos of another source.
func varied(out io.Writer, set *pack.Set, v variation, variants int, seed uint64) error {
	info := set.Info()
	info.Name = fmt.Sprintf("%s, in %d variants", info.Name, variants)
	w, err := pack.NewWriter(out, info)
	if err != nil {
		return err
	}
	photo := make([]byte, info.PixelBytes())
	for i := range set.Len() {
		image := set.Image(i)
		if err := set.Pixels(i, photo); err != nil {
			return err
		}
		if image.Split == pack.Validation {
			for _, split := range []pack.Split{pack.Validation, pack.Test} {
				if err := w.Add(pack.Image{Name: image.Name, Label: image.Label, Split: split}, photo); err != nil {
					return err
				}
			}
			continue
		}
		image.Split = pack.Train
		for variant := range variants {
			pixels := photo
			if variant > 0 {
				pixels = v.of(photo, info.Height, seed, variant, i)
			}
			if err := w.Add(image, pixels); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// of is a photo, size x size RGB, in one of its variants.
func (v variation) of(photo []byte, size int, seed uint64, variant, image int) []byte {
	large := data.Resize(photo, size, size, size*fine)
	warped := make([]byte, len(large))
	data.Augment(v.warp, seed, variant, image, size*fine, large, warped)
	out := data.Resize(warped, size*fine, size*fine, size)
	v.recolour(rand.New(rand.NewPCG(seed, streamVary<<56|uint64(variant)<<28|uint64(image))), size, out)
	return out
}

// recolour changes the light and the sharpness of a photo and hides a part of it.
func (v variation) recolour(random *rand.Rand, size int, photo []byte) {
	either := func(most float64) float64 { return (2*random.Float64() - 1) * most }
	light, contrast, colour, sharpness := either(v.light), math.Exp(either(v.contrast)), math.Exp(either(v.colour)), either(v.sharpness)
	tint := [3]float64{math.Exp(either(v.tint)), math.Exp(either(v.tint)), math.Exp(either(v.tint))}
	holeX, holeY := random.IntN(size), random.IntN(size)
	blurred := blur(photo, size)
	mean := 0.0
	for _, p := range photo {
		mean += float64(p) / float64(len(photo))
	}
	for at := 0; at < len(photo); at += 3 {
		var pixel [3]float64
		grey := 0.0
		for c := range pixel {
			plain := float64(photo[at+c])
			pixel[c] = ((plain+sharpness*(plain-blurred[at+c])-mean)*contrast + mean + light*255) * tint[c]
			grey += pixel[c] / 3
		}
		y, x := at/3/size, at/3%size
		hidden := 2*abs(x-holeX) < v.hole && 2*abs(y-holeY) < v.hole
		for c, p := range pixel {
			p = grey + (p-grey)*colour
			if hidden {
				p = 128
			}
			photo[at+c] = byte(math.Round(min(max(p, 0), 255)))
		}
	}
}

// blur averages each pixel with its eight neighbours, weighted 1-2-1 each way.
func blur(photo []byte, size int) []float64 {
	out := make([]float64, len(photo))
	for y := range size {
		for x := range size {
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					weight := float64((2-abs(dx))*(2-abs(dy))) / 16
					from := (min(max(y+dy, 0), size-1)*size + min(max(x+dx, 0), size-1)) * 3
					for c := range 3 {
						out[(y*size+x)*3+c] += weight * float64(photo[from+c])
					}
				}
			}
		}
	}
	return out
}

func abs(x int) int { return max(x, -x) }
