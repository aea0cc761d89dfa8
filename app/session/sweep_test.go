package session

import (
	"math"
	"slices"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

func TestSweep(t *testing.T) {
	s, h, _ := open(t, 20)
	h.memory = 1 << 50
	s.Start([]spec.MethodID{spec.SGD})
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	s.Form.Choose(spec.Momentum, false)
	for _, id := range []spec.MethodID{spec.Nesterov, spec.Adagrad, spec.RMSprop} {
		s.Form.Choose(id, false)
	}
	if !s.StartSweep() {
		t.Fatal(s.Board.Notice)
	}
	if n := len(s.Runs); n != 11 {
		t.Fatalf("%d runs, want the one before and two methods at five rates", n)
	}
	if !s.Current(s.Runs[0]) || s.Runs[0].Hidden || s.Current(s.Runs[1]) {
		t.Error("the sweep has taken the place of the round before it")
	}
	for i, r := range s.Runs[1:] {
		f := h.trainers[2+i]
		begin(f, r)
		if r.Spec.Method == spec.Adam && r.Spec.Hyper.LearningRate > 0.002 {
			f.handle(protocol.Failed{Run: r.ID, Kind: protocol.Diverged, Sentence: "It became infinite."}, host.Attachments{})
			continue
		}
		// The further from 0.01, in orders of magnitude, the higher the loss.
		loss := 0.5 + math.Abs(math.Log10(r.Spec.Hyper.LearningRate/0.01))
		f.handle(protocol.EpochPoint{Run: r.ID, Epoch: 2, ValidationLoss: loss}, host.Attachments{})
		if _, over := s.Swept(); over {
			t.Error("the sweep is over too soon")
		}
		finish(f, r, protocol.Finished, 5)
	}
	found, over := s.Swept()
	if !over || len(found) != 2 || found[0].Method.ID != spec.SGD || found[1].Method.ID != spec.Adam {
		t.Fatalf("over %v, found %+v", over, found)
	}
	if want := []float64{0.01, 0.03, 0.1, 0.3, 1}; !slices.Equal(found[0].Rate, want) || found[0].Best != 0.01 {
		t.Errorf("SGD was tried at %v, best %g", found[0].Rate, found[0].Best)
	}
	if adam := found[1]; adam.Best != 0.0015 || !math.IsInf(adam.Loss[4], 1) {
		t.Errorf("Adam: %+v", adam)
	}
	s.UseSwept()
	if got := s.Form.Text(form.Field{Method: spec.SGD, Key: spec.KeyLearningRate}); got != "0.01" {
		t.Errorf("the form shows %s", got)
	}
	if e := s.Form.Experiment; e.Hyper[spec.Adam].LearningRate != 0.0015 || e.Hyper[spec.Momentum] != spec.FirstExperimentFor(spec.CNN).Hyper[spec.Momentum] {
		t.Errorf("the form holds %+v", e.Hyper)
	}
	// The next run joins the comparison before the sweep, one of a method that is there
	// already begins another.
	s.Start([]spec.MethodID{spec.Adam})
	if latest := s.Latest(); latest.Number != 1 {
		t.Errorf("Adam joins round %d", latest.Number)
	}
	s.Start([]spec.MethodID{spec.SGD})
	if latest := s.Latest(); latest.Number != 3 || len(latest.Parts) != 1 {
		t.Errorf("the latest round is %+v", latest)
	}
}
