package wasm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"
)

// layer is a differentiable function of an input and weights, of odd shapes.
type layer struct {
	name    string
	x       []int
	weights [][]int
	fn      func(x *Node, w []*Node) *Node
}

// black names the layers for which most of x is zero, and so are the weights with one axis, as when training starts on
// dark photos: the ReLU then works at 0 exactly.
var black = map[string]bool{"black photo": true, "black photo, more channels": true}

func relu(x *Node) *Node { return activation.Relu(x) }

// withBias adds one number per channel.
func withBias(x, bias *Node) *Node { return Add(x, ExpandLeftToRank(bias, x.Rank())) }

var layerCases = []layer{
	{"conv", []int{2, 7, 5, 3}, [][]int{{3, 3, 3, 5}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).NoPadding().Done() }},
	{"conv same", []int{2, 7, 5, 3}, [][]int{{3, 3, 3, 5}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).PadSame().Done() }},
	{"conv 1x1", []int{3, 4, 5, 7}, [][]int{{1, 1, 7, 2}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).NoPadding().Done() }},
	{"conv 2x5", []int{1, 6, 9, 4}, [][]int{{2, 5, 4, 8}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).PadSame().Done() }},
	{"conv strides", []int{2, 9, 8, 3}, [][]int{{3, 3, 3, 4}}, func(x *Node, w []*Node) *Node {
		return Convolve(x, w[0]).NoPadding().StridePerAxis(2, 3).Done()
	}},
	{"conv strides same", []int{2, 9, 8, 3}, [][]int{{3, 2, 3, 4}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).PadSame().Strides(2).Done() }},
	{"conv dilated", []int{2, 9, 8, 3}, [][]int{{3, 2, 3, 4}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).NoPadding().Dilations(2).Done() }},
	{"conv groups", []int{2, 6, 6, 4}, [][]int{{3, 3, 2, 6}}, func(x *Node, w []*Node) *Node {
		return Convolve(x, w[0]).NoPadding().ChannelGroupCount(2).Done()
	}},
	{"conv of computed weights", []int{5, 8, 8, 16}, [][]int{{3, 3, 16, 28}, {28}}, func(x *Node, w []*Node) *Node { // never kept packed
		return relu(withBias(Convolve(relu(x), Tanh(w[0])).PadSame().Done(), w[1]))
	}},
	{"conv one channel", []int{2, 5, 5, 1}, [][]int{{3, 3, 1, 1}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).NoPadding().Done() }},
	{"conv one pixel", []int{2, 3, 3, 2}, [][]int{{3, 3, 2, 3}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).NoPadding().Done() }},
	{"conv bias", []int{2, 7, 5, 3}, [][]int{{3, 3, 3, 5}, {5}}, func(x *Node, w []*Node) *Node {
		return withBias(Convolve(x, w[0]).NoPadding().Done(), w[1])
	}},
	{"conv bias relu", []int{2, 7, 5, 3}, [][]int{{3, 3, 3, 5}, {5}}, func(x *Node, w []*Node) *Node {
		return relu(withBias(Convolve(x, w[0]).PadSame().Done(), w[1]))
	}},
	{"conv bias relu pool", []int{2, 8, 6, 3}, [][]int{{3, 3, 3, 5}, {5}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, w[0]).NoPadding().Done(), w[1]))).Window(2).Done()
	}},
	{"conv bias relu pool odd", []int{3, 9, 7, 4}, [][]int{{3, 3, 4, 7}, {7}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, w[0]).NoPadding().Done(), w[1]))).Window(2).Done()
	}},
	{"conv bias relu pool same", []int{2, 8, 8, 3}, [][]int{{3, 3, 3, 8}, {8}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, w[0]).PadSame().Done(), w[1]))).Window(2).Done()
	}},
	{"black photo", []int{2, 12, 12, 3}, [][]int{{3, 3, 3, 8}, {8}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, w[0]).PadSame().Done(), w[1]))).Window(2).Done()
	}},
	{"black photo, more channels", []int{1, 12, 12, 12}, [][]int{{3, 3, 12, 12}, {12}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, w[0]).PadSame().Done(), w[1]))).Window(2).Done()
	}},
	{"conv relu pool", []int{2, 8, 6, 3}, [][]int{{3, 3, 3, 5}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(Convolve(x, w[0]).NoPadding().Done())).Window(2).Done()
	}},
	{"conv bias pool", []int{2, 8, 6, 3}, [][]int{{3, 3, 3, 5}, {5}}, func(x *Node, w []*Node) *Node {
		return MaxPool(withBias(Convolve(x, w[0]).NoPadding().Done(), w[1])).Window(2).Done()
	}},
	{"conv pool", []int{2, 8, 6, 3}, [][]int{{3, 3, 3, 5}}, func(x *Node, w []*Node) *Node {
		return MaxPool(Convolve(x, w[0]).NoPadding().Done()).Window(2).Done()
	}},
	{"two blocks", []int{2, 14, 14, 3}, [][]int{{3, 3, 3, 5}, {5}, {3, 3, 5, 4}, {4}}, func(x *Node, w []*Node) *Node {
		x = MaxPool(relu(withBias(Convolve(x, w[0]).NoPadding().Done(), w[1]))).Window(2).Done()
		return MaxPool(relu(withBias(Convolve(x, w[2]).NoPadding().Done(), w[3]))).Window(2).Done()
	}},
	{"what pooling reads is read twice", []int{2, 8, 6, 3}, [][]int{{3, 3, 3, 5}, {5}}, func(x *Node, w []*Node) *Node {
		x = relu(withBias(Convolve(x, w[0]).NoPadding().Done(), w[1]))
		return Add(MaxPool(x).Window(2).Done(), ReduceAllSum(Square(x)))
	}},
	{"the convolution is read twice", []int{2, 8, 6, 3}, [][]int{{3, 3, 3, 5}, {5}}, func(x *Node, w []*Node) *Node {
		c := Convolve(x, w[0]).NoPadding().Done()
		return Add(MaxPool(relu(withBias(c, w[1]))).Window(2).Done(), ReduceAllMean(c))
	}},
	{"pool 3", []int{2, 9, 7, 3}, nil, func(x *Node, _ []*Node) *Node { return MaxPool(x).Window(3).Strides(2).Done() }},
	{"pool padded", []int{2, 7, 5, 3}, nil, func(x *Node, _ []*Node) *Node { return MaxPool(x).Window(2).PadSame().Done() }},
	{"mean pool", []int{2, 8, 6, 3}, nil, func(x *Node, _ []*Node) *Node { return MeanPool(x).Window(2).Done() }},
	{"dense", []int{5, 7}, [][]int{{7, 3}, {3}}, func(x *Node, w []*Node) *Node { return relu(withBias(DotProduct(x, w[0]), w[1])) }},
	{"dense one unit", []int{5, 7}, [][]int{{7, 1}, {1}}, func(x *Node, w []*Node) *Node { return withBias(DotProduct(x, w[0]), w[1]) }},
	{"dense batch of one", []int{1, 9}, [][]int{{9, 17}}, func(x *Node, w []*Node) *Node { return Tanh(DotProduct(x, w[0])) }},
	{"einsum", []int{2, 3, 5}, [][]int{{2, 4, 5}}, func(x *Node, w []*Node) *Node { return Einsum("bij,bkj->bik", x, w[0]) }},
	{"softmax", []int{4, 6}, nil, func(x *Node, _ []*Node) *Node { return Softmax(x) }},
	{"normalise", []int{4, 6}, nil, func(x *Node, _ []*Node) *Node {
		centred := Sub(x, ReduceAndKeep(x, ReduceMean, 0))
		return Div(centred, Sqrt(AddScalar(ReduceAndKeep(Square(centred), ReduceMean, 0), 1e-3)))
	}},
	{"smooth", []int{3, 5}, nil, func(x *Node, _ []*Node) *Node { return Add(Log1P(Exp(x)), Mul(Sigmoid(x), Erf(x))) }},
	{"embedding", []int{6, 4}, nil, func(x *Node, _ []*Node) *Node {
		return Gather(x, Const(x.Graph(), [][]int32{{1}, {5}, {1}}))
	}},
	{"slices", []int{6, 4}, nil, func(x *Node, _ []*Node) *Node {
		return Concatenate([]*Node{Slice(x, AxisRange(1, 4)), Reverse(Slice(x, AxisRange(3)), 0)}, 0)
	}},
}

