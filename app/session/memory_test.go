package session

import (
	"os"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

// TestOutOfMemoryIsSaidInTheSameWords holds the start script to what the session listens for.
func TestOutOfMemoryIsSaidInTheSameWords(t *testing.T) {
	script, err := os.ReadFile("../../web/static/boot.js")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(script), `"`+protocol.OutOfMemory) {
		t.Errorf("boot.js does not say %q", protocol.OutOfMemory)
	}
}

// TestWhereMemoryRunsOutFewerRunsAreAlive has the growth of a trainer's memory fail while
// three are alive, and again: the runs wait and go on by themselves, one fewer at a time.
func TestWhereMemoryRunsOutFewerRunsAreAlive(t *testing.T) {
	s, h, _ := open(t, 3)
	s.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.Adam})
	for i := range 3 {
		begin(h.trainers[1+i], s.Runs[i])
	}
	checkpoint := epoch(h.trainers[3], s.Runs[2], 1)
	h.trainers[3].died(protocol.OutOfMemory + " Choose smaller images.")
	wantStatuses(t, s, Running, Running, Queued)
	if s.Runs[2].Failure != nil || h.disk.limit != 2 || !strings.Contains(s.Board.Notice, "not enough memory for 3 runs at a time. From now on it is 2") {
		t.Errorf("failure %+v, limit %d, notice %q", s.Runs[2].Failure, h.disk.limit, s.Board.Notice)
	}
	h.trainers[2].handle(protocol.Failed{Run: s.Runs[1].ID, Kind: protocol.NoMemory, Sentence: "There is not enough memory for this."}, host.Attachments{})
	wantStatuses(t, s, Running, Queued, Queued)
	if !h.trainers[2].closed || h.disk.limit != 1 {
		t.Errorf("the trainer that failed is closed: %v; limit %d", h.trainers[2].closed, h.disk.limit)
	}
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	wantStatuses(t, s, Finished, Starting, Queued)
	finish(h.trainers[4], s.Runs[1], protocol.Finished, 7)
	wantStatuses(t, s, Finished, Finished, Starting)
	if start, _ := got[protocol.Start](h.trainers[5]); !start.Resume || h.trainers[5].sent[1].files[0] != checkpoint {
		t.Error("the run that had a checkpoint does not go on from it")
	}
	// Alone it fails, and is told what would help.
	h.trainers[5].handle(protocol.Failed{Run: s.Runs[2].ID, Kind: protocol.NoMemory, Sentence: "There is not enough memory for this.", Cure: "Less."}, host.Attachments{})
	wantStatuses(t, s, Finished, Finished, Failed)
	if cure := s.Runs[2].Failure.Cure; !strings.Contains(cure, " would need less than ") || !strings.Contains(cure, "close other tabs") {
		t.Errorf("the cure is %q", cure)
	}
}

// TestATabThatWasEndedComesBackWithLess opens a page in a tab whose last one was ended while
// four runs trained.
func TestATabThatWasEndedComesBackWithLess(t *testing.T) {
	first, h, _ := open(t, 4)
	first.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.Nesterov, spec.Adam})
	if h.disk.noted != 4 {
		t.Fatalf("the tab knows of %d trainers", h.disk.noted)
	}
	h.disk.ended = 4
	s, again := reopen(t, h.disk, 4)
	if !strings.Contains(s.Board.Notice, "has ended this page while it trained") || !strings.Contains(s.Board.Notice, "had 4 runs at a time and now has 2") ||
		!strings.Contains(s.Board.Notice, "4 runs were interrupted") || s.Board.Glad {
		t.Errorf("notice %q", s.Board.Notice)
	}
	s.ResumeAll()
	wantStatuses(t, s, Starting, Starting, Queued, Queued)
	if again.disk.noted != 2 || again.disk.limit != 2 {
		t.Errorf("the tab knows of %d trainers, limit %d", again.disk.noted, again.disk.limit)
	}
	s.StopAll()
	if again.disk.noted != 0 {
		t.Error("the tab believes that runs train")
	}
	// A page that the visitor reloads says nothing, and keeps to the limit.
	again.disk.ended = 0
	s, _ = reopen(t, h.disk, 4)
	if strings.Contains(s.Board.Notice, "has ended this page") || s.atOnce != 2 {
		t.Errorf("notice %q, limit %d", s.Board.Notice, s.atOnce)
	}
}

// TestWhatDoesNotFitSaysWhatWould sets up VGG19 on machines of more and less memory.
func TestWhatDoesNotFitSaysWhatWould(t *testing.T) {
	for _, c := range []struct {
		memory        int64
		size          string
		want, reduced string
	}{
		{4e9, "224", "", ""},
		{700e6, "224", "has about 700.0 MB for all of the page's runs. Photos of ", ""},
		{700e6, "224", "or the head alone", ""},
		{100e6, "224", "Nothing smaller fits either", ""},
		{400e6, "96", "", "so it starts with the head alone"},
	} {
		h := &fakeHost{disk: newDisk(), memory: c.memory}
		s := New(h, 2)
		s.Open()
		s.Form.ChooseModel(spec.VGG19)
		if c.reduced != "" {
			if got := s.Reduced(); !strings.Contains(got, c.reduced) || s.Form.Experiment.Shared.Train != spec.TrainHead || s.Form.SharedChanged() {
				t.Errorf("%d MB: %q, changed %v", c.memory/1e6, got, s.Form.SharedChanged())
			}
			if !strings.Contains(s.Form.Link(), "train=head") {
				t.Errorf("a link to it is %q", s.Form.Link())
			}
		}
		s.Form.Edit(form.Field{Key: spec.KeyTrain}, string(spec.TrainBlock5))
		s.Form.Edit(form.Field{Key: spec.KeyImageSize}, c.size)
		if c.reduced != "" {
			continue
		}
		if got := s.TooLarge(); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%d MB, %s px: %q, want %q", c.memory/1e6, c.size, got, c.want)
		}
	}
}
