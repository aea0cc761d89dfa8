package wasm_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"pawgrad/wasm"
	"pawgrad/wasm/bench/workload"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

const mostThreads = "threads=7"

// useThreads asks for threads and waits until they have come.
func useThreads(t *testing.T, b *wasm.Backend, n int) {
	t.Helper()
	const patience = time.Minute
	b.UseThreads(n)
	for begun := time.Now(); b.Threads() != n; time.Sleep(time.Millisecond) {
		if time.Since(begun) > patience {
			t.Fatalf("of %d threads %d come", n, b.Threads())
		}
	}
}

// bits are numbers that are equal only if their bits are.
func bits(values []float32) []uint32 {
	out := make([]uint32, len(values))
	for i, v := range values {
		out[i] = math.Float32bits(v)
	}
	return out
}

// sameBits compares results of one thread with those of several.
func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	g, w := bits(got), bits(want)
	for i := range w {
		if g[i] != w[i] {
			t.Fatalf("%s: number %d of %d is %v, with one thread %v", what, i, len(w), got[i], want[i])
		}
	}
}

// largeLayers are large enough for threads to share all that they have.
var largeLayers = []layer{
	{"first layer", []int{9, 21, 23, 3}, [][]int{{3, 3, 3, 20}, {20}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, w[0]).NoPadding().Done(), w[1]))).Window(2).Done()
	}},
	{"padded, pooled", []int{3, 18, 14, 12}, [][]int{{3, 3, 12, 21}, {21}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, w[0]).PadSame().Done(), w[1]))).Window(2).Done()
	}},
	{"many tiles", []int{9, 38, 36, 16}, [][]int{{3, 3, 16, 20}, {20}}, func(x *Node, w []*Node) *Node {
		return relu(withBias(Convolve(x, w[0]).PadSame().Done(), w[1]))
	}},
	{"some tiles, two layers", []int{8, 20, 20, 20}, [][]int{{3, 3, 20, 36}, {36}, {3, 3, 36, 24}}, func(x *Node, w []*Node) *Node {
		return Convolve(relu(withBias(Convolve(x, w[0]).PadSame().Done(), w[1])), w[2]).NoPadding().Done()
	}},
	{"few tiles of computed weights", []int{9, 6, 6, 20}, [][]int{{3, 3, 20, 44}, {44}}, func(x *Node, w []*Node) *Node {
		return MaxPool(relu(withBias(Convolve(x, Tanh(w[0])).PadSame().Done(), w[1]))).Window(2).Done()
	}},
	{"tiles of 3", []int{9, 9, 9, 20}, [][]int{{3, 3, 20, 28}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).PadSame().Done() }},
	{"one photo", []int{1, 40, 31, 4}, [][]int{{3, 3, 4, 9}}, func(x *Node, w []*Node) *Node { return relu(Convolve(x, w[0]).PadSame().Done()) }},
	{"strides", []int{9, 17, 19, 5}, [][]int{{4, 3, 5, 20}}, func(x *Node, w []*Node) *Node {
		return Convolve(x, w[0]).NoPadding().StridePerAxis(2, 3).Done()
	}},
	{"narrow", []int{9, 12, 2, 8}, [][]int{{3, 1, 8, 12}}, func(x *Node, w []*Node) *Node { return Convolve(x, w[0]).NoPadding().Done() }},
	{"groups", []int{8, 12, 12, 16}, [][]int{{3, 3, 4, 36}}, func(x *Node, w []*Node) *Node {
		return Convolve(x, w[0]).NoPadding().ChannelGroupCount(4).Done()
	}},
	{"pooling", []int{9, 15, 14, 7}, nil, func(x *Node, _ []*Node) *Node { return MaxPool(x).Window(2).Done() }},
	{"pooling of 3", []int{9, 15, 14, 7}, nil, func(x *Node, _ []*Node) *Node { return MaxPool(x).Window(3).Strides(2).Done() }},
	{"mean pooling", []int{9, 14, 14, 7}, nil, func(x *Node, _ []*Node) *Node { return MeanPool(x).Window(2).Done() }},
	{"wide product", []int{33, 300}, [][]int{{300, 205}, {205}}, func(x *Node, w []*Node) *Node { return relu(withBias(DotProduct(x, w[0]), w[1])) }},
	{"high product", []int{517, 70}, [][]int{{70, 9}, {9}}, func(x *Node, w []*Node) *Node { return withBias(DotProduct(x, w[0]), w[1]) }},
	{"many products", []int{21, 30, 50}, [][]int{{21, 40, 50}}, func(x *Node, w []*Node) *Node { return Einsum("bij,bkj->bik", x, w[0]) }},
	{"softmax", []int{300, 67}, nil, func(x *Node, _ []*Node) *Node { return Softmax(x) }},
	{"normalise", []int{301, 67}, nil, func(x *Node, _ []*Node) *Node {
		centred := Sub(x, ReduceAndKeep(x, ReduceMean, 0))
		return Div(centred, Sqrt(AddScalar(ReduceAndKeep(Square(centred), ReduceMean, 0), 1e-3)))
	}},
	{"sum of all", []int{301, 67}, nil, func(x *Node, _ []*Node) *Node { return Mul(x, ReduceAllSum(Square(x))) }},
	{"long vector", []int{40_003}, nil, func(x *Node, _ []*Node) *Node { return Add(Log1P(Exp(x)), Mul(Sigmoid(x), Erf(x))) }},
	{"views", []int{103, 91}, nil, func(x *Node, _ []*Node) *Node {
		return Concatenate([]*Node{Tanh(Transpose(x, 0, 1)), Reverse(Slice(Transpose(x, 0, 1), AxisRange(3)), 0)}, 0)
	}},
	{"rows by index", []int{120, 90}, nil, func(x *Node, _ []*Node) *Node {
		return Gather(x, ConvertDType(ModScalar(MulScalar(Iota(x.Graph(), shapes.Make(dtypes.Int32, 300, 1), 0), 7), 120), dtypes.Int32))
	}},
}

