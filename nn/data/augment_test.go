package data

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

const side = 16

// ramp is an image whose red grows to the right and whose green grows downward,
// ten steps a pixel, so that a pixel's colour tells where it came from.
func ramp() []byte {
	p := make([]byte, side*side*3)
	for y := range side {
		for x := range side {
			p[(y*side+x)*3], p[(y*side+x)*3+1], p[(y*side+x)*3+2] = byte(10*x), byte(10*y), 77
		}
	}
	return p
}

// at reads where the pixel of a changed ramp came from, and its blue.
func at(p []byte, x, y int) (fromX, fromY float64, blue byte) {
	i := (y*side + x) * 3
	return float64(p[i]) / 10, float64(p[i+1]) / 10, p[i+2]
}

func TestWarp(t *testing.T) {
	const middle = float64(side-1) / 2
	clamp := func(v float64) float64 { return math.Min(math.Max(v, 0), side-1) }
	cases := []struct {
		name string
		c    change
		back func(x, y float64) (float64, float64) // from where, seen from the middle
	}{
		{"nothing", change{scale: 1}, func(x, y float64) (float64, float64) { return x, y }},
		{"mirrored", change{scale: 1, flip: true}, func(x, y float64) (float64, float64) { return -x, y }},
		{"two pixels right", change{scale: 1, right: 2.0 / side}, func(x, y float64) (float64, float64) { return x - 2, y }},
		{"half a pixel down", change{scale: 1, down: 0.5 / side}, func(x, y float64) (float64, float64) { return x, y - 0.5 }},
		{"twice as large", change{scale: 2}, func(x, y float64) (float64, float64) { return x / 2, y / 2 }},
		{"smaller", change{scale: 0.8}, func(x, y float64) (float64, float64) { return x / 0.8, y / 0.8 }},
		{"a quarter turn", change{scale: 1, angle: math.Pi / 2}, func(x, y float64) (float64, float64) { return y, -x }},
		{"all", change{scale: 1.25, angle: math.Pi / 2, right: 1.0 / side, flip: true},
			func(x, y float64) (float64, float64) { return -y / 1.25, -(x - 1) / 1.25 }},
	}
	dst := make([]byte, side*side*3)
	for _, c := range cases {
		warp(c.c, side, ramp(), dst)
		for y := range side {
			for x := range side {
				gotX, gotY, blue := at(dst, x, y)
				wantX, wantY := c.back(float64(x)-middle, float64(y)-middle)
				wantX, wantY = clamp(wantX+middle), clamp(wantY+middle)
				// The tolerance is the rounding to whole steps of colour.
				if math.Abs(gotX-wantX) > 0.11 || math.Abs(gotY-wantY) > 0.11 || blue != 77 {
					t.Fatalf("%s: pixel (%d,%d) is from (%g,%g), blue %d; want (%g,%g), 77", c.name, x, y, gotX, gotY, blue, wantX, wantY)
				}
			}
		}
	}
}

func TestMirror(t *testing.T) {
	a, b := make([]byte, side*side*3), make([]byte, side*side*3)
	mirror(ramp(), a, side)
	warp(change{scale: 1, flip: true}, side, ramp(), b)
	if !bytes.Equal(a, b) {
		t.Error("the quick way of mirroring differs from the general one")
	}
}

func TestAugmentIsDetermined(t *testing.T) {
	all := spec.Augment{Flip: true, Shift: 0.1, Rotate: 15, Zoom: 0.1}
	do := func(a spec.Augment, seed uint64, epoch, image int) []byte {
		dst := make([]byte, side*side*3)
		Augment(a, seed, epoch, image, side, ramp(), dst)
		return dst
	}
	first := do(all, 1, 2, 3)
	if !bytes.Equal(first, do(all, 1, 2, 3)) {
		t.Error("the same seed, epoch and image are changed otherwise")
	}
	for _, other := range [][]byte{do(all, 9, 2, 3), do(all, 1, 9, 3), do(all, 1, 2, 9)} {
		if bytes.Equal(first, other) {
			t.Error("another seed, epoch or image is changed alike")
		}
	}
	if !bytes.Equal(do(spec.Augment{}, 1, 2, 3), ramp()) {
		t.Error("no augmentation changes the image")
	}
}

