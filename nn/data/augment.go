package data

import (
	"math"
	"math/rand/v2"

	"pawgrad/nn/spec"
)

// change is one random change of a photo.
type change struct {
	flip         bool
	right, down  float64 // share of the side
	angle, scale float64 // radians; factor
}

// draw makes the change of an image in an epoch. All numbers are always drawn,
// so that switching one kind on leaves the others as they were.
func draw(a spec.Augment, seed uint64, epoch, image int) change {
	random := rand.New(rand.NewPCG(seed, streamAugment<<56|uint64(epoch)<<28|uint64(image)))
	either := func(most float64) float64 { return (2*random.Float64() - 1) * most }
	flip := random.Float64() < 0.5
	return change{
		flip:  a.Flip && flip,
		right: either(a.Shift), down: either(a.Shift),
		angle: either(a.Rotate) * math.Pi / 180,
		scale: 1 + either(a.Zoom),
	}
}

// Augment writes to dst the image src (size x size RGB) changed as the run asks
// for, at random: mirrored, then zoomed and turned about its centre, then
// shifted. The change is determined by seed, epoch and image (its index in the
// set). dst and src must not overlap.
func Augment(a spec.Augment, seed uint64, epoch, image, size int, src, dst []byte) {
	c := draw(a, seed, epoch, image)
	if a.Shift == 0 && a.Rotate == 0 && a.Zoom == 0 {
		if c.flip {
			mirror(src, dst, size)
		} else {
			copy(dst, src)
		}
		return
	}
	warp(c, size, src, dst)
}

// AsItIs is the variant of an image that is not changed; see [Variant].
const AsItIs = -1

// variantSeed is the seed of the variants, whatever that of the run: all runs read the same
// features. Those are kept from one visit to the next by [spec.Run.VariantsKey], so whoever
// changes what [Augment] makes of a photo changes the key too.
const variantSeed = 1

// Variant tells in which of its [spec.Run.Variants] a run that reads features shows an image
// in an epoch, counted from 0, or [AsItIs].
func Variant(run spec.Run, epoch, image int) int {
	switch {
	case run.Augment.Varies():
		return epoch % run.Variants()
	case run.Variants() > 0 && draw(run.Augment, run.Seed, epoch, image).flip:
		return 0
	}
	return AsItIs
}

// mirror swaps left and right.
func mirror(src, dst []byte, size int) {
	for row := 0; row < size*size*3; row += size * 3 {
		for x := range size {
			from := row + (size-1-x)*3
			copy(dst[row+x*3:row+x*3+3], src[from:from+3])
		}
	}
}

// Fixed-point positions keep the inner loop free of conversions: 16 bits behind
// the point tell 1/65536 of a pixel, of which the upper 8 weigh the neighbours.
const (
	fixedBits  = 16
	fixedOne   = 1 << fixedBits
	weightBits = 8
	weightOne  = 1 << weightBits
)

// rgb is a pixel; as an array its bounds are checked once, not three times.
type rgb [3]byte

// warp applies a change: each pixel of dst is looked up in src, between four
// neighbours (bilinear), beyond the edge as at the edge.
func warp(c change, size int, src, dst []byte) {
	centre := float64(size-1) / 2
	cos, sin := math.Cos(c.angle)/c.scale, math.Sin(c.angle)/c.scale
	sign := 1.0
	if c.flip {
		sign = -1
	}
	// The way back from dst to src: undo the shift, the turn, the zoom, the
	// mirroring. One step right in dst is (rightX, rightY) in src.
	fixed := func(v float64) int { return int(math.Round(v * fixedOne)) }
	rightX, rightY := fixed(sign*cos), fixed(-sin)
	left, top := -centre-c.right*float64(size), -centre-c.down*float64(size)
	last := (size - 1) << fixedBits
	at := 0
	for y := range size {
		v := top + float64(y)
		srcX := fixed(sign*(left*cos+v*sin) + centre)
		srcY := fixed(-left*sin + v*cos + centre)
		for range size {
			px, py := min(max(srcX, 0), last), min(max(srcY, 0), last)
			x0, y0 := px>>fixedBits, py>>fixedBits
			wx := px >> (fixedBits - weightBits) & (weightOne - 1)
			wy := py >> (fixedBits - weightBits) & (weightOne - 1)
			// On the last column or row the neighbour beyond has weight 0.
			p00 := (y0*size + x0) * 3
			p01, p10 := p00+3, p00+size*3
			if x0 == size-1 {
				p01 = p00
			}
			if y0 == size-1 {
				p10 = p00
			}
			p11 := p10 + p01 - p00
			w11 := wx * wy
			w01, w10 := wx<<weightBits-w11, wy<<weightBits-w11
			w00 := weightOne*weightOne - w01 - w10 - w11
			a, b, c, d := (*rgb)(src[p00:]), (*rgb)(src[p01:]), (*rgb)(src[p10:]), (*rgb)(src[p11:])
			mixed := (*rgb)(dst[at:])
			for channel := range mixed {
				sum := w00*int(a[channel]) + w01*int(b[channel]) + w10*int(c[channel]) + w11*int(d[channel])
				mixed[channel] = byte((sum + weightOne*weightOne/2) >> (2 * weightBits))
			}
			at += 3
			srcX += rightX
			srcY += rightY
		}
	}
}