// TestThreadsOfLayers runs layers and their gradients on one thread and on several: the bits are the same.
func TestThreadsOfLayers(t *testing.T) {
	b := newBackend(t, mostThreads)
	for _, c := range []struct {
		layers []layer
		teams  []int // numbers of threads
	}{{layerCases, []int{3}}, {largeLayers, []int{2, 3, 7}}} {
		for _, l := range c.layers {
			t.Run(l.name, func(t *testing.T) {
				useThreads(t, b, 1)
				want := l.run(t, b, true)
				for _, n := range c.teams {
					useThreads(t, b, n)
					for i, got := range l.run(t, b, true) {
						sameBits(t, fmt.Sprintf("result %d of %d threads", i, n), got, want[i])
					}
				}
			})
		}
	}
}

// TestThreadsOfConvolutions is TestThreadsOfLayers for convolutions of random geometry.
func TestThreadsOfConvolutions(t *testing.T) {
	b := newBackend(t, mostThreads)
	for seed := range uint64(60) {
		l := drawConvolution(seed)
		useThreads(t, b, 1)
		want, err := l.try(b, true)
		if err != nil { // there are paddings that GoMLX cannot derive
			continue
		}
		useThreads(t, b, 2+int(seed%6))
		got, err := l.try(b, true)
		if err != nil {
			t.Fatalf("%s: %v", l.name, err)
		}
		for i := range want {
			sameBits(t, fmt.Sprintf("%s: result %d", l.name, i), got[i], want[i])
		}
	}
}

// TestThreadsOfGraphs is TestThreadsOfLayers for random graphs, with all types that there are.
func TestThreadsOfGraphs(t *testing.T) {
	b := newBackend(t, mostThreads)
	for seed := range uint64(100) {
		useThreads(t, b, 1)
		want, dims, err := draw(b, seed, 20)
		if err != nil {
			t.Fatal(err)
		}
		useThreads(t, b, 2+int(seed%6))
		got, _, err := draw(b, seed, 20)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if fmt.Sprint(got[i]) != fmt.Sprint(want[i]) {
				t.Fatalf("seed %d, output %d of shape %s: with one thread it is %v, with several %v", seed, i, dims[i], want[i], got[i])
			}
		}
	}
}

// trained is a network small enough for a test with all that the study's networks have: a convolution of few channels and
// those of many, with pooling and without, dropout, and products.
func trained() workload.Net {
	n := workload.Net{Batch: 9, Input: []int{34, 34, 3}}
	n.Graph = func(scope *model.Scope, x *Node) *Node {
		x = workload.VGGBlocks(scope.In("base"), x, []workload.VGGBlock{{Convs: 2, Channels: 16}, {Convs: 1, Channels: 36}})
		return workload.CNN{Size: 8, Batch: 9, Hidden: 70, Channels: []int{24}, Dropout: 0.5}.Net().Graph(scope.In("head"), x)
	}
	return n
}

