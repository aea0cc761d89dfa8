//go:build !js

package jobs

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// outcome is what a run tells that must not depend on interruptions: no times.
func outcome(t *testing.T, events []posted) (told []any) {
	for _, p := range events {
		switch e := p.event.(type) {
		case protocol.Waypoint:
			told = append(told, e, contentOf(t, p.Files[0]))
		case protocol.StepPoint:
			e.Seconds = 0
			told = append(told, e)
		case protocol.EpochPoint:
			e.Seconds = 0
			told = append(told, e)
		case protocol.Done:
			e.Seconds = 0
			told = append(told, e)
		}
	}
	return told
}

// TestCheckpoint goes on from each checkpoint of a run on a new trainer, and compares
// with the run that went through, bit by bit.
func TestCheckpoint(t *testing.T) {
	set := packBytes(t, 10, 4, 6)
	early := smallRun(spec.Momentum)
	early.Patience = 1
	varied := smallRun(spec.Adam)
	varied.Augment, varied.Schedule = spec.Augment{Flip: true, Shift: 0.1}, spec.Cosine
	falling := smallRun(spec.Momentum)
	falling.Schedule, falling.StepEvery, falling.StepFactor = spec.Step, 2, 0.1
	for name, run := range map[string]spec.Run{
		"a rate in steps":                  falling,
		"varied photos and a falling rate": varied, "early stop": early, "full batch": smallRun(spec.GD), "look ahead": smallRun(spec.Nesterov),
	} {
		t.Run(name, func(t *testing.T) {
			run.Epochs = 3
			begin := order{command: protocol.Start{Run: "r", Spec: run, Checkpoints: true, Path: true}}
			events := newTrainer(t).work(t, is[protocol.Done], loadSet(set), begin)
			if n := len(of[protocol.Checkpoint](events)); n < 2 || n != len(of[protocol.EpochPoint](events)) {
				t.Fatalf("%d checkpoints of %d epochs", n, len(of[protocol.EpochPoint](events)))
			}
			for i, e := range events {
				c, ok := e.event.(protocol.Checkpoint)
				if !ok {
					continue
				}
				again := order{protocol.Start{Run: "r", Spec: run, Resume: true, Path: true}, Attachments{Files: e.Files}}
				resumed := newTrainer(t).work(t, is[protocol.Done], loadSet(set), again)
				if got, want := outcome(t, resumed), outcome(t, events[i+1:]); !reflect.DeepEqual(got, want) {
					t.Errorf("from epoch %g on %d events differ from %d without a break", c.Epoch, len(got), len(want))
				}
				if !bytes.Equal(contentOf(t, resumed[len(resumed)-1].Files[0]), contentOf(t, events[len(events)-1].Files[0])) {
					t.Errorf("from epoch %g on another model came out", c.Epoch)
				}
				if done := only[protocol.Done](t, resumed); done.Seconds < c.Seconds {
					t.Errorf("the run took %g s, of which %g before the checkpoint", done.Seconds, c.Seconds)
				}
			}
		})
	}
}

func TestCheckpointRefusals(t *testing.T) {
	set := packBytes(t, 10, 4, 6)
	run := smallRun(spec.Adam)
	events := newTrainer(t).work(t, is[protocol.Done], loadSet(set), order{command: protocol.Start{Run: "r", Spec: run, Checkpoints: true}})
	var good []byte
	for _, e := range events {
		if _, ok := e.event.(protocol.Checkpoint); ok {
			good = make([]byte, e.Files[0].Size())
			if _, err := e.Files[0].ReadAt(good, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	other := run
	other.Hyper.LearningRate /= 2
	for _, c := range []struct {
		name  string
		run   spec.Run
		set   []byte
		saved []byte
		want  string
	}{
		{"nothing", run, set, nil, "cut short"},
		{"times beyond belief", run, set, append(bytes.Repeat([]byte{0xff}, 8), good[8:]...), "damaged"},
		{"cut short", run, set, good[:len(good)-1], "damaged"},
		{"another file", run, set, append(make([]byte, 8), "Dear Sir or Madam"...), "not a file of this program"},
		{"other settings", other, set, good, "other settings"},
		{"other photos", run, packBytes(t, 12, 4, 6), good, "image set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			again := order{protocol.Start{Run: "r", Spec: c.run, Resume: true}, Attachments{Files: []File{inMemory(c.saved)}}}
			failed := only[protocol.Failed](t, newTrainer(t).work(t, is[protocol.Failed], loadSet(c.set), again))
			if failed.Run != "r" || failed.Kind != protocol.BadData || !strings.Contains(failed.Sentence, c.want) || failed.Cure == "" {
				t.Errorf("%+v, want a sentence with %q and a cure", failed, c.want)
			}
		})
	}
}
