package workload

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
)

// CNN is the geometry of a convolutional classifier of square RGB images: per entry of Channels a 3x3 convolution
// without padding, ReLU and 2x2 max-pooling; then dropout, a dense layer with ReLU, and one logit.
type CNN struct {
	Size, Batch, Hidden int
	Channels            []int
	Dropout             float64
}

// Tiny has the structure of the study's network, small enough for a test.
var Tiny = CNN{Size: 22, Batch: 4, Hidden: 16, Channels: []int{5, 8}, Dropout: 0.5}

// W1 is the study's network at an image size, with batches of 32.
func W1(size int) CNN {
	return CNN{Size: size, Batch: 32, Hidden: 512, Channels: []int{32, 64, 128, 128}, Dropout: 0.5}
}

// Net returns the network for training.
func (c CNN) Net() Net {
	return Net{Batch: c.Batch, Input: []int{c.Size, c.Size, 3}, Multiplications: c.multiplications(), Graph: c.graph}
}

// multiplications counts the multiply-adds of one training step: forward, and both gradients of every layer but the
// first, which needs none by its input.
func (c CNN) multiplications() int {
	first, total := c.forward()
	return (3*total - first) * c.Batch
}

// Inference counts the multiply-adds of naming one batch.
func (c CNN) Inference() int {
	_, total := c.forward()
	return total * c.Batch
}

// forward counts the multiply-adds that one photo takes in the first layer, and in all.
func (c CNN) forward() (first, total int) {
	const kernel = 9
	size, in := c.Size, 3
	for i, out := range c.Channels {
		size -= 2
		total += size * size * kernel * in * out
		if i == 0 {
			first = total
		}
		size /= 2
		in = out
	}
	return first, total + size*size*in*c.Hidden + c.Hidden
}

// Predictor returns a function that computes the sum of the network's answers to a batch, with starting weights.
func (c CNN) Predictor(backend compute.Backend) (func(examples, labels []float32) (float32, error), error) {
	exec, err := model.NewExec(backend, model.NewStore(), func(scope *model.Scope, x *Node) *Node {
		return ReduceAllSum(c.graph(scope, x))
	})
	return func(examples, _ []float32) (float32, error) {
		return scalar(exec.Exec(tensors.FromFlatDataAndDimensions(examples, c.Batch, c.Size, c.Size, 3)))
	}, err
}

func (c CNN) graph(scope *model.Scope, x *Node) *Node {
	for i, channels := range c.Channels {
		x = layers.Convolution(scope.In("conv%d", i), x).Channels(channels).KernelSize(3).NoPadding().Done()
		x = activation.Relu(x)
		x = MaxPool(x).Window(2).Done()
	}
	x = Reshape(x, c.Batch, -1)
	x = layers.DropoutStatic(scope, x, c.Dropout)
	x = activation.Relu(layers.Dense(scope.In("hidden"), x, true, c.Hidden))
	return layers.Dense(scope.In("logit"), x, true, 1)
}
