package wasm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
)

// tolerance is how far a Float32 result may be from the Go backend's, relative to its size: sums run in another order.
const tolerance = 2e-4

// drawing makes a random graph: the same seed draws the same graph on any backend.
type drawing struct {
	*rand.Rand
	f      compute.Function
	inputs []shapes.Shape
	values []compute.Value
	// dynamic says that the backend is not GoMLX's Go backend, which does not slice at places that are data.
	dynamic bool
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// goBackend is GoMLX's Go backend, whose results are the reference. It runs one operation at a time: when as many
// convolutions as it has workers run at once, each of them waits for another worker, and all wait for ever. The gradients
// of a convolution in four groups are enough for that on two cores (github.com/gomlx/compute v0.1.6).
func goBackend() compute.Backend { return must(gobackend.New("ops_sequential")) }

func (d *drawing) shape(v compute.Value) shapes.Shape { return must(d.f.Shape(v)) }

// pick returns a random value of a dtype, or makes one.
func (d *drawing) pick(dtype dtypes.DType) compute.Value {
	for range 20 {
		v := d.values[d.IntN(len(d.values))]
		if d.shape(v).DType == dtype {
			return v
		}
	}
	numbers := dtype
	if dtype == dtypes.Bool {
		numbers = dtypes.Int32 // the Go backend counts in numbers only
	}
	v := must(d.f.ConvertDType(must(d.f.Iota(shapes.Make(numbers, 1+d.IntN(5), 1+d.IntN(9)), d.IntN(2))), dtype))
	d.values = append(d.values, v)
	return v
}

func (d *drawing) float() compute.Value { return d.pick(dtypes.Float32) }

// like brings a value to a shape: reshaped if the sizes agree, else one element of it broadcast.
func (d *drawing) like(v compute.Value, to shapes.Shape) compute.Value {
	s := d.shape(v)
	if s.EqualDimensions(to) {
		return v
	}
	if s.Size() == to.Size() {
		return must(d.f.Reshape(v, to.Dimensions...))
	}
	one := make([]int, s.Rank())
	limits := make([]int, s.Rank())
	for i := range limits {
		one[i] = d.IntN(s.Dimensions[i])
		limits[i] = one[i] + 1
	}
	scalar := must(d.f.Reshape(must(d.f.Slice(v, one, limits, nil))))
	return must(d.f.BroadcastInDim(scalar, shapes.Make(s.DType, to.Dimensions...), nil))
}

// ops draw one operation each. They keep numbers of moderate size, so that the two backends stay comparable.
var ops = []func(d *drawing) compute.Value{
	func(d *drawing) compute.Value {
		x := d.float()
		unary := []func(compute.Value) (compute.Value, error){
			d.f.Abs, d.f.Neg, d.f.Sign, d.f.Floor, d.f.Ceil, d.f.Round, d.f.Tanh, d.f.Sin, d.f.Cos, d.f.Logistic, d.f.Erf,
		}
		return must(unary[d.IntN(len(unary))](x))
	},
	func(d *drawing) compute.Value { // of positive numbers
		x := must(d.f.Add(must(d.f.Abs(d.float())), must(d.f.Constant([]float32{0.5}))))
		unary := []func(compute.Value) (compute.Value, error){d.f.Sqrt, d.f.Rsqrt, d.f.Log, d.f.Log1p}
		return must(unary[d.IntN(len(unary))](x))
	},
	func(d *drawing) compute.Value { // of numbers up to 1
		x := must(d.f.Tanh(d.float()))
		unary := []func(compute.Value) (compute.Value, error){d.f.Exp, d.f.Expm1}
		return must(unary[d.IntN(len(unary))](x))
	},
	func(d *drawing) compute.Value {
		x := d.float()
		y := d.like(d.float(), d.shape(x))
		binary := []func(a, b compute.Value) (compute.Value, error){d.f.Add, d.f.Sub, d.f.Max, d.f.Min}
		return must(binary[d.IntN(len(binary))](x, y))
	},
	func(d *drawing) compute.Value {
		x, y := must(d.f.Tanh(d.float())), d.float()
		return must(d.f.Mul(d.like(x, d.shape(y)), y))
	},
	func(d *drawing) compute.Value {
		x := d.float()
		y := must(d.f.Add(must(d.f.Abs(d.like(d.float(), d.shape(x)))), must(d.f.Constant([]float32{1}))))
		return must(d.f.Div(x, y))
	},
	func(d *drawing) compute.Value {
		x := d.pick(dtypes.Int32)
		y := d.like(d.pick(dtypes.Int32), d.shape(x))
		binary := []func(a, b compute.Value) (compute.Value, error){
			d.f.Add, d.f.Sub, d.f.Mul, d.f.Max, d.f.Min, d.f.BitwiseAnd, d.f.BitwiseOr, d.f.BitwiseXor,
		}
		return must(binary[d.IntN(len(binary))](x, y))
	},
	func(d *drawing) compute.Value { // comparison, and a choice by it
		x := d.float()
		y := d.like(d.float(), d.shape(x))
		compare := []func(a, b compute.Value) (compute.Value, error){
			d.f.Equal, d.f.NotEqual, d.f.LessThan, d.f.LessOrEqual, d.f.GreaterThan, d.f.GreaterOrEqual,
		}
		c := must(compare[d.IntN(len(compare))](x, y))
		d.values = append(d.values, c)
		return must(d.f.Where(c, y, x))
	},
	func(d *drawing) compute.Value { // logic
		x := d.pick(dtypes.Bool)
		y := d.like(d.pick(dtypes.Bool), d.shape(x))
		binary := []func(a, b compute.Value) (compute.Value, error){d.f.LogicalAnd, d.f.LogicalOr, d.f.LogicalXor}
		return must(d.f.LogicalNot(must(binary[d.IntN(len(binary))](x, y))))
	},
	func(d *drawing) compute.Value {
		to := []dtypes.DType{dtypes.Int32, dtypes.Float64, dtypes.Int64, dtypes.Int16, dtypes.Bool}
		x := must(d.f.Mul(must(d.f.Tanh(d.float())), must(d.f.Constant([]float32{100}))))
		// Whole numbers: a value next to one could fall to either side.
		return must(d.f.ConvertDType(must(d.f.Round(x)), to[d.IntN(len(to))]))
	},
	func(d *drawing) compute.Value {
		from := []dtypes.DType{dtypes.Int32, dtypes.Bool, dtypes.Int16, dtypes.Uint8}
		return must(d.f.Tanh(must(d.f.ConvertDType(d.pick(from[d.IntN(len(from))]), dtypes.Float32))))
	},
	func(d *drawing) compute.Value { // transpose
		x := d.any()
		return must(d.f.Transpose(x, d.Perm(d.shape(x).Rank())...))
	},
	func(d *drawing) compute.Value { // reverse
		x := d.any()
		rank := d.shape(x).Rank()
		return must(d.f.Reverse(x, d.Perm(rank)[:d.IntN(rank+1)]...))
	},
	func(d *drawing) compute.Value { // slice
		x := d.any()
		s := d.shape(x)
		var starts, limits, strides []int
		for _, n := range s.Dimensions {
			start := d.IntN(n) // never empty: the Go backend stumbles over empty operands
			starts, limits = append(starts, start), append(limits, start+1+d.IntN(n-start))
			strides = append(strides, 1+d.IntN(2))
		}
		return must(d.f.Slice(x, starts, limits, strides))
	},
	func(d *drawing) compute.Value { // pad
		x := d.any()
		s := d.shape(x)
		fill := must(d.f.ConvertDType(must(d.f.Constant([]int32{3})), s.DType))
		fill = must(d.f.Reshape(fill))
		var axes []compute.PadAxis
		for range s.Rank() {
			axes = append(axes, compute.PadAxis{Start: d.IntN(3), End: d.IntN(3), Interior: d.IntN(2)})
		}
		return must(d.f.Pad(x, fill, axes...))
	},
	func(d *drawing) compute.Value { // concatenate with itself, reversed
		x := d.any()
		if d.shape(x).Rank() == 0 {
			return x
		}
		axis := d.IntN(d.shape(x).Rank())
		return must(d.f.Concatenate(axis, x, must(d.f.Reverse(x, axis)), x))
	},
	func(d *drawing) compute.Value { // broadcast a new axis
		x := d.any()
		s := d.shape(x)
		at := d.IntN(s.Rank() + 1)
		var dims, axes []int
		for i, n := range s.Dimensions {
			if i == at {
				dims = append(dims, 2)
			}
			axes = append(axes, len(dims))
			dims = append(dims, n)
		}
		if at == s.Rank() {
			dims = append(dims, 2)
		}
		return must(d.f.BroadcastInDim(x, shapes.Make(s.DType, dims...), axes))
	},
	func(d *drawing) compute.Value { // reduce
		x := d.float()
		rank := d.shape(x).Rank()
		if rank == 0 {
			return x
		}
		axes := d.Perm(rank)[:1+d.IntN(rank)]
		reduce := []func(compute.Value, ...int) (compute.Value, error){d.f.ReduceSum, d.f.ReduceMax, d.f.ReduceMin}
		return must(reduce[d.IntN(len(reduce))](x, axes...))
	},
	func(d *drawing) compute.Value { // cumulative sum
		x := must(d.f.Tanh(d.float()))
		if d.shape(x).Rank() == 0 {
			return x
		}
		return must(d.f.CumSum(x, d.IntN(d.shape(x).Rank()), compute.CumSumOptions{Exclusive: d.IntN(2) == 0, Reverse: d.IntN(2) == 0}))
	},
	func(d *drawing) compute.Value { // the index of an extreme
		x := must(d.f.ConvertDType(must(d.f.Floor(d.float())), dtypes.Float64))
		if d.shape(x).Rank() == 0 {
			return x
		}
		return must(d.f.ArgMinMax(x, d.IntN(d.shape(x).Rank()), dtypes.Int32, d.IntN(2) == 0))
	},
	func(d *drawing) compute.Value { // product of matrices, in any of the four orders
		x := must(d.f.Tanh(d.float()))
		n := d.shape(x).Size()
		k := 1
		for _, p := range []int{7, 5, 3, 2} {
			if n%p == 0 {
				k = p
				break
			}
		}
		a := must(d.f.Reshape(x, n/k, k))
		b := must(d.f.Sin(must(d.f.Iota(shapes.Make(dtypes.Float32, k, 1+d.IntN(9)), d.IntN(2)))))
		left, right := 1, 0
		if d.IntN(2) == 0 {
			a, left = must(d.f.Transpose(a, 1, 0)), 0
		}
		if d.IntN(2) == 0 {
			b, right = must(d.f.Transpose(b, 1, 0)), 1
		}
		return must(d.f.DotGeneral(a, []int{left}, nil, b, []int{right}, nil, compute.DotGeneralConfig{}))
	},
	func(d *drawing) compute.Value { // sums and extremes of windows
		x := must(d.f.Tanh(d.float()))
		s := d.shape(x)
		if s.Rank() == 0 {
			return x
		}
		var window, strides []int
		var paddings [][2]int
		for range s.Rank() {
			w := 1 + d.IntN(2)
			window, strides = append(window, w), append(strides, 1+d.IntN(2))
			paddings = append(paddings, [2]int{d.IntN(w), w - 1})
		}
		kind := []compute.ReduceOpType{compute.ReduceOpSum, compute.ReduceOpMax, compute.ReduceOpMin}[d.IntN(3)]
		return must(d.f.ReduceWindow(x, kind, window, strides, nil, nil, paddings))
	},
	func(d *drawing) compute.Value { // rows by index
		x := d.any()
		s := d.shape(x)
		if s.Rank() == 0 {
			return x
		}
		indices := must(d.f.Constant([]int32{0, int32(s.Dimensions[0]), int32(d.IntN(s.Dimensions[0]))}, 3, 1))
		sizes := append([]int{1}, s.Dimensions[1:]...)
		var offset []int
		for i := 1; i < s.Rank(); i++ {
			offset = append(offset, i)
		}
		return must(d.f.Gather(x, indices, 1, offset, []int{0}, []int{0}, sizes, false))
	},
	func(d *drawing) compute.Value { // a slice at a place that is data, where the backend has that
		x := d.any()
		s := d.shape(x)
		var starts, limits, sizes []int
		var places []compute.Value
		for _, size := range s.Dimensions {
			start := d.IntN(size)
			length := 1 + d.IntN(size-start)
			starts, limits, sizes = append(starts, start), append(limits, start+length), append(sizes, length)
			places = append(places, must(d.f.Constant([]int32{int32(start)})))
		}
		if s.Rank() == 0 || !d.dynamic {
			return must(d.f.Slice(x, starts, limits, nil))
		}
		return must(d.f.DynamicSlice(x, places, sizes))
	},
	func(d *drawing) compute.Value { // a slice written to a place that is data, where the backend has that
		x := d.float()
		s := d.shape(x)
		if s.Rank() == 0 {
			return x
		}
		var pads []compute.PadAxis
		var places []compute.Value
		var sizes []int
		for _, size := range s.Dimensions {
			start := d.IntN(size)
			length := 1 + d.IntN(size-start)
			pads, sizes = append(pads, compute.PadAxis{Start: start, End: size - start - length}), append(sizes, length)
			places = append(places, must(d.f.Constant([]int64{int64(start)})))
		}
		update := must(d.f.Cos(must(d.f.Iota(shapes.Make(dtypes.Float32, sizes...), 0))))
		if d.dynamic {
			return must(d.f.DynamicUpdateSlice(x, update, places))
		}
		zero := must(d.f.Constant([]float32{0}))
		there := must(d.f.Pad(must(d.f.Abs(must(d.f.Sign(must(d.f.Exp(update)))))), zero, pads...))
		return must(d.f.Where(must(d.f.GreaterThan(there, zero)), must(d.f.Pad(update, zero, pads...)), x))
	},
	func(d *drawing) compute.Value { // in order along an axis
		x := d.any()
		s := d.shape(x)
		if s.Rank() == 0 || s.DType == dtypes.Bool {
			return x
		}
		return must(d.f.Sort(ordering(d.f, smaller, s.DType), d.IntN(s.Rank()), true, x))[0]
	},
	func(d *drawing) compute.Value { // one branch or the other, both read values from outside
		x, y := d.float(), d.float()
		y = d.like(y, d.shape(x))
		yes := must(d.f.LessThan(must(d.f.ReduceMax(y, axesOf(d.shape(y))...)), must(d.f.Constant([]float32{float32(d.NormFloat64())}))))
		if !d.dynamic { // its If gives captured values away that are read again (v0.1.6)
			return must(d.f.Where(yes, must(d.f.Tanh(x)), must(d.f.Sub(y, x))))
		}
		return must(d.f.If(yes,
			closure(d.f, nil, func(f compute.Function, _ []compute.Value) []compute.Value { return one(must(f.Tanh(x))) }),
			closure(d.f, nil, func(f compute.Function, _ []compute.Value) []compute.Value { return one(must(f.Sub(y, x))) })))[0]
	},
	func(d *drawing) compute.Value { // some rounds of a loop
		x := d.float()
		params := []shapes.Shape{scalar(dtypes.Int32), d.shape(x)}
		rounds := must(d.f.Constant([]int32{int32(d.IntN(4))}))
		return must(d.f.While(
			closure(d.f, params, func(f compute.Function, s []compute.Value) []compute.Value {
				return one(must(f.GreaterThan(s[0], must(f.Constant([]int32{0})))))
			}),
			closure(d.f, params, func(f compute.Function, s []compute.Value) []compute.Value {
				return []compute.Value{must(f.Sub(s[0], must(f.Constant([]int32{1})))), must(f.Add(must(f.Sin(s[1])), x))}
			}), rounds, x))[1]
	},
	func(d *drawing) compute.Value { // rows added by index
		x := d.float()
		s := d.shape(x)
		if s.Rank() == 0 {
			return x
		}
		indices := must(d.f.Constant([]int32{0, int32(d.IntN(s.Dimensions[0])), 0}, 3, 1))
		updates := must(d.f.Sin(must(d.f.Iota(shapes.Make(dtypes.Float32, append([]int{3}, s.Dimensions[1:]...)...), 0))))
		var window []int
		for i := 1; i < s.Rank(); i++ {
			window = append(window, i)
		}
		scatter := d.f.ScatterSum
		if d.IntN(2) == 0 {
			scatter = d.f.ScatterMax
		}
		return must(scatter(x, indices, updates, 1, window, []int{0}, []int{0}, false, false))
	},
}

func axesOf(s shapes.Shape) (axes []int) {
	for axis := range s.Rank() {
		axes = append(axes, axis)
	}
	return axes
}

func (d *drawing) any() compute.Value { return d.values[d.IntN(len(d.values))] }

// draw builds the graph of a seed and runs it; it returns every value it built.
func draw(b compute.Backend, seed uint64, size int) (out []any, dims []shapes.Shape, err error) {
	defer func() {
		if r := recover(); r != nil {
			if e, ok := r.(error); ok {
				err = e
				return
			}
			panic(r)
		}
	}()
	builder := b.Builder("drawing")
	d := &drawing{
		Rand: rand.New(rand.NewPCG(seed, 1)), f: builder.Main(), dynamic: b.Capabilities().Operations[compute.OpTypeDynamicSlice],
	}
	var buffers []compute.Buffer
	for i, s := range []shapes.Shape{
		shapes.Make(dtypes.Float32, 3, 5), shapes.Make(dtypes.Float32), shapes.Make(dtypes.Float32, 2, 1, 7),
		shapes.Make(dtypes.Float32, 19), shapes.Make(dtypes.Int32, 5, 3),
	} {
		d.values = append(d.values, must(d.f.Parameter(fmt.Sprint("x", i), s, nil)))
		var data any
		if s.DType == dtypes.Float32 {
			v := make([]float32, s.Size())
			for j := range v {
				v[j] = float32(d.NormFloat64())
			}
			data = v
		} else {
			v := make([]int32, s.Size())
			for j := range v {
				v[j] = int32(d.IntN(2000) - 1000)
			}
			data = v
		}
		buffers = append(buffers, must(b.BufferFromFlatData(0, data, s)))
	}
	first := len(d.values)
	for range size {
		v := ops[d.IntN(len(ops))](d)
		if d.shape(v).Size() > 4000 {
			continue
		}
		d.values = append(d.values, v)
	}
	// A few values are outputs, the last one among them: what lies between may then fuse.
	var results []compute.Value
	for i := first; i < len(d.values); i++ {
		if d.IntN(3) == 0 || i == len(d.values)-1 {
			results = append(results, d.values[i])
		}
	}
	if err := d.f.Return(results, nil); err != nil {
		return nil, nil, err
	}
	exec := must(builder.Compile())
	defer exec.Finalize()
	for _, u := range must(exec.Execute(buffers, nil, 0)) {
		s := must(u.Shape())
		flat := dtypes.MakeAnySlice(s.DType, s.Size())
		if err := u.ToFlatData(flat); err != nil {
			return nil, nil, err
		}
		out, dims = append(out, flat), append(dims, s)
		_ = u.Finalize()
	}
	for _, u := range buffers {
		_ = u.Finalize()
	}
	return out, dims, nil
}

// different returns where two results differ, or "".
func different(got, want any) string {
	floats := func(g, w float64) bool {
		return g == w || math.IsNaN(g) && math.IsNaN(w) || math.Abs(g-w) <= tolerance*(1+math.Abs(w))
	}
	switch want := want.(type) {
	case []float32:
		for i, w := range want {
			if g := got.([]float32)[i]; !floats(float64(g), float64(w)) {
				return fmt.Sprintf("element %d is %v, want %v", i, g, w)
			}
		}
	case []float64:
		for i, w := range want {
			if g := got.([]float64)[i]; !floats(g, w) {
				return fmt.Sprintf("element %d is %v, want %v", i, g, w)
			}
		}
	default:
		if fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Sprintf("got %v, want %v", got, want)
		}
	}
	return ""
}

