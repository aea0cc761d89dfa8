// Package workload builds the training steps that the backend is measured and tested with, in plain GoMLX, so that the
// same graph runs on any backend.
package workload

import (
	"math/rand/v2"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// Net is a binary classifier to be trained.
type Net struct {
	Batch           int
	Input           []int // shape of one example
	Multiplications int   // multiply-adds of one training step
	Graph           func(scope *model.Scope, x *Node) *Node
}

// Example is what a network learns from.
type Example struct {
	Values []float32
	Label  float32 // 0 or 1
}

// Training is a network in training on synthetic examples: noise, brighter in class 1.
type Training struct {
	Net     Net
	Trainer *train.Trainer
	Store   *model.Store
	rng     *rand.Rand
}

// Train starts training on a backend. The same seed gives the same weights and the same examples.
func (n Net) Train(backend compute.Backend, opt optimizer.Interface, seed uint64) (*Training, error) {
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(int64(seed)); err != nil {
		return nil, err
	}
	graphFn := func(scope *model.Scope, _ any, inputs []*Node) []*Node { return []*Node{n.Graph(scope, inputs[0])} }
	return &Training{
		Net: n, Store: store, rng: rand.New(rand.NewPCG(seed, seed)),
		Trainer: train.NewTrainer(backend, store, graphFn, loss.BinaryCrossentropyLogits, opt, nil, nil),
	}, nil
}

// Step trains on one new batch and returns its loss.
func (t *Training) Step() (float32, error) { return t.StepOn(t.Batch()) }

// Batch makes the next batch: numbers in 0..1, labels 0 or 1.
func (t *Training) Batch() (examples, labels []float32) {
	each := 1
	for _, d := range t.Net.Input {
		each *= d
	}
	examples, labels = make([]float32, t.Net.Batch*each), make([]float32, t.Net.Batch)
	for i := range labels {
		labels[i] = float32(i % 2)
		for j := range each {
			examples[i*each+j] = t.rng.Float32()*0.9 + labels[i]*0.1
		}
	}
	return examples, labels
}

// StepOn trains on a batch and returns its loss.
func (t *Training) StepOn(examples, labels []float32) (float32, error) {
	dims := append([]int{t.Net.Batch}, t.Net.Input...)
	metrics, err := t.Trainer.TrainStep(train.Batch{
		Inputs: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(examples, dims...)},
		Labels: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(labels, t.Net.Batch, 1)},
	})
	if err != nil {
		return 0, err
	}
	defer func() {
		for _, m := range metrics {
			_ = m.FinalizeAll()
		}
	}()
	return tensors.ToScalar[float32](metrics[0]), nil
}
