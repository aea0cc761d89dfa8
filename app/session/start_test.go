package session

import (
	"reflect"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// TestCurvesBeginBeforeTheFirstStep: the validation curve has a point at epoch 0, which a
// record keeps; one of before there was such a point opens without.
func TestCurvesBeginBeforeTheFirstStep(t *testing.T) {
	r := &Run{ID: "run1", Spec: spec.DefaultRun(spec.SGD), Status: Running}
	r.Apply(protocol.StartPoint{Run: r.ID, ValidationLoss: 0.75, ValidationAccuracy: 0.5}, host.Attachments{})
	r.Apply(protocol.StepPoint{Run: r.ID, Step: 10, Epoch: 0.5, Seconds: 1, Loss: 0.7}, host.Attachments{})
	r.Apply(protocol.EpochPoint{Run: r.ID, Epoch: 1, Seconds: 2, ValidationLoss: 0.625, ValidationAccuracy: 0.625}, host.Attachments{})
	want := Curve{Epoch: []float64{0, 1}, Seconds: []float64{0, 2}, Loss: []float64{0.75, 0.625}, Accuracy: []float64{0.5, 0.625}}
	if !reflect.DeepEqual(r.Valid, want) {
		t.Errorf("the curve is %+v, want %+v", r.Valid, want)
	}
	o := r.Record()
	if got := recorded(o); !reflect.DeepEqual(got.Valid, want) || !reflect.DeepEqual(got.Start, r.Start) {
		t.Errorf("read back it is %+v with start %+v", got.Valid, got.Start)
	}
	o.Start = nil
	if got := recorded(o).Valid; !reflect.DeepEqual(got.Epoch, []float64{1}) {
		t.Errorf("an older record has the epochs %v, want the first", got.Epoch)
	}
	// A new start, as of a run whose checkpoint is lost, begins the curve anew.
	r.Apply(protocol.StartPoint{Run: r.ID, ValidationLoss: 0.75, ValidationAccuracy: 0.5}, host.Attachments{})
	if r.Valid.Len() != 1 {
		t.Errorf("started again it has %d points, want 1", r.Valid.Len())
	}
	if found, over := r.trial(); over {
		t.Errorf("a search for rates takes the start for a result: %+v", found)
	}
}
