package spec

import (
	"encoding/json"
	"math"
)

// Init is a rule by which starting weights are drawn.
type Init string

// The rules: kernels uniform around 0 within a limit of [Init.Limit], biases zero.
const (
	Glorot Init = "glorot" // Glorot & Bengio, 2010; Keras' default, and so the study's
	He     Init = "he"     // He et al., 2015, made for ReLU
)

// Limit is the largest absolute value of a drawn weight: ±√(6/(fan-in + fan-out)) keeps a
// signal its size on the way forward and back through layers without an activation,
// ±√(6/fan-in) on the way forward through layers whose ReLU silences half of it.
func (i Init) Limit(w Weight) float64 {
	if i == He {
		return math.Sqrt(6 / float64(w.FanIn))
	}
	return math.Sqrt(6 / float64(w.FanIn+w.FanOut))
}

// Pixels says what the CNN is shown of a photo's 8-bit values. VGG19's pretrained weights
// bring a preparation of their own.
type Pixels string

// The choices.
const (
	ZeroToOne Pixels = "0-1"
	Centred   Pixels = "centred" // -1 to 1
)

// Preparation returns what the choice makes of an 8-bit value v: (v - centre) * scale.
func (p Pixels) Preparation() (centre, scale float64) {
	const largest = 255
	if p == Centred {
		return largest / 2.0, 2.0 / largest
	}
	return 0, 1.0 / largest
}

// UnmarshalJSON reads a run. Runs of before there was a choice say nothing of starting
// weights, pixels, dropout and the way of weight decay: they were as here.
func (r *Run) UnmarshalJSON(data []byte) error {
	type plain Run // without this method
	p := plain(*r)
	p.Init, p.Pixels, p.Dropout, p.DecayForm = Glorot, ZeroToOne, studyDropout, Decoupled
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	*r = Run(p)
	return nil
}
