package train

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pawgrad/nn/spec"
)

// TestDiverges trains with a rate that blows up, and keeps what was before.
func TestDiverges(t *testing.T) {
	run := smallRun(spec.SGD)
	run.Hyper.LearningRate, run.Epochs = 100, 20
	tr := begin(t, run, newBlobs(4, 2, 2))
	var err error
	for err == nil && !tr.Done() {
		_, err = tr.Next()
	}
	var d *Diverged
	if !errors.As(err, &d) || d.Try != 10 || d.Rate != 100 || d.Method != "SGD" {
		t.Fatalf("error %v, want a Diverged that suggests 10", err)
	}
	if !strings.Contains(err.Error(), "the learning rate 100 is too large for SGD. Try 10.") {
		t.Errorf("the sentence is %q", err)
	}
	if !tr.Done() {
		t.Error("the run goes on")
	}
	if _, again := tr.Next(); again != err {
		t.Errorf("asked again it says %v", again)
	}
	m, err := tr.Model()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range m.Weights {
		for _, x := range w.Data {
			if x != x || math.IsInf(float64(x), 0) {
				t.Fatalf("%s keeps %g", w.Name, x)
			}
		}
	}
	if _, err := tr.Snapshot(); err == nil {
		t.Error("a failed run gave a snapshot")
	}
}

func TestDivergedSentences(t *testing.T) {
	run := spec.FirstRunOf(spec.CNN, spec.Momentum)
	run.Hyper.LearningRate = 0.4
	cases := map[float64]string{
		math.NaN():  "The loss stopped being a number at step 12: the learning rate 0.4 is too large for Momentum. Try 0.04.",
		math.Inf(1): "The loss became infinite at step 12: the learning rate 0.4 is too large for Momentum. Try 0.04.",
		12345678:    "The loss grew to 1.23e+07 at step 12: the learning rate 0.4 is too large for Momentum. Try 0.04.",
	}
	for loss, want := range cases {
		if err := diverged(run, 12, loss); err == nil || err.Error() != want {
			t.Errorf("loss %g: %v, want %q", loss, err, want)
		}
	}
	if err := diverged(run, 12, 100); err != nil {
		t.Errorf("a loss of 100 is hopeless: %v", err)
	}
}

func TestOneClassWarning(t *testing.T) {
	e := Evaluation{Labels: make([]int, fewestForWarning), Probabilities: make([]float32, fewestForWarning)}
	if got := oneClass(e, []string{"cat", "dog"}); !strings.Contains(got, `all 20 validation photos "cat"`) {
		t.Errorf("warning %q", got)
	}
	e.Probabilities[3] = 0.9
	if got := oneClass(e, []string{"cat", "dog"}); got != "" {
		t.Errorf("warning %q for a network that calls both", got)
	}
}
