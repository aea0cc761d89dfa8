// Package archive makes an archive of very many photos, such as people bring: of some thousand
// real ones, each cut, mirrored, scaled and compressed in several ways, as the well-known
// archive of 25,000 cats and dogs cannot be passed on. What it makes is for measurements on the
// machine that it was made on.
package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/image/draw"
)

// The sizes and qualities of the well-known archive's photos: most have 500 pixels on their
// longer side and some less, at 20 to 35 KB.
const (
	longest, shortest = 500, 300 // pixels of the longer side
	flattest          = 0.7      // the shorter side to the longer one
	best, worst       = 88, 74   // JPEG's quality
	smallestCut       = 0.55     // of a photo's sides
	grain             = 5        // of 255: a scaled photo is smoother than a camera's
)

// Classes are the folders of the archive.
var Classes = [2]string{"Cat", "Dog"}

// Write writes a zip archive of so many photos of each class to path, in folders as those of the
// well-known archive: PetImages/Cat/0.jpg. photos are the paths of real ones, by class. The same
// photos make the same archive. Nothing is left at path where it fails.
func Write(ctx context.Context, path string, photos [2][]string, each int) (err error) {
	for class, paths := range photos {
		if len(paths) == 0 {
			return fmt.Errorf("there is no photo of class %s to make an archive of", Classes[class])
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	defer f.Close()
	w := zip.NewWriter(f)
	for class, paths := range photos {
		for i, made := range inOrder(each, func(i int) ([]byte, error) { return vary(paths, class, i) }) {
			if err := errors.Join(made.err, ctx.Err()); err != nil {
				return err
			}
			out, err := w.Create(fmt.Sprintf("PetImages/%s/%d.jpg", Classes[class], i))
			if err == nil {
				_, err = out.Write(made.content)
			}
			if err != nil {
				return err
			}
		}
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// photo is one that was made, or why there is none.
type photo struct {
	content []byte
	err     error
}

// inOrder makes n photos on all processors and gives them in order.
func inOrder(n int, make1 func(i int) ([]byte, error)) func(yield func(int, photo) bool) {
	return func(yield func(int, photo) bool) {
		ahead := 4 * runtime.GOMAXPROCS(0)
		queue, stop := make(chan chan photo, ahead), make(chan struct{})
		defer close(stop)
		work := make(chan func())
		for range runtime.GOMAXPROCS(0) {
			go func() {
				for f := range work {
					f()
				}
			}()
		}
		go func() {
			defer close(work)
			defer close(queue)
			for i := range n {
				done := make(chan photo, 1)
				select {
				case queue <- done:
				case <-stop:
					return
				}
				work <- func() {
					content, err := make1(i)
					done <- photo{content, err}
				}
			}
		}()
		for i := range n {
			if !yield(i, <-<-queue) {
				return
			}
		}
	}
}

// vary makes photo i of a class: of the photos by turns a cut, mirrored by lot.
func vary(paths []string, class, i int) ([]byte, error) {
	random := rand.New(rand.NewPCG(uint64(class), uint64(i)))
	data, err := os.ReadFile(paths[i%len(paths)])
	if err != nil {
		return nil, err
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", paths[i%len(paths)], err)
	}
	between := func(low, high float64) float64 { return low + (high-low)*random.Float64() }
	bounds := img.Bounds()
	cutWidth, cutHeight := int(float64(bounds.Dx())*between(smallestCut, 1)), int(float64(bounds.Dy())*between(smallestCut, 1))
	left, top := bounds.Min.X+random.IntN(bounds.Dx()-cutWidth+1), bounds.Min.Y+random.IntN(bounds.Dy()-cutHeight+1)

	width := longest
	if random.IntN(4) == 0 {
		width = shortest + random.IntN(longest-shortest)
	}
	height := int(float64(width) * between(flattest, 0.8))
	if random.IntN(4) == 0 {
		width, height = height, width
	}
	large := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.ApproxBiLinear.Scale(large, large.Bounds(), img, image.Rect(left, top, left+cutWidth, top+cutHeight), draw.Src, nil)
	if random.IntN(2) == 0 {
		mirror(large)
	}
	roughen(large, random)
	var out bytes.Buffer
	err = jpeg.Encode(&out, large, &jpeg.Options{Quality: worst + random.IntN(best-worst+1)})
	return out.Bytes(), err
}

// mirror swaps left and right.
func mirror(img *image.RGBA) {
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride : y*img.Stride+4*img.Rect.Dx()]
		for l, r := 0, len(row)-4; l < r; l, r = l+4, r-4 {
			for c := range 4 {
				row[l+c], row[r+c] = row[r+c], row[l+c]
			}
		}
	}
}

// roughen adds the grain of a camera's sensor to all channels alike.
func roughen(img *image.RGBA, random *rand.Rand) {
	for p := img.Pix; len(p) >= 4; {
		bits := random.Uint64()
		for range min(8, len(p)/4) { // pixels that a number's bytes are enough for
			d := int(bits&0xff)%(2*grain+1) - grain
			bits >>= 8
			for c := range 3 {
				p[c] = byte(min(max(int(p[c])+d, 0), 255))
			}
			p = p[4:]
		}
	}
}

// Unpack writes the files of an archive that Write made into a folder, which appears only when
// all are there.
func Unpack(path, folder string) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer z.Close()
	part := folder + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	for _, f := range z.File {
		if err := unpackFile(f, filepath.Join(part, filepath.FromSlash(f.Name))); err != nil {
			return err
		}
	}
	return os.Rename(part, folder)
}

func unpackFile(f *zip.File, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	content, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}

// PhotosOf lists the photos of each class below a folder of splits, such as train/cats/1.jpg.
func PhotosOf(folder string) (photos [2][]string, err error) {
	for class, name := range []string{"cats", "dogs"} {
		if photos[class], err = filepath.Glob(filepath.Join(folder, "*", name, "*.jpg")); err != nil {
			return photos, err
		}
		slices.Sort(photos[class])
	}
	return photos, nil
}
