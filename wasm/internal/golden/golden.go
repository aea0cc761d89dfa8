// Package golden holds small graphs and what the stages of the backend make of them, in words, for the tests of the
// stages: go test -update writes the files anew, git diff shows what has changed.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/wasm/build"
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Graphs are the graphs by name.
var Graphs = map[string]func(f Function) []compute.Value{
	"element-wise": func(f Function) []compute.Value {
		x := f.Input(dtypes.Float32, 5)
		return f.values(f.Max(f.value(f.Add(f.value(f.Mul(x, x)), f.number(1))), f.number(0)))
	},
	"elementary function": func(f Function) []compute.Value {
		return f.values(f.Sin(f.value(f.Exp(f.Input(dtypes.Float64, 2)))))
	},
	"mean": func(f Function) []compute.Value {
		sum := f.value(f.ReduceSum(f.Input(dtypes.Float32, 4, 6), 1))
		return f.values(f.Div(sum, f.number(6)))
	},
	"bytes": func(f Function) []compute.Value {
		x, y := f.Input(dtypes.Int8, 3), f.Input(dtypes.Int8, 3)
		return f.values(f.Sub(f.value(f.Mul(x, y)), x))
	},
	"choice": func(f Function) []compute.Value {
		x := f.Input(dtypes.Float32, 8)
		return f.values(f.Where(f.value(f.LessThan(x, f.number(0))), f.value(f.Neg(x)), x))
	},
	"views": func(f Function) []compute.Value {
		x := f.value(f.Transpose(f.Input(dtypes.Float32, 3, 4), 1, 0))
		x = f.value(f.Reverse(f.value(f.Slice(x, []int{1, 0}, []int{4, 3}, []int{2, 1})), 1))
		return f.values(f.Reshape(x, 6))
	},
	"padding": func(f Function) []compute.Value {
		axis := compute.PadAxis{Start: 1, End: 2, Interior: 1}
		return f.values(f.Pad(f.Input(dtypes.Int32, 3), f.value(f.Constant([]int32{7})), axis))
	},
	"two joined": func(f Function) []compute.Value {
		return f.values(f.Concatenate(1, f.Input(dtypes.Float32, 2, 3), f.Input(dtypes.Float32, 2, 2)))
	},
	"running sum": func(f Function) []compute.Value {
		return f.values(f.CumSum(f.Input(dtypes.Float32, 6), 0, compute.CumSumOptions{Reverse: true}))
	},
	"lookup and its gradient": func(f Function) []compute.Value {
		table, at := f.Input(dtypes.Float32, 9, 2), f.Input(dtypes.Int32, 3, 1)
		rows := f.value(f.Gather(table, at, 1, []int{1}, []int{0}, []int{0}, []int{1, 2}, false))
		sums := f.value(f.ScatterSum(table, at, rows, 1, []int{1}, []int{0}, []int{0}, false, false))
		return []compute.Value{rows, sums}
	},
	"largest": func(f Function) []compute.Value {
		return f.values(f.ArgMinMax(f.Input(dtypes.Float32, 2, 5), 1, dtypes.Int32, false))
	},
	"random bits": func(f Function) []compute.Value {
		state, bits, err := f.RNGBitGenerator(f.Input(dtypes.Uint64, 3), shapes.Make(dtypes.Uint32, 5))
		if err != nil {
			f.t.Fatal(err)
		}
		return []compute.Value{state, bits}
	},
	"product of whole numbers": func(f Function) []compute.Value {
		x, y := f.Input(dtypes.Int32, 2, 3), f.Input(dtypes.Int32, 3, 2)
		return f.values(f.DotGeneral(x, []int{1}, nil, y, []int{0}, nil, compute.DotGeneralConfig{}))
	},
	"dense layer": func(f Function) []compute.Value {
		x, w, b := f.Input(dtypes.Float32, 4, 6), f.Input(dtypes.Float32, 6, 8), f.Input(dtypes.Float32, 8)
		y := f.value(f.DotGeneral(x, []int{1}, nil, w, []int{0}, nil, compute.DotGeneralConfig{}))
		y = f.value(f.Add(y, f.value(f.BroadcastInDim(b, shapes.Make(dtypes.Float32, 4, 8), []int{1}))))
		return f.values(f.Max(y, f.number(0)))
	},
	"loop": func(f Function) []compute.Value { // doubles x until it is large
		x, limit := f.Input(dtypes.Float32, 3), f.Input(dtypes.Float32)
		type values = []compute.Value
		closure := func(body func(c Function, x compute.Value) values) compute.Function {
			c, err := f.Closure()
			if err != nil {
				f.t.Fatal(err)
			}
			inner := Function{c, f.t}
			if err := c.Return(body(inner, inner.Input(dtypes.Float32, 3)), nil); err != nil {
				f.t.Fatal(err)
			}
			return c
		}
		small := closure(func(c Function, x compute.Value) values {
			return c.values(c.LessThan(c.value(c.ReduceSum(x, 0)), limit))
		})
		double := closure(func(c Function, x compute.Value) values { return c.values(c.Add(x, x)) })
		out, err := f.While(small, double, x)
		if err != nil {
			f.t.Fatal(err)
		}
		return out
	},
	"convolution": func(f Function) []compute.Value {
		axes := compute.ConvolveAxesConfig{
			InputBatch: 0, InputSpatial: []int{1, 2}, InputChannels: 3,
			KernelSpatial: []int{0, 1}, KernelInputChannels: 2, KernelOutputChannels: 3,
			OutputBatch: 0, OutputSpatial: []int{1, 2}, OutputChannels: 3,
		}
		x, w, b := f.Input(dtypes.Float32, 1, 6, 6, 2), f.Input(dtypes.Float32, 3, 3, 2, 4), f.Input(dtypes.Float32, 4)
		y := f.value(f.ConvGeneral(x, w, axes, nil, nil, nil, nil, 1, 1))
		y = f.value(f.Add(y, f.value(f.BroadcastInDim(b, shapes.Make(dtypes.Float32, 1, 4, 4, 4), []int{3}))))
		y = f.value(f.Max(y, f.number(0)))
		return f.values(f.ReduceWindow(y, compute.ReduceOpMax, []int{1, 2, 2, 1}, nil, nil, nil, nil))
	},
}

