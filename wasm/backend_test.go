package wasm_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pawgrad/wasm"
	"pawgrad/wasm/bench/workload"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// build compiles a graph of float32 vectors.
func build(t *testing.T, b compute.Backend, in []shapes.Shape, fn func(f compute.Function, x []compute.Value) []compute.Value) compute.Executable {
	t.Helper()
	builder := b.Builder(t.Name())
	f := builder.Main()
	var x []compute.Value
	for i, s := range in {
		x = append(x, must(f.Parameter(fmt.Sprint("x", i), s, nil)))
	}
	if err := f.Return(fn(f, x), nil); err != nil {
		t.Fatal(err)
	}
	return must(builder.Compile())
}

func vector(n int) shapes.Shape { return shapes.Make(dtypes.Float32, n) }

func read[T any](t *testing.T, u compute.Buffer) []T {
	t.Helper()
	s := must(u.Shape())
	flat := make([]T, s.Size())
	if err := u.ToFlatData(flat); err != nil {
		t.Fatal(err)
	}
	return flat
}

// TestRandomBits compares the random stream with the Go backend's, over several calls.
func TestRandomBits(t *testing.T) {
	b, reference := newBackend(t, ""), goBackend()
	for _, shape := range []shapes.Shape{
		shapes.Make(dtypes.Uint32, 7), shapes.Make(dtypes.Uint64, 3, 2), shapes.Make(dtypes.Uint8, 13),
		shapes.Make(dtypes.Uint16, 1), shapes.Make(dtypes.Uint32, 0), shapes.Make(dtypes.Uint32, 1000),
	} {
		t.Run(shape.String(), func(t *testing.T) {
			run := func(b compute.Backend) (bits []string, state []uint64) {
				e := build(t, b, []shapes.Shape{compute.RNGStateShape}, func(f compute.Function, x []compute.Value) []compute.Value {
					state, bits, err := f.RNGBitGenerator(x[0], shape)
					if err != nil {
						t.Fatal(err)
					}
					return []compute.Value{state, bits}
				})
				state = []uint64{0x0123456789abcdef, 0xfedcba9876543210, 42}
				for range 3 {
					out := must(e.Execute([]compute.Buffer{must(b.BufferFromFlatData(0, state, compute.RNGStateShape))}, nil, 0))
					state = read[uint64](t, out[0])
					flat := dtypes.MakeAnySlice(shape.DType, shape.Size())
					if err := out[1].ToFlatData(flat); err != nil {
						t.Fatal(err)
					}
					bits = append(bits, fmt.Sprint(flat))
				}
				return bits, state
			}
			got, gotState := run(b)
			want, wantState := run(reference)
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("draw %d is %s, want %s", i, got[i], want[i])
				}
			}
			if gotState[0] != wantState[0] || gotState[1] != wantState[1] {
				t.Errorf("the state is %x, want %x", gotState[:2], wantState[:2])
			}
		})
	}
}

// TestDonation checks that a donated input becomes the output, that it is gone for its owner, and that without
// donation the input keeps its contents.
func TestDonation(t *testing.T) {
	b := newBackend(t, "")
	const n = 1000
	e := build(t, b, []shapes.Shape{vector(n), vector(n)}, func(f compute.Function, x []compute.Value) []compute.Value {
		sum := must(f.Add(x[0], x[1]))
		return []compute.Value{sum, must(f.Mul(sum, sum))}
	})
	ones := make([]float32, n)
	for i := range ones {
		ones[i] = 1
	}
	x := must(b.BufferFromFlatData(0, ones, vector(n)))
	y := must(b.BufferFromFlatData(0, ones, vector(n)))
	out := must(e.Execute([]compute.Buffer{x, y}, nil, 0))
	if got := read[float32](t, x); got[0] != 1 || got[n-1] != 1 {
		t.Errorf("an input that was not donated changed to %v", got[0])
	}
	for _, u := range out {
		_ = u.Finalize()
	}
	before := b.Memory().Used
	out = must(e.Execute([]compute.Buffer{x, y}, []bool{true, true}, 0))
	if after := b.Memory().Used; after != before {
		t.Errorf("with both inputs donated the memory in use went from %d to %d bytes", before, after)
	}
	if got := read[float32](t, out[1]); got[0] != 4 || got[n-1] != 4 {
		t.Errorf("(1+1)^2 is %v", got[0])
	}
	if err := x.ToFlatData(ones); err == nil || !strings.Contains(err.Error(), "donated") {
		t.Errorf("reading a donated buffer gives error %v", err)
	}
	if _, err := e.Execute([]compute.Buffer{x, y}, nil, 0); err == nil {
		t.Error("a donated buffer can be an input again")
	}
	if err := x.Finalize(); err != nil {
		t.Errorf("finalizing a donated buffer: %v", err)
	}
	// The same buffer twice cannot become two outputs.
	z := must(b.BufferFromFlatData(0, ones, vector(n)))
	_ = read[float32](t, z)
	out = must(e.Execute([]compute.Buffer{z, z}, []bool{true, true}, 0))
	if got := read[float32](t, out[0]); len(got) != n {
		t.Error("no result")
	}
}

