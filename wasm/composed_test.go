package wasm_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pawgrad/wasm/bench/workload"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/layers/norm"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// written is batch normalization written out. GoMLX's own way to do without the backend's operations will not serve as
// reference: it takes the batch's mean and variance for constants in the gradient.
func written(scope *model.Scope, x *Node) *Node {
	last := x.Rank() - 1
	dims := slices.Repeat([]int{1}, x.Rank())
	dims[last] = x.Shape().Dimensions[last]
	var others []int
	for axis := range last {
		others = append(others, axis)
	}
	parameter := func(name string, value model.VariableInitializer) *Node {
		v := scope.WithInitializer(value).VariableWithShape(name, shapes.Make(x.DType(), dims[last])).SetTrainable(true)
		return Reshape(v.NodeValue(x.Graph()), dims...)
	}
	centred := Sub(x, ReduceAndKeep(x, ReduceMean, others...))
	variance := ReduceAndKeep(Square(centred), ReduceMean, others...)
	const epsilon = 1e-3 // GoMLX's
	y := Div(centred, Sqrt(AddScalar(variance, epsilon)))
	return Add(Mul(y, parameter("scale", initializer.One)), parameter("offset", initializer.Zero))
}

func operations(scope *model.Scope, x *Node) *Node { return norm.BatchNorm(scope, x, -1).Done() }

// TestBatchNorm trains a network with GoMLX's layer, which wants batch normalization as one operation, and compares
// with the layer written out on the Go backend, which lacks that operation.
func TestBatchNorm(t *testing.T) {
	train := func(b compute.Backend, normalize func(scope *model.Scope, x *Node) *Node) (losses []float32) {
		net := workload.Net{Batch: 6, Input: []int{7, 7, 3}, Graph: func(scope *model.Scope, x *Node) *Node {
			x = layers.Convolution(scope.In("conv"), x).Channels(5).KernelSize(3).NoPadding().Done()
			x = activation.Relu(normalize(scope.In("norm"), x))
			x = layers.Dense(scope.In("hidden"), Reshape(x, 6, -1), true, 8)
			return layers.Dense(scope.In("logit"), normalize(scope.In("last"), x), true, 1)
		}}
		sgd := optimizer.StochasticGradientDescent().WithDecay(false).WithLearningRate(0.05).Done()
		training, err := net.Train(b, sgd, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer training.Store.Finalize()
		for range 10 {
			l, err := training.Step()
			if err != nil {
				t.Fatalf("%+v", err)
			}
			losses = append(losses, l)
		}
		return losses
	}
	want := train(goBackend(), written)
	got := train(newBackend(t, ""), operations)
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1e-5*(1+math.Abs(float64(want[i]))) {
			t.Errorf("loss %d is %v, the Go backend has %v", i, got[i], want[i])
		}
	}
	if got[0] == got[9] {
		t.Error("the loss does not move")
	}
}

// TestBatchNormOperations holds the three operations against Float64 in Go.
func TestBatchNormOperations(t *testing.T) {
	const rows, features, epsilon = 5, 3, 0.01
	b := newBackend(t, "")
	full, each := shapes.Make(dtypes.Float64, rows, features), shapes.Make(dtypes.Float64, features)
	e := build(t, b, []shapes.Shape{full, each, each, full}, func(f compute.Function, x []compute.Value) []compute.Value {
		y, mean, variance, err := f.BatchNormForTraining(x[0], x[1], x[2], epsilon, 1)
		if err != nil {
			t.Fatal(err)
		}
		again := must(f.BatchNormForInference(x[0], x[1], x[2], mean, variance, epsilon, 1))
		dx, dscale, doffset, err := f.BatchNormGradient(x[0], x[1], mean, variance, x[3], epsilon, 1)
		if err != nil {
			t.Fatal(err)
		}
		return []compute.Value{y, again, dx, dscale, doffset}
	})
	numbers := func(n int, from float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = from + math.Sin(float64(i*i)+from)
		}
		return out
	}
	x, scale, offset, g := numbers(rows*features, 3), numbers(features, 1), numbers(features, -1), numbers(rows*features, 0)
	// forward is the sum of the result weighted with g, so that its slopes are the gradients.
	forward := func(x, scale, offset []float64) (y []float64, weighted float64) {
		y = make([]float64, len(x))
		for c := range features {
			var mean, variance float64
			for r := range rows {
				mean += x[r*features+c] / rows
			}
			for r := range rows {
				variance += (x[r*features+c] - mean) * (x[r*features+c] - mean) / rows
			}
			for r := range rows {
				i := r*features + c
				y[i] = (x[i]-mean)/math.Sqrt(variance+float64(float32(epsilon)))*scale[c] + offset[c]
				weighted += y[i] * g[i]
			}
		}
		return y, weighted
	}
	slope := func(v []float64) []float64 {
		out := make([]float64, len(v))
		const h = 1e-5
		for i := range v {
			at := v[i]
			v[i] = at + h
			_, up := forward(x, scale, offset)
			v[i] = at - h
			_, down := forward(x, scale, offset)
			v[i] = at
			out[i] = (up - down) / (2 * h)
		}
		return out
	}
	y, _ := forward(x, scale, offset)
	want := [][]float64{y, y, slope(x), slope(scale), slope(offset)}
	out := must(e.Execute([]compute.Buffer{
		must(b.BufferFromFlatData(0, x, full)), must(b.BufferFromFlatData(0, scale, each)),
		must(b.BufferFromFlatData(0, offset, each)), must(b.BufferFromFlatData(0, g, full)),
	}, nil, 0))
	for i, u := range out {
		for j, got := range read[float64](t, u) {
			if math.Abs(got-want[i][j]) > 1e-6 {
				t.Errorf("result %d, number %d is %v, want %v", i, j, got, want[i][j])
			}
		}
	}
}

