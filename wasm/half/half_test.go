package half_test

import (
	"math"
	"testing"

	"pawgrad/wasm"
	_ "pawgrad/wasm/half"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"
	"github.com/gomlx/compute/shapes"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// convert runs one conversion.
func convert(b compute.Backend, flat any, from, to dtypes.DType, n int) any {
	builder := b.Builder("convert")
	f := builder.Main()
	x := must(f.Parameter("x", shapes.Make(from, n), nil))
	if err := f.Return([]compute.Value{must(f.ConvertDType(x, to))}, nil); err != nil {
		panic(err)
	}
	exec := must(builder.Compile())
	defer exec.Finalize()
	in := must(b.BufferFromFlatData(0, flat, shapes.Make(from, n)))
	out := must(exec.Execute([]compute.Buffer{in}, nil, 0))[0]
	result := dtypes.MakeAnySlice(to, n)
	if err := out.ToFlatData(result); err != nil {
		panic(err)
	}
	return result
}

// same says whether two floats are the same number, or both none.
func same(a, b float32) bool {
	return math.Float32bits(a) == math.Float32bits(b) || a != a && b != b
}

// interesting are Float32s around everything that a 16-bit float has: each of its numbers, the middle to the next, and
// the neighbours of that, of both signs.
func interesting(value func(bits uint16) float32) (all []float32) {
	for bits := range 1 << 16 {
		v := value(uint16(bits))
		next := value(uint16(bits + 1))
		middle := float32((float64(v) + float64(next)) / 2)
		all = append(all, v, middle, math.Nextafter32(middle, 0), math.Nextafter32(middle, float32(math.Inf(1))))
	}
	return append(all, math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, 65519.996, 65520, -65520)
}

// nearest is the rounding by definition: of the two 16-bit floats around v that of smaller distance, or the even one.
// limit is the power of two after the largest number.
func nearest(v float32, value func(bits uint16) float32, infinity uint16, limit float64) float32 {
	if v != v {
		return v
	}
	size := math.Abs(float64(v))
	low, high := 0, int(infinity) // low <= size < high
	for high-low > 1 {
		if middle := (low + high) / 2; float64(value(uint16(middle))) <= size {
			low = middle
		} else {
			high = middle
		}
	}
	down, up := float64(value(uint16(low))), float64(value(uint16(high)))
	if high == int(infinity) {
		up = limit
	}
	r := low
	if up-size < size-down || up-size == size-down && low%2 == 1 {
		r = high
	}
	return float32(math.Copysign(float64(value(uint16(r))), float64(v)))
}

func TestFloat16(t *testing.T) {
	b := must(wasm.New(""))
	defer b.Finalize()
	value := func(bits uint16) float32 { return float16.FromBits(bits).Float32() }
	all := make([]float16.Float16, 1<<16)
	for bits := range all {
		all[bits] = float16.FromBits(uint16(bits))
	}
	for bits, got := range convert(b, all, dtypes.Float16, dtypes.Float32, len(all)).([]float32) {
		if want := value(uint16(bits)); !same(got, want) {
			t.Fatalf("%#x widens to %v, want %v", bits, got, want)
		}
	}
	in := interesting(value)
	for i, got := range convert(b, in, dtypes.Float32, dtypes.Float16, len(in)).([]float16.Float16) {
		if want := nearest(in[i], value, 0x7c00, 1<<16); !same(got.Float32(), want) {
			t.Fatalf("%v narrows to %v, want %v", in[i], got.Float32(), want)
		}
	}
}

func TestBFloat16(t *testing.T) {
	b := must(wasm.New(""))
	defer b.Finalize()
	value := func(bits uint16) float32 { return math.Float32frombits(uint32(bits) << 16) }
	all := make([]bfloat16.BFloat16, 1<<16)
	for bits := range all {
		all[bits] = bfloat16.FromBits(uint16(bits))
	}
	for bits, got := range convert(b, all, dtypes.BFloat16, dtypes.Float32, len(all)).([]float32) {
		if want := value(uint16(bits)); !same(got, want) {
			t.Fatalf("%#x widens to %v, want %v", bits, got, want)
		}
	}
	in := interesting(value)
	for i, got := range convert(b, in, dtypes.Float32, dtypes.BFloat16, len(in)).([]bfloat16.BFloat16) {
		if want := nearest(in[i], value, 0x7f80, math.Ldexp(1, 128)); !same(got.Float32(), want) {
			t.Fatalf("%v narrows to %v, want %v", in[i], got.Float32(), want)
		}
	}
}
