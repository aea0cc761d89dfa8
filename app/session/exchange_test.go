package session

import (
	"fmt"
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
	other.OpenExperiments([]host.Blob{&content{"saved.json", saved}})
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
	s.OpenExperiments([]host.Blob{&content{"letter.json", []byte("Dear Sir or Madam")}})
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
	s.OpenExperiments([]host.Blob{&content{"saved.json", saved}})
	if len(s.Runs) > 0 || s.Board.Notice != "" {
		t.Fatalf("%d runs before the page has opened, notice %q", len(s.Runs), s.Board.Notice)
	}
	s.Open()
	wantStatuses(t, s, Paused)
	if !s.Board.Glad || !strings.Contains(s.Board.Notice, "is open") {
		t.Errorf("notice %q, glad %v", s.Board.Notice, s.Board.Glad)
	}
}

// slicedHost gives the page its turn when a test says so.
type slicedHost struct {
	*fakeHost
	next []func()
}

func (h *slicedHost) Soon(f func()) { h.next = append(h.next, f) }

// manyRuns is an experiment of a method with many seeds, of which the first are tested.
func manyRuns(runs, finished int) record.Round {
	part := spec.FirstExperimentFor(spec.CNN)
	part.Methods, part.Seeds = []spec.MethodID{spec.SGD}, runs
	e := record.Round{ID: "many", Name: "Many", Kind: record.Comparison, Parts: []spec.Experiment{part}, Set: record.Set{DataLoaded: loadedSet("Bundled")}}
	for i, run := range part.Runs() {
		r := record.Run{ID: fmt.Sprint("run", i+1), Spec: run, Status: record.Unfinished}
		if i < finished {
			r.Status = record.Finished
			r.Epochs = []protocol.EpochPoint{{Epoch: 1, ValidationAccuracy: 0.5}}
			r.Result = &protocol.Done{Reason: protocol.Finished, Epochs: 10, Test: protocol.Evaluation{
				Accuracy: 1, Indexes: []int{1, 2}, Labels: []int{0, 1}, Probabilities: []float32{0.1, 0.9}}}
		}
		e.Runs = append(e.Runs, r)
	}
	return e
}

// TestManyRunsOpenInSlices opens 10,000 runs: the page has its turn every few of them, and
// sees all or none; what is begun meanwhile is the later round.
func TestManyRunsOpenInSlices(t *testing.T) {
	h := &slicedHost{fakeHost: &fakeHost{disk: newDisk(), memory: 4e9}}
	s := New(h, 1)
	s.Form.Experiment = spec.FirstExperimentFor(spec.CNN)
	s.Open()
	s.Images.UseSitePack(sitePack)
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	const runs, finished = 10_000, 3_000
	saved, err := record.Encode(manyRuns(runs, finished))
	if err != nil {
		t.Fatal(err)
	}
	s.OpenExperiments([]host.Blob{&content{"saved.json", saved}})
	turns := 0
	for ; len(h.next) > 0 && len(s.Rounds) == 0; turns++ {
		if len(s.Runs) > 0 {
			t.Fatalf("after %d turns %d runs are there without their round", turns, len(s.Runs))
		}
		if turns == 3 {
			s.Start([]spec.MethodID{spec.Adam})
			break
		}
		next := h.next
		h.next = nil
		for _, f := range next {
			f()
		}
	}
	mine := s.Rounds[0]
	for ; len(h.next) > 0; turns++ {
		next := h.next
		h.next = nil
		for _, f := range next {
			f()
		}
	}
	if want := 2 * runs / sliceRuns; turns < want-2 { // made, then kept
		t.Errorf("the page had %d turns, want %d", turns, want)
	}
	if len(s.Runs) != runs+1 || len(s.Rounds) != 2 || s.Rounds[1] != mine || s.Latest() != mine || s.Runs[runs].Round != mine.Number {
		t.Fatalf("%d runs of %d rounds, the latest %+v", len(s.Runs), len(s.Rounds), s.Latest())
	}
	if r := s.Runs[0]; !r.Hidden || r.graded == nil || r.Status != Finished || s.Runs[runs-1].Status != Paused {
		t.Errorf("the first run is %+v", r)
	}
	if n := len(h.disk.folders[s.Rounds[0].place.Folder]); n != runs {
		t.Errorf("%d records are kept", n)
	}
	again, _ := reopen(t, h.disk, 1)
	if len(again.Runs) != runs+1 || again.Count(func(st Status) bool { return st == Finished }) != finished {
		t.Errorf("%d runs come back", len(again.Runs))
	}
}

// huge is a file of which only the size may be looked at.
type huge struct{ file }

func (h *huge) Size() int64 { return record.MaxBytes + 1 }

// TestAFileIsWeighedBeforeItIsRead brings one that would fill the memory.
func TestAFileIsWeighedBeforeItIsRead(t *testing.T) {
	s, _, _ := open(t, 1)
	s.OpenExperiments([]host.Blob{&huge{file{"huge.json"}}}) // to read it would panic
	if !strings.Contains(s.Board.Notice, "huge.json cannot be opened. It is larger than any experiment") {
		t.Errorf("notice %q", s.Board.Notice)
	}
}

// TestManyRunsAreStoppedTogether stops those that wait, without looking for the next to
// start after each.
func TestManyRunsAreStoppedTogether(t *testing.T) {
	s, h, _ := open(t, 1)
	s.open(manyRuns(1000, 0), func() {})
	s.ResumeAll()
	trainers := len(h.trainers)
	s.StopAll()
	if s.Unfinished() > 0 || len(h.trainers) != trainers {
		t.Errorf("%d runs are left, %d trainers were started", s.Unfinished(), len(h.trainers)-trainers)
	}
}

// TestExperimentsOfAClassOpenAsOne opens three files together: two seats' that fit, and a
// letter, which is named.
func TestExperimentsOfAClassOpenAsOne(t *testing.T) {
	seat := func(seed string) host.Blob {
		s, h, _ := open(t, 2)
		s.Form.Edit(form.Field{Key: spec.KeySeed}, seed)
		s.Start([]spec.MethodID{spec.SGD, spec.Adam})
		for i, r := range s.Runs {
			begin(h.trainers[1+i], r)
			finish(h.trainers[1+i], r, protocol.Finished, 6+i)
		}
		saved, err := record.Encode(s.Record(s.Rounds[0]))
		if err != nil {
			t.Fatal(err)
		}
		return &content{"seat" + seed + ".json", saved}
	}
	files := []host.Blob{seat("1"), &content{"letter.json", []byte("Dear Sir or Madam")}, seat("2")}
	h := &fakeHost{disk: newDisk(), memory: 4e9}
	s := New(h, 1)
	s.OpenExperiments(files) // before earlier visits' rounds are there
	s.Open()
	wantStatuses(t, s, Finished, Finished, Finished, Finished)
	if len(s.Rounds) != 1 || s.Rounds[0].Parts[0].Seeds != 2 {
		t.Errorf("%d rounds; the part has %d seeds", len(s.Rounds), s.Rounds[0].Parts[0].Seeds)
	}
	if n := s.Board.Notice; !strings.Contains(n, "2 experiments are open as one: 4 runs.") || !strings.Contains(n, "letter.json: It is no experiment") {
		t.Errorf("notice %q", n)
	}
	s.OpenExperiments([]host.Blob{files[1], files[1]})
	if n := s.Board.Notice; len(s.Rounds) != 1 || !strings.Contains(n, "None of the experiments") {
		t.Errorf("two letters: notice %q", n)
	}
}
