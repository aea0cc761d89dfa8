package session

import (
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

func TestStillLearning(t *testing.T) {
	tests := []struct {
		name   string
		reason protocol.Reason
		losses []float64 // the first before the first step
		want   bool
	}{
		{"falls to the end", protocol.Finished, []float64{0.70, 0.69, 0.67, 0.66, 0.64, 0.62}, true},
		{"has levelled out", protocol.Finished, []float64{0.70, 0.60, 0.512, 0.511, 0.510, 0.510}, false},
		{"rises again", protocol.Finished, []float64{0.70, 0.60, 0.52, 0.50, 0.55, 0.60}, false},
		{"two epochs of Adam from the start", protocol.Finished, []float64{0.72, 0.6765, 0.6701}, true},
		{"one epoch", protocol.Finished, []float64{0.70, 0.66}, true},
		{"one epoch, nothing learned", protocol.Finished, []float64{0.693, 0.692}, false},
		{"one epoch of which the start is not known", protocol.Finished, []float64{0.66}, false},
		{"ended by the visitor", protocol.Stopped, []float64{0.70, 0.69, 0.67, 0.66, 0.64, 0.62}, false},
	}
	for _, test := range tests {
		r := &Run{Result: &protocol.Done{Reason: test.reason}}
		for i, loss := range test.losses {
			r.Valid.add(float64(i), 0, loss, 0.5)
		}
		if got := r.StillLearning(); got != test.want {
			t.Errorf("%s: still learning is %v, want %v", test.name, got, test.want)
		}
	}
	if (&Run{}).StillLearning() {
		t.Error("a run that is not tested is said to learn still")
	}
}

// TestTrainMore: where a method still learns, the round's set-up begins again with twice the
// epochs, all its methods side by side, whatever the form has become.
func TestTrainMore(t *testing.T) {
	s, h, _ := open(t, 2)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	epochs := s.Latest().Shared().Epochs
	for i, late := range []float64{0.5, 0.7} {
		begin(h.trainers[1+i], s.Runs[i])
		h.trainers[1+i].handle(protocol.StartPoint{Run: s.Runs[i].ID, ValidationLoss: 0.7}, host.Attachments{})
		h.trainers[1+i].handle(protocol.EpochPoint{Run: s.Runs[i].ID, Epoch: 1, ValidationLoss: late}, host.Attachments{})
		if _, ok := s.More(); ok {
			t.Fatal("more epochs are offered while runs are under way")
		}
		finish(h.trainers[1+i], s.Runs[i], protocol.Finished, 7)
	}
	offer, ok := s.More()
	if !ok || offer.Epochs != 2*epochs || offer.Arms != 2 || offer.Learning != 1 {
		t.Fatalf("offered %+v, %v", offer, ok)
	}
	s.Form.SetArmRate(spec.SGD, 0, 0.5)
	s.TrainMore()
	if len(s.Rounds) != 2 || len(s.Runs) != 4 {
		t.Fatalf("%d rounds with %d runs, want a second round of two", len(s.Rounds), len(s.Runs))
	}
	for i, r := range s.Runs[2:] {
		want := s.Runs[i].Spec
		want.Epochs = 2 * epochs
		if r.Spec != want {
			t.Errorf("run %s is of %+v, want %+v", r.ID, r.Spec, want)
		}
	}
	if s.Latest().Shared().Epochs != 2*epochs || s.Rounds[0].Shared().Epochs != epochs {
		t.Error("the rounds' epochs are not those of their runs")
	}
	if _, ok := s.More(); ok {
		t.Error("more epochs are offered of a round that has just begun")
	}
}
