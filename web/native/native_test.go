package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/compute"

	"pawgrad/app/record"
	"pawgrad/assets/bundled"
	"pawgrad/nn/spec"
)

// small is a link whose runs take no time.
const small = "#v=2&size=48&epochs=1&train-images=16&eval-images=8&batch=8&methods=sgd,adam"

// TestWhatALinkAsksFor trains a link's runs and reads what is written as the page does; the file asks for the same.
func TestWhatALinkAsksFor(t *testing.T) {
	out := filepath.Join(t.TempDir(), "experiment.json")
	if err := run(t.Context(), "https://example.org/"+small, "", "", "", "wasm", out); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	round, err := record.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(round.Runs) != 2 || round.Set.SHA256 != bundled.ContentSHA256 || round.Machine.Engine != "GoMLX backend wasm" {
		t.Fatalf("%d runs on %q by %q", len(round.Runs), round.Set.Name, round.Machine.Engine)
	}
	for _, r := range round.Runs {
		if r.Status != record.Finished || r.Result == nil || len(r.Epochs) != 1 || len(r.Train.Loss) == 0 || r.Start == nil {
			t.Errorf("%s of %s: %+v", r.ID, r.Spec.Method, r)
		}
	}
	parts, err := asked("", out)
	if err != nil || len(parts) != 1 || parts[0].Encode() != round.Parts[0].Encode() {
		t.Errorf("the file asks for %+v (%v)", parts, err)
	}
}

// TestInterrupted: a run whose context has ended is stopped and tested, the next one not begun.
func TestInterrupted(t *testing.T) {
	e, problems := spec.Decode(strings.Replace(small, "epochs=1", "epochs=1000", 1))
	if problems != nil {
		t.Fatal(problems)
	}
	b, err := compute.NewWithConfig("wasm")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Finalize()
	ctx, cancel := context.WithCancel(t.Context())
	w := &trainer{backend: b, photos: bytes.NewReader(bundled.Pack), say: func(string) { cancel() }} // after the first epoch
	round, err := w.train(ctx, []spec.Experiment{e})
	if err != nil {
		t.Fatal(err)
	}
	if first, second := round.Runs[0], round.Runs[1]; first.Status != record.Stopped || first.Result == nil || second.Status != record.Unfinished {
		t.Errorf("the runs are %s and %s", first.Status, second.Status)
	}
	if _, err := record.Encode(round); err != nil {
		t.Error(err)
	}
}

func TestAskedRefuses(t *testing.T) {
	for link, want := range map[string]string{"#size=huge": "Image size", "#methods=magic": "magic"} {
		if _, err := asked(link, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", link, err)
		}
	}
	nowhere := filepath.Join(t.TempDir(), "missing", "experiment.json")
	if err := run(t.Context(), strings.Replace(small, "epochs=1", "epochs=1000", 1), "", "", "", "wasm", nowhere); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("a file that cannot be written: %v", err)
	}
	if err := run(t.Context(), small, "", "", "", "abacus", ""); err == nil || !strings.Contains(err.Error(), "go and wasm") {
		t.Errorf("a backend that is not there: %v", err)
	}
}
