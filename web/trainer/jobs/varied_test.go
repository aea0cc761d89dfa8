//go:build !js

package jobs

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute"

	"pawgrad/assets/pack"
	"pawgrad/nn/data"
	"pawgrad/nn/file"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
)

// inputsOf are what a network takes of each image of a set.
type inputsOf struct {
	*pack.Set
	rows [][]byte
}

func (f inputsOf) Bytes() int                   { return len(f.rows[0]) }
func (f inputsOf) Label(i int) int              { return f.Image(i).Label }
func (f inputsOf) Read(i int, dst []byte) error { copy(dst, f.rows[i]); return nil }

// TestVariedPhotos trains VGG19 on photos that vary, so that the frozen layers are part
// of the step. The reference are those layers' outputs for the same photos as they were
// varied, computed beforehand, and the same run on them: it must come to the same
// weights, and the whole network to the same answers, which it cannot if a frozen weight
// has moved.
func TestVariedPhotos(t *testing.T) {
	if testing.Short() {
		t.Skip("all of VGG19 takes several seconds a step without a browser")
	}
	content := packBytes(t, 4, 2, 2)
	set, err := pack.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	backend := newTrainer(t).trainer.backend
	for _, trains := range []spec.Train{spec.TrainHead, spec.TrainBlock5} {
		t.Run(string(trains), func(t *testing.T) {
			run := vggRun(trains)
			run.BatchSize, run.Hyper.LearningRate = 2, 1e-5
			run.Augment = spec.Augment{Flip: true, Shift: 0.2, Rotate: 20, Zoom: 0.2}
			cached := run
			cached.Augment = spec.Augment{}
			if run.Cached() || !cached.Cached() {
				t.Fatal("it is not the varied run that needs no features")
			}
			photos := photosOf(t, set, run)
			extractor, err := nn.NewExtractor(backend, drawn{}, run)
			if err != nil {
				t.Fatal(err)
			}
			defer extractor.Close()
			features, err := extractor.Features(slices.Concat(photos...))
			if err != nil {
				t.Fatal(err)
			}
			known := inputsOf{Set: set}
			for row := range slices.Chunk(features, len(features)/len(photos)) {
				known.rows = append(known.rows, bytesOf(row))
			}

			pretrained := train.Pretrained{Base: drawn{}}
			got, varied := trainWhole(t, backend, run, set, pretrained)
			defer varied.Close()
			pretrained.Features = known
			want, reference := trainWhole(t, backend, cached, set, pretrained)
			defer reference.Close()

			start, err := nn.Begin(run, drawn{})
			if err != nil {
				t.Fatal(err)
			}
			const tolerance = 1e-3
			for i, w := range start {
				moved, apart := most(want[i].Data, w.Data), most(got[i].Data, want[i].Data)
				if moved == 0 || !(apart <= tolerance*moved) {
					t.Errorf("%s moved by up to %g, by %g otherwise than on the features", w.Name, moved, apart)
				}
			}
			test := set.Split(pack.Test)
			whole, err := varied.Predict(slices.Concat(photos[test[0]], photos[test[1]]))
			if err != nil {
				t.Fatal(err)
			}
			answers, err := reference.Predict(slices.Concat(known.rows[test[0]], known.rows[test[1]]))
			if err != nil {
				t.Fatal(err)
			}
			for i := range whole {
				// Logits, as probabilities near 1 hide a difference.
				if z, want := logit(whole[i]), logit(answers[i]); !(math.Abs(z-want) <= tolerance*math.Abs(want)) {
					t.Errorf("test photo %d: a logit of %g by the whole network, %g by its features", i, z, want)
				}
			}
		})
	}
}

// trainWhole trains a run to its end and returns its weights.
func trainWhole(t *testing.T, backend compute.Backend, run spec.Run, set *pack.Set, pretrained train.Pretrained) ([]file.Tensor, *train.Trainer) {
	t.Helper()
	trainer, err := train.New(backend, run, set, pretrained)
	if err != nil {
		t.Fatal(err)
	}
	trainer.Untested() // before a test the weights would be rounded
	for !trainer.Done() {
		if _, err := trainer.Next(); err != nil {
			t.Fatal(err)
		}
	}
	m, err := trainer.Model()
	if err != nil {
		t.Fatal(err)
	}
	return m.Weights, trainer
}

// photosOf are the pixels of a set's images at a run's size, those for training as they
// are shown in the first epoch.
func photosOf(t *testing.T, set *pack.Set, run spec.Run) (photos [][]byte) {
	t.Helper()
	images := data.NewImages(set, run.ImageSize, 0)
	for i := range set.Len() {
		pixels := make([]byte, images.Bytes())
		if err := images.Read(i, pixels); err != nil {
			t.Fatal(err)
		}
		if set.Image(i).Split == pack.Train {
			plain := slices.Clone(pixels)
			data.Augment(run.Augment, run.Seed, 0, i, run.ImageSize, plain, pixels)
			if run.Augment.On() && bytes.Equal(plain, pixels) {
				t.Fatalf("photo %d does not vary", i)
			}
		}
		photos = append(photos, pixels)
	}
	return photos
}

// bytesOf writes little-endian float32.
func bytesOf(values []float32) (data []byte) {
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// most is the largest difference of two lists.
func most(a, b []float32) float64 {
	d := 0.0
	for i := range a {
		d = max(d, math.Abs(float64(a[i])-float64(b[i])))
	}
	return d
}
