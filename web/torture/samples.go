package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"

	"golang.org/x/image/bmp"

	"pawgrad/assets/bundled"
	"pawgrad/assets/vgg19/testfile"
	"pawgrad/web/visitor"
)

// sample is a file as people bring it, before it is damaged.
type sample struct {
	name    string // with its ending, by which the page judges it
	content []byte
}

// formats are the kinds of files that the page takes, each with a sample. Those that only a
// page can make, it makes.
func (g *ground) formats() ([]sample, error) {
	made, err := g.madeByThePage()
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(3, 4))
	picture := noise(random, 320, 240)
	set, err := os.ReadFile(filepath.Join(g.site, bundled.FileName))
	if err != nil {
		return nil, err
	}
	var asPNG, asGIF, asBMP, torch, older bytes.Buffer
	arrays := weights(random, "features.0.weight", "features.0.bias")
	err = errors.Join(png.Encode(&asPNG, picture), gif.Encode(&asGIF, picture, nil), bmp.Encode(&asBMP, picture),
		testfile.Torch(&torch, arrays), testfile.TorchLegacy(&older, arrays))
	if err != nil {
		return nil, err
	}
	files := pictureFiles(random)
	zipped, err := inZip(files)
	if err != nil {
		return nil, err
	}
	tarred, err := inTar(files)
	if err != nil {
		return nil, err
	}
	return append(made,
		sample{"photo.jpg", jpegOf(picture)}, sample{"photo.png", asPNG.Bytes()}, sample{"photo.gif", asGIF.Bytes()}, sample{"photo.bmp", asBMP.Bytes()},
		sample{"photos.zip", zipped}, sample{"photos.tar.gz", tarred}, sample{"photos.pack", set},
		sample{"weights.h5", testfile.HDF5(weights(random, "block1_conv1/kernel:0", "block1_conv1/bias:0"))}, sample{"weights.pth", torch.Bytes()}, sample{"older.pth", older.Bytes()},
		sample{"weights.safetensors", testfile.Safetensors(arrays)},
	), nil
}

// madeByThePage has the page train a network, and save that and the experiment.
func (g *ground) madeByThePage() ([]sample, error) {
	var list []sample
	for _, name := range []string{"experiment.json", "network.model"} {
		if content, err := os.ReadFile(g.folder(name)); err == nil {
			list = append(list, sample{name, content})
		}
	}
	if len(list) == 2 {
		return list, nil
	}
	v, err := g.browse("", "")
	if err != nil {
		return nil, err
	}
	defer v.Close()
	w := walk{Visitor: v}
	w.visit(g.link("size=48&epochs=2&train-images=64&eval-images=32&batch=16&methods=adam"))
	w.click("#start-chosen")
	w.openTab("runs")
	w.wait("the run to be done", `document.querySelector(".card[data-status=done]")`)
	w.save(".card [data-do=save]", g.folder("network.model"))
	w.openTab("results")
	w.save("#save-json", g.folder("experiment.json"))
	if w.err != nil {
		return nil, w.err
	}
	return g.madeByThePage()
}

// weights are two arrays with names that VGG19 has. They are too few to be VGG19: whoever reads
// a file with them has read all of it before that is known.
func weights(random *rand.Rand, kernel, bias string) []testfile.Array {
	values := make([]float32, 3*3*3*64)
	for i := range values {
		values[i] = random.Float32() - 0.5
	}
	return []testfile.Array{
		{Name: kernel, Shape: []int{64, 3, 3, 3}, Values: values},
		{Name: bias, Shape: []int{64}, Values: values[:64]},
	}
}

// pictureFiles are pictures in two folders, by their paths.
func pictureFiles(random *rand.Rand) []sample {
	var files []sample
	for i := range 12 {
		files = append(files, sample{fmt.Sprintf("set/%s/%d.jpg", []string{"cats", "dogs"}[i%2], i), jpegOf(noise(random, 64, 64))})
	}
	return files
}

func inZip(files []sample) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		part, err := w.Create(f.name)
		if err == nil {
			_, err = part.Write(f.content)
		}
		if err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func inTar(files []sample) ([]byte, error) {
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	w := tar.NewWriter(zipped)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content))}); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, err
		}
	}
	err := errors.Join(w.Close(), zipped.Close())
	return b.Bytes(), err
}

func jpegOf(picture image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// answersTo checks that the page, as it stands, still names a photo.
func answersTo(v *visitor.Visitor, photo string) error {
	before, err := visitor.Eval[int](v, `document.querySelectorAll(".photo .answer").length`)
	if err != nil {
		return err
	}
	if err := v.Drop(photo); err != nil {
		return err
	}
	return v.Wait("a good photo to be named", fmt.Sprintf(`document.querySelectorAll(".photo .answer").length > %d`, before))
}
