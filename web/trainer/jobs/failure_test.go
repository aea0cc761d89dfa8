//go:build !js

package jobs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/wasm"
)

func TestFaultsBecomeEvents(t *testing.T) {
	cases := []struct {
		name    string
		picture func() error
		kind    protocol.FailureKind
		want    string
	}{
		{"panic with a text", func() error { panic("index out of range") }, protocol.Crashed, "The trainer has failed: index out of range."},
		{"panic with an error", func() error { panic(errors.New("shapes differ")) }, protocol.Crashed, "The trainer has failed: shapes differ."},
		{"unknown error", func() error { return errors.New("canvas lost") }, protocol.Crashed, "The trainer has failed: canvas lost."},
		{"out of memory", func() error { return fmt.Errorf("allocate: %w", errNoMemory) }, protocol.NoMemory, "not enough memory"},
		{"a thread gone", func() error { return fmt.Errorf("step 3: %w", wasm.ErrInterrupted) }, protocol.Interrupted, "not enough memory"},
		{"panic for a thread gone", func() error { panic(fmt.Errorf("step 3: %w", wasm.ErrInterrupted)) }, protocol.Interrupted, "not enough memory"},
		{"panic out of memory", func() error { panic(fmt.Errorf("allocate: %w", errNoMemory)) }, protocol.NoMemory, "not enough memory"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newTrainer(t)
			h.picture = c.picture
			h.on = func(p posted) {
				if is[protocol.Failed](p.event) { // the trainer is still there
					h.picture = nil
					h.trainer.Send(protocol.Sample{Split: "test", Count: 1}, Attachments{})
				}
			}
			events := h.work(t, is[protocol.Samples], loadSet(packBytes(t, 2, 2, 2)), order{command: protocol.Sample{Split: "test", Count: 1}})
			failed := only[protocol.Failed](t, events)
			if failed.Kind != c.kind || !strings.Contains(failed.Sentence, c.want) || failed.Cure == "" {
				t.Errorf("%+v, want kind %q, a sentence with %q, and a cure", failed, c.kind, c.want)
			}
		})
	}
}

// TestThreadsAreAskedFor between two steps, as other commands are carried out.
func TestThreadsAreAskedFor(t *testing.T) {
	h := newTrainer(t)
	h.work(t, is[protocol.EngineMeasured], order{command: protocol.UseThreads{Threads: 2}}, order{command: protocol.UseThreads{Threads: 1}}, order{command: protocol.MeasureEngine{}})
	if !slices.Equal(h.threads, []int{2, 1}) {
		t.Errorf("numbers of threads that the host was told of: %v", h.threads)
	}
}

func TestFaultWithOnePhotoSparesTheNext(t *testing.T) {
	h := newTrainer(t)
	calls := 0
	h.picture = func() error {
		if calls++; calls == 1 {
			panic("canvas lost")
		}
		return nil
	}
	second := func(e protocol.Event) bool { c, ok := e.(protocol.Classified); return ok && c.ID == 2 }
	events := h.work(t, second, dropPhotos(inMemory(photoBytes(t, 0, 1, 60, 60)), inMemory(photoBytes(t, 0, 1, 60, 60))))
	only[protocol.Failed](t, events)
	got := of[protocol.Classified](events)
	if len(got) != 2 || got[0].Error == "" || got[1].Error != "" {
		t.Errorf("%+v, want an error for the first photo alone", got)
	}
}

func TestShortage(t *testing.T) {
	cases := []struct{ text, want string }{
		{"compile: wasm backend: out of memory: 12 MB are in use and 30 MB more are needed; use smaller images: RangeError",
			"There is not enough memory for this: 12 MB are in use and 30 MB more are needed."},
		{"JavaScript error: Array buffer allocation failed", "There is not enough memory for this."},
	}
	for _, c := range cases {
		if got := shortage(c.text); got != c.want {
			t.Errorf("shortage(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSplitCure(t *testing.T) {
	cases := []struct{ text, what, cure string }{
		{`Epochs cannot be "0". Enter a whole number from 1 to 1000.`, `Epochs cannot be "0".`, "Enter a whole number from 1 to 1000."},
		{"this image pack is damaged: it is cut short; fetch or make it again", "This image pack is damaged: it is cut short.", "Fetch or make it again."},
		{"this is not a file of this program", "This is not a file of this program.", ""},
		{"größer als 0.5 geht nicht", "Größer als 0.5 geht nicht.", ""},
		{"  ", "", ""},
		{"", "", ""},
	}
	for _, c := range cases {
		if what, cure := splitCure(c.text); what != c.what || cure != c.cure {
			t.Errorf("splitCure(%q) = %q, %q; want %q, %q", c.text, what, cure, c.what, c.cure)
		}
	}
}

func TestEveryCommandIsCarriedOut(t *testing.T) {
	// An impossible command panics, which the trainer reports as a crash.
	for _, c := range []protocol.Command{
		protocol.LoadData{}, protocol.Sample{}, protocol.Start{}, protocol.Pause{}, protocol.Resume{}, protocol.Stop{},
		protocol.LoadModel{}, protocol.UnloadModel{}, protocol.Classify{}, protocol.Import{},
	} {
		h := newTrainer(t)
		h.trainer.Send(c, Attachments{})
		h.trainer.Send(protocol.Dispose{}, Attachments{})
		h.trainer.Work("test")
		for _, failed := range of[protocol.Failed](h.events) {
			if failed.Kind == protocol.Crashed {
				t.Errorf("%T: %+v", c, failed)
			}
		}
	}
}

func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"memory ran out":                "Memory ran out.",
		"Is it there?":                  "Is it there?",
		"weights_notop.h5: it is short": "weights_notop.h5: it is short.",
		"photos/cat.jpg is no picture.": "photos/cat.jpg is no picture.",
		"ärger":                         "Ärger.",
	} {
		if got := sentence(text); got != want {
			t.Errorf("sentence(%q) = %q, want %q", text, got, want)
		}
	}
}
