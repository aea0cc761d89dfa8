package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// encoded is an experiment as a file.
func encoded(t *testing.T, e Round) []byte {
	t.Helper()
	text, err := Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestReadInPieces reads a file that comes a few bytes at a time, and half a byte too.
func TestReadInPieces(t *testing.T) {
	want := sample()
	for name, pieces := range map[string]func(io.Reader) io.Reader{
		"a byte at a time": iotest.OneByteReader, "halves": iotest.HalfReader, "the end with the last": iotest.DataErrReader,
	} {
		if got, err := Read(pieces(bytes.NewReader(encoded(t, want)))); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	broken := errors.New("the disk is gone")
	if _, err := Read(io.MultiReader(bytes.NewReader(encoded(t, want)[:500]), iotest.ErrReader(broken))); err != broken {
		t.Errorf("of a reader that fails: %v", err)
	}
}

// TestARunIsNoLongerThanThisPageWrites reads many runs, and one that is longer than any that
// this page writes.
func TestARunIsNoLongerThanThisPageWrites(t *testing.T) {
	e := sample()
	e.Parts[0].Seeds = 1000
	e.Runs = nil
	for seed := range uint64(1000) {
		r := tested(fmt.Sprint("run", seed+1), "sgd", seed, "11110000")
		e.Runs = append(e.Runs, r)
	}
	text := encoded(t, e)
	got, err := Read(bytes.NewReader(text))
	if err != nil || len(got.Runs) != 1000 {
		t.Fatalf("%d runs, %v", len(got.Runs), err)
	}
	e.Runs[500].Failure = nil
	e.Runs[500].Train.Epoch = make([]float64, mostRunBytes/2)
	if _, err := Decode(encoded(t, e)); err == nil || !strings.Contains(err.Error(), "longer than any that this page writes") {
		t.Errorf("a run of more than %d bytes: %v", mostRunBytes, err)
	}
	if _, err := Decode(append(encoded(t, sample()), " {}"...)); err == nil || !strings.Contains(err.Error(), "follows its end") {
		t.Errorf("a file with something behind it: %v", err)
	}
}

// TestAFileInAnotherOrderOpens has its fields sorted by their names, as other programs do,
// so that the runs come before what they are of; and is checked all the same.
func TestAFileInAnotherOrderOpens(t *testing.T) {
	sorted := func(e Round) []byte {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(encoded(t, e), &fields); err != nil {
			t.Fatal(err)
		}
		fields["zoo"] = json.RawMessage(`{"of a later page": [1, 2]}`)
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	want := sample()
	if got, err := Decode(sorted(want)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	twice := sample()
	twice.Runs[2].Spec.Seed = 1
	if _, err := Decode(sorted(twice)); err == nil || !strings.Contains(err.Error(), "there twice") {
		t.Errorf("with a seed twice: %v", err)
	}
	text := encoded(t, want)
	late := append(bytes.Replace(text[:len(text)-1], []byte(`"kind":"comparison",`), nil, 1), `,"kind":"party"}`...)
	if _, err := Decode(late); err == nil || !strings.Contains(err.Error(), `no kind "party"`) {
		t.Errorf("of a kind that comes late and is none: %v", err)
	}
	double := append(text[:len(text)-1:len(text)-1], `,"runs":[]}`...)
	if _, err := Decode(double); err == nil || !strings.Contains(err.Error(), `"runs" twice`) {
		t.Errorf("with two lists of runs: %v", err)
	}
}

// TestAnExperimentWithoutRunsOpens reads what is written of one.
func TestAnExperimentWithoutRunsOpens(t *testing.T) {
	e := sample()
	e.Runs = nil
	if got, err := Decode(encoded(t, e)); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%+v, %v", got, err)
	}
}
