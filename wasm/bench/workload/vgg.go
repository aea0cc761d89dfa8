package workload

import (
	"math"

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

// Features is the first blocks of VGG19's base with weights drawn at random, and what they make of photos.
type Features struct {
	Batch     int
	blocks    []VGGBlock
	sum, exec *model.Exec
}

// NewFeatures draws the weights of blocks that look at so many photos at a time.
func NewFeatures(backend compute.Backend, blocks []VGGBlock, batch int) (*Features, error) {
	store := model.NewStore()
	f := &Features{Batch: batch, blocks: blocks}
	err := store.SetRNGStateFromSeed(1)
	if err != nil {
		return nil, err
	}
	if f.exec, err = model.NewExec(backend, store, func(scope *model.Scope, x *Node) *Node { return VGGBlocks(scope, x, blocks) }); err != nil {
		return nil, err
	}
	f.sum, err = model.NewExec(backend, store, func(scope *model.Scope, x *Node) *Node { return ReduceAllSum(VGGBlocks(scope, x, blocks)) })
	return f, err
}

// Multiplications counts the multiply-adds of a batch.
func (f *Features) Multiplications(size int) int {
	n, _, _ := vggMultiplications(f.blocks, size, 3)
	return n * f.Batch
}

// Sum computes the features of one batch and returns their sum.
func (f *Features) Sum(photos, _ []float32) (float32, error) {
	return scalar(f.sum.Exec(f.tensor(photos)))
}

// Of returns the features of photos, as many as whole batches have. Their mean is 1, whatever the weights.
func (f *Features) Of(photos []Example) ([]Example, error) {
	var all []Example
	for ; len(photos) >= f.Batch; photos = photos[f.Batch:] {
		var values []float32
		for _, p := range photos[:f.Batch] {
			values = append(values, p.Values...)
		}
		out, err := f.exec.Exec(f.tensor(values))
		if err != nil {
			return nil, err
		}
		features := tensors.MustCopyFlatData[float32](out[0])
		_ = out[0].FinalizeAll()
		each, mean := len(features)/f.Batch, float32(0)
		for _, v := range features {
			mean += v / float32(len(features))
		}
		for i := range features {
			features[i] /= mean
		}
		for i, p := range photos[:f.Batch] {
			all = append(all, Example{features[i*each : (i+1)*each], p.Label})
		}
	}
	return all, nil
}

func (f *Features) tensor(photos []float32) *tensors.Tensor {
	side := int(math.Sqrt(float64(len(photos) / f.Batch / 3)))
	return tensors.FromFlatDataAndDimensions(photos, f.Batch, side, side, 3)
}

// scalar takes the number out of an execution's only output.
func scalar(out []*tensors.Tensor, err error) (float32, error) {
	if err != nil {
		return 0, err
	}
	defer func() { _ = out[0].FinalizeAll() }()
	return tensors.ToScalar[float32](out[0]), nil
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