// TestMemoryStaysPut trains for 2,000 steps: the memory in use after each is the same as after the tenth.
func TestMemoryStaysPut(t *testing.T) {
	b := newBackend(t, "")
	cnn := workload.CNN{Size: 10, Batch: 2, Hidden: 4, Channels: []int{2}, Dropout: 0.5}
	training := must(cnn.Net().Train(b, optimizer.Adam().Done(), 1))
	var tenth wasm.Memory
	for step := 1; step <= 2000; step++ {
		if _, err := training.Step(); err != nil {
			t.Fatal(err)
		}
		if step == 10 {
			tenth = b.Memory()
		}
	}
	if last := b.Memory(); last != tenth {
		t.Errorf("after 2,000 steps the memory is %+v, after 10 it was %+v", last, tenth)
	}
	for _, e := range b.Executables() {
		e.Finalize()
	}
	training.Store.Finalize()
	if m := b.Memory(); m.Tensor != 0 {
		t.Errorf("%d bytes are left after everything was finalized", m.Tensor)
	}
}

// TestOutOfMemory asks for more than a WebAssembly memory can hold, in each way there is, and goes on.
func TestOutOfMemory(t *testing.T) {
	b := newBackend(t, "")
	works := build(t, b, []shapes.Shape{vector(100)}, func(f compute.Function, x []compute.Value) []compute.Value {
		spread := must(f.BroadcastInDim(x[0], shapes.Make(dtypes.Float32, 100, 50), []int{0}))
		return []compute.Value{must(f.CumSum(spread, 0, compute.CumSumOptions{}))}
	})
	const huge = 5 << 28 // elements: 5 GiB
	output := build(t, b, nil, func(f compute.Function, _ []compute.Value) []compute.Value {
		return []compute.Value{must(f.Iota(vector(huge), 0))}
	})
	x := must(b.BufferFromFlatData(0, make([]float32, 100), vector(100)))
	used := b.Memory()
	_, err := output.Execute(nil, nil, 0)
	for _, words := range []string{"out of memory", "smaller"} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Fatalf("the error for an output of 5 GiB does not say %q: %v", words, err)
		}
	}
	builder := b.Builder("intermediate")
	f := builder.Main()
	wide := must(f.CumSum(must(f.Iota(vector(huge), 0)), 0, compute.CumSumOptions{}))
	if err := f.Return([]compute.Value{must(f.ReduceMax(wide, 0))}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := builder.Compile(); err == nil || !strings.Contains(err.Error(), "out of memory") {
		t.Fatalf("the error for 5 GiB of scratch memory is %v", err)
	}
	if now := b.Memory(); now.Used != used.Used {
		t.Errorf("failing left %d bytes in use, before it were %d", now.Used, used.Used)
	}
	if _, err := works.Execute([]compute.Buffer{x}, nil, 0); err != nil {
		t.Errorf("the backend is not usable any more: %v", err)
	}
}

