package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/app/record"
	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"
)

// TestVGG19 trains the head on VGG19's real weights, and block 5 too, with settings that a link of the page has.
func TestVGG19(t *testing.T) {
	const link = "#v=2&model=vgg19&size=64&epochs=1&batch=8&methods=adam&train=head&arm=adam~train~block5"
	photos, weights := fewPhotos(t), realWeights(t)
	out := filepath.Join(t.TempDir(), "experiment.json")
	if err := run(t.Context(), link, "", photos, weights, "wasm", out); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	round, err := record.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(round.Runs) != 2 {
		t.Fatalf("%d runs", len(round.Runs))
	}
	for i, train := range []spec.Train{spec.TrainHead, spec.TrainBlock5} {
		r := round.Runs[i]
		if r.Spec.Train != train || r.Status != record.Finished || r.Result == nil || len(r.Epochs) != 1 || r.Base == "" {
			t.Errorf("run %d trains %s and is %s, on the weights %q: %+v", i, r.Spec.Train, r.Status, r.Base, r.Failure)
		}
	}
	if head, block5 := round.Runs[0].Train.Loss[0], round.Runs[1].Train.Loss[0]; head == block5 {
		t.Errorf("both begin with a loss of %g", head)
	}
}

// TestWithoutWeights: what is missing is said with the command that brings it.
func TestWithoutWeights(t *testing.T) {
	err := run(t.Context(), "#v=2&model=vgg19&size=64&methods=adam", "", "", t.TempDir(), "wasm", filepath.Join(t.TempDir(), "experiment.json"))
	if err == nil || !strings.Contains(err.Error(), "make vgg19") {
		t.Errorf("without weights: %v", err)
	}
}

// fewPhotos writes a set of eight of the bundled photos of each class and split: VGG19 looks at all photos of a set.
func fewPhotos(t *testing.T) string {
	t.Helper()
	all, err := pack.Open(bytes.NewReader(bundled.Pack), int64(len(bundled.Pack)))
	if err != nil {
		t.Fatal(err)
	}
	var few bytes.Buffer
	w, err := pack.NewWriter(&few, all.Info())
	if err != nil {
		t.Fatal(err)
	}
	taken, pixels := map[string]int{}, make([]byte, all.Info().PixelBytes())
	for i := range all.Len() {
		image := all.Image(i)
		kind := fmt.Sprint(image.Label, image.Split)
		if taken[kind]++; taken[kind] > 8 {
			continue
		}
		if err := all.Pixels(i, pixels); err != nil {
			t.Fatal(err)
		}
		if err := w.Add(image, pixels); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "few.pack")
	if err := os.WriteFile(path, few.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// realWeights converts VGG19's real weights as make vgg19 does.
func realWeights(t *testing.T) string {
	t.Helper()
	const path = "../../../shared/data/vgg19/vgg19_hybrid_notop.h5"
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("NOT TESTED: native training of VGG19, as its real weights are not at %s", path)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	source, err := convert.Open([]convert.File{{Name: path, Size: info.Size(), ReaderAt: file}})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := vgg19.Write(source, func(name string, content []byte) error {
		return os.WriteFile(filepath.Join(folder, name), content, 0o644)
	}, nil); err != nil {
		t.Fatal(err)
	}
	return folder
}
