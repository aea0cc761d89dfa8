package wasm_test

import (
	"strings"
	"testing"

	"pawgrad/wasm"
	"pawgrad/wasm/bench/workload"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// largest returns the executable with the most scratch memory: the training step, not the drawing of the first weights.
func largest(b *wasm.Backend) (found *wasm.Executable) {
	for _, e := range b.Executables() {
		if found == nil || e.Stats().ArenaBytes > found.Stats().ArenaBytes {
			found = e
		}
	}
	return found
}

// TestStudyNetworkSteps compiles the study's network at 64 pixels: every convolution, pooling and product is one of
// the hand-made kernels, an optimizer's update is one loop, and the scratch memory is what it was planned to be.
func TestStudyNetworkSteps(t *testing.T) {
	b := newBackend(t, "")
	training := must(workload.W1(64).Net().Train(b, optimizer.Adam().Done(), 1))
	defer training.Store.Finalize()
	if _, err := training.Step(); err != nil {
		t.Fatal(err)
	}
	e := largest(b)
	count := map[string]int{}
	for _, s := range e.Steps() {
		count[strings.Fields(s)[0]]++
	}
	for name, want := range map[string]int{
		"ConvForward": 4, "ConvPoolGradKernel": 4, "ConvPoolGradInput": 3, "Gemm": 6,
		"ConvGeneral": 0, "DotGeneral": 0, "ReduceWindow": 0, "SelectAndScatterMax": 0,
		"Copy": 1, // GoMLX returns the first loss twice
	} {
		if count[name] != want {
			t.Errorf("%d steps of %s, want %d", count[name], name, want)
		}
	}
	const most = 45 // 17 kernels, 12 updates of weights, the loss, dropout, counters
	if n := len(e.Steps()); n > most {
		t.Errorf("%d steps, want at most %d:\n%s", n, most, strings.Join(e.Steps(), "\n"))
	}
	const mega = 1 << 20
	if got := e.Stats().ArenaBytes; got > 12*mega || got < mega {
		t.Errorf("the arena has %.1f MB, it was 10.9", float64(got)/mega)
	}
}

// TestFusion counts the steps of small graphs.
func TestFusion(t *testing.T) {
	b := newBackend(t, "")
	matrix := shapes.Make(dtypes.Float32, 6, 8)
	cases := []struct {
		name  string
		steps int
		build func(f compute.Function, x []compute.Value) []compute.Value
	}{
		{"a chain is one step", 1, func(f compute.Function, x []compute.Value) []compute.Value {
			return []compute.Value{must(f.Tanh(must(f.Mul(must(f.Add(x[0], x[1])), x[1]))))}
		}},
		{"momentum is one step with two results", 1, func(f compute.Function, x []compute.Value) []compute.Value {
			rate := must(f.Constant([]float32{0.9}))
			v := must(f.Add(must(f.Mul(x[0], must(f.Reshape(rate)))), x[1]))
			return []compute.Value{v, must(f.Sub(x[2], v))}
		}},
		{"a reduction takes its operand in", 1, func(f compute.Function, x []compute.Value) []compute.Value {
			return []compute.Value{must(f.ReduceSum(must(f.Mul(x[0], x[1])), 0))}
		}},
		{"a gradient and its sum are one step", 1, func(f compute.Function, x []compute.Value) []compute.Value {
			g := must(f.Mul(x[0], must(f.Sign(x[1]))))
			return []compute.Value{g, must(f.ReduceSum(g, 0))}
		}},
		{"a softmax is three steps", 3, func(f compute.Function, x []compute.Value) []compute.Value {
			spread := func(v compute.Value) compute.Value { return must(f.BroadcastInDim(v, matrix, []int{0})) }
			e := must(f.Exp(must(f.Sub(x[0], spread(must(f.ReduceMax(x[0], 1)))))))
			return []compute.Value{must(f.Div(e, spread(must(f.ReduceSum(e, 1)))))}
		}},
		{"views cost nothing", 1, func(f compute.Function, x []compute.Value) []compute.Value {
			y := must(f.Transpose(must(f.Reverse(must(f.Slice(x[0], []int{1, 0}, []int{5, 8}, []int{1, 2})), 1)), 1, 0))
			return []compute.Value{must(f.Neg(y))}
		}},
		{"a group does not depend on itself", 3, func(f compute.Function, x []compute.Value) []compute.Value {
			// y and z have one shape and share x, but z needs y through a transpose.
			y := must(f.Exp(x[0]))
			back := must(f.Transpose(must(f.CumSum(must(f.Transpose(y, 1, 0)), 0, compute.CumSumOptions{})), 1, 0))
			return []compute.Value{must(f.Add(y, back))}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := build(t, b, []shapes.Shape{matrix, matrix, matrix}, c.build).(*wasm.Executable)
			if got := len(e.Steps()); got != c.steps {
				t.Errorf("%d steps, want %d:\n%s", got, c.steps, strings.Join(e.Steps(), "\n"))
			}
		})
	}
}
