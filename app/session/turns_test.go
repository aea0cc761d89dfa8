package session

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

// point plays a training run's report after so many seconds and epochs.
func point(f *fake, r *Run, epoch, seconds float64) {
	f.handle(protocol.StepPoint{Run: r.ID, Step: int(10 * epoch), Epoch: epoch, Seconds: seconds, Loss: 0.7, Accuracy: 0.5}, host.Attachments{})
}

func TestRunsOfAComparisonTakeTurns(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.Adam})
	begin(h.trainers[1], s.Runs[0])
	point(h.trainers[1], s.Runs[0], 1, turnSeconds-1)
	wantStatuses(t, s, Running, Queued, Queued)
	point(h.trainers[1], s.Runs[0], 2, turnSeconds)
	wantStatuses(t, s, Waiting, Starting, Queued)
	if _, told := got[protocol.Pause](h.trainers[1]); !told || h.trainers[1].closed {
		t.Error("the trainer between two turns was not told to hold, or was closed")
	}

	begin(h.trainers[2], s.Runs[1])
	point(h.trainers[2], s.Runs[1], 1, turnSeconds)
	wantStatuses(t, s, Waiting, Waiting, Starting)
	begin(h.trainers[3], s.Runs[2])
	point(h.trainers[3], s.Runs[2], 0.5, turnSeconds) // a slow one: it has the least epochs
	wantStatuses(t, s, Waiting, Waiting, Running)
	point(h.trainers[3], s.Runs[2], 1.5, 2*turnSeconds)
	wantStatuses(t, s, Waiting, Running, Waiting)
	if _, told := got[protocol.Resume](h.trainers[2]); !told {
		t.Error("the run whose turn it is was not told")
	}

	finish(h.trainers[2], s.Runs[1], protocol.Finished, 6)
	wantStatuses(t, s, Waiting, Finished, Running)
	finish(h.trainers[3], s.Runs[2], protocol.Finished, 6)
	wantStatuses(t, s, Running, Finished, Finished)
}

func TestSeedsComeOneAfterTheOther(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Form.Edit(form.Field{Key: spec.KeySeeds}, "2")
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	if len(s.Runs) != 4 || s.Runs[2].Spec.Seed != 2 || s.Runs[2].Spec.Method != spec.SGD {
		t.Fatalf("%d runs, the third %+v; want SGD and Adam with seed 1, then with 2", len(s.Runs), s.Runs[2].Spec)
	}
	begin(h.trainers[1], s.Runs[0])
	point(h.trainers[1], s.Runs[0], 1, turnSeconds)
	begin(h.trainers[2], s.Runs[1])
	point(h.trainers[2], s.Runs[1], 2, turnSeconds)
	wantStatuses(t, s, Running, Waiting, Queued, Queued) // not a run of the second seed
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 6)
	wantStatuses(t, s, Finished, Running, Queued, Queued)
	finish(h.trainers[2], s.Runs[1], protocol.Finished, 6)
	wantStatuses(t, s, Finished, Finished, Starting, Queued)
}

func TestMemoryBoundsHowManyRunsAreAlive(t *testing.T) {
	s, h, _ := open(t, 2)
	h.memory = 1 // not even one, which there must be
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	wantStatuses(t, s, Starting, Queued)
	begin(h.trainers[1], s.Runs[0])
	point(h.trainers[1], s.Runs[0], 1, turnSeconds)
	wantStatuses(t, s, Running, Queued)
	h.memory = 2 * s.memory(s.Runs[0])
	point(h.trainers[1], s.Runs[0], 2, 2*turnSeconds)
	wantStatuses(t, s, Running, Starting) // it has no reason to rest: a core is free
}

func TestPauseAllReachesRunsBetweenTwoTurns(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	begin(h.trainers[1], s.Runs[0])
	point(h.trainers[1], s.Runs[0], 1, turnSeconds)
	wantStatuses(t, s, Waiting, Starting)
	s.PauseAll()
	wantStatuses(t, s, Paused, Paused)
	s.ResumeAll()
	wantStatuses(t, s, Waiting, Starting) // only as many as there are cores
	s.Stop(s.Runs[0].ID)
	wantStatuses(t, s, Stopping, Starting)
	finish(h.trainers[1], s.Runs[0], protocol.Stopped, 5)
	wantStatuses(t, s, Stopped, Starting)
}

func TestTheStudysRunsAreFinishedOneAfterTheOther(t *testing.T) {
	s, h, _ := open(t, 1)
	if !s.StartStudy() {
		t.Fatal(s.Board.Notice)
	}
	if want := len(spec.Study(false)[0].Runs()) + len(spec.Study(false)[1].Runs()); len(s.Runs) != want {
		t.Fatalf("%d runs, want %d: VGG19's weights are not there", len(s.Runs), want)
	}
	begin(h.trainers[1], s.Runs[0])
	point(h.trainers[1], s.Runs[0], 1, 2*turnSeconds)
	if s.Runs[0].Status != Running || s.Runs[1].Status != Queued {
		t.Errorf("after a turn's time the statuses are %v", statuses(s)[:2])
	}
	s.Remove(s.Runs[0].ID)
	// Asked again, it goes on rather than beginning another.
	s.PauseAll()
	if n := len(s.Runs); !s.StartStudy() || len(s.Runs) != n || s.Runs[0].Status != Running || s.Held {
		t.Errorf("asked again: %d runs, status %v", len(s.Runs), s.Runs[0].Status)
	}
}

func TestRunsAtMorePixelsThanTheirPhotosHaveAreToldOf(t *testing.T) {
	for _, c := range []struct {
		name    string
		own     bool // the visitor's photos
		side    int
		size    string
		study   bool
		enlarge string
	}{
		{"the page's photos", false, 32, "64", false, ""},
		{"large enough", true, 64, "64", false, ""},
		{"too small for the form", true, 64, "96", false, "scaled to 64 px when they were opened, so the runs at 96 px"},
		{"too small for the study", true, 64, "64", true, "set the image size to 150 px and open the photos again"},
		{"large enough for the study", true, 150, "64", true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, h, _ := open(t, 1)
			if c.own {
				s.Images.UsePack(sitePack)
				set := loadedSet("Own")
				set.Height, set.Width = c.side, c.side
				h.trainers[0].handle(set, host.Attachments{})
			}
			s.Form.Edit(form.Field{Key: spec.KeyImageSize}, c.size)
			if c.study {
				s.StartStudy()
			} else {
				s.Start([]spec.MethodID{spec.SGD})
			}
			if len(s.Runs) == 0 {
				t.Fatalf("nothing has begun: %s", s.Board.Notice)
			}
			if c.enlarge == "" && s.Board.Notice != "" || !strings.Contains(s.Board.Notice, c.enlarge) {
				t.Errorf("the notice is %q, want %q", s.Board.Notice, c.enlarge)
			}
		})
	}
}
