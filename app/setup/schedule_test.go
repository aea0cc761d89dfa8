package setup

import (
	"math"
	"testing"

	"pawgrad/nn/spec"
)

func TestCourseOfARate(t *testing.T) {
	r := spec.DefaultRun(spec.SGD)
	r.Epochs, r.StepEvery, r.StepFactor = 10, 5, 0.5
	for _, c := range []struct {
		schedule           spec.Schedule
		warmup             float64
		first, middle, end float64
		text               string
	}{
		{spec.Constant, 0, 1, 1, 1, "Over 10 epochs the rate stays as it is."},
		{spec.Cosine, 0, 1, 0.5, 0, "Over 10 epochs the rate falls along half a cosine to zero."},
		{spec.Step, 0, 1, 0.5, 0.5, "Over 10 epochs the rate is multiplied by 0.5 every 5 epochs."},
		{spec.Constant, 5, 0, 1, 1, "Over 10 epochs the rate rises for 5 epochs, then stays as it is."},
	} {
		r.Schedule, r.Warmup = c.schedule, c.warmup
		got := course(r)
		if math.Abs(got[0]-c.first) > 1e-6 || math.Abs(got[len(got)/2]-c.middle) > 1e-6 || math.Abs(got[len(got)-1]-c.end) > 1e-6 {
			t.Errorf("%s after %g epochs of warm-up: %v", c.schedule, c.warmup, got)
		}
		if text := courseText(r); text != c.text {
			t.Errorf("%q, want %q", text, c.text)
		}
	}
}
