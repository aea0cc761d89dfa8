package session

import (
	"reflect"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

// TestASavedExperimentGoesOnElsewhere saves an experiment in the middle and opens it on
// another machine, where the photos come only after it.
func TestASavedExperimentGoesOnElsewhere(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Form.Edit(form.Field{Key: spec.KeySeeds}, "2")
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	begin(h.trainers[1], s.Runs[0])
	epoch(h.trainers[1], s.Runs[0], 1)
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	begin(h.trainers[2], s.Runs[1])
	epoch(h.trainers[2], s.Runs[1], 1)
	saved, err := record.Encode(s.Record(s.Rounds[0]))
	if err != nil {
		t.Fatal(err)
	}

	h2 := &fakeHost{disk: newDisk(), memory: 4e9}
	other := New(h2, 1)
	other.Open()
	other.OpenExperiment(&content{"saved.json", saved})
	wantStatuses(t, other, Finished, Paused, Paused, Paused)
	if !strings.Contains(other.Board.Notice, "3 of them are not finished") || !strings.Contains(other.Board.Notice, "load the image set") {
		t.Errorf("notice %q", other.Board.Notice)
	}
	if !reflect.DeepEqual(other.Runs[0].Result, s.Runs[0].Result) || !reflect.DeepEqual(other.Rounds[0].Parts, s.Rounds[0].Parts) {
		t.Errorf("the finished run came as %+v of %+v", other.Runs[0], other.Rounds[0])
	}
	other.ResumeAll()
	wantStatuses(t, other, Finished, Queued, Queued, Queued)
	other.Images.UseSitePack(sitePack)
	h2.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	wantStatuses(t, other, Finished, Starting, Queued, Queued)
	if start, _ := got[protocol.Start](h2.trainers[1]); start.Resume || start.Spec != s.Runs[1].Spec {
		t.Errorf("without a checkpoint it goes on from one: %+v", start)
	}
	if n := len(h2.disk.folders[other.Rounds[0].place.Folder]); n != 4 {
		t.Errorf("%d records of the opened experiment are kept, want 4", n)
	}
}

func TestAnExperimentThatCannotBeOpened(t *testing.T) {
	s, _, _ := open(t, 1)
	s.OpenExperiment(&content{"letter.json", []byte("Dear Sir or Madam")})
	if len(s.Runs) > 0 || !strings.Contains(s.Board.Notice, "letter.json cannot be opened") {
		t.Errorf("%d runs, notice %q", len(s.Runs), s.Board.Notice)
	}
}

// TestAnExperimentBroughtEarlyWaits brings a file while earlier visits' rounds are still
// being read.
func TestAnExperimentBroughtEarlyWaits(t *testing.T) {
	first, _, _ := open(t, 1)
	first.Start([]spec.MethodID{spec.SGD})
	saved, err := record.Encode(first.Record(first.Rounds[0]))
	if err != nil {
		t.Fatal(err)
	}
	h := &fakeHost{disk: newDisk(), memory: 4e9}
	s := New(h, 1)
	s.OpenExperiment(&content{"saved.json", saved})
	if len(s.Runs) > 0 || s.Board.Notice != "" {
		t.Fatalf("%d runs before the page has opened, notice %q", len(s.Runs), s.Board.Notice)
	}
	s.Open()
	wantStatuses(t, s, Paused)
	if !s.Board.Glad || !strings.Contains(s.Board.Notice, "is open") {
		t.Errorf("notice %q, glad %v", s.Board.Notice, s.Board.Glad)
	}
}