func compareDrawing(t *testing.T, b, reference compute.Backend, seed uint64) {
	t.Helper()
	size := 4 + int(seed%40)
	want, dims, err := draw(reference, seed, size)
	if err != nil {
		t.Skipf("the Go backend does not run seed %d: %v", seed, err)
	}
	got, _, err := draw(b, seed, size)
	if err != nil {
		t.Fatalf("seed %d: %+v", seed, err)
	}
	for i := range want {
		if diff := different(got[i], want[i]); diff != "" {
			t.Errorf("seed %d, output %d of shape %s: %s", seed, i, dims[i], diff)
		}
	}
}

// TestRandomGraphs runs random graphs here and on GoMLX's Go backend.
func TestRandomGraphs(t *testing.T) {
	b := newBackend(t, "")
	reference := goBackend()
	const seeds = 300
	skipped := 0
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			defer func() {
				if t.Skipped() {
					skipped++
				}
			}()
			compareDrawing(t, b, reference, seed)
		})
	}
	if skipped > seeds/3 {
		t.Errorf("%d of %d graphs were not compared", skipped, seeds)
	}
	if m := b.Memory(); m.Tensor != 0 {
		t.Errorf("%d bytes of tensors and constants are left after everything was finalized", m.Tensor)
	}
}

func FuzzRandomGraphs(f *testing.F) {
	f.Add(uint64(7))
	b := newBackend(f, "")
	reference := goBackend()
	f.Fuzz(func(t *testing.T, seed uint64) { compareDrawing(t, b, reference, seed) })
}
