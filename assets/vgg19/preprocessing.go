package vgg19

import (
	"errors"
	"fmt"
	"math"
)

// Order is the order of the colour channels that the weights expect.
type Order string

// The orders that are in use.
const (
	RGB Order = "RGB"
	BGR Order = "BGR"
)

// Preprocessing says how pixels become the network's input: channel c, in
// Order, of a pixel of 0..255 is (pixel*Scale - Mean[c]) / Std[c].
type Preprocessing struct {
	Order Order      `json:"order"`
	Scale float32    `json:"scale"`
	Mean  [3]float32 `json:"mean"`
	Std   [3]float32 `json:"std"`
}

// The preprocessing of the weights that package convert reads.
var (
	// Caffe is what the authors trained with and Keras kept (mode "caffe" of
	// keras.applications.imagenet_utils): BGR minus the mean of ImageNet.
	Caffe = Preprocessing{Order: BGR, Scale: 1, Mean: [3]float32{103.939, 116.779, 123.68}, Std: [3]float32{1, 1, 1}}
	// Torchvision is the ImageNet normalization of torchvision.models.
	Torchvision = Preprocessing{Order: RGB, Scale: 1.0 / 255, Mean: [3]float32{0.485, 0.456, 0.406}, Std: [3]float32{0.229, 0.224, 0.225}}
)

// Affine is the same as one multiplication and one addition: input channel c
// is pixel[from[c]]*mul[c] + add[c], where pixel is R, G, B of 0..255.
func (p Preprocessing) Affine() (from [3]int, mul, add [3]float32) {
	from = [3]int{0, 1, 2}
	if p.Order == BGR {
		from = [3]int{2, 1, 0}
	}
	for c := range 3 {
		mul[c] = p.Scale / p.Std[c]
		add[c] = -p.Mean[c] / p.Std[c]
	}
	return from, mul, add
}

// Apply prepares pixels: dst, of rgb's length, gets channels last.
func (p Preprocessing) Apply(dst []float32, rgb []byte) {
	from, mul, add := p.Affine()
	for i := 0; i+2 < len(rgb); i += 3 {
		for c := range 3 {
			dst[i+c] = float32(rgb[i+from[c]])*mul[c] + add[c]
		}
	}
}

func (p Preprocessing) check() error {
	if p.Order != RGB && p.Order != BGR {
		return fmt.Errorf("channel order %q: expected RGB or BGR", p.Order)
	}
	for _, v := range append([]float32{p.Scale}, p.Std[:]...) {
		if !(v > 0) || math.IsInf(float64(v), 0) {
			return errors.New("scale and std: expected numbers above zero")
		}
	}
	return nil
}
