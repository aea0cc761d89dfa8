package wasm_test

import (
	"math"
	"testing"

	"pawgrad/wasm"
	"pawgrad/wasm/bench/workload"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

func newBackend(t testing.TB, config string) *wasm.Backend {
	t.Helper()
	b, err := wasm.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Finalize)
	return b
}

// losses trains for some steps and returns the loss of each.
func losses(t *testing.T, b compute.Backend, opt optimizer.Interface, steps int) []float32 {
	t.Helper()
	training, err := workload.Tiny.Net().Train(b, opt, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer training.Store.Finalize()
	var out []float32
	for range steps {
		l, err := training.Step()
		if err != nil {
			t.Fatalf("%+v", err)
		}
		out = append(out, l)
	}
	return out
}

// TestTraining trains the same network from the same seed here and on GoMLX's Go backend, dropout and all.
func TestTraining(t *testing.T) {
	reference := goBackend()
	for name, opt := range map[string]func() optimizer.Interface{
		"sgd": func() optimizer.Interface {
			return optimizer.StochasticGradientDescent().WithDecay(false).WithLearningRate(0.05).Done()
		},
		"adam":    func() optimizer.Interface { return optimizer.Adam().LearningRate(1e-3).Done() },
		"rmsprop": func() optimizer.Interface { return optimizer.RMSProp().LearningRate(1e-3).Done() },
	} {
		t.Run(name, func(t *testing.T) {
			const steps = 8
			got := losses(t, newBackend(t, ""), opt(), steps)
			want := losses(t, reference, opt(), steps)
			for i := range want {
				if math.Abs(float64(got[i]-want[i])) > 1e-4*(1+math.Abs(float64(want[i]))) {
					t.Errorf("loss of step %d is %v, the Go backend has %v", i, got[i], want[i])
				}
			}
			if got[0] == got[steps-1] {
				t.Error("the loss does not move")
			}
		})
	}
}
