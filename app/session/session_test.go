package session

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/app/session/images"
	"pawgrad/nn/spec"
)

func TestStartNeedsASetAMethodAndGoodFields(t *testing.T) {
	lr := form.Field{Method: spec.Adam, Key: spec.KeyLearningRate}
	cases := []struct {
		name    string
		prepare func(s *Session)
		methods []spec.MethodID
		want    string
	}{
		{"no method", func(*Session) {}, nil, "No method"},
		{"bad rate", func(s *Session) { s.Form.Edit(lr, "fast") }, []spec.MethodID{spec.Adam}, "Adam: Learning rate"},
		{"bad rate of another method", func(s *Session) { s.Form.Edit(lr, "fast") }, []spec.MethodID{spec.SGD}, ""},
		{"bad epochs", func(s *Session) { s.Form.Edit(form.Field{Key: spec.KeyEpochs}, "0") }, []spec.MethodID{spec.SGD}, "Epochs"},
		{"set failed", func(s *Session) { s.Images.Set = nil; s.Images.Fail("It is torn.") }, []spec.MethodID{spec.SGD}, "It is torn."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, _, _ := open(t, 2)
			c.prepare(s)
			if started := s.Start(c.methods); started != (c.want == "") {
				t.Errorf("Start returned %v", started)
			}
			if !strings.Contains(s.Board.Notice, c.want) {
				t.Errorf("notice %q, want one with %q", s.Board.Notice, c.want)
			}
		})
	}
}

func TestAnEarlyStartWaitsForThePhotos(t *testing.T) {
	h := &fakeHost{disk: newDisk(), memory: 4e9}
	s := New(h, 2)
	s.Open()
	s.Images.UseSitePack(sitePack)
	if s.Start([]spec.MethodID{spec.SGD}) || !s.Waiting() || s.Board.Notice != "" || len(s.Runs) > 0 {
		t.Fatalf("before the photos have come: waiting %v, notice %q, %d runs", s.Waiting(), s.Board.Notice, len(s.Runs))
	}
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	wantStatuses(t, s, Starting)
	if s.Waiting() {
		t.Error("it still waits after the start")
	}

	s.Images.Set, s.Images.Phase = nil, images.Loading
	s.Start([]spec.MethodID{spec.Adam})
	s.Images.Fail("It is torn.")
	if s.Waiting() {
		t.Error("it still waits for photos that will not come")
	}
}

func TestRunsFillTheSlotsAndTheRestQueue(t *testing.T) {
	s, h, desk := open(t, 2)
	s.Start(s.Form.CompareAll())
	wantStatuses(t, s, Starting, Starting, Queued, Queued, Queued, Queued)
	first := h.trainers[1]
	if len(first.sent) != 2 || first.sent[0].files[0] != sitePack {
		t.Fatalf("a run's trainer was sent %v, want LoadData with the pack and Start", first.commands())
	}
	start, ok := got[protocol.Start](first)
	if !ok || start.Spec != s.Form.Experiment.Run(spec.SGD) {
		t.Fatalf("Start %+v, want the run of SGD", start)
	}
	begin(first, s.Runs[0])
	wantStatuses(t, s, Running, Starting, Queued, Queued, Queued, Queued)

	finish(first, s.Runs[0], protocol.Finished, 7)
	wantStatuses(t, s, Finished, Starting, Starting, Queued, Queued, Queued)
	if !first.closed {
		t.Error("the trainer of a finished run is still open")
	}
	if load, ok := got[protocol.LoadModel](desk); !ok || load.Run != s.Runs[0].ID {
		t.Error("the desk was not given the model")
	}
	if !strings.Contains(s.Board.News, "SGD is done: test accuracy 0.7000") {
		t.Errorf("news %q", s.Board.News)
	}
}

func TestAFailedRunDoesNotHoldTheOthers(t *testing.T) {
	for _, end := range []struct {
		name string
		play func(f *fake, r *Run)
	}{
		{"diverged", func(f *fake, r *Run) {
			f.handle(protocol.Failed{Run: r.ID, Kind: protocol.Diverged, Sentence: "It became infinite.", Cure: "Lower it."}, host.Attachments{})
		}},
		{"died", func(f *fake, r *Run) { f.died("It became infinite.") }},
	} {
		t.Run(end.name, func(t *testing.T) {
			s, h, _ := open(t, 1)
			s.Start([]spec.MethodID{spec.SGD, spec.Adam})
			end.play(h.trainers[1], s.Runs[0])
			wantStatuses(t, s, Failed, Starting)
			if s.Runs[0].Failure.Sentence != "It became infinite." {
				t.Errorf("failure %+v", s.Runs[0].Failure)
			}
			// What the dead trainer still says is of no interest.
			finish(h.trainers[1], s.Runs[0], protocol.Finished, 5)
			wantStatuses(t, s, Failed, Starting)
		})
	}
}

