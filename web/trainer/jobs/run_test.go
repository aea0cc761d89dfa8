//go:build !js

package jobs

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// start is the command that starts a run.
func start(id string, run spec.Run) order { return order{command: protocol.Start{Run: id, Spec: run}} }

func TestRun(t *testing.T) {
	h := newTrainer(t)
	run := smallRun(spec.Adam)
	run.Epochs = 2
	events := h.work(t, is[protocol.Done], loadSet(packBytes(t, 10, 4, 6)), start("r1", run))
	if failed := of[protocol.Failed](events); failed != nil {
		t.Fatalf("failed: %+v", failed)
	}
	started := only[protocol.Started](t, events)
	if started.Run != "r1" || started.Steps != 6 || started.StepsPerEpoch != 3 || started.Params == 0 || started.CompileTime <= 0 {
		t.Errorf("%+v", started)
	}
	progress := of[protocol.Progress](events)
	if progress[0].Phase != protocol.Preparing {
		t.Errorf("the first progress is %+v, want that of preparing", progress[0])
	}
	phases := map[protocol.Phase]bool{}
	for _, p := range progress {
		phases[p.Phase] = true
		if p.Run != "r1" || p.Bytes <= 0 || p.ETA < 0 {
			t.Errorf("%+v", p)
		}
		if p.Phase != protocol.Preparing && (p.ImagesPerSecond <= 0 || p.GFLOPs <= 0 || p.Steps != 6 || p.Step < 0 || p.Epoch < 0) {
			t.Errorf("%+v", p)
		}
	}
	for _, phase := range []protocol.Phase{protocol.Training, protocol.Validating, protocol.Testing} {
		if !phases[phase] {
			t.Errorf("no progress of %s", phase)
		}
	}
	points, epochs := of[protocol.StepPoint](events), of[protocol.EpochPoint](events)
	if len(points) == 0 || points[len(points)-1].Step != 6 || len(epochs) != 2 || epochs[1].Epoch != 2 {
		t.Fatalf("step points %+v, epoch points %+v; want steps up to 6 and 2 epochs", points, epochs)
	}
	for i := 1; i < len(points); i++ {
		if points[i].Step <= points[i-1].Step || points[i].Seconds <= points[i-1].Seconds {
			t.Errorf("step points %+v and %+v are out of order", points[i-1], points[i])
		}
	}
	begun := only[protocol.StartPoint](t, events)
	if begun.Run != "r1" || !(begun.ValidationLoss > 0) || begun.ValidationAccuracy < 0 || begun.ValidationAccuracy > 1 {
		t.Errorf("before the first step: %+v", begun)
	}
	done := only[protocol.Done](t, events)
	if done.Reason != protocol.Finished || done.Epochs != 2 || len(done.Test.Probabilities) != 6 || len(done.Test.Indexes) != 6 || len(done.Test.Labels) != 6 {
		t.Errorf("%+v", done)
	}
	if done.Seconds < points[len(points)-1].Seconds {
		t.Errorf("the run took %g s, its last step came after %g s", done.Seconds, points[len(points)-1].Seconds)
	}
	last := events[len(events)-1]
	m, err := file.Decode(contentOf(t, last.Files[0]))
	if err != nil {
		t.Fatalf("the model of Done: %v", err)
	}
	if !reflect.DeepEqual(m.Run, run) {
		t.Errorf("the model is of run %+v", m.Run)
	}
	if want := 6 + 4 + 2*2; h.yields < want/2 {
		t.Errorf("the event loop ran %d times in %d units of work", h.yields, want)
	}
}

func TestEqualRunsAreEqual(t *testing.T) {
	h := newTrainer(t)
	last := func(e protocol.Event) bool {
		p, ok := e.(protocol.StepPoint)
		return ok && p.Run == "r2" && p.Step == 3
	}
	h.on = func(p posted) {
		if done, ok := p.event.(protocol.Done); ok && done.Run == "r1" {
			h.trainer.Send(protocol.Start{Run: "r2", Spec: smallRun(spec.Momentum)}, Attachments{})
		}
	}
	events := h.work(t, last, loadSet(packBytes(t, 10, 4, 2)), start("r1", smallRun(spec.Momentum)))
	only[protocol.Done](t, events)
	points := of[protocol.StepPoint](events)
	if len(points) != 6 {
		t.Fatalf("%d step points of two runs, want 6", len(points))
	}
	for i, p := range points[:3] {
		if q := points[i+3]; p.Loss != q.Loss || p.Accuracy != q.Accuracy || p.Step != q.Step {
			t.Errorf("two equal runs, one after the other: %+v and %+v", p, q)
		}
	}
}

