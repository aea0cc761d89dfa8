package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
	"pawgrad/web/measure"
	"pawgrad/web/rates"
)

// TestSeek searches where training takes no time, once through and once with an end in between,
// and reads the record as the page does.
func TestSeek(t *testing.T) {
	e, _ := spec.Decode("v=2&methods=sgd,adam&epochs=3")
	var mu sync.Mutex
	trained, most := 0, math.MaxInt
	p := &rates.Place{
		Set: protocol.DataLoaded{Name: "Zoo", Classes: []string{"cat", "dog"}, Train: []int{9, 9}, Validation: []int{9, 9}, Test: []int{9, 9}}, Workers: 2,
		Train: func(run spec.Run, trial bool) (*driver.Outcome, error) {
			mu.Lock()
			defer mu.Unlock()
			if trained++; trained > most || !trial {
				return nil, os.ErrDeadlineExceeded
			}
			if run.Hyper.LearningRate > 1 {
				return &driver.Outcome{Diverged: "It became infinite."}, nil
			}
			off := math.Abs(math.Log10(run.Hyper.LearningRate / 0.0022))
			return &driver.Outcome{Epochs: []protocol.EpochPoint{{Epoch: run.Epochs, ValidationLoss: 1 + off, ValidationAccuracy: 0.8 - 0.1*off}}}, nil
		},
	}
	folder := t.TempDir()
	seekTo := func(name, log string) error {
		book, err := measure.OpenLog[spec.Run, *driver.Outcome](log)
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		return seek(p, search.New(e, 1), book, filepath.Join(folder, name))
	}
	read := func(name string) record.Round {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		round, err := record.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		return round
	}
	if err := seekTo("whole.json", ""); err != nil {
		t.Fatal(err)
	}
	whole, all := read("whole.json"), trained
	if all != 2*search.Seeds*(12+4) || len(whole.Runs) != all || whole.Search == nil {
		t.Fatalf("%d trials, %d in the record", all, len(whole.Runs))
	}
	log := filepath.Join(folder, "log")
	trained, most = 0, 80
	if err := seekTo("none.json", log); err == nil {
		t.Fatal("it goes on when a run could not be trained")
	}
	trained, most = 0, math.MaxInt
	if err := seekTo("resumed.json", log); err != nil || trained >= all {
		t.Fatalf("%v; trained %d of %d again", err, trained, all)
	}
	resumed := read("resumed.json")
	resumed.Began = whole.Began
	a, _ := record.Encode(whole)
	if b, _ := record.Encode(resumed); string(a) != string(b) {
		t.Error("the record of a search that was interrupted is another")
	}
	if text := rates.Report(rates.Found(whole), 0.5); !strings.Contains(text, "| SGD | 0.0022 | 0.8000 |") || !strings.Contains(text, "| Adam | 0.0022 | 0.8000 |") {
		t.Errorf("reported as\n%s", text)
	}
}