// TestTrap divides an integer by zero: an error, and the backend goes on.
func TestTrap(t *testing.T) {
	b := newBackend(t, "")
	s := shapes.Make(dtypes.Int32, 2)
	e := build(t, b, []shapes.Shape{s, s}, func(f compute.Function, x []compute.Value) []compute.Value {
		return []compute.Value{must(f.Div(x[0], x[1]))}
	})
	run := func(a, b2 []int32) ([]compute.Buffer, error) {
		return e.Execute([]compute.Buffer{must(b.BufferFromFlatData(0, a, s)), must(b.BufferFromFlatData(0, b2, s))}, nil, 0)
	}
	if _, err := run([]int32{1, 2}, []int32{1, 0}); err == nil {
		t.Error("dividing by zero gives no error")
	}
	out, err := run([]int32{6, math.MinInt32}, []int32{-3, -1})
	if err != nil {
		t.Fatal(err)
	}
	if got := read[int32](t, out[0]); got[0] != -2 || got[1] != math.MinInt32 {
		t.Errorf("got %v", got)
	}
}

// TestSpecialNumbers pushes not-a-number, infinities and zeros of both signs through vector and scalar code (the
// length is no multiple of four) and compares with Go.
func TestSpecialNumbers(t *testing.T) {
	b := newBackend(t, "")
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	x := []float32{nan, inf, -inf, 0, float32(math.Copysign(0, -1)), 1, nan}
	y := []float32{1, nan, inf, float32(math.Copysign(0, -1)), 0, nan, nan}
	n := len(x)
	type test struct {
		op   func(f compute.Function, x, y compute.Value) (compute.Value, error)
		want func(x, y float64) float64
		ulps uint32 // allowed difference, in units in the last place
	}
	unary := func(op func(compute.Function, compute.Value) (compute.Value, error), want func(float64) float64, ulps uint32) test {
		return test{
			func(f compute.Function, x, _ compute.Value) (compute.Value, error) { return op(f, x) },
			func(x, _ float64) float64 { return want(x) }, ulps,
		}
	}
	cases := map[string]test{
		"Max":      {compute.Function.Max, func(x, y float64) float64 { return max(x, y) }, 0},
		"Min":      {compute.Function.Min, func(x, y float64) float64 { return min(x, y) }, 0},
		"Add":      {compute.Function.Add, func(x, y float64) float64 { return x + y }, 0},
		"Rem":      {compute.Function.Rem, math.Mod, 0},
		"Pow":      {compute.Function.Pow, math.Pow, 1},
		"Abs":      unary(compute.Function.Abs, math.Abs, 0),
		"Floor":    unary(compute.Function.Floor, math.Floor, 0),
		"Exp":      unary(compute.Function.Exp, math.Exp, 1),
		"Expm1":    unary(compute.Function.Expm1, math.Expm1, 2),
		"Log":      unary(compute.Function.Log, math.Log, 1),
		"Log1p":    unary(compute.Function.Log1p, math.Log1p, 2),
		"Tanh":     unary(compute.Function.Tanh, math.Tanh, 3),
		"Erf":      unary(compute.Function.Erf, math.Erf, 2),
		"Logistic": unary(compute.Function.Logistic, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, 3),
		"Sign": unary(compute.Function.Sign, func(x float64) float64 {
			if x == 0 || math.IsNaN(x) {
				return x
			}
			return math.Copysign(1, x)
		}, 0),
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := build(t, b, []shapes.Shape{vector(n), vector(n)}, func(f compute.Function, v []compute.Value) []compute.Value {
				return []compute.Value{must(c.op(f, v[0], v[1]))}
			})
			out := must(e.Execute([]compute.Buffer{must(b.BufferFromFlatData(0, x, vector(n))), must(b.BufferFromFlatData(0, y, vector(n)))}, nil, 0))
			for i, got := range read[float32](t, out[0]) {
				want := float32(c.want(float64(x[i]), float64(y[i])))
				if got != got && want != want {
					continue
				}
				g, w := math.Float32bits(got), math.Float32bits(want) // of equal signs, or very far apart
				if max(g, w)-min(g, w) > c.ulps {
					t.Errorf("of %v and %v: got %v, want %v", x[i], y[i], got, want)
				}
			}
		})
	}
}

