package model

import (
	"errors"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/assets/vgg19"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// BaseScope is the path in the store under which frozen pretrained weights are.
const BaseScope = "/base"

// The variables of the base beside its convolutions: pixel*scale + shift is what
// the first convolution takes, for each of red, green and blue.
const (
	inputScale = "input/scale"
	inputShift = "input/shift"
)

// ErrNoBase is the error of a network whose pretrained part was not given.
var ErrNoBase = errors.New("VGG19's pretrained weights are not loaded; load them first")

// LoadBase puts what the run's frozen layers need into the store, as variables
// that are not trained: their weights, and how pixels are prepared for them.
func LoadBase(store *gomlx.Store, run spec.Run, base vgg19.Source) error {
	if base == nil {
		return ErrNoBase
	}
	put := func(name string, data []float32, shape ...int) error {
		v, err := store.CreateVariable(gomlx.JoinPath(BaseScope, name), tensors.FromFlatDataAndDimensions(data, shape...))
		if err == nil {
			v.SetTrainable(false)
		}
		return err
	}
	from, mul, add := base.Info().Preprocessing.Affine()
	scale, shift := make([]float32, 3), make([]float32, 3)
	for c := range 3 {
		scale[from[c]], shift[from[c]] = mul[c], add[c]
	}
	if err := errors.Join(put(inputScale, scale, 3), put(inputShift, shift, 3)); err != nil {
		return err
	}
	conv := 0
	for _, l := range run.Network().Layers(run.ImageSize) {
		if l.Kind != spec.Conv {
			continue
		}
		conv++
		if !l.Frozen {
			break
		}
		weights, err := base.Layer(conv - 1)
		if err != nil {
			return err
		}
		kernel := weights.Kernel
		if conv == 1 {
			kernel = reordered(kernel, from, weights.Out)
		}
		shape := weights.Shape()
		err = errors.Join(put(kernelName(conv), kernel, shape[:]...), put(biasName(conv), weights.Bias, weights.Out))
		if err != nil {
			return err
		}
	}
	return nil
}

// reordered returns a first convolution's kernel (HWIO) for photos as they are,
// red-green-blue, in place of the channel order that its weights were made for: it
// is cheaper to exchange its 27 rows once than the colours of every pixel.
func reordered(kernel []float32, from [3]int, out int) []float32 {
	changed := make([]float32, len(kernel))
	row := func(k []float32, tap, channel int) []float32 {
		at := (tap*3 + channel) * out
		return k[at : at+out]
	}
	for tap := range vgg19.KernelSide * vgg19.KernelSide {
		for c := range 3 {
			copy(row(changed, tap, from[c]), row(kernel, tap, c))
		}
	}
	return changed
}

// startFrom replaces drawn starting weights of pretrained layers by those of the
// base.
func startFrom(base vgg19.Source, start []file.Tensor) error {
	if base == nil {
		return ErrNoBase
	}
	for conv := range base.Layers() {
		for i := range start {
			if start[i].Name != kernelName(conv+1) {
				continue
			}
			weights, err := base.Layer(conv)
			if err != nil {
				return err
			}
			start[i].Data, start[i+1].Data = weights.Kernel, weights.Bias
		}
	}
	return nil
}

// Whole returns a VGG19 model as one that is trained from the fifth block on and
// reads features: what a model of which less was trained lacks is taken from the
// base. So every VGG19 model of one image size can share an [Extractor], and has
// its last convolution among its own weights.
func Whole(m *file.Model, base vgg19.Source) (*file.Model, error) {
	whole := *m
	whole.Run.Augment = spec.Augment{}
	if m.Run.Train == spec.TrainBlock5 {
		return &whole, nil
	}
	whole.Run.Train = spec.TrainBlock5
	whole.Weights = nil
	for _, w := range whole.Run.Network().Weights(whole.Run.ImageSize) {
		whole.Weights = append(whole.Weights, file.Tensor{Name: w.Name, Shape: w.Shape})
	}
	if err := startFrom(base, whole.Weights); err != nil {
		return nil, err
	}
	own := whole.Weights[len(whole.Weights)-len(m.Weights):]
	copy(own, m.Weights)
	return &whole, nil
}

// kernelName and biasName name the weights of a convolution, counted from 1, as
// [spec.Model.Weights] does.
func kernelName(conv int) string { return fmt.Sprintf("conv%d/kernel", conv) }
func biasName(conv int) string   { return fmt.Sprintf("conv%d/bias", conv) }
