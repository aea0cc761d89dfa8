package recognise

import (
	"strings"
	"testing"

	"pawgrad/wasm/build"
	"pawgrad/wasm/simplify"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// operations builds a graph and names what is left of it after recognition, without inputs, constants and broadcasts.
func operations(fn func(f compute.Function) []compute.Value) string {
	b := build.New("test", nil)
	f := b.Main()
	if err := f.Return(fn(f), nil); err != nil {
		panic(err)
	}
	var names []string
	for _, n := range Recognise(simplify.Simplify(must(b.Graph()))).Nodes {
		switch n.Op {
		case compute.OpTypeParameter, compute.OpTypeConstant, compute.OpTypeBroadcastInDim:
		default:
			names = append(names, n.Name())
		}
	}
	return strings.Join(names, " ")
}

func input(f compute.Function, name string, dims ...int) compute.Value {
	return must(f.Parameter(name, shapes.Make(dtypes.Float32, dims...), nil))
}

// axes describes NHWC activations and HWIO kernels.
var axes = compute.ConvolveAxesConfig{
	InputBatch: 0, InputSpatial: []int{1, 2}, InputChannels: 3,
	KernelSpatial: []int{0, 1}, KernelInputChannels: 2, KernelOutputChannels: 3,
	OutputBatch: 0, OutputSpatial: []int{1, 2}, OutputChannels: 3,
}

func conv(f compute.Function, x, w compute.Value, strides, dilations []int, groups int) compute.Value {
	return must(f.ConvGeneral(x, w, axes, strides, nil, nil, dilations, groups, 1))
}

// spread repeats a vector along the last axis of an NHWC shape.
func spread(f compute.Function, v compute.Value, dims ...int) compute.Value {
	return must(f.BroadcastInDim(v, shapes.Make(dtypes.Float32, dims...), []int{3}))
}

func relu(f compute.Function, x compute.Value) compute.Value {
	return must(f.Max(x, must(f.Constant([]float32{0}))))
}

func pool(f compute.Function, x compute.Value, window int) compute.Value {
	return must(f.ReduceWindow(x, compute.ReduceOpMax, []int{1, window, window, 1}, []int{1, 2, 2, 1}, nil, nil, nil))
}

func TestRecognise(t *testing.T) {
	cases := []struct {
		name, want string
		build      func(f compute.Function) []compute.Value
	}{
		{"convolution", "ConvForward", func(f compute.Function) []compute.Value {
			return []compute.Value{conv(f, input(f, "x", 2, 8, 8, 3), input(f, "w", 3, 3, 3, 4), []int{2, 1}, []int{1, 2}, 1)}
		}},
		{"groups are left to the loops", "ConvGeneral", func(f compute.Function) []compute.Value {
			return []compute.Value{conv(f, input(f, "x", 2, 8, 8, 4), input(f, "w", 3, 3, 2, 4), nil, nil, 2)}
		}},
		{"channels first are left to the loops", "ConvGeneral", func(f compute.Function) []compute.Value {
			first := axes.Clone()
			first.InputChannels, first.InputSpatial = 1, []int{2, 3}
			return []compute.Value{must(f.ConvGeneral(input(f, "x", 2, 3, 8, 8), input(f, "w", 3, 3, 3, 4), first, nil, nil, nil, nil, 1, 1))}
		}},
		{"gradient by input", "ConvGradInput", func(f compute.Function) []compute.Value {
			back := axes.Clone()
			back.KernelInputChannels, back.KernelOutputChannels = 3, 2
			w := must(f.Reverse(input(f, "w", 3, 3, 5, 4), 0, 1))
			return []compute.Value{must(f.ConvGeneral(input(f, "g", 2, 6, 6, 4), w, back, nil, [][2]int{{2, 2}, {2, 2}}, nil, nil, 1, 1))}
		}},
		{"gradient by kernel", "ConvGradKernel", func(f compute.Function) []compute.Value {
			back := compute.ConvolveAxesConfig{
				InputBatch: 3, InputChannels: 0, InputSpatial: []int{1, 2},
				KernelInputChannels: 0, KernelOutputChannels: 3, KernelSpatial: []int{1, 2},
				OutputBatch: 2, OutputChannels: 3, OutputSpatial: []int{0, 1},
			}
			return []compute.Value{must(f.ConvGeneral(input(f, "x", 2, 8, 8, 5), input(f, "g", 2, 6, 6, 4), back, nil, nil, nil, nil, 1, 1))}
		}},
		{"bias, ReLU and pooling join", "ConvForward", func(f compute.Function) []compute.Value {
			y := conv(f, input(f, "x", 2, 8, 8, 3), input(f, "w", 3, 3, 3, 4), nil, nil, 1)
			y = must(f.Add(y, spread(f, input(f, "b", 4), 2, 6, 6, 4)))
			return []compute.Value{pool(f, relu(f, y), 2)}
		}},
		{"what is an output as well is not joined", "ConvForward MaxPool", func(f compute.Function) []compute.Value {
			y := conv(f, input(f, "x", 2, 8, 8, 3), input(f, "w", 3, 3, 3, 4), nil, nil, 1)
			y = relu(f, must(f.Add(y, spread(f, input(f, "b", 4), 2, 6, 6, 4))))
			return []compute.Value{y, pool(f, y, 2)}
		}},
		{"windows of 3 are left to the loops", "ConvForward ReduceWindow", func(f compute.Function) []compute.Value {
			return []compute.Value{pool(f, conv(f, input(f, "x", 2, 8, 8, 3), input(f, "w", 3, 3, 3, 4), nil, nil, 1), 3)}
		}},
		{"a bias for each pixel is no bias", "ConvForward Add", func(f compute.Function) []compute.Value {
			y := conv(f, input(f, "x", 2, 8, 8, 3), input(f, "w", 3, 3, 3, 4), nil, nil, 1)
			return []compute.Value{must(f.Add(y, input(f, "b", 2, 6, 6, 4)))}
		}},
		{"products in any order", "Gemm Gemm Add", func(f compute.Function) []compute.Value {
			a, b := input(f, "a", 7, 5), input(f, "b", 3, 7)
			c := must(f.DotGeneral(a, []int{0}, nil, b, []int{1}, nil, compute.DotGeneralConfig{}))
			d := must(f.Transpose(must(f.DotGeneral(b, []int{1}, nil, a, []int{0}, nil, compute.DotGeneralConfig{})), 1, 0))
			return []compute.Value{must(f.Add(c, d))}
		}},
		{"a product with axes in between is left to the loops", "DotGeneral", func(f compute.Function) []compute.Value {
			return []compute.Value{must(f.DotGeneral(input(f, "a", 2, 7, 3), []int{1}, nil, input(f, "b", 7, 4), []int{0}, nil, compute.DotGeneralConfig{}))}
		}},
		{"whole numbers are left to the loops", "Iota DotGeneral", func(f compute.Function) []compute.Value {
			a := must(f.Iota(shapes.Make(dtypes.Int32, 4, 4), 0))
			return []compute.Value{must(f.DotGeneral(a, []int{1}, nil, a, []int{0}, nil, compute.DotGeneralConfig{}))}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := operations(c.build); got != c.want {
				t.Errorf("left are %q, want %q", got, c.want)
			}
		})
	}
}