// TestEmpty runs operations on tensors without elements and on tensors of size 1.
func TestEmpty(t *testing.T) {
	b := newBackend(t, "")
	for _, s := range []shapes.Shape{shapes.Make(dtypes.Float32, 0), shapes.Make(dtypes.Float32, 3, 0, 2), shapes.Make(dtypes.Float32, 1, 1, 1), shapes.Make(dtypes.Float32)} {
		t.Run(s.String(), func(t *testing.T) {
			e := build(t, b, []shapes.Shape{s}, func(f compute.Function, x []compute.Value) []compute.Value {
				y := must(f.Exp(must(f.Add(x[0], x[0]))))
				out := []compute.Value{y, must(f.ReduceSum(y))}
				if s.Rank() > 0 {
					out = append(out, must(f.Concatenate(0, y, y)), must(f.Reverse(y, 0)))
					dims := append([]int{2}, s.Dimensions...)
					axes := make([]int, s.Rank())
					for i := range axes {
						axes[i] = i + 1
					}
					out = append(out, must(f.BroadcastInDim(y, shapes.Make(s.DType, dims...), axes)))
				}
				return out
			})
			x := make([]float32, s.Size())
			out := must(e.Execute([]compute.Buffer{must(b.BufferFromFlatData(0, x, s))}, nil, 0))
			if got, want := read[float32](t, out[1])[0], float32(s.Size()); got != want {
				t.Errorf("the sum is %v, want %v", got, want)
			}
			for i, u := range out {
				if got := len(read[float32](t, u)); got != e.Outputs()[i].Size() {
					t.Errorf("output %d has %d elements", i, got)
				}
			}
		})
	}
	raw, err := tensors.FromRaw(b, 0, shapes.Make(dtypes.Float32, 0, 3), nil)
	if err != nil || raw.Size() != 0 {
		t.Errorf("a tensor of no bytes: %v", err)
	}
}

// TestErrors checks that misuse is refused with a sentence that says what to do.
func TestErrors(t *testing.T) {
	b := newBackend(t, "")
	if _, err := wasm.New("fastest"); err == nil || !strings.Contains(err.Error(), "baseline") {
		t.Errorf("an unknown option gives %v", err)
	}
	_, err := b.BufferFromFlatData(0, []float32{1, 2}, vector(3))
	if err == nil || !strings.Contains(err.Error(), "3 elements") {
		t.Errorf("too few elements give %v", err)
	}
	f := b.Builder("unsupported").Main()
	if _, err := f.Parameter("complex", shapes.Make(dtypes.Complex64, 2), nil); !compute.IsNotImplemented(err) || !strings.Contains(err.Error(), "Complex64") {
		t.Errorf("an unsupported type gives %v", err)
	}
	x := must(f.Parameter("x", vector(4), nil))
	if _, err := f.FFT(x, compute.FFTForwardReal, []int{4}); !compute.IsNotImplemented(err) {
		t.Errorf("an unsupported operation gives %v", err)
	}
	other := newBackend(t, "")
	e := build(t, b, []shapes.Shape{vector(2)}, func(f compute.Function, x []compute.Value) []compute.Value { return []compute.Value{must(f.Neg(x[0]))} })
	if _, err := e.Execute([]compute.Buffer{must(other.BufferFromFlatData(0, []float32{1, 2}, vector(2)))}, nil, 0); err == nil {
		t.Error("another backend's buffer is accepted")
	}
	u := must(b.BufferFromFlatData(0, []float32{1, 2}, vector(2)))
	b.Finalize()
	b.Finalize()
	if _, err := e.Execute([]compute.Buffer{u}, nil, 0); err == nil || !strings.Contains(err.Error(), "finalized") {
		t.Errorf("a finalized backend gives %v", err)
	}
	if err := u.Finalize(); err != nil {
		t.Errorf("finalizing a buffer after its backend: %v", err)
	}
	e.Finalize()
}

