package train

import (
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
	"testing"

	"pawgrad/assets/pack"
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

// TestVariantsAreRead reads the batches of runs that change photos and train on features: a
// photo is shown as it is or in the variant that [data.Variant] tells, and of that variant the
// features are read, by the photo's number among those for training.
func TestVariantsAreRead(t *testing.T) {
	set := newBlobs(6, 2, 2)
	// The photos for training do not come first, so that a number is no index.
	set.images[0], set.images[9] = set.images[9], set.images[0]
	train := set.Split(pack.Train)
	for name, c := range map[string]struct {
		augment spec.Augment
		seen    []int // variants, in order
	}{
		"mirrored":       {spec.Augment{Flip: true}, []int{data.AsItIs, 0}},
		"three variants": {spec.Augment{Flip: true, Rotate: 10, Variants: 3}, []int{0, 1, 2}},
		"no use of any":  {spec.Augment{Variants: 3}, []int{data.AsItIs}},
	} {
		t.Run(name, func(t *testing.T) {
			run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
			run.ImageSize, run.BatchSize, run.Epochs, run.Train, run.Augment = spec.MinVGG19Size, 4, 4, spec.TrainHead, c.augment
			bytes := int(model.InputShape(run, 1).ByteSize())
			const variantBase = 1000
			inputs := Pretrained{Features: named{bytes, 0, set}}
			if run.Variants() > 0 {
				if _, err := New(backend(t), run, set, inputs); !errors.Is(err, errNoFeatures) {
					t.Errorf("without the variants' features: %v", err)
				}
				inputs.Variants = named{bytes, variantBase, set}
			}
			tr, err := New(backend(t), run, set, inputs)
			if err != nil {
				t.Fatal(err)
			}
			defer tr.Close()
			seen := map[int]bool{}
			for epoch := range run.Epochs {
				tr.state.Epoch, tr.order = epoch, nil
				for tr.state.Batch = 0; tr.state.Batch < 2; tr.state.Batch++ {
					images, err := tr.fill()
					if err != nil {
						t.Fatal(err)
					}
					for i, image := range images {
						variant := data.Variant(run, epoch, image)
						seen[variant] = true
						want := float32(image)
						if variant != data.AsItIs {
							want = float32(variantBase + variant*len(train) + slices.Index(train, image))
						}
						if got := math.Float32frombits(binary.LittleEndian.Uint32(tr.batch.input[i*bytes:])); got != want {
							t.Errorf("epoch %d, image %d in variant %d: read %g, want %g", epoch, image, variant, got, want)
						}
					}
				}
			}
			if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, c.seen) {
				t.Errorf("photos were shown in the variants %v, want %v", got, c.seen)
			}
		})
	}
}
