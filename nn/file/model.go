package file

import (
	"fmt"
	"slices"

	"pawgrad/assets/photos"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// modelFormat is the header's "format" of a model file.
const modelFormat = "pawgrad-model"

// Model is a trained network with all that is needed to use it elsewhere.
type Model struct {
	Description
	// Weights are the network's parameters in the order of [spec.Model.Weights].
	Weights []Tensor
}

// Description is the JSON part of a model file.
type Description struct {
	// Run is the training run that the model is from.
	Run spec.Run `json:"run"`
	// Set names the image set that it learnt from.
	Set string `json:"set"`
	// Base names the pretrained weights that it stands on: with others it would say
	// nonsense. Empty for a network without, and in files older than this field.
	Base string `json:"base,omitempty"`
	// Epochs is how long it was trained.
	Epochs float64 `json:"epochs"`
	// Labels names the classes; the network's output is the logit of the
	// second.
	Labels []string `json:"labels"`
	// Preprocessing says how a photo becomes the network's input.
	Preprocessing Preprocessing `json:"preprocessing"`
	// Novelty tells photos unlike those that it learned from by the channels of its last
	// convolution; nil where that is not told.
	Novelty *metric.Novelty `json:"novelty,omitempty"`
	// NoveltyVia is the side, in pixels, by way of which a photo is brought to the network for
	// this; 0 for the network's own way. Photos from cameras are then told by what they show,
	// not by how much finer they are.
	NoveltyVia int `json:"noveltyVia,omitempty"`
}

// Preprocessing says how a photo becomes the network's input.
type Preprocessing struct {
	Height int `json:"height"` // pixels
	Width  int `json:"width"`
	// Layout is the order of the numbers: "HWC", rows from the top, pixels from
	// the left, red-green-blue.
	Layout string `json:"layout"`
	// Fit is "stretch": the aspect ratio is not kept.
	Fit string `json:"fit"`
	// Via and Mirrored are those of [photos.Preparation]; without them the photo comes straight
	// to its size and is looked at once.
	Via      int  `json:"via,omitempty"`
	Mirrored bool `json:"mirrored,omitempty"`
	// Centre is subtracted from the 8-bit values 0..255, then Scale multiplies them. What
	// else a pretrained network does to them belongs to its base.
	Centre float64 `json:"centre,omitempty"`
	Scale  float64 `json:"scale"`
}

// Preparation is how a photo is brought to the network's size.
func (p Preprocessing) Preparation() photos.Preparation {
	return photos.Preparation{Size: p.Height, Via: p.Via, Mirrored: p.Mirrored}
}

// NoveltyPreparation is how a photo is brought to the network to tell whether it is unlike those
// that it learned from. Where that is another way than to be named, one look has to do.
func (d *Description) NoveltyPreparation() photos.Preparation {
	p := d.Preprocessing.Preparation()
	if d.NoveltyVia != 0 && d.NoveltyVia != p.Via {
		p.Via, p.Mirrored = d.NoveltyVia, false
	}
	return p
}

// PreprocessingFor describes the input of a run's network.
func PreprocessingFor(run spec.Run) Preprocessing {
	p := Preprocessing{Height: run.ImageSize, Width: run.ImageSize, Layout: "HWC", Fit: "stretch", Scale: 1}
	if run.Model != spec.VGG19 {
		p.Centre, p.Scale = run.Pixels.Preparation()
	}
	return p
}

// Encode writes the model as a file.
func (m *Model) Encode() ([]byte, error) { return Pack(modelFormat, m.Description, m.Weights) }

// Quantized returns the model with its kernels in 8 bits; see [Tensor.Quantized]. Its file has
// a quarter of the size.
func (m *Model) Quantized() *Model {
	q := &Model{Description: m.Description}
	for _, t := range m.Weights {
		q.Weights = append(q.Weights, t.Quantized())
	}
	return q
}

// Decode reads a model file and checks that its weights are those of its
// network. Errors are sentences for the page.
func Decode(data []byte) (*Model, error) {
	m := &Model{}
	var err error
	if m.Weights, err = Unpack(modelFormat, data, &m.Description); err != nil {
		return nil, err
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	return m, nil
}

// check reports a description that is of no possible model.
func (d *Description) check() error {
	if err := d.Run.Validate(); err != nil {
		return fmt.Errorf("%w: its settings are not possible: %w", ErrDamaged, err)
	}
	want := PreprocessingFor(d.Run)
	want.Via, want.Mirrored = d.Preprocessing.Via, d.Preprocessing.Mirrored
	if d.Preprocessing != want || d.Preprocessing.Preparation().Check() != nil {
		return fmt.Errorf("%w: it wants its photos prepared as %+v", ErrNewer, d.Preprocessing)
	}
	if len(d.Labels) != 2 {
		return damaged("it names %d classes instead of 2", len(d.Labels))
	}
	if err := d.NoveltyPreparation().Check(); err != nil {
		return damaged("%v", err)
	}
	if d.Novelty != nil {
		if err := d.Novelty.Check(d.channels()); err != nil {
			return damaged("%v", err)
		}
	}
	return nil
}

// Check reports a model that is not possible, or whose weights are not those of its network. Errors are sentences for
// the page.
func (m *Model) Check() error {
	if err := m.check(); err != nil {
		return err
	}
	network := m.Run.Network()
	weights := network.Weights(m.Run.ImageSize)
	if len(m.Weights) != len(weights) {
		return damaged("it holds %d weight tensors, %s has %d", len(m.Weights), network.Name, len(weights))
	}
	for i, w := range weights {
		if got := m.Weights[i]; got.Name != w.Name || !slices.Equal(got.Shape, w.Shape) {
			return damaged("weights %q of shape %v stand where %q of shape %v belong", got.Name, got.Shape, w.Name, w.Shape)
		}
	}
	return nil
}

// channels is how many the network's last convolution has.
func (d *Description) channels() int {
	channels := 0
	for _, l := range d.Run.Network().Layers(d.Run.ImageSize) {
		if l.Kind == spec.Conv {
			channels = l.Channels
		}
	}
	return channels
}
