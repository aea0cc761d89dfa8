package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// TestOver: what is over is only reported, and what is not is continued.
func TestOver(t *testing.T) {
	failed := func(kind protocol.FailureKind) record.Run {
		return record.Run{Status: record.Failed, Failure: &protocol.Failed{Kind: kind, Sentence: "It failed."}}
	}
	done := record.Run{Status: record.Finished, Result: &protocol.Done{Reason: protocol.Finished, Epochs: 1, Seconds: 1}}
	for name, c := range map[string]struct {
		runs []record.Run
		want bool
	}{
		"finished":   {[]record.Run{done, done}, true},
		"diverged":   {[]record.Run{done, failed(protocol.Diverged)}, true},
		"stopped":    {[]record.Run{done, {Status: record.Stopped}}, true},
		"crashed":    {[]record.Run{done, failed(protocol.Crashed)}, false},
		"unfinished": {[]record.Run{done, {Status: record.Unfinished}}, false},
	} {
		o := options{results: t.TempDir()}
		part, photos := spec.DefaultExperiment(), []int{4, 4}
		set := record.Set{DataLoaded: protocol.DataLoaded{Classes: []string{"cat", "dog"}, Train: photos, Validation: photos, Test: photos}}
		e := record.Round{ID: "20261124-010203-1", Name: "A test", Kind: record.Study, Parts: []spec.Experiment{part}, Set: set, Runs: c.runs}
		for i := range e.Runs {
			e.Runs[i].ID, e.Runs[i].Spec = fmt.Sprint("run", i+1), part.Run(part.Methods[i])
		}
		text, err := record.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(o.results, experimentFile), text, 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := over(o); err != nil || got != c.want {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}

// TestOverSaysWhatToDo where there is no study to be read.
func TestOverSaysWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name, text string
		report     bool
		want       string // in the error, empty for none
	}{
		{"no file", "", false, ""},
		{"no file to report of", "", true, "without REPORT first"},
		{"a torn file", "{", false, "make study RESULTS=mine-2"},
	} {
		o := options{results: filepath.Join(t.TempDir(), "mine"), report: c.report}
		if c.text != "" {
			if err := errors.Join(os.Mkdir(o.results, 0o755), os.WriteFile(filepath.Join(o.results, experimentFile), []byte(c.text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		finished, err := over(o)
		if finished || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v; want an error with %q", c.name, finished, err, c.want)
		}
	}
}

// TestResultsHaveProfilesOfTheirOwn: a study is not continued into another's results.
func TestResultsHaveProfilesOfTheirOwn(t *testing.T) {
	a, b := options{build: "build", results: "/a/results"}, options{build: "build", results: "/b/results"}
	if a.profile() == b.profile() {
		t.Errorf("both have %s", a.profile())
	}
}
