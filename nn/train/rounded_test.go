package train

import (
	"math"
	"slices"
	"testing"

	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// TestWhatIsTestedIsWhatIsKept: the test's answers are those of the model that the run leaves, whose kernels are rounded.
func TestWhatIsTestedIsWhatIsKept(t *testing.T) {
	set := newBlobs(4, 2, 2)
	tr := begin(t, smallRun(spec.Adam), set)
	var result *Result
	for !tr.Done() {
		result = next(t, tr, 1).Result
	}
	m, err := tr.Model()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range m.Weights {
		if !slices.Equal(w.Rounded().Data, w.Data) {
			t.Errorf("%s is not rounded", w.Name)
		}
	}
	p, err := model.NewPredictor(backend(t), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for i, image := range result.Test.Indexes {
		answer, err := p.Logits(set.pixels[image])
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(answer[0]-result.Test.Logits[i])) > 1e-6 {
			t.Errorf("photo %d: tested as %g, the model says %g", image, result.Test.Logits[i], answer[0])
		}
	}
}
