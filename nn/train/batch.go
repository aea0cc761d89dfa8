package train

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"

	"pawgrad/nn/data"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// batch is the input of a training step, filled anew for each.
type batch struct {
	size            int
	shape           shapes.Shape // of the input: [size, ...]
	input           []uint8
	labels, weights []float32 // [size]
	plain           []uint8   // one image before augmentation
}

func newBatch(run spec.Run, size int) batch {
	shape := model.InputShape(run, size)
	bytes := int(shape.ByteSize())
	return batch{
		size: size, shape: shape, input: make([]uint8, bytes), plain: make([]uint8, bytes/size),
		labels: make([]float32, size), weights: make([]float32, size),
	}
}

// fill reads the next batch of the epoch and returns its images. Their weights
// add up to 1 or, for a full-batch method, over the whole epoch to 1. The rest
// of a short batch keeps what was there before, at weight 0.
func (t *Trainer) fill() ([]int, error) {
	if t.order == nil {
		t.order = data.Order(t.run.Seed, t.state.Epoch, len(t.split.Train))
	}
	b := &t.batch
	from := t.state.Batch * b.size
	chosen := t.order[from:min(from+b.size, len(t.order))]
	share := float32(1 / float64(len(chosen)))
	if t.method.FullBatch {
		share = float32(1 / float64(len(t.order)))
	}
	clear(b.weights)
	images := make([]int, len(chosen))
	for i, c := range chosen {
		image := t.split.Train[c]
		images[i] = image
		b.labels[i], b.weights[i] = float32(t.inputs.Label(image)), share
		dst := b.input[i*t.inputs.Bytes() : (i+1)*t.inputs.Bytes()]
		if err := t.read(image, dst); err != nil {
			return nil, err
		}
	}
	return images, nil
}

// read writes an image's input to dst, augmented as the run asks for.
func (t *Trainer) read(image int, dst []byte) error {
	a, seed, epoch := t.run.Augment, t.run.Seed, t.state.Epoch
	if t.run.Cached() {
		if variant := data.Variant(t.run, epoch, image); variant != data.AsItIs {
			return t.pretrained.Variants.Read(variant*len(t.rank)+t.rank[image], dst)
		}
		return t.inputs.Read(image, dst)
	}
	if !a.On() {
		return t.inputs.Read(image, dst)
	}
	if err := t.inputs.Read(image, t.batch.plain); err != nil {
		return err
	}
	data.Augment(a, seed, epoch, image, t.run.ImageSize, t.batch.plain, dst)
	return nil
}

// tensors returns the batch as the inputs of the training graph.
func (b *batch) tensors(backend compute.Backend, seed uint64, number int) ([]*tensors.Tensor, error) {
	input, err := tensors.FromRaw(backend, 0, b.shape, b.input)
	if err != nil {
		return nil, err
	}
	return []*tensors.Tensor{
		input,
		tensors.FromFlatDataAndDimensions(b.labels, b.size),
		tensors.FromFlatDataAndDimensions(b.weights, b.size),
		model.DropoutState(seed, number),
	}, nil
}