// Function builds a graph of a test.
type Function struct {
	compute.Function
	t *testing.T
}

// Input adds a parameter.
func (f Function) Input(d dtypes.DType, dims ...int) compute.Value {
	return f.value(f.Parameter("x", shapes.Make(d, dims...), nil))
}

func (f Function) value(v compute.Value, err error) compute.Value {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func (f Function) values(v compute.Value, err error) []compute.Value {
	f.t.Helper()
	return []compute.Value{f.value(v, err)}
}

func (f Function) number(v float32) compute.Value {
	f.t.Helper()
	return f.value(f.Constant([]float32{v}))
}

// Run builds every graph and holds what show makes of it against the file of its name in the folder testdata.
func Run(t *testing.T, show func(t *testing.T, g *ir.Graph) string) {
	for name, graph := range Graphs {
		t.Run(name, func(t *testing.T) {
			b := build.New(name, nil)
			f := Function{b.Main(), t}
			if err := f.Return(graph(f), nil); err != nil {
				t.Fatal(err)
			}
			g, err := b.Graph()
			if err != nil {
				t.Fatal(err)
			}
			check(t, filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".txt"), show(t, g))
		})
	}
}

func check(t *testing.T, path, got string) {
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	is, was := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range is {
		if i == len(was) || is[i] != was[i] {
			before := "the end"
			if i < len(was) {
				before = was[i]
			}
			t.Fatalf("%s, line %d:\nis  %s\nwas %s\ngo test -update writes the file anew", path, i+1, is[i], before)
		}
	}
	t.Fatalf("%s: there were more lines than the %d there are; go test -update writes the file anew", path, len(is))
}
