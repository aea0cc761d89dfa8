package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// aStudy is a study of one part with runs.
func aStudy(part spec.Experiment, runs ...record.Run) record.Round {
	photos := []int{4, 4}
	set := protocol.DataLoaded{Classes: []string{"cat", "dog"}, Train: photos, Validation: photos, Test: photos}
	e := newStudy(set, record.Machine{})
	e.Parts = []spec.Experiment{part}
	for i, r := range runs {
		r.ID, r.Spec = fmt.Sprint("run", i+1), part.Run(part.Methods[i])
		e.Runs = append(e.Runs, r)
	}
	return e
}

// TestLeft: of what is over nothing is left, and what is not is continued.
func TestLeft(t *testing.T) {
	failed := func(kind protocol.FailureKind) record.Run {
		return record.Run{Status: record.Failed, Failure: &protocol.Failed{Kind: kind, Sentence: "It failed."}}
	}
	done := record.Run{Status: record.Finished, Result: &protocol.Done{Reason: protocol.Finished, Epochs: 1, Seconds: 1}}
	for name, c := range map[string]struct {
		runs []record.Run
		want string
	}{
		"finished":   {[]record.Run{done, done}, ""},
		"diverged":   {[]record.Run{done, failed(protocol.Diverged)}, ""},
		"stopped":    {[]record.Run{done, {Status: record.Stopped}}, ""},
		"crashed":    {[]record.Run{done, failed(protocol.Crashed)}, "1 runs"},
		"unfinished": {[]record.Run{done, {Status: record.Unfinished}}, "1 runs"},
	} {
		// It is of no plan that there is, as studies of before are.
		o := options{results: t.TempDir(), plan: thePlan}
		if err := write(o.file(), aStudy(spec.DefaultExperiment(), c.runs...)); err != nil {
			t.Fatal(err)
		}
		e, _, err := read(o.file())
		if err != nil {
			t.Fatal(err)
		}
		tasks, err := o.tasks(e)
		if err != nil || len(tasks) != 1 {
			t.Fatalf("%s: %d tasks, %v", name, len(tasks), err)
		}
		if got := o.todo(e, tasks[0]); got != c.want {
			t.Errorf("%s: left is %q, want %q", name, got, c.want)
		}
	}
}

