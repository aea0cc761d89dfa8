package model

import (
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/assets/vgg19"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// Scope is the path in the store under which the network's weights are.
const Scope = "/net"

// Streams of random numbers drawn from a run's seed; each use of chance has its
// own, so that none disturbs another.
const (
	streamInit uint64 = iota + 1
	streamDropout
)

// Begin returns the starting weights of a run: those of pretrained layers from the
// base, the others drawn. base may be nil for a network that is not pretrained.
func Begin(run spec.Run, base vgg19.Source) ([]file.Tensor, error) {
	start := Start(run)
	if run.Model == spec.VGG19 && run.Train == spec.TrainBlock5 {
		if err := startFrom(base, start); err != nil {
			return nil, err
		}
	}
	return start, nil
}

// Start draws the starting weights of a run, those of pretrained layers too (see [Begin]):
// kernels by the run's rule, a [spec.Init], biases zero. Equal seeds give equal bits.
func Start(run spec.Run) []file.Tensor {
	weights := run.Network().Weights(run.ImageSize)
	start := make([]file.Tensor, len(weights))
	for i, w := range weights {
		data := make([]float32, w.Size())
		if w.FanIn > 0 {
			limit := run.Init.Limit(w)
			random := rand.New(rand.NewPCG(run.Seed, streamInit<<32|uint64(i)))
			for j := range data {
				data[j] = float32((2*random.Float64() - 1) * limit)
			}
		}
		start[i] = file.Tensor{Name: w.Name, Shape: w.Shape, Data: data}
	}
	return start
}

// Load puts weights into the store, as new variables or in place of old values.
func Load(store *gomlx.Store, weights []file.Tensor) error {
	for _, w := range weights {
		value := tensors.FromFlatDataAndDimensions(w.Data, w.Shape...)
		path := gomlx.JoinPath(Scope, w.Name)
		if v := store.GetVariable(path); v != nil {
			if err := v.SetValue(value); err != nil {
				return err
			}
		} else if _, err := store.CreateVariable(path, value); err != nil {
			return err
		}
	}
	return nil
}

// Weights copies the network's weights out of the store, in the order of
// [spec.Model.Weights].
func Weights(store *gomlx.Store, run spec.Run) ([]file.Tensor, error) {
	weights := run.Network().Weights(run.ImageSize)
	out := make([]file.Tensor, len(weights))
	for i, w := range weights {
		value, err := store.GetVariable(gomlx.JoinPath(Scope, w.Name)).Value()
		if err != nil {
			return nil, err
		}
		data, err := tensors.CopyFlatData[float32](value)
		if err != nil {
			return nil, err
		}
		out[i] = file.Tensor{Name: w.Name, Shape: w.Shape, Data: data}
	}
	return out, nil
}

// DropoutState returns the state of the random generator for the dropout masks
// of a run's batch, numbered from 0 over all epochs.
func DropoutState(seed uint64, batch int) *tensors.Tensor {
	random := rand.New(rand.NewPCG(seed, streamDropout<<32|uint64(batch)))
	state := make([]uint64, compute.RNGStateShape.Size())
	for i := range state {
		state[i] = random.Uint64()
	}
	return tensors.FromFlatDataAndDimensions(state, compute.RNGStateShape.Dimensions...)
}
