package session

import (
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// TestTheRateOfAnArmChanges in all its seeds that are being trained, is kept, and is told a trainer
// that goes on from a checkpoint of before the change.
func TestTheRateOfAnArmChanges(t *testing.T) {
	s, h, _ := open(t, 4)
	s.Form.Experiment.Seeds = 2
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	for i, r := range s.Runs {
		begin(h.trainers[1+i], r)
	}
	first, other, second := s.Runs[0], s.Runs[1], s.Runs[2]
	if problem := s.ChangeRate(first.ID, "much"); !strings.Contains(problem, "Learning rate") {
		t.Errorf("a rate of \"much\": %q", problem)
	}
	if problem := s.ChangeRate(first.ID, "0.25"); problem != "" {
		t.Fatal(problem)
	}
	for _, r := range []*Run{first, second} {
		f := trainerOf(h, r)
		if got, ok := got[protocol.ChangeRate](f); !ok || got.Rate != 0.25 || got.Run != r.ID {
			t.Errorf("%s is told %+v", r.ID, got)
		}
	}
	if _, told := got[protocol.ChangeRate](trainerOf(h, other)); told {
		t.Error("another arm is told of it")
	}
	epoch(trainerOf(h, first), first, 1)
	trainerOf(h, first).handle(protocol.RateChanged{Run: first.ID, Epoch: 1.5, Seconds: 3, Rate: 0.25}, host.Attachments{})
	want := []record.RateChange{{Epoch: 1.5, Seconds: 3, Rate: 0.25}}
	if !slices.Equal(first.Changes, want) || first.CurrentRate() != 0.25 {
		t.Errorf("changes %v", first.Changes)
	}

	again, h2 := reopen(t, h.disk, 4)
	r := again.Runs[0]
	if !slices.Equal(r.Changes, want) {
		t.Errorf("at the next visit: changes %v", r.Changes)
	}
	if problem := again.ChangeRate(r.ID, "0.1"); problem == "" {
		t.Error("a run without a trainer takes a rate")
	}
	again.ResumeAll()
	f := trainerOf(h2, r)
	if change, ok := got[protocol.ChangeRate](f); !ok || change.Rate != 0.25 {
		t.Errorf("its new trainer is told %+v", change)
	}
	f.handle(protocol.RateChanged{Run: r.ID, Epoch: 1, Seconds: 1, Rate: 0.25}, host.Attachments{}) // where its checkpoint is
	if want := []record.RateChange{{Epoch: 1, Seconds: 1, Rate: 0.25}}; !slices.Equal(r.Changes, want) {
		t.Errorf("gone on from its checkpoint: changes %v", r.Changes)
	}
	finish(f, r, protocol.Finished, 7)
	if table := record.NewTable(again.Record(again.Rounds[0])); len(table[0].Cells) != 0 {
		t.Error("a run whose rate was changed counts")
	}
}