func TestPauseFreesACoreUnlessAllPause(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	begin(h.trainers[1], s.Runs[0])
	s.Pause(s.Runs[0].ID)
	wantStatuses(t, s, Paused, Starting)
	if _, ok := got[protocol.Pause](h.trainers[1]); !ok {
		t.Error("the trainer was not told to pause")
	}
	h.trainers[1].handle(protocol.Paused{Run: s.Runs[0].ID}, host.Attachments{})
	s.Resume(s.Runs[0].ID)
	wantStatuses(t, s, Running, Starting)

	s, h, _ = open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	begin(h.trainers[1], s.Runs[0])
	s.PauseAll()
	wantStatuses(t, s, Paused, Queued)
	s.ResumeAll()
	wantStatuses(t, s, Running, Queued)
	if s.Held {
		t.Error("still held after ResumeAll")
	}
}

func TestStop(t *testing.T) {
	t.Run("a queued run goes at once", func(t *testing.T) {
		s, _, _ := open(t, 1)
		s.Start([]spec.MethodID{spec.SGD, spec.Adam})
		s.Stop(s.Runs[1].ID)
		wantStatuses(t, s, Starting, Stopped)
	})
	t.Run("a starting run goes at once and frees its core", func(t *testing.T) {
		s, h, _ := open(t, 1)
		s.Start([]spec.MethodID{spec.SGD, spec.Adam})
		s.Stop(s.Runs[0].ID)
		wantStatuses(t, s, Stopped, Starting)
		if !h.trainers[1].closed {
			t.Error("its trainer is still open")
		}
	})
	t.Run("a training run is tested first", func(t *testing.T) {
		s, h, _ := open(t, 1)
		s.Start([]spec.MethodID{spec.SGD, spec.Adam})
		begin(h.trainers[1], s.Runs[0])
		s.Stop(s.Runs[0].ID)
		wantStatuses(t, s, Stopping, Queued)
		finish(h.trainers[1], s.Runs[0], protocol.Stopped, 6)
		wantStatuses(t, s, Stopped, Starting)
		if s.Runs[0].Result == nil {
			t.Error("a stopped run has no result")
		}
	})
	t.Run("twice ends it without a test", func(t *testing.T) {
		s, h, _ := open(t, 1)
		s.Start([]spec.MethodID{spec.SGD})
		begin(h.trainers[1], s.Runs[0])
		s.Stop(s.Runs[0].ID)
		s.Stop(s.Runs[0].ID)
		wantStatuses(t, s, Stopped)
		if s.Runs[0].Result != nil || !h.trainers[1].closed {
			t.Error("the run was not ended at once")
		}
	})
	t.Run("all, without the queue moving up", func(t *testing.T) {
		s, h, _ := open(t, 1)
		s.Start([]spec.MethodID{spec.SGD, spec.Adam})
		s.StopAll()
		wantStatuses(t, s, Stopped, Stopped)
		if len(h.trainers) != 2 {
			t.Errorf("%d trainers were started, want the desk and one", len(h.trainers))
		}
	})
}

func TestRounds(t *testing.T) {
	s, h, _ := open(t, 8)
	s.Start([]spec.MethodID{spec.SGD})
	s.Start([]spec.MethodID{spec.Adam})
	if len(s.Rounds) != 1 {
		t.Fatalf("another method with the same settings began round %d", len(s.Rounds))
	}
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	s.Start([]spec.MethodID{spec.SGD})
	if len(s.Rounds) != 2 || !s.Runs[0].Hidden || s.Runs[1].Hidden {
		t.Fatalf("the same method again: %d rounds; a finished run is hidden: %v, a busy one: %v", len(s.Rounds), s.Runs[0].Hidden, s.Runs[1].Hidden)
	}
	s.Form.Edit(form.Field{Key: spec.KeySeed}, "2")
	s.Start([]spec.MethodID{spec.Momentum})
	if len(s.Rounds) != 3 || s.Rounds[2].Shared().Seed != 2 {
		t.Fatal("another seed did not begin a round")
	}
}

func TestSlots(t *testing.T) {
	s, _, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam, spec.RMSprop})
	s.SetSlots(2)
	wantStatuses(t, s, Starting, Starting, Queued)
}

func TestWouldLose(t *testing.T) {
	s, h, _ := open(t, 1)
	if s.WouldLose() {
		t.Error("nothing has been done yet")
	}
	s.Start([]spec.MethodID{spec.SGD})
	if !s.WouldLose() {
		t.Error("a run is busy")
	}
	h.trainers[1].died("Gone.")
	if s.WouldLose() {
		t.Error("a failed run is no loss")
	}
}