// TestDrawStaysWithinLimits and uses them: over many draws each change comes
// near both ends, and half of the images are mirrored.
func TestDrawStaysWithinLimits(t *testing.T) {
	const n = 2000
	a := spec.Augment{Flip: true, Shift: 0.2, Rotate: 90, Zoom: 0.5}
	flips := 0
	low, high := [4]float64{}, [4]float64{}
	for i := range n {
		c := draw(a, 1, 0, i)
		if c.flip {
			flips++
		}
		for k, v := range []float64{c.right / 0.2, c.down / 0.2, c.angle / (math.Pi / 2), (c.scale - 1) / 0.5} {
			low[k], high[k] = min(low[k], v), max(high[k], v)
		}
	}
	for k := range low {
		if low[k] < -1 || high[k] > 1 || low[k] > -0.99 || high[k] < 0.99 {
			t.Errorf("change %d spans [%g, %g] of its limit, want almost [-1, 1]", k, low[k], high[k])
		}
	}
	// Four standard deviations of a fair coin.
	if math.Abs(float64(flips)-n/2) > 4*math.Sqrt(n)/2 {
		t.Errorf("%d of %d images are mirrored, want about half", flips, n)
	}
	if only := draw(spec.Augment{Rotate: 90}, 1, 0, 7); only.angle != draw(a, 1, 0, 7).angle || only.flip || only.scale != 1 {
		t.Errorf("turning alone gives %+v; want the turn as with all changes, and nothing else", only)
	}
}

// TestVariants reads the variants of an image: mirroring alone has one, which half of the epochs
// show; a number of variants come round one after the other, alike for every seed, and are the
// changes that the run asks for.
func TestVariants(t *testing.T) {
	run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	run.ImageSize = side
	images := NewImages(one{}, side, 0)
	read := func(variant int) []byte {
		dst := make([]byte, side*side*3)
		if err := images.ReadVariant(run, variant, 0, dst); err != nil {
			t.Fatal(err)
		}
		return dst
	}
	epochs := func() (variants []int) {
		for epoch := range 6 {
			variants = append(variants, Variant(run, epoch, 7))
		}
		return variants
	}
	if got := epochs(); slices.Max(got) != AsItIs || !bytes.Equal(read(AsItIs), ramp()) {
		t.Errorf("without augmentation the variants %v", got)
	}
	run.Augment.Flip = true
	mirrored := make([]byte, side*side*3)
	mirror(ramp(), mirrored, side)
	if got := epochs(); slices.Max(got) != 0 || slices.Min(got) != AsItIs || !bytes.Equal(read(0), mirrored) {
		t.Errorf("mirrored, the variants %v", got)
	}
	run.Augment.Shift, run.Augment.Variants = 0.2, 3
	if got := epochs(); !slices.Equal(got, []int{0, 1, 2, 0, 1, 2}) {
		t.Errorf("varied in 3 variants, the variants %v", got)
	}
	seen := [][]byte{ramp(), mirrored}
	for variant := range 3 {
		got := read(variant)
		if slices.ContainsFunc(seen, func(b []byte) bool { return bytes.Equal(b, got) }) {
			t.Errorf("variant %d has been seen before", variant)
		}
		seen = append(seen, got)
		run.Seed++
		if !bytes.Equal(read(variant), got) {
			t.Errorf("variant %d depends on the seed", variant)
		}
	}
}

// one is a set of the image [ramp].
type one struct{ Source }

func (one) Info() pack.Info                { return pack.Info{Height: side, Width: side} }
func (one) Pixels(i int, dst []byte) error { copy(dst, ramp()); return nil }