// TestTotalOrder compares all pairs of numbers that stand in their total order.
func TestTotalOrder(t *testing.T) {
	b := newBackend(t, "")
	nan := math.Float32frombits(0x7fc00001)
	inf := float32(math.Inf(1))
	order := []float32{math.Float32frombits(0xffc00001), -inf, -2, -1e-45, float32(math.Copysign(0, -1)), 0, 1e-45, 2, inf, nan}
	n := len(order)
	column, row := shapes.Make(dtypes.Float32, n, 1), shapes.Make(dtypes.Float32, 1, n)
	e := build(t, b, []shapes.Shape{column, row}, func(f compute.Function, x []compute.Value) (out []compute.Value) {
		for _, compare := range []func(lhs, rhs compute.Value) (compute.Value, error){
			f.LessThanTotalOrder, f.LessOrEqualTotalOrder, f.EqualTotalOrder, f.NotEqualTotalOrder, f.GreaterOrEqualTotalOrder, f.GreaterThanTotalOrder,
		} {
			out = append(out, must(compare(x[0], x[1])))
		}
		return out
	})
	out := must(e.Execute([]compute.Buffer{must(b.BufferFromFlatData(0, order, column)), must(b.BufferFromFlatData(0, order, row))}, nil, 0))
	for k, holds := range []func(i, j int) bool{
		func(i, j int) bool { return i < j }, func(i, j int) bool { return i <= j }, func(i, j int) bool { return i == j },
		func(i, j int) bool { return i != j }, func(i, j int) bool { return i >= j }, func(i, j int) bool { return i > j },
	} {
		got := read[bool](t, out[k])
		for i := range n {
			for j := range n {
				if got[i*n+j] != holds(i, j) {
					t.Errorf("comparison %d of %v and %v is %v", k, order[i], order[j], got[i*n+j])
				}
			}
		}
	}
}

// TestDynamicSlices reads and writes slices whose places are known at run time only; they are brought into range.
func TestDynamicSlices(t *testing.T) {
	b := newBackend(t, "")
	const rows, columns = 4, 6
	full, part, place := shapes.Make(dtypes.Float32, rows, columns), shapes.Make(dtypes.Float32, 2, 3), shapes.Make(dtypes.Int32)
	e := build(t, b, []shapes.Shape{full, part, place, place}, func(f compute.Function, x []compute.Value) []compute.Value {
		return []compute.Value{must(f.DynamicSlice(x[0], x[2:], []int{2, 3})), must(f.DynamicUpdateSlice(x[0], x[1], x[2:]))}
	})
	x := make([]float32, rows*columns)
	for i := range x {
		x[i] = float32(i)
	}
	update := []float32{-1, -2, -3, -4, -5, -6}
	for _, at := range [][2]int32{{0, 0}, {1, 2}, {2, 3}, {3, 5}, {-7, 100}} {
		for _, donate := range []bool{false, true} {
			t.Run(fmt.Sprint(at, donate), func(t *testing.T) {
				r, c := int(min(max(at[0], 0), rows-2)), int(min(max(at[1], 0), columns-3))
				var slice []float32
				whole := slices.Clone(x)
				for i := range 2 {
					slice = append(slice, x[(r+i)*columns+c:][:3]...)
					copy(whole[(r+i)*columns+c:], update[3*i:][:3])
				}
				in := []compute.Buffer{
					must(b.BufferFromFlatData(0, x, full)), must(b.BufferFromFlatData(0, update, part)),
					must(b.BufferFromFlatData(0, []int32{at[0]}, place)), must(b.BufferFromFlatData(0, []int32{at[1]}, place)),
				}
				out := must(e.Execute(in, []bool{donate, donate, donate, donate}, 0))
				if got := read[float32](t, out[0]); !slices.Equal(got, slice) {
					t.Errorf("read %v, want %v", got, slice)
				}
				if got := read[float32](t, out[1]); !slices.Equal(got, whole) {
					t.Errorf("wrote %v, want %v", got, whole)
				}
			})
		}
	}
}
