// Package vgg19 holds the convolution base of the VGG19 network (K. Simonyan
// and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
// Recognition", 2014): sixteen 3x3 convolutions in five blocks, each block
// followed by a 2x2 max-pool, pretrained on ImageNet.
//
// The weights pass through the package in one direction. A [Source] gives the
// layers as float32, one at a time: package convert opens the files that
// others publish (Keras HDF5, TensorFlow.js, safetensors) as a Source.
// [Write] reads a Source once, quantizes each layer to int8 ([Quantize]) and
// hands out a manifest and six shards of at most 4 MB, 20 MB in all: what a
// site serves. A [Reader] takes those shards in any order, one by one, checks
// each as it arrives, and gives the layers back, as int8 or as float32. A
// Reader is a Source as well, so that whoever uses the weights need not know
// where they are from.
//
// What belongs to the weights travels with them: how pixels are prepared
// ([Preprocessing]; Keras' and torchvision's weights want different inputs),
// where they are from, and under which licence.
//
// The package does no input or output of its own and builds for the browser,
// where a worker converts a file that was dropped on the page. No more than
// one layer (9.4 MB) and one shard are in memory during a conversion.
package vgg19

import "fmt"

// KernelSide is the height and width of every kernel: all convolutions are
// 3x3, stride 1, with zero 'same' padding, followed by ReLU.
const KernelSide = 3

// Layer describes one convolution.
type Layer struct {
	// Name is Keras' name of the layer: "block1_conv1".
	Name string
	// In and Out are the channels of its input and output.
	In, Out int
}

// Shape is the kernel's shape, HWIO: height, width, input channels, output
// channels.
func (l Layer) Shape() [4]int { return [4]int{KernelSide, KernelSide, l.In, l.Out} }

// KernelLen is the number of weights of the kernel.
func (l Layer) KernelLen() int { return KernelSide * KernelSide * l.In * l.Out }

// Layers lists the sixteen convolutions in the order of the forward pass.
func Layers() []Layer {
	blocks := []struct{ convs, channels int }{{2, 64}, {2, 128}, {4, 256}, {4, 512}, {4, 512}}
	var layers []Layer
	in := 3
	for b, block := range blocks {
		for c := range block.convs {
			layers = append(layers, Layer{fmt.Sprintf("block%d_conv%d", b+1, c+1), in, block.channels})
			in = block.channels
		}
	}
	return layers
}

// Source gives the base's layers.
type Source interface {
	// Info says what belongs to the weights.
	Info() Info
	// Layers lists the layers in the order of the forward pass.
	Layers() []Layer
	// Layer returns the weights of Layers()[i]; an error is a sentence for the
	// user. The caller may keep what it gets, and must not change it.
	Layer(i int) (Conv, error)
}

// Info is what belongs to a set of weights.
type Info struct {
	Preprocessing Preprocessing `json:"preprocessing"`
	// Source names the file the weights were converted from.
	Source  string  `json:"source"`
	Licence Licence `json:"licence"`
}

// Licence says whose work the weights are and how they may be used.
type Licence struct {
	// Name of the licence: "CC BY 4.0".
	Name string `json:"name"`
	// By names the authors, and who brought the weights into the source's form.
	By string `json:"by"`
	// URL is where the terms are.
	URL string `json:"url"`
}

// The licences of the weights that package convert reads.
var (
	// LicenceKeras: the authors' own weights, in Keras' form.
	LicenceKeras = Licence{"CC BY 4.0", "K. Simonyan and A. Zisserman, Visual Geometry Group, University of Oxford; ported by Keras",
		"https://creativecommons.org/licenses/by/4.0/"}
	// LicenceTorchvision: weights that torchvision trained anew.
	LicenceTorchvision = Licence{"BSD 3-Clause", "the torchvision contributors; architecture by K. Simonyan and A. Zisserman",
		"https://github.com/pytorch/vision/blob/main/LICENSE"}
)

// Base is a whole base in memory, 80 MB as float32. It is a Source as well.
type Base struct {
	info  Info
	convs []Conv
}

// Load reads and checks every layer of a source.
func Load(src Source) (*Base, error) {
	base := &Base{info: src.Info()}
	for i := range src.Layers() {
		conv, err := src.Layer(i)
		if err != nil {
			return nil, err
		}
		if err := conv.Check(); err != nil {
			return nil, err
		}
		base.convs = append(base.convs, conv)
	}
	return base, nil
}

// Info says what belongs to the weights.
func (b *Base) Info() Info { return b.info }

// Layers lists the layers in the order of the forward pass.
func (b *Base) Layers() []Layer {
	layers := make([]Layer, len(b.convs))
	for i, c := range b.convs {
		layers[i] = c.Layer
	}
	return layers
}

// Layer returns the weights of Layers()[i]; it never fails. The caller shares
// the slices with the base.
func (b *Base) Layer(i int) (Conv, error) { return b.convs[i], nil }