// TestPackedWeightsFollowTheirInput runs a convolution whose weights are not trained, so that their packed form is kept:
// it must be made anew when other weights come in, and only then.
func TestPackedWeightsFollowTheirInput(t *testing.T) {
	b := newBackend(t, "")
	in, w := shapes.Make(dtypes.Float32, 1, 4, 4, 3), shapes.Make(dtypes.Float32, 3, 3, 3, 2)
	e := build(t, b, []shapes.Shape{in, w}, func(f compute.Function, x []compute.Value) []compute.Value {
		axes := compute.ConvolveAxesConfig{
			InputBatch: 0, InputSpatial: []int{1, 2}, InputChannels: 3,
			KernelSpatial: []int{0, 1}, KernelInputChannels: 2, KernelOutputChannels: 3,
			OutputBatch: 0, OutputSpatial: []int{1, 2}, OutputChannels: 3,
		}
		y := must(f.ConvGeneral(x[0], x[1], axes, nil, nil, nil, nil, 1, 1))
		return []compute.Value{must(f.ReduceSum(y))}
	})
	constant := func(s shapes.Shape, v float32) compute.Buffer {
		data := make([]float32, s.Size())
		for i := range data {
			data[i] = v
		}
		return must(b.BufferFromFlatData(0, data, s))
	}
	const taps, results = 3 * 3 * 3, 2 * 2 * 2
	x, one, two := constant(in, 1), constant(w, 1), constant(w, 2)
	for i, step := range []struct {
		w    compute.Buffer
		want float32
	}{{one, 1}, {one, 1}, {two, 2}, {two, 2}, {one, 1}, {constant(w, 5), 5}} {
		out := must(e.Execute([]compute.Buffer{x, step.w}, nil, 0))
		if got := read[float32](t, out[0])[0]; got != step.want*taps*results {
			t.Errorf("execution %d gives %v, want %v", i, got, step.want*taps*results)
		}
	}
	// New weights in the memory of old ones are new.
	_ = one.Finalize()
	_ = two.Finalize()
	for _, v := range []float32{7, 8, 9} {
		u := constant(w, v)
		out := must(e.Execute([]compute.Buffer{x, u}, []bool{false, true}, 0))
		if got := read[float32](t, out[0])[0]; got != v*taps*results {
			t.Errorf("with weights of %v: %v", v, got)
		}
	}
}

// TestTruthValues compares and orders Bool operands, four at a time and one at a time.
func TestTruthValues(t *testing.T) {
	b := newBackend(t, "")
	x := []bool{false, false, true, true, true, false}
	y := []bool{false, true, false, true, true, true}
	s := shapes.Make(dtypes.Bool, len(x))
	e := build(t, b, []shapes.Shape{s, s}, func(f compute.Function, v []compute.Value) []compute.Value {
		window := must(f.ReduceWindow(v[0], compute.ReduceOpMax, []int{2}, []int{1}, nil, nil, nil))
		return []compute.Value{
			must(f.Equal(v[0], v[1])), must(f.NotEqual(v[0], v[1])), must(f.Max(v[0], v[1])), must(f.Min(v[0], v[1])), window,
		}
	})
	out := must(e.Execute([]compute.Buffer{must(b.BufferFromFlatData(0, x, s)), must(b.BufferFromFlatData(0, y, s))}, nil, 0))
	for i := range x {
		for o, want := range []bool{x[i] == y[i], x[i] != y[i], x[i] || y[i], x[i] && y[i]} {
			if got := read[bool](t, out[o])[i]; got != want {
				t.Errorf("output %d of %v and %v is %v", o, x[i], y[i], got)
			}
		}
		if i+1 < len(x) && read[bool](t, out[4])[i] != (x[i] || x[i+1]) {
			t.Errorf("the window at %d is wrong", i)
		}
	}
	f := b.Builder("refused").Main()
	v := must(f.Parameter("v", s, nil))
	if _, err := f.LessThan(v, v); !compute.IsNotImplemented(err) {
		t.Errorf("comparing the order of truth values gives %v", err)
	}
}