// TestThreadsOfTraining trains a network while the number of threads changes from step to step.
func TestThreadsOfTraining(t *testing.T) {
	const steps = 6
	train := func(b *wasm.Backend, threads func(step int) int) (losses []float32) {
		training := must(trained().Train(b, optimizer.Adam().LearningRate(1e-3).Done(), 1))
		defer training.Store.Finalize()
		for step := range steps {
			useThreads(t, b, threads(step))
			losses = append(losses, must(training.Step()))
		}
		return losses
	}
	alone := newBackend(t, "")
	want := train(alone, func(int) int { return 1 })
	b := newBackend(t, mostThreads)
	for what, threads := range map[string]func(step int) int{
		"two threads":                 func(int) int { return 2 },
		"another number at each step": func(step int) int { return 1 + step%4 },
	} {
		sameBits(t, what, train(b, threads), want)
	}
	shared, all := 0, 0
	for _, e := range b.Executables() {
		if s := e.Stats(); s.Executions >= steps {
			shared, all = s.Shared, s.Steps
		}
	}
	if shared < all/3 { // the others are small
		t.Errorf("of %d steps threads share %d", all, shared)
	}
	for _, e := range alone.Executables() {
		if n := e.Stats().Shared; n != 0 {
			t.Errorf("a backend for one thread has %d steps that threads share", n)
		}
	}
}

// TestStoppedThread divides by zero on one of several threads: the computation ends with an error, and the next ones go
// on, alone until they get threads again.
func TestStoppedThread(t *testing.T) {
	b := newBackend(t, "threads=3")
	const n = 1 << 15
	shape := shapes.Make(dtypes.Int32, n)
	e := build(t, b, []shapes.Shape{shape, shape}, func(f compute.Function, x []compute.Value) []compute.Value {
		return []compute.Value{must(f.Add(must(f.Div(x[0], x[1])), must(f.ReduceSum(x[0], 0))))}
	})
	if e.(*wasm.Executable).Stats().Shared == 0 {
		t.Fatal("threads do not share the division")
	}
	ones := make([]int32, n)
	for i := range ones {
		ones[i] = 1
	}
	divide := func(at int) error {
		by := append([]int32{}, ones...)
		if at >= 0 {
			by[at] = 0
		}
		out, err := e.Execute([]compute.Buffer{must(b.BufferFromFlatData(0, ones, shape)), must(b.BufferFromFlatData(0, by, shape))}, nil, 0)
		if err != nil {
			return err
		}
		if got := read[int32](t, out[0])[n-1]; got != 1+n {
			t.Errorf("1/1+%d is %d", n, got)
		}
		return nil
	}
	for _, place := range []int{0, n / 2, n - 1} {
		useThreads(t, b, 3)
		if b.Threads() != 3 {
			t.Fatalf("there are %d threads", b.Threads())
		}
		if err := divide(-1); err != nil {
			t.Fatal(err)
		}
		if err := divide(place); !errors.Is(err, wasm.ErrInterrupted) {
			t.Errorf("dividing element %d by zero ends with %v", place, err)
		}
		if b.Threads() != 1 {
			t.Errorf("after one has stopped %d threads go on", b.Threads())
		}
		if err := divide(-1); err != nil {
			t.Errorf("after the division by zero: %v", err)
		}
	}
}

// TestThreadsOption asks for numbers of threads that there are not.
func TestThreadsOption(t *testing.T) {
	for _, option := range []string{"threads", "threads=", "threads=0", "threads=-1", "threads=1000", "threads=two"} {
		if b, err := wasm.New(option); err == nil {
			b.Finalize()
			t.Errorf("the option %q is accepted", option)
		}
	}
	b := newBackend(t, "threads=2")
	for asked, want := range map[int]int{-1: 1, 0: 1, 1: 1, 2: 2, 3: 2} {
		if b.UseThreads(asked); b.Threads() != want {
			t.Errorf("asked for %d threads there are %d", asked, b.Threads())
		}
	}
}