// random is a tensor of standard normal numbers.
func random(rng *rand.Rand, dims []int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	data := make([]float32, n)
	for i := range data {
		data[i] = float32(rng.NormFloat64())
	}
	return tensors.FromFlatDataAndDimensions(data, dims...)
}

// run computes a layer's result and all its gradients, for a random direction of descent.
func (l layer) run(t *testing.T, b compute.Backend, training bool) [][]float32 {
	t.Helper()
	out, err := l.try(b, training)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return out
}

// try is run where the backend may refuse.
func (l layer) try(b compute.Backend, training bool) (out [][]float32, err error) {
	rng := rand.New(rand.NewPCG(3, 5))
	args := []any{random(rng, l.x)}
	for _, w := range l.weights {
		args = append(args, random(rng, w))
	}
	if black[l.name] {
		for i, a := range args {
			tensors.MustMutableFlatData(a.(*tensors.Tensor), func(data []float32) {
				switch {
				case i == 0:
					clear(data[len(data)/7:])
				case len(l.weights[i-1]) == 1:
					clear(data)
				}
			})
		}
	}
	exec, err := NewExec(b, func(in []*Node) []*Node {
		y := l.fn(in[0], in[1:])
		if !training {
			return []*Node{y}
		}
		// The weights of the sum differ from place to place, so that a gradient in the wrong place shows.
		place := Cos(IotaFull(y.Graph(), y.Shape()))
		return append([]*Node{y}, Gradient(ReduceAllSum(Mul(y, place)), in...)...)
	})
	if err != nil {
		return nil, err
	}
	defer exec.Finalize()
	results, err := exec.Exec(args...)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		out = append(out, tensors.MustCopyFlatData[float32](r))
	}
	return out, nil
}

// TestLayers runs layers, and their gradients as GoMLX derives them, here and on GoMLX's Go backend.
func TestLayers(t *testing.T) {
	reference := goBackend()
	b := newBackend(t, "")
	for _, l := range layerCases {
		for _, training := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/training=%v", l.name, training), func(t *testing.T) {
				got, want := l.run(t, b, training), l.run(t, reference, training)
				for i := range want {
					if diff := different(got[i], want[i]); diff != "" {
						t.Errorf("result %d: %s", i, diff)
					}
				}
			})
		}
	}
}
