package spec

import "fmt"

// Train says how much of a pretrained network is trained.
type Train string

// The choices: the study fine-tunes from block5_conv1 on; to train the head alone
// is faster.
const (
	TrainHead   Train = "head"
	TrainBlock5 Train = "block5"
)

// Cut names the layer of VGG19 whose output is the same in every run, as all
// layers up to it are frozen, and which therefore is computed once for each photo.
type Cut string

// The cuts, by Keras' names of the layers.
const (
	Block4Pool Cut = "block4_pool"
	Block5Pool Cut = "block5_pool"
)

// Cut returns the last frozen layer of a run of VGG19.
func (r Run) Cut() Cut {
	if r.Train == TrainHead {
		return Block5Pool
	}
	return Block4Pool
}

// Cached reports whether the output of the run's frozen layers is computed once
// and then read: photos that vary without a number of variants are new each time.
func (r Run) Cached() bool {
	return r.Model == VGG19 && (!r.Augment.Varies() || r.Augment.Variants > 0)
}

// Variants is how many variants of each photo for training, beside the photo as it is, the
// run reads that output of: as many as are asked for, or one, its mirror image.
func (r Run) Variants() int {
	switch {
	case !r.Cached() || !r.Augment.On():
		return 0
	case r.Augment.Varies():
		return r.Augment.Variants
	}
	return 1
}

// VariantsKey names those variants, "" if there are none: runs with the same key read the
// same. Browsers keep features under this key, so it keeps saying "forms", the word that
// variants had before 2026-11-29.
func (r Run) VariantsKey() string {
	a := r.Augment
	switch {
	case r.Variants() == 0:
		return ""
	case !a.Varies():
		return "mirrored"
	}
	key := fmt.Sprintf("%dforms-%s-%s-%s", a.Variants, Number(a.Shift), Number(a.Rotate), Number(a.Zoom))
	if a.Flip {
		key += "-flip"
	}
	return key
}

// Waits reports whether the pretrained layers that the run trains are still left as
// they are in an epoch, counted from 0. The gradients of a head that is drawn at random
// say nothing about the layers below it and would only spoil them; a head that has
// learned first is how fine-tuning usually begins.
func (r Run) Waits(epoch int) bool {
	return r.Model == VGG19 && r.Train == TrainBlock5 && epoch < r.HeadEpochs
}

// Network returns the run's network: which of its layers are frozen, and which
// work is really done, depends on the run.
func (r Run) Network() Model {
	m, ok := ModelByID(r.Model)
	if !ok {
		panic(fmt.Sprintf("spec: unknown model %q", r.Model))
	}
	m.train, m.cached, m.dropout = r.Train, r.Cached(), r.Dropout
	return m
}

// MinVGG19Size is the least side in pixels of VGG19's input: with less, too
// little is left after five poolings to tell anything by.
const MinVGG19Size = 64

// vggBlocks are VGG19's blocks of convolutions, each followed by a pooling.
var vggBlocks = []struct{ convs, channels int }{{2, 64}, {2, 128}, {4, 256}, {4, 512}, {4, 512}}

// vgg19Layers is VGG19's convolution base ('same' padding, stride 1) under the
// CNN's head. Everything below the fifth block is frozen, and the fifth too if
// only the head is trained.
func vgg19Layers(size int, train Train, dropout float64) []Layer {
	const kernel, pool = 3, 2
	h, c := size, 3
	layers := []Layer{{Kind: Input, Name: "Photo", Height: h, Width: h, Channels: c}}
	for b, block := range vggBlocks {
		frozen := b+1 < len(vggBlocks) || train == TrainHead
		for range block.convs {
			weights := kernel * kernel * c * block.channels
			c = block.channels
			layers = append(layers, Layer{
				Kind: Conv, Name: fmt.Sprintf("Conv %d×%d, %d", kernel, kernel, c), Activation: "relu",
				Height: h, Width: h, Channels: c, Kernel: kernel, Same: true,
				Params: weights + c, MACs: h * h * weights, Frozen: frozen,
			})
		}
		h /= pool
		layers = append(layers, Layer{
			Kind: Pool, Name: fmt.Sprintf("MaxPool %d×%d", pool, pool),
			Height: h, Width: h, Channels: c, Kernel: pool, Frozen: frozen,
		})
	}
	return append(layers, head(h*h*c, dropout)...)
}
