//go:build !js

package jobs

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pawgrad/assets/pack"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
	"pawgrad/wasm"
)

// TestLargestPhotos takes photos of 224 pixels, the most that can be asked for, through
// VGG19's frozen layers and trains block 5 for a step on what they make of them. Each
// must do with a quarter of the 4 GB that an engine's memory can have.
func TestLargestPhotos(t *testing.T) {
	if testing.Short() {
		t.Skip("VGG19 at 224 pixels takes some 20 seconds without a browser")
	}
	const room = 1 << 30
	content := packBytes(t, 2, 2, 2)
	set, err := pack.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	run := vggRun(spec.TrainBlock5)
	run.ImageSize, run.BatchSize, run.Hyper.LearningRate = spec.MaxImageSize, 2, 1e-5
	// As on the page, where each has a worker of its own.
	looker, trainer := engine(t), engine(t)

	e, err := nn.NewExtractor(looker, drawn{}, run)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	features, err := e.Features(slices.Concat(photosOf(t, set, run)...))
	if err != nil {
		t.Fatal(err)
	}
	known := inputsOf{Set: set}
	for row := range slices.Chunk(features, len(features)/set.Len()) {
		known.rows = append(known.rows, bytesOf(row))
		if most := float64(slices.Max(row)); len(row) != 14*14*512 || !(most > 0) || math.IsInf(most, 1) {
			t.Fatalf("%d features up to %g of a photo, want 14x14x512", len(row), most)
		}
	}

	r, err := train.New(trainer, run, set, train.Pretrained{Base: drawn{}, Features: known})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	before, err := r.Model()
	if err != nil {
		t.Fatal(err)
	}
	event, err := r.Next()
	for err == nil && event.Phase != train.Training { // a look at the starting weights comes first
		event, err = r.Next()
	}
	if err != nil {
		t.Fatal(err)
	}
	if event.Point == nil || !(event.Point.Loss > 0) || event.Images != 2 {
		t.Errorf("the step gave %+v", event)
	}
	after, err := r.Model()
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range before.Weights {
		if moved := most(w.Data, after.Weights[i].Data); !(moved > 0) || math.IsInf(moved, 1) {
			t.Errorf("%s moved by %g", w.Name, moved)
		}
	}
	for name, engine := range map[string]*wasm.Backend{"extraction, 8 photos at a time": looker, "a step of block 5 with 2 photos": trainer} {
		m := engine.Memory()
		t.Logf("%s: %d MB, of them %d MB scratch; at most %d MB in use", name, m.Total>>20, m.Arena>>20, m.Peak>>20)
		if m.Total > room {
			t.Errorf("%s takes %d MB, want %d at most", name, m.Total>>20, room>>20)
		}
	}
}

// engine returns an engine that ends with the test.
func engine(t *testing.T) *wasm.Backend {
	t.Helper()
	b, err := wasm.New("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Finalize)
	return b
}
