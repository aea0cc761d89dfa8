package models

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/layers/attention"
	"github.com/gomlx/gomlx/ml/layers/lstm"
	"github.com/gomlx/gomlx/ml/layers/norm"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/loss"
)

const vocabulary, sentence = 50, 12

// reviews are sentences of words; word 0 is no word.
func reviews(r random) (inputs, labels []*tensors.Tensor) {
	const n = 8
	words, _ := r.words(vocabulary, n, sentence)
	y, _ := classes[float32](n, 2)
	return []*tensors.Tensor{words}, []*tensors.Tensor{y}
}

// embedded are the words' vectors, [n, sentence, 16], and which of them are words.
func embedded(scope *model.Scope, words *Node) (x, mask *Node) {
	mask = NotEqual(words, ZerosLike(words))
	x = layers.Embedding(scope.In("words"), ExpandDims(words, -1), dtypes.Float32, vocabulary, 16)
	x = Reshape(x, words.Shape().Dimensions[0], sentence, 16)
	return Where(BroadcastToDims(ExpandDims(mask, -1), x.Shape().Dimensions...), x, ZerosLike(x)), mask
}

func logit(scope *model.Scope, x *Node) *Node { return layers.DenseWithBias(scope.In("logit"), x, 1) }

// bagOfWords takes the largest of each component over the sentence.
var bagOfWords = example{batch: reviews, loss: loss.BinaryCrossentropyLogits, graph: func(scope *model.Scope, in []*Node) *Node {
	x, _ := embedded(scope, in[0])
	x = activation.Relu(layers.DenseWithBias(scope.In("hidden"), ReduceMax(x, 1), 16))
	return logit(scope, x)
}}

// textConvolution runs convolutions along the sentence.
var textConvolution = example{batch: reviews, loss: loss.BinaryCrossentropyLogits, graph: func(scope *model.Scope, in []*Node) *Node {
	x, _ := embedded(scope, in[0])
	for _, name := range []string{"a", "b"} {
		x = layers.Convolution(scope.In("%s", name), x).Channels(16).KernelSize(5).PadSame().Done()
		x = norm.LayerNorm(scope.In("%s norm", name), activation.Swish(x), -1).Done()
	}
	return logit(scope, ReduceMax(x, 1))
}}

// transformer is attention, which turns queries and keys by their place, and a dense layer, both with residual connections.
var transformer = example{batch: reviews, loss: loss.BinaryCrossentropyLogits, graph: func(scope *model.Scope, in []*Node) *Node {
	x, mask := embedded(scope, in[0])
	y := attention.SelfAttention(scope.In("attention"), x, 2, 8).WithRoPE(1000).WithDropout(Scalar(x.Graph(), x.DType(), 0.1)).Done()
	x = norm.LayerNorm(scope.In("norm"), Add(x, y), -1).Done()
	y = layers.DenseWithBias(scope.In("out"), activation.Gelu(layers.DenseWithBias(scope.In("in"), x, 32)), 16)
	x = norm.LayerNorm(scope.In("last"), Add(x, y), -1).Done()
	return logit(scope, MaskedReduceMean(x, BroadcastToDims(ExpandDims(mask, -1), x.Shape().Dimensions...), 1))
}}

// recurrent reads the sentence in both directions.
var recurrent = example{batch: reviews, loss: loss.BinaryCrossentropyLogits, graph: func(scope *model.Scope, in []*Node) *Node {
	x, _ := embedded(scope, in[0])
	_, last, _ := lstm.New(scope.In("lstm"), x, 8).Direction(lstm.DirBidirectional).Done()
	last = Reshape(Transpose(last, 0, 1), in[0].Shape().Dimensions[0], -1)
	return logit(scope, last)
}}
