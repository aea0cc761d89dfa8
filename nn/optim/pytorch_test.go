package optim

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"pawgrad/nn/spec"
)

// TestAsPyTorch follows what PyTorch's optimizers did with decay, clipping and warm-up; see
// testdata/pytorch.py. PyTorch's ε stands outside the root: here it is too small to matter.
func TestAsPyTorch(t *testing.T) {
	text, err := os.ReadFile("testdata/pytorch.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		A, C, Start []float32
		Cases       []struct {
			Name                                                string
			Method                                              spec.MethodID
			Rate, Gamma, Rho, Beta1, Beta2, Decay, Clip, Warmup float64
			Form                                                spec.DecayForm
			Path                                                [][]float64
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 {
		t.Fatal("no case")
	}
	for _, c := range file.Cases {
		run := spec.Run{
			Method: c.Method,
			Hyper: spec.Hyper{
				LearningRate: c.Rate, Gamma: c.Gamma, Rho: c.Rho, Beta1: c.Beta1, Beta2: c.Beta2,
				Epsilon: 1e-16, BiasCorrection: true,
			},
			WeightDecay: c.Decay, DecayForm: c.Form, Clip: c.Clip, Warmup: c.Warmup,
		}
		b := newBowlOf(t, run, file.Start)
		for step, want := range c.Path {
			// Steps stand for epochs here, so that the warm-up is over so many steps.
			if err := b.opt.SetLearningRate(b.store, run.Rate(float64(step), 1)); err != nil {
				t.Fatal(err)
			}
			for i, got := range b.next(file.A, file.C) {
				if math.Abs(float64(got)-want[i]) > 3e-6*(1+math.Abs(want[i])) {
					t.Errorf("%s, step %d: θ[%d] = %.7f, PyTorch has %.7f", c.Name, step+1, i, got, want[i])
				}
			}
		}
	}
}
