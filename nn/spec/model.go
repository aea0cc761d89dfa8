package spec

import "fmt"

// ModelID names a network in links, files and messages.
type ModelID string

// The two networks of the study.
const (
	CNN   ModelID = "cnn"
	VGG19 ModelID = "vgg19"
)

// Limits of the square input image, in pixels a side: below 48 the CNN's fourth
// pooling has nothing left to pool.
const (
	MinImageSize = 48
	MaxImageSize = 224
)

// LayerKind says what a layer does.
type LayerKind string

// The kinds of layers in the two networks.
const (
	Input   LayerKind = "input"
	Conv    LayerKind = "conv"
	Pool    LayerKind = "pool"
	Flatten LayerKind = "flatten"
	Dropout LayerKind = "dropout"
	Dense   LayerKind = "dense"
)

// Layer is one layer of a network for a given input size.
type Layer struct {
	Kind LayerKind
	// Name is short enough for a drawing: "Conv 3×3, 32".
	Name string
	// Activation is "relu", "sigmoid" or empty.
	Activation string
	// Height, Width, Channels are the output's shape per image; Height and
	// Width are 0 where the output is a plain vector of Channels numbers.
	Height, Width, Channels int
	// Kernel is the side of the convolution or pooling window, else 0.
	Kernel int
	// Same tells that a convolution pads its input so that the output is as large,
	// instead of leaving out where the window does not fit.
	Same bool
	// Rate is the share of inputs that a dropout layer silences, else 0.
	Rate float64
	// Params counts the trainable numbers, biases included.
	Params int
	// MACs counts the multiply-adds of a forward pass per image.
	MACs int
	// Frozen layers keep their pretrained weights.
	Frozen bool
}

// Shape returns the output's shape as a reader writes it: "62×62×32" or "512".
func (l Layer) Shape() string {
	if l.Height == 0 {
		return fmt.Sprint(l.Channels)
	}
	return fmt.Sprintf("%d×%d×%d", l.Height, l.Width, l.Channels)
}

// Model describes a network.
type Model struct {
	ID   ModelID
	Name string
	// Idea is one sentence for the page.
	Idea string

	layers func(size int, train Train, dropout float64) []Layer
	// train says what of a pretrained network is trained; cached that the
	// output of its frozen layers is read instead of computed.
	train   Train
	cached  bool
	dropout float64 // see [Run.Dropout]
}

// Models lists the networks in the order in which the page shows them.
var Models = []Model{
	{
		ID: CNN, Name: "CNN",
		Idea:   "Four convolutions, trained from nothing but your photos.",
		layers: cnnLayers, dropout: studyDropout,
	},
	{
		ID: VGG19, Name: "VGG19",
		Idea:   "Sixteen convolutions that have already seen a million photos; only the end is trained.",
		layers: vgg19Layers, train: TrainBlock5, cached: true, dropout: studyDropout,
	},
}

// ModelByID returns the network of that name, and whether there is one. It is as
// the default run trains it; see [Run.Network] for that of a certain run.
func ModelByID(id ModelID) (Model, bool) {
	for _, m := range Models {
		if m.ID == id {
			return m, true
		}
	}
	return Model{}, false
}

// Layers returns the layers for square images of size pixels a side, in the
// order of the forward pass, starting with the input.
func (m Model) Layers(size int) []Layer { return m.layers(size, m.train, m.dropout) }

// Params counts the trainable numbers of the network at an input size.
func (m Model) Params(size int) int {
	n := 0
	for _, l := range m.Layers(size) {
		if !l.Frozen {
			n += l.Params
		}
	}
	return n
}

// ForwardFLOPs counts the floating-point operations of a forward pass over one
// image, a multiply-add being two, convolutions counted as direct ones. Frozen
// layers whose output is cached cost nothing.
func (m Model) ForwardFLOPs(size int) float64 {
	n := 0.0
	for _, l := range m.Layers(size) {
		if !(l.Frozen && m.cached) {
			n += 2 * float64(l.MACs)
		}
	}
	return n
}

// TrainFLOPs counts the floating-point operations of training on one image:
// forward, gradient by weights and gradient by input of each layer, the last
// left out for the first layer that is trained, whose input nobody trains. Frozen
// layers have the forward pass alone, or nothing if their output is cached.
func (m Model) TrainFLOPs(size int) float64 {
	n, first := 0.0, true
	for _, l := range m.Layers(size) {
		passes := 3.0
		switch {
		case l.MACs == 0, l.Frozen && m.cached:
			continue
		case l.Frozen:
			passes = 1
		case first:
			passes, first = 2, false
		}
		n += passes * 2 * float64(l.MACs)
	}
	return n
}

// Sizes of the CNN of the study ('valid' convolutions, stride 1) and of the head
// of both networks.
const (
	cnnKernel    = 3
	cnnPool      = 2
	hidden       = 512
	studyDropout = 0.5
)

var cnnChannels = []int{32, 64, 128, 128}

// cnnLayers is the study's small network: four times convolution, ReLU and
// max-pooling, then dropout and two dense layers.
func cnnLayers(size int, _ Train, dropout float64) []Layer {
	h, c := size, 3
	layers := []Layer{{Kind: Input, Name: "Photo", Height: h, Width: h, Channels: c}}
	for _, out := range cnnChannels {
		h -= cnnKernel - 1
		weights := cnnKernel * cnnKernel * c * out
		layers = append(layers, Layer{
			Kind: Conv, Name: fmt.Sprintf("Conv %d×%d, %d", cnnKernel, cnnKernel, out), Activation: "relu",
			Height: h, Width: h, Channels: out, Kernel: cnnKernel,
			Params: weights + out, MACs: h * h * weights,
		})
		h, c = h/cnnPool, out
		layers = append(layers, Layer{
			Kind: Pool, Name: fmt.Sprintf("MaxPool %d×%d", cnnPool, cnnPool),
			Height: h, Width: h, Channels: c, Kernel: cnnPool,
		})
	}
	return append(layers, head(h*h*c, dropout)...)
}

// head is the end of both networks, on a picture of flat numbers, a share of which is dropped
// in training.
func head(flat int, dropout float64) []Layer {
	return []Layer{
		{Kind: Flatten, Name: "Flatten", Channels: flat},
		{Kind: Dropout, Name: "Dropout", Channels: flat, Rate: dropout},
		{Kind: Dense, Name: "Dense", Activation: "relu", Channels: hidden,
			Params: flat*hidden + hidden, MACs: flat * hidden},
		{Kind: Dense, Name: "Dense", Activation: "sigmoid", Channels: 1,
			Params: hidden + 1, MACs: hidden},
	}
}
