package models

import (
	"math"
	"math/rand/v2"
	"testing"

	"pawgrad/wasm"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// example is a model with its data.
type example struct {
	batch func(r random) (inputs, labels []*tensors.Tensor)
	graph func(scope *model.Scope, in []*Node) *Node
	loss  train.LossFn
	// optimizer is Adam, as in most of GoMLX's examples, if there is none.
	optimizer func() optimizer.Interface
}

var examples = map[string]example{
	"linear": linear, "adult": adult, "MNIST": mnist, "CIFAR": cifar, "dogs and cats": dogsAndCats,
	"IMDB, bag of words": bagOfWords, "IMDB, convolution": textConvolution, "IMDB, transformer": transformer,
	"LSTM": recurrent, "GNN": graphNetwork, "diffusion": diffusion,
}

const (
	steps = 50
	// Over the first steps losses must agree within tolerance, relative to their size. Afterwards rounding decides: a sum
	// that is 0 on one backend and a tiny number on the other passes a ReLU's gradient or not, and Adam steps as far for a
	// tiny gradient as for a large one.
	first     = 10
	tolerance = 1e-5
)

// random makes synthetic data.
type random struct{ *rand.Rand }

// numbers are normally distributed.
func (r random) numbers(dims ...int) (*tensors.Tensor, []float32) {
	v := make([]float32, size(dims))
	for i := range v {
		v[i] = float32(r.NormFloat64())
	}
	return tensors.FromFlatDataAndDimensions(v, dims...), v
}

// words are numbers below a limit.
func (r random) words(limit int, dims ...int) (*tensors.Tensor, []int32) {
	v := make([]int32, size(dims))
	for i := range v {
		v[i] = r.Int32N(int32(limit))
	}
	return tensors.FromFlatDataAndDimensions(v, dims...), v
}

// classes are labels, the classes in turn.
func classes[T int32 | float32](n, number int) (*tensors.Tensor, []T) {
	v := make([]T, n)
	for i := range v {
		v[i] = T(i % number)
	}
	return tensors.FromFlatDataAndDimensions(v, n, 1), v
}

func size(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

func adam() optimizer.Interface { return optimizer.Adam().LearningRate(1e-3).Done() }

// losses trains a model and returns the loss of each step.
func (e example) losses(t *testing.T, b compute.Backend) []float64 {
	t.Helper()
	store := model.NewStore()
	defer store.Finalize()
	if err := store.SetRNGStateFromSeed(7); err != nil {
		t.Fatal(err)
	}
	graph := func(scope *model.Scope, _ any, in []*Node) []*Node { return []*Node{e.graph(scope, in)} }
	with := adam
	if e.optimizer != nil {
		with = e.optimizer
	}
	trainer := train.NewTrainer(b, store, graph, e.loss, with(), nil, nil)
	r := random{rand.New(rand.NewPCG(1, 2))}
	var all []float64
	for range steps {
		in, labels := e.batch(r)
		metrics, err := trainer.TrainStep(train.Batch{Inputs: in, Labels: labels})
		if err != nil {
			t.Fatalf("%+v", err)
		}
		all = append(all, float64(tensors.ToScalar[float32](metrics[0])))
	}
	return all
}

func TestExamples(t *testing.T) {
	for name, e := range examples {
		t.Run(name, func(t *testing.T) {
			b, err := wasm.New("")
			if err != nil {
				t.Fatal(err)
			}
			defer b.Finalize()
			// One operation at a time: convolutions that run at once can wait for one another for ever (compute v0.1.6).
			reference, err := gobackend.New("ops_sequential")
			if err != nil {
				t.Fatal(err)
			}
			defer reference.Finalize()
			got, want := e.losses(t, b), e.losses(t, reference)
			apart := 0.0
			for i := range want {
				off := math.Abs(got[i]-want[i]) / (1 + math.Abs(want[i]))
				if apart = max(apart, off); i < first && !(off <= tolerance) || math.IsNaN(off) {
					t.Errorf("the loss of step %d is %v, the Go backend has %v", i, got[i], want[i])
				}
			}
			if got[0] == got[steps-1] {
				t.Error("the loss does not move")
			}
			t.Logf("losses from %.4f to %.4f, at most %.1e apart", got[0], got[steps-1], apart)
		})
	}
}