// TestRunSaysWhatToDo where there is no study to be read.
func TestRunSaysWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name, text string
		report     bool
		want       string // in the error
	}{
		{"no file to report of", "", true, "without REPORT first"},
		{"a torn file", "{", false, "make study RESULTS=mine-2"},
	} {
		o := options{results: filepath.Join(t.TempDir(), "mine"), build: t.TempDir(), report: c.report, plan: thePlan}
		if c.text != "" {
			if err := errors.Join(os.Mkdir(o.results, 0o755), os.WriteFile(o.file(), []byte(c.text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if err := run(t.Context(), ".", o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want an error with %q", c.name, err, c.want)
		}
	}
}

// TestProfiles: a study is not continued into another's results, nor a part into another.
func TestProfiles(t *testing.T) {
	a, b := options{build: "build", results: "/a/results"}, options{build: "build", results: "/b/results"}
	if a.profile("x") == b.profile("x") || a.profile("x") == a.profile("y") {
		t.Errorf("both have %s", a.profile("x"))
	}
}

// TestAProfileGoesOnFromItsOwnFile only: one that another sitting has gone on with elsewhere is
// begun anew.
func TestAProfileGoesOnFromItsOwnFile(t *testing.T) {
	o := options{results: t.TempDir(), build: t.TempDir()}
	job := task{part: part{id: "a", name: "A"}}
	part := spec.DefaultExperiment()
	part.Name = "A"
	e := begun(aStudy(part), part)
	if err := write(o.file(), e); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func()
		want   bool
	}{
		{"at first", func() {}, false},
		{"when it has opened it", func() {
			if err := o.note(job, alone(e, 0)); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"when another part was added", func() {
			other := part
			other.Name = "B"
			next, err := put(e, begun(e, other))
			if err := errors.Join(err, write(o.file(), next)); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"when a run was finished elsewhere", func() {
			e.Runs[0].Status, e.Runs[0].Result = record.Finished, &protocol.Done{Reason: protocol.Finished, Epochs: 1, Seconds: 1}
			if err := write(o.file(), e); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		c.change()
		if got, err := o.goesOn(job); err != nil || got != c.want {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

// TestPut puts parts into a study one after the other and over again; their runs are told apart by
// name, and long curves are thinned.
func TestPut(t *testing.T) {
	a, b := spec.DefaultExperiment(), spec.DefaultExperiment()
	a.Name, b.Name = "A", "B"
	a.Methods, b.Methods = []spec.MethodID{spec.SGD}, []spec.MethodID{spec.SGD, spec.Adam}
	e := aStudy(a)
	e.Parts = nil
	for _, part := range []spec.Experiment{a, b} {
		var err error
		if e, err = put(e, begun(e, part)); err != nil {
			t.Fatal(err)
		}
	}
	one := alone(e, 0)
	const points = 2*mostCurve + 1
	r := record.Run{ID: "run7", Spec: one.Runs[0].Spec, Status: record.Finished, Result: &protocol.Done{Reason: protocol.Finished, Epochs: 1, Seconds: 1}}
	for i := range points {
		r.Train.Epoch, r.Train.Seconds = append(r.Train.Epoch, float64(i)), append(r.Train.Seconds, float64(i))
		r.Train.Loss, r.Train.Accuracy = append(r.Train.Loss, float64(i)), append(r.Train.Accuracy, 0.5)
	}
	one.Runs = []record.Run{r}
	e, err := put(e, one)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Parts) != 2 || len(e.Runs) != 3 || left(e, 0) != 0 || left(e, 1) != 2 {
		t.Fatalf("%d parts, %d runs, left %d and %d", len(e.Parts), len(e.Runs), left(e, 0), left(e, 1))
	}
	curve := e.Runs[0].Train
	if n := len(curve.Epoch); n > mostCurve || curve.Epoch[n-1] != points-1 || curve.Loss[0] != 1 {
		t.Errorf("%d points, the last at %g, the first's loss %g: want the means of three each", n, curve.Epoch[n-1], curve.Loss[0])
	}
	text, err := record.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.Decode(text); err != nil {
		t.Errorf("what is put together does not open: %v", err)
	}
}

// TestPlan: every part can be trained and its rates searched for, all are called differently, and
// in each all methods are tuned alike.
func TestPlan(t *testing.T) {
	names := map[string]bool{}
	for _, p := range thePlan {
		e, err := p.experiment()
		if err != nil {
			t.Fatalf("%s: %v", p.id, err)
		}
		if names[p.id] || names[p.name] {
			t.Errorf("%s or %s is there twice", p.id, p.name)
		}
		names[p.id], names[p.name] = true, true
		if len(e.Methods) != len(spec.Methods) || e.Targets == "" || e.Seeds < 3 {
			t.Errorf("%s: %d methods, targets %q, %d seeds", p.id, len(e.Methods), e.Targets, e.Seeds)
		}
		for _, r := range e.Runs() {
			if err := r.Validate(); err != nil {
				t.Errorf("%s: %v", p.id, err)
			}
		}
		if _, err := p.search(); err != nil {
			t.Errorf("%s: %v", p.id, err)
		}
	}
	if _, err := (part{link: "v=2", share: 1, within: "lr=1"}).search(); err == nil {
		t.Error("a search sets what runs do not share")
	}
}

func TestSitting(t *testing.T) {
	now := time.Unix(0, 0)
	clock := func() time.Time { return now }
	hour, endless := sitting(time.Hour, clock), sitting(0, clock)
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{time.Minute, false}, {time.Hour, true}} {
		now = time.Unix(0, 0).Add(c.after)
		if hour() != c.want || endless() {
			t.Errorf("after %v: %v, want %v; an endless one is over: %v", c.after, hour(), c.want, endless())
		}
	}
}
