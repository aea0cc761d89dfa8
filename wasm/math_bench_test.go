package wasm_test

import (
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// BenchmarkElementary sums the images of a million numbers. Those of Float64 take the functions that the host lends,
// as Float32's would without package vmath.
func BenchmarkElementary(b *testing.B) {
	const n = 1 << 20
	numbers := make([]float32, n)
	for i := range numbers {
		numbers[i] = float32(i*40503%n) * (4. / n) // from 0 to 4 without a pattern
	}
	for _, fn := range []struct {
		name string
		op   func(compute.Function, compute.Value) (compute.Value, error)
	}{
		{"Exp", compute.Function.Exp}, {"Expm1", compute.Function.Expm1}, {"Log", compute.Function.Log},
		{"Log1p", compute.Function.Log1p}, {"Tanh", compute.Function.Tanh}, {"Logistic", compute.Function.Logistic},
		{"Erf", compute.Function.Erf},
		{"Pow", func(f compute.Function, x compute.Value) (compute.Value, error) { return f.Pow(x, x) }},
	} {
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			b.Run(fn.name+"/"+dtype.String(), func(b *testing.B) {
				backend := newBackend(b, "")
				builder := backend.Builder(fn.name)
				f := builder.Main()
				x := must(f.Parameter("x", shapes.Make(dtypes.Float32, n), nil))
				y := must(fn.op(f, must(f.ConvertDType(x, dtype))))
				if err := f.Return([]compute.Value{must(f.ReduceSum(y))}, nil); err != nil {
					b.Fatal(err)
				}
				e := must(builder.Compile())
				in := []compute.Buffer{must(backend.BufferFromFlatData(0, numbers, shapes.Make(dtypes.Float32, n)))}
				for b.Loop() {
					for _, out := range must(e.Execute(in, nil, 0)) {
						_ = out.Finalize()
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/number")
			})
		}
	}
}
