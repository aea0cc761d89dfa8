package train

import (
	"math"
	"slices"
	"testing"

	"pawgrad/nn/spec"
)

// TestNormsOfAStep compares the norms of a step with the weights before and after it,
// and for plain descent with each other.
func TestNormsOfAStep(t *testing.T) {
	set := newBlobs(4, 2, 2)
	var first []float32 // of the first batch, on which all but GD step from the same weights
	for _, m := range spec.Methods {
		tr := begin(t, smallRun(m.ID), set)
		if layers := tr.Layers(); !slices.Equal(layers, []string{"conv1", "conv2", "conv3", "conv4", "dense1", "dense2"}) {
			t.Fatalf("layers %v", layers)
		}
		before := weightsOf(t, tr)
		point := next(t, tr, 1).Point
		if m.FullBatch { // the one step comes with the epoch's last batch
			for point.GradientNorms == nil {
				point = next(t, tr, 1).Point
			}
		}
		after := weightsOf(t, tr)
		if len(point.GradientNorms) != 6 || len(point.UpdateNorms) != 6 {
			t.Fatalf("%s: norms %v and %v", m.Name, point.GradientNorms, point.UpdateNorms)
		}
		if first == nil && !m.FullBatch {
			first = point.GradientNorms
		}
		if !m.FullBatch && !slices.Equal(point.GradientNorms, first) {
			t.Errorf("%s: gradient norms %v, other methods' %v", m.Name, point.GradientNorms, first)
		}
		for layer := range 6 {
			sum := 0.0
			for _, i := range []int{2 * layer, 2*layer + 1} { // kernel and bias
				for k, x := range after[i].Data {
					d := float64(x) - float64(before[i].Data[k])
					sum += d * d
				}
			}
			got, want := float64(point.UpdateNorms[layer]), math.Sqrt(sum)
			if math.Abs(got-want) > 1e-4*want || want == 0 {
				t.Errorf("%s, layer %d: the step's norm is %g, the weights changed by %g", m.Name, layer, got, want)
			}
			descends := m.ID == spec.GD || m.ID == spec.SGD || m.ID == spec.Momentum || m.ID == spec.Nesterov
			if byRate := point.LearningRate * float64(point.GradientNorms[layer]); descends && math.Abs(got-byRate) > 1e-3*byRate {
				t.Errorf("%s, layer %d: first step of %g, rate times gradient %g", m.Name, layer, got, byRate)
			}
		}
	}
}
