package train

import (
	"math"
	"reflect"
	"testing"

	"pawgrad/nn/spec"
)

// TestTheRateChangesWhileItTrains changes it within an epoch of a falling rate: the steps after it
// have the new one's course, and a run that goes on from a snapshot has the same.
func TestTheRateChangesWhileItTrains(t *testing.T) {
	run := smallRun(spec.SGD)
	run.Epochs, run.Schedule = 2, spec.Cosine
	set := newBlobs(6, 2, 2)
	tr := begin(t, run, set)
	next(t, tr, 1)
	for _, bad := range []float64{0, -1, math.NaN(), 1000} {
		if _, changed, err := tr.ChangeRate(bad); err == nil || changed {
			t.Errorf("a rate of %g is taken", bad)
		}
	}
	c, changed, err := tr.ChangeRate(0.5)
	if want := (RateChange{1.0 / 3, 0.5}); c != want || !changed || err != nil {
		t.Fatalf("%+v, %v, %v; want %+v", c, changed, err, want)
	}
	if _, changed, _ := tr.ChangeRate(0.5); changed {
		t.Error("the same rate is a change")
	}
	saved, err := tr.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	other, err := Restore(backend(t), set, Pretrained{}, saved)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	fast := run
	fast.Hyper.LearningRate = 0.5
	for range 2 {
		e, same := next(t, tr, 1), next(t, other, 1)
		if want := fast.Rate(e.Point.Epoch-1.0/3, 1.0/3); math.Abs(e.Point.LearningRate-want) > 1e-12 {
			t.Errorf("at epoch %g the rate is %g, want %g", e.Point.Epoch, e.Point.LearningRate, want)
		}
		if !reflect.DeepEqual(e, same) {
			t.Errorf("resumed: %+v, without a break %+v", same, e)
		}
	}
	if tr.Run() != run {
		t.Error("the run's own settings have changed")
	}
}
