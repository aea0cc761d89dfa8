//go:build !js

package photos

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"math/bits"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
)

// encodings are ways in which a photo is encoded anew.
var encodings = []struct {
	name   string
	encode func(t testing.TB, p Photo) []byte
}{
	{"JPEG, quality 90", func(t testing.TB, p Photo) []byte { return jpegOf(t, p, 90) }},
	{"JPEG, quality 50", func(t testing.TB, p Photo) []byte { return jpegOf(t, p, 50) }},
	{"JPEG, quality 30", func(t testing.TB, p Photo) []byte { return jpegOf(t, p, 30) }},
	{"GIF, 256 colours", func(t testing.TB, p Photo) []byte { return encode(t, "GIF", imageOf(p)) }},
	{"half as large, JPEG 75", func(t testing.TB, p Photo) []byte { return jpegOf(t, scaled(p, 1, 2), 75) }},
	{"two thirds as large, PNG", func(t testing.TB, p Photo) []byte { return encode(t, "PNG", imageOf(scaled(p, 2, 3))) }},
	{"half as large again, JPEG 75", func(t testing.TB, p Photo) []byte { return jpegOf(t, scaled(p, 3, 2), 75) }},
}

func imageOf(p Photo) image.Image {
	return &image.NRGBA{Pix: p.RGBA, Stride: 4 * p.Width, Rect: image.Rect(0, 0, p.Width, p.Height)}
}

func scaled(p Photo, by, of int) Photo {
	width := p.Width * by / of
	return opaque(Resize(p, p.Height*by/of, width), width)
}