func TestStartRefusals(t *testing.T) {
	impossible := smallRun(spec.SGD)
	impossible.Epochs = 0
	cases := []struct {
		name     string
		set      []byte
		run      spec.Run
		kind     protocol.FailureKind
		sentence string
	}{
		{"no set", nil, smallRun(spec.SGD), protocol.BadData, "No image set is loaded."},
		{"impossible setting", packBytes(t, 6, 4, 2), impossible, protocol.BadSetting, "Epochs cannot be"},
		{"no test images", packBytes(t, 6, 4, 0), smallRun(spec.SGD), protocol.BadData, "no test photos"},
		{"one class only", packBytes(t, 1, 4, 2), smallRun(spec.SGD), protocol.BadData, `no training photos of class "dog"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newTrainer(t)
			var commands []order
			if c.set != nil {
				commands = append(commands, loadSet(c.set))
			}
			events := h.work(t, is[protocol.Failed], append(commands, start("r1", c.run))...)
			failed := only[protocol.Failed](t, events)
			if failed.Run != "r1" || failed.Kind != c.kind || !strings.Contains(failed.Sentence, c.sentence) || failed.Cure == "" {
				t.Errorf("%+v, want kind %q, a sentence with %q, and a cure", failed, c.kind, c.sentence)
			}
		})
	}
}

func TestOneRunAtATime(t *testing.T) {
	h := newTrainer(t)
	events := h.work(t, is[protocol.StepPoint], loadSet(packBytes(t, 6, 2, 2)), start("r1", smallRun(spec.SGD)), start("r2", smallRun(spec.SGD)))
	if failed := only[protocol.Failed](t, events); failed.Run != "r2" || failed.Kind != protocol.BadSetting {
		t.Errorf("%+v", failed)
	}
	if p := only[protocol.StepPoint](t, events); p.Run != "r1" {
		t.Errorf("%+v", p)
	}
}

func TestPauseHoldsTheRun(t *testing.T) {
	h := newTrainer(t)
	paused := false
	h.on = func(p posted) {
		switch e := p.event.(type) {
		case protocol.StepPoint:
			if paused {
				t.Error("a step while the run is paused")
			}
			if e.Step == 2 {
				h.trainer.Send(protocol.Pause{Run: "other"}, Attachments{}) // not this run
				h.trainer.Send(protocol.Pause{Run: "r1"}, Attachments{})
				h.trainer.Send(protocol.Pause{Run: "r1"}, Attachments{}) // twice is once
			}
		case protocol.Paused:
			paused = true
			h.clock = h.clock.Add(time.Hour)
			h.trainer.Send(protocol.Sample{Split: "test", Count: 2}, Attachments{})
		case protocol.Samples: // answered while paused
			paused = false
			h.trainer.Send(protocol.Resume{Run: "r1"}, Attachments{})
			h.trainer.Send(protocol.Resume{Run: "r1"}, Attachments{})
		}
	}
	last := func(e protocol.Event) bool { p, ok := e.(protocol.StepPoint); return ok && p.Step == 3 }
	events := h.work(t, last, loadSet(packBytes(t, 10, 4, 2)), start("r1", smallRun(spec.SGD)))
	only[protocol.Paused](t, events)
	only[protocol.Samples](t, events)
	points := of[protocol.StepPoint](events)
	if p := points[len(points)-1]; p.Seconds >= 3600 {
		t.Errorf("%+v: want the hour's pause left out of the time", p)
	}
}

// TestPauseWhileCompiling sends a pause that the event loop delivers only after the
// graphs are compiled: no step is taken before the run is resumed.
func TestPauseWhileCompiling(t *testing.T) {
	h := newTrainer(t)
	h.on = func(p posted) {
		switch p.event.(type) {
		case protocol.Started:
			h.yielded = func() { h.trainer.Send(protocol.Pause{Run: "r1"}, Attachments{}) }
		case protocol.Paused:
			h.yielded = nil
			if h.trainer.busy() {
				t.Error("the trainer looks for work while its only run is paused")
			}
			h.trainer.Send(protocol.Sample{Split: "test", Count: 2}, Attachments{})
		case protocol.Samples:
			h.trainer.Send(protocol.Resume{Run: "r1"}, Attachments{})
		}
	}
	events := h.work(t, is[protocol.StepPoint], loadSet(packBytes(t, 6, 2, 2)), start("r1", smallRun(spec.SGD)))
	var order []string
	for _, e := range events {
		switch e.event.(type) {
		case protocol.Started, protocol.Paused, protocol.StepPoint:
			order = append(order, reflect.TypeOf(e.event).Name())
		}
	}
	if want := []string{"Started", "Paused", "StepPoint"}; !reflect.DeepEqual(order, want) {
		t.Errorf("events %v, want %v", order, want)
	}
}

// TestTimeLeftAfterAnEarlyStop checks that the epochs which are not trained do not
// count: all that is left after the one batch of the test is nothing.
func TestTimeLeftAfterAnEarlyStop(t *testing.T) {
	run := smallRun(spec.SGD)
	run.Epochs, run.Patience, run.Hyper.LearningRate = 50, 1, 1e-30 // which changes no weight
	events := newTrainer(t).work(t, is[protocol.Done], loadSet(packBytes(t, 6, 2, 2)), start("r1", run))
	if done := only[protocol.Done](t, events); done.Reason != protocol.EarlyStopped {
		t.Fatalf("%+v, want an early stop", done)
	}
	progress := of[protocol.Progress](events)
	if last := progress[len(progress)-1]; last.Phase != protocol.Testing || last.ETA != 0 {
		t.Errorf("%+v, want the test with no time left", last)
	}
}

func TestStop(t *testing.T) {
	for _, paused := range []bool{false, true} {
		h := newTrainer(t)
		h.on = func(p posted) {
			if e, ok := p.event.(protocol.StepPoint); ok && e.Step == 2 {
				if paused {
					h.trainer.Send(protocol.Pause{Run: "r1"}, Attachments{})
				}
				h.trainer.Send(protocol.Stop{Run: "other"}, Attachments{})
				h.trainer.Send(protocol.Stop{Run: "r1"}, Attachments{})
				h.trainer.Send(protocol.Stop{Run: "r1"}, Attachments{})
			}
		}
		events := h.work(t, is[protocol.Done], loadSet(packBytes(t, 10, 4, 6)), start("r1", smallRun(spec.SGD)))
		points := of[protocol.StepPoint](events)
		if last := points[len(points)-1]; last.Step != 2 {
			t.Errorf("paused %v: steps went on to %d after a stop at 2", paused, last.Step)
		}
		done := only[protocol.Done](t, events)
		if done.Reason != protocol.Stopped || done.Epochs >= 1 || len(done.Test.Probabilities) != 6 {
			t.Errorf("paused %v: %+v, want a stopped run with its test", paused, done)
		}
		if len(events[len(events)-1].Files) != 1 {
			t.Errorf("paused %v: no model", paused)
		}
	}
}

func TestDivergedRunLeavesTheDeskUsable(t *testing.T) {
	h := newTrainer(t)
	wild := smallRun(spec.SGD)
	wild.Hyper.LearningRate = 100
	wild.Epochs = 20
	h.on = func(p posted) {
		if is[protocol.Failed](p.event) {
			h.trainer.Send(protocol.Start{Run: "r2", Spec: smallRun(spec.SGD)}, Attachments{})
		}
	}
	last := func(e protocol.Event) bool { p, ok := e.(protocol.StepPoint); return ok && p.Run == "r2" }
	events := h.work(t, last, loadSet(packBytes(t, 40, 4, 2)), start("r1", wild))
	failed := only[protocol.Failed](t, events)
	if failed.Run != "r1" || failed.Kind != protocol.Diverged || !strings.Contains(failed.Sentence, "learning rate 100 is too large for SGD") || !strings.Contains(failed.Cure, "10") {
		t.Errorf("%+v", failed)
	}
}

func TestSetThatGoesAway(t *testing.T) {
	h := newTrainer(t)
	fragile := &fragileFile{File: inMemory(packBytes(t, 10, 4, 2))}
	h.on = func(p posted) {
		if is[protocol.Started](p.event) {
			fragile.gone = true
		}
	}
	events := h.work(t, is[protocol.Failed], order{protocol.LoadData{}, Attachments{Files: []File{fragile}}}, start("r1", smallRun(spec.SGD)))
	if failed := only[protocol.Failed](t, events); failed.Kind != protocol.BadData || !strings.Contains(failed.Sentence, "the file is gone") {
		t.Errorf("%+v", failed)
	}
}

// fragileFile is a File that may be deleted.
type fragileFile struct {
	File
	gone bool
}

func (f *fragileFile) ReadAt(p []byte, off int64) (int, error) {
	if f.gone {
		return gone{}.ReadAt(p, off)
	}
	return f.File.ReadAt(p, off)
}

func TestDisposeAmidARun(t *testing.T) {
	h := newTrainer(t)
	events := h.work(t, is[protocol.StepPoint], loadSet(packBytes(t, 10, 4, 2)), start("r1", smallRun(spec.SGD)))
	if of[protocol.Done](events) != nil || of[protocol.Failed](events) != nil {
		t.Errorf("events after Dispose: %s", names(events))
	}
	if h.trainer.run != nil || len(h.trainer.jobs) != 0 {
		t.Error("the run is still there after Dispose")
	}
}

// TestTrial trains as any run does, from a checkpoint too, but looks at no test photo and
// leaves no network.
func TestTrial(t *testing.T) {
	set, run := packBytes(t, 10, 4, 6), smallRun(spec.Adam)
	run.Epochs = 2
	whole := newTrainer(t).work(t, is[protocol.Done], loadSet(set), start("r", run))
	command := protocol.Start{Run: "r", Spec: run, Trial: true, Checkpoints: true}
	events := newTrainer(t).work(t, is[protocol.Done], loadSet(set), order{command: command})
	want := of[protocol.EpochPoint](whole)[1]
	checkpoints := slices.DeleteFunc(slices.Clone(events), func(p posted) bool { _, is := p.event.(protocol.Checkpoint); return !is })
	command.Resume = true
	resumed := newTrainer(t).work(t, is[protocol.Done], loadSet(set), order{command, Attachments{Files: checkpoints[0].Files}})
	for name, events := range map[string][]posted{"a trial": events, "one that goes on": resumed} {
		points := of[protocol.EpochPoint](events)
		if got := points[len(points)-1]; got.ValidationLoss != want.ValidationLoss || got.TrainLoss != want.TrainLoss {
			t.Errorf("%s comes to %+v, the run itself to %+v", name, got, want)
		}
		last := events[len(events)-1]
		done := last.event.(protocol.Done)
		if done.Reason != protocol.Finished || done.Epochs != 2 || len(done.Test.Labels) > 0 || len(last.Files) > 0 {
			t.Errorf("%s ends with %+v and %d files", name, done, len(last.Files))
		}
	}
}

// TestTheRateChanges of a run that is held: it tells from where on.
func TestTheRateChanges(t *testing.T) {
	h := newTrainer(t)
	run := smallRun(spec.SGD)
	events := h.work(t, is[protocol.Done], loadSet(packBytes(t, 10, 4, 6)), start("r", run),
		order{command: protocol.ChangeRate{Run: "other", Rate: 0.5}}, order{command: protocol.ChangeRate{Run: "r", Rate: 0.5}}, order{command: protocol.ChangeRate{Run: "r", Rate: 0.5}})
	if c := only[protocol.RateChanged](t, events); c.Run != "r" || c.Rate != 0.5 || c.Epoch != 0 {
		t.Errorf("%+v", c)
	}
	for _, p := range of[protocol.StepPoint](events) {
		if p.LearningRate != 0.5 {
			t.Errorf("step %d has the rate %g", p.Step, p.LearningRate)
		}
	}
}
