package workload

import (
	"math/rand/v2"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
)

// VGGBlock is one block of VGG19's base: convolutions of one width, then max-pooling.
type VGGBlock struct{ Convs, Channels int }

// VGG19 is the base of Simonyan & Zisserman's network E.
var VGG19 = []VGGBlock{{2, 64}, {2, 128}, {4, 256}, {4, 512}, {4, 512}}

// VGGBlocks builds blocks with 'same' convolutions and ReLU.
func VGGBlocks(scope *model.Scope, x *Node, blocks []VGGBlock) *Node {
	for i, b := range blocks {
		for j := range b.Convs {
			x = layers.Convolution(scope.In("block%d_conv%d", i, j), x).Channels(b.Channels).KernelSize(3).PadSame().Done()
			x = activation.Relu(x)
		}
		x = MaxPool(x).Window(2).Done()
	}
	return x
}

// vggMultiplications counts the multiply-adds of the blocks' forward pass for one photo.
func vggMultiplications(blocks []VGGBlock, size, channels int) (total, outSize, outChannels int) {
	const kernel = 9
	for _, b := range blocks {
		for range b.Convs {
			total += size * size * kernel * channels * b.Channels
			channels = b.Channels
		}
		size /= 2
	}
	return total, size, channels
}

// Features computes the base's features of batches of photos, without training: the workload W2.
type Features struct {
	Batch, Size int
	exec        *model.Exec
	rng         *rand.Rand
}

// NewFeatures makes a base with random weights.
func NewFeatures(backend compute.Backend, size, batch int) (*Features, error) {
	exec, err := model.NewExec(backend, model.NewStore(), func(scope *model.Scope, x *Node) *Node {
		return ReduceAllSum(VGGBlocks(scope, x, VGG19))
	})
	return &Features{batch, size, exec, rand.New(rand.NewPCG(1, 2))}, err
}

// Multiplications counts the multiply-adds of a step.
func (f *Features) Multiplications() int {
	n, _, _ := vggMultiplications(VGG19, f.Size, 3)
	return n * f.Batch
}

// Step computes the features of one batch and returns their sum.
func (f *Features) Step() (float32, error) {
	out, err := f.exec.Exec(uniform(f.rng, f.Batch, f.Size, f.Size, 3))
	if err != nil {
		return 0, err
	}
	defer func() { _ = out[0].FinalizeAll() }()
	return tensors.ToScalar[float32](out[0]), nil
}

func uniform(rng *rand.Rand, dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	data := make([]float32, n)
	for i := range data {
		data[i] = rng.Float32()
	}
	return tensors.FromFlatDataAndDimensions(data, dims...)
}

// FineTune is the workload W3: block 5 and the classifier of a VGG19, trained on the features of block 4.
func FineTune(size int) Net {
	const block4 = 4
	_, side, channels := vggMultiplications(VGG19[:block4], size, 3)
	forward, out, last := vggMultiplications(VGG19[block4:], side, channels)
	const hidden = 512
	n := Net{Batch: 32, Input: []int{side, side, channels}}
	first := side * side * 9 * channels * last // needs no gradient by its input
	n.Multiplications = n.Batch * (3*forward - first + 3*(out*out*last*hidden+hidden))
	n.Graph = func(scope *model.Scope, x *Node) *Node {
		x = VGGBlocks(scope.In("block5"), x, VGG19[block4:])
		x = Reshape(x, n.Batch, -1)
		x = layers.DropoutStatic(scope, x, 0.5)
		x = activation.Relu(layers.Dense(scope.In("hidden"), x, true, hidden))
		return layers.Dense(scope.In("logit"), x, true, 1)
	}
	return n
}