func jpegOf(t testing.TB, p Photo, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, imageOf(p), &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// called are the pairs that are taken for copies of each other, of photos that come in an order.
func called(names []string, look func(i int) look) (pairs []string) {
	var seen copies
	for i, name := range names {
		l := look(i)
		if twin, found := seen.find(l); found {
			pairs = append(pairs, twin.Name+" = "+name)
		} else {
			seen.add(pack.Image{Name: name}, l)
		}
	}
	return pairs
}

// TestCopiesAmongBundledPhotos: no two of the 2,000 photos that come with the page are taken for
// copies but some of the 17 pairs that are one picture, cropped or tinted otherwise (see
// assets/bundled/convert).
func TestCopiesAmongBundledPhotos(t *testing.T) {
	set := bundled.Open()
	twins := map[string]bool{}
	for class, pairs := range map[string]string{
		"cat": "61 761, 186 445, 208 981, 209 582, 216 752, 391 724, 402 537, 595 642, 710 734",
		"dog": "9 526, 22 879, 41 758, 51 813, 90 924, 399 622, 459 809, 505 556",
	} {
		for pair := range strings.SplitSeq(pairs, ", ") {
			a, b, _ := strings.Cut(pair, " ")
			twins[class+"."+a+" = "+class+"."+b] = true
		}
	}
	names := make([]string, set.Len())
	for i := range names {
		names[i] = set.Image(i).Name
	}
	pairs := called(names, func(i int) look {
		rgb := make([]byte, set.Info().PixelBytes())
		if err := set.Pixels(i, rgb); err != nil {
			t.Fatal(err)
		}
		return lookOf(rgb, set.Info().Width)
	})
	wrong := slices.DeleteFunc(slices.Clone(pairs), func(pair string) bool {
		a, b, _ := strings.Cut(pair, " = ")
		return twins[pair] || twins[b+" = "+a]
	})
	t.Logf("of %d photos %d are called copies of others, %d of them wrongly", set.Len(), len(pairs), len(wrong))
	if len(wrong) > 0 {
		t.Errorf("wrongly: %v", wrong)
	}
}

// TestDifference holds the difference, which is not counted further than its limit, against its
// definition: of the bits that either of two photos has the share in which they differ.
func TestDifference(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	printOf := func(like fingerprint, changed float64) fingerprint {
		f := fingerprint{}
		for i := range printWords {
			for bit := range 64 {
				up, down := like.up[i]>>bit&1, like.down[i]>>bit&1
				if random.Float64() < changed {
					up, down = 0, 0
					if v := random.IntN(3); v < 2 {
						up, down = uint64(v), uint64(1-v)
					}
				}
				f.up[i], f.down[i] = f.up[i]|up<<bit, f.down[i]|down<<bit
			}
			f.bits += bits.OnesCount64(f.up[i]) + bits.OnesCount64(f.down[i])
		}
		return f
	}
	below := 0
	for n := range 2000 {
		f := printOf(fingerprint{}, 1)
		g := printOf(f, float64(n)/2000)
		differ, either := 0, 0
		for i := range printWords {
			differ += bits.OnesCount64((f.up[i] ^ g.up[i]) | (f.down[i] ^ g.down[i]))
			either += bits.OnesCount64(f.up[i] | g.up[i] | f.down[i] | g.down[i])
		}
		whole := float64(differ) / float64(either)
		if got := f.difference(&g, 1); got != whole {
			t.Fatalf("without a limit %v, want %v", got, whole)
		}
		got := f.difference(&g, unlike)
		if whole < unlike {
			below++
		}
		if whole < unlike && got != whole || whole >= unlike && got != 1 {
			t.Fatalf("a difference of %v is %v below %v", whole, got, unlike)
		}
	}
	if below < 200 || below > 1800 {
		t.Errorf("%d of 2,000 are below the limit: too few cases on one side of it", below)
	}
	plain := fingerprint{bits: leastBits - 1}
	if d := plain.difference(&plain, unlike); d != 1 {
		t.Errorf("of photos that tell nothing: %v", d)
	}
}

// TestCopies measures on real photos how many copies are noticed that are encoded anew, and how
// many photos are called copies that are none, on every fourth of those beside the checkout.
// PHOTOS=folder names others, of which it takes all.
func TestCopies(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes ten seconds")
	}
	dir, every := os.Getenv("PHOTOS"), 1
	if dir == "" {
		dir, every = "../../../shared/data/dogs-vs-cats", 4
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("SKIPPED: there are no photos in %s; name a folder with PHOTOS=folder", dir)
	}
	var names []string
	var shown []Photo
	met := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".jpg" {
			return err
		}
		if met++; met%every != 0 {
			return nil
		}
		data, err := os.ReadFile(path.Join(dir, name))
		if err != nil {
			return err
		}
		p, err := NativeDecoder{}.Decode(context.Background(), name, data)
		names, shown = append(names, name), append(shown, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []int{32, 64, 150} {
		looks := make([]look, len(shown))
		for i, p := range shown {
			looks[i] = lookOf(Resize(p, side, side), side)
		}
		pairs := called(names, func(i int) look { return looks[i] })
		t.Logf("%d px: of %d photos %d are called copies of others: %v", side, len(names), len(pairs), pairs)
		if most := len(names) / 1000; len(pairs) > most {
			t.Errorf("%d px: %d of %d photos are called copies, want at most %d", side, len(pairs), len(names), most)
		}
		const step = 20 // one in so many is encoded anew
		for _, e := range encodings {
			noticed, all, worst := 0, 0, 0.0
			for i := 0; i < len(shown); i += step {
				data := e.encode(t, shown[i])
				rgb, err := Load(context.Background(), NativeDecoder{}, names[i], data, side, side)
				if err != nil {
					t.Fatal(err)
				}
				var one copies
				one.add(pack.Image{Name: names[i]}, looks[i])
				l := lookOf(rgb, side)
				worst = max(worst, l.print.difference(&looks[i].print, 1))
				if _, found := one.find(l); found {
					noticed++
				}
				all++
			}
			share := float64(noticed) / float64(all)
			t.Logf("%d px: %s: %d of %d noticed (%.1f %%); the most unlike %.3f", side, e.name, noticed, all, 100*share, worst)
			if share < 0.98 {
				t.Errorf("%d px: %s: %.3f of the copies are noticed, want 0.98", side, e.name, share)
			}
		}
	}
	nearest(t, names, shown)
}

// nearest logs how alike the most alike different photos are, by which the limit is chosen.
func nearest(t *testing.T, names []string, shown []Photo) {
	const side = 64
	type pair struct {
		a, b string
		d    float64
	}
	var pairs []pair
	looks := make([]look, len(shown))
	for i, p := range shown {
		looks[i] = lookOf(Resize(p, side, side), side)
		for j := range i {
			if d := looks[i].print.difference(&looks[j].print, 1); d < 2*unlike {
				pairs = append(pairs, pair{names[j], names[i], d})
			}
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int { return cmp.Compare(p.d, q.d) })
	for _, p := range pairs[:min(3, len(pairs))] {
		t.Log(fmt.Sprintf("the most alike that are no copies: %.3f %s %s", p.d, p.a, p.b))
	}
}
