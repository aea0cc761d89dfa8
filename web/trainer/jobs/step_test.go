//go:build !js

package jobs

import (
	"math"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"

	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
)

// TestStepsOnTheEngine compares the losses of the first steps on the engine with those on
// GoMLX's own backend, for methods of each kind and what can be done to its steps: decay in both
// forms, clipping, warm-up, and no dropout, whose state the step then does not read.
func TestStepsOnTheEngine(t *testing.T) {
	content := packBytes(t, 12, 4, 4)
	other, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []spec.MethodID{spec.GD, spec.SGD, spec.Momentum, spec.Adam} {
		run := smallRun(id)
		run.Warmup, run.Clip, run.WeightDecay, run.DecayForm, run.Dropout = 1, 0.5, 0.1, spec.Decoupled, 0
		if id == spec.GD || id == spec.Momentum {
			run.DecayForm, run.Dropout = spec.L2, 0.25
		}
		losses := func(backend compute.Backend) (list []float64) {
			set, err := pack.Open(inMemory(content), int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			trainer, err := train.New(backend, run, source{set}, train.Pretrained{})
			if err != nil {
				t.Fatal(err)
			}
			defer trainer.Close()
			for !trainer.Done() {
				event, err := trainer.Next()
				if err != nil {
					t.Fatal(err)
				}
				if event.Point != nil {
					list = append(list, event.Point.Loss)
				}
				if event.EpochPoint != nil {
					list = append(list, event.EpochPoint.ValidationLoss)
				}
			}
			return list
		}
		got, want := losses(newTrainer(t).trainer.backend), losses(other)
		if len(got) != len(want) || len(want) < 3 {
			t.Fatalf("%s: %d losses on the engine, %d on GoMLX's backend", id, len(got), len(want))
		}
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-4*(1+want[i]) {
				t.Errorf("%s, loss %d: %.6f on the engine, %.6f on GoMLX's backend", id, i, got[i], want[i])
			}
		}
	}
}
