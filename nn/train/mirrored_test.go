package train

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"pawgrad/nn/data"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// named is inputs whose every number is a base plus the number asked for.
type named struct {
	bytes, base int
	labels      data.Source
}

func (n named) Bytes() int      { return n.bytes }
func (n named) Label(i int) int { return n.labels.Image(i).Label }

func (n named) Read(i int, dst []byte) error {
	for at := 0; at < len(dst); at += 4 {
		binary.LittleEndian.PutUint32(dst[at:], math.Float32bits(float32(n.base+i)))
	}
	return nil
}

// TestMirroredFeatures reads the batches of a run that mirrors photos and trains on
// features: the same photos are mirrored as where pixels are read, and of those the
// features of the mirror images are read, by their number among the photos for training.
func TestMirroredFeatures(t *testing.T) {
	set := newBlobs(6, 2, 2)
	// The photos for training do not come first, so that a number is no index.
	set.images[0], set.images[9] = set.images[9], set.images[0]
	run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	run.ImageSize, run.BatchSize, run.Epochs, run.Train, run.Augment.Flip = spec.MinVGG19Size, 4, 3, spec.TrainHead, true
	bytes := int(model.InputShape(run, 1).ByteSize())
	const mirrorBase = 1000
	plain, mirrored := named{bytes, 0, set}, named{bytes, mirrorBase, set}
	if _, err := New(backend(t), run, set, Pretrained{Features: plain}); !errors.Is(err, errNoFeatures) {
		t.Errorf("without the mirror images' features: %v", err)
	}
	tr, err := New(backend(t), run, set, Pretrained{Features: plain, Mirrored: mirrored})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close()
	train := set.Split("train")
	seen := map[bool]int{}
	for epoch := range run.Epochs {
		tr.state.Epoch, tr.order = epoch, nil
		for tr.state.Batch = 0; tr.state.Batch < 2; tr.state.Batch++ {
			images, err := tr.fill()
			if err != nil {
				t.Fatal(err)
			}
			for i, image := range images {
				flip := data.Mirrored(run.Augment, run.Seed, epoch, image)
				seen[flip]++
				want := float32(image)
				if flip {
					for k, known := range train {
						if known == image {
							want = float32(mirrorBase + k)
						}
					}
				}
				if got := math.Float32frombits(binary.LittleEndian.Uint32(tr.batch.input[i*bytes:])); got != want {
					t.Errorf("epoch %d, image %d, mirrored %v: read %g, want %g", epoch, image, flip, got, want)
				}
			}
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("%v photos were mirrored and not", seen)
	}
}
