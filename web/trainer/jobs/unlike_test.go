//go:build !js

package jobs

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/assets/ready"
	"pawgrad/nn/spec"
)

// pictureFile is a picture, its colours between 0 and 1 at places between 0 and 1.
func pictureFile(t testing.TB, size int, paint func(x, y float64) [3]float64) File {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, size, size))
	for i := range size * size {
		c := paint(float64(i%size)/float64(size), float64(i/size)/float64(size))
		m.SetRGBA(i%size, i/size, color.RGBA{uint8(255 * c[0]), uint8(255 * c[1]), uint8(255 * c[2]), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return inMemory(b.Bytes())
}

// neither are kinds of pictures that show no animal.
var neither = []struct {
	name  string
	least float64 // share that the ready-made CNN has to call unlike its photos
	paint func(r *rand.Rand) func(x, y float64) [3]float64
}{
	{"one colour", 0.7, func(r *rand.Rand) func(x, y float64) [3]float64 {
		a := anyColour(r)
		return func(x, y float64) [3]float64 { return a }
	}},
	{"gradient", 0.8, func(r *rand.Rand) func(x, y float64) [3]float64 {
		a, b := anyColour(r), anyColour(r)
		return func(x, y float64) [3]float64 { return between(a, b, (x+y)/2) }
	}},
	{"stripes", 0.6, func(r *rand.Rand) func(x, y float64) [3]float64 {
		a, b, often := anyColour(r), anyColour(r), 20+100*r.Float64()
		return func(x, y float64) [3]float64 { return between(a, b, 0.5+0.5*math.Sin(often*x)) }
	}},
	{"checks", 0.5, func(r *rand.Rand) func(x, y float64) [3]float64 {
		a, b, often := anyColour(r), anyColour(r), 2+r.IntN(8)
		return func(x, y float64) [3]float64 {
			return between(a, b, float64((int(x*float64(often))+int(y*float64(often)))%2))
		}
	}},
	{"rings drawn on white", 0.4, func(r *rand.Rand) func(x, y float64) [3]float64 {
		a, at, wide := anyColour(r), anyColour(r), 0.1+0.3*r.Float64()
		return func(x, y float64) [3]float64 {
			if math.Abs(math.Hypot(x-at[0], y-at[1])-wide) < 0.02 {
				return a
			}
			return [3]float64{1, 1, 1}
		}
	}},
	// These it cannot tell; see assets/ready/README.md.
	{"noise", 0, func(r *rand.Rand) func(x, y float64) [3]float64 {
		return func(x, y float64) [3]float64 { return anyColour(r) }
	}},
	{"large print", 0, func(r *rand.Rand) func(x, y float64) [3]float64 { return printed(r, 12) }},
	{"small print", 0, func(r *rand.Rand) func(x, y float64) [3]float64 { return printed(r, 30) }},
}

// printed is a white page with lines of black marks.
func printed(r *rand.Rand, lines int) func(x, y float64) [3]float64 {
	return func(x, y float64) [3]float64 {
		if x > 0.1 && x < 0.9 && y > 0.1 && y < 0.9 && int(y*2*float64(lines))%2 == 0 && r.Float64() < 0.25 {
			return [3]float64{}
		}
		return [3]float64{1, 1, 1}
	}
}

func anyColour(r *rand.Rand) [3]float64 { return [3]float64{r.Float64(), r.Float64(), r.Float64()} }

func between(a, b [3]float64, share float64) [3]float64 {
	for i := range a {
		a[i] += share * (b[i] - a[i])
	}
	return a
}

// TestTheReadyMadeNetworkTellsPicturesOfNothing has the network that comes with the page answer photos
// of the kind that it knows and pictures that are neither cat nor dog.
func TestTheReadyMadeNetworkTellsPicturesOfNothing(t *testing.T) {
	set := bundled.Open()
	pixels := make([]byte, set.Info().PixelBytes())
	var known []File
	for _, i := range set.Split(pack.Validation) {
		if err := set.Pixels(i, pixels); err != nil {
			t.Fatal(err)
		}
		size := set.Info().Width
		known = append(known, pictureFile(t, size, func(x, y float64) [3]float64 {
			at := 3 * (int(math.Round(y*float64(size)))*size + int(math.Round(x*float64(size))))
			return [3]float64{float64(pixels[at]) / 255, float64(pixels[at+1]) / 255, float64(pixels[at+2]) / 255}
		}))
	}
	// A limit that one in twenty of these photos is beyond: the kernels here may round otherwise.
	if got := unlikeShare(t, known); got < 0.02 || got > 0.08 {
		t.Errorf("%.3f of the validation photos are called unlike those learned from, want about 0.05", got)
	}
	for _, kind := range neither {
		r := rand.New(rand.NewPCG(3, 4))
		var pictures []File
		for range 24 {
			pictures = append(pictures, pictureFile(t, 128, kind.paint(r)))
		}
		got := unlikeShare(t, pictures)
		t.Logf("%s: %.2f", kind.name, got)
		if got < kind.least {
			t.Errorf("%s: %.2f are called unlike the photos learned from, want %.2f or more", kind.name, got, kind.least)
		}
	}
}

// unlikeShare is the share of pictures that the ready-made CNN calls unlike its photos.
func unlikeShare(t *testing.T, pictures []File) float64 {
	t.Helper()
	h, answered, unlike := newTrainer(t), 0, 0
	load := loadModel("ready", ready.Files()[ready.Of(spec.CNN).File])
	all := func(e protocol.Event) bool {
		if is[protocol.Classified](e) {
			answered++
		}
		return answered == len(pictures)
	}
	for _, c := range of[protocol.Classified](h.work(t, all, load, dropPhotos(pictures...))) {
		if len(c.Answers) != 1 || c.Answers[0].Channels != nil {
			t.Fatalf("%s: %+v; channels were not asked for", c.Name, c)
		}
		if c.Answers[0].Unlike {
			unlike++
		}
	}
	return float64(unlike) / float64(len(pictures))
}
