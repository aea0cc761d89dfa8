package main

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

func TestRowsCanBeTrained(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.id] {
			t.Errorf("there are two rows %q", r.id)
		}
		seen[r.id] = true
		if err := r.run.Validate(); err != nil {
			t.Errorf("%s: %v", r.id, err)
		}
		if !r.onPage && r.size() != bundledSet && !r.run.Cached() {
			t.Errorf("%s reads no features", r.id)
		}
	}
}

func TestChoose(t *testing.T) {
	chosen, err := choose(rows, "fine150, head96")
	if err != nil || len(chosen) != 2 || chosen[0].id != "fine150" || chosen[1].id != "head96" {
		t.Errorf("%v, %v", chosen, err)
	}
	if all, err := choose(rows, ""); err != nil || len(all) != len(rows) {
		t.Errorf("%d rows without a choice, %v", len(all), err)
	}
	if _, err := choose(rows, "head97"); err == nil || !strings.Contains(err.Error(), "head96") {
		t.Errorf("the error %v does not name the rows there are", err)
	}
}

// TestRaceIsJudged: the worst accuracy is the value, and all else that is asked of a race is
// told where it fails.
func TestRaceIsJudged(t *testing.T) {
	good := []lap{{spec.SGD, 0.7, ""}, {spec.Adam, 0.74, ""}}
	for name, c := range map[string]struct {
		laps []lap
		took time.Duration
		met  bool
		told string
	}{
		"good":      {good, 50 * time.Second, true, "sgd 0.7000, adam 0.7400; 50 s"},
		"slow":      {good, 70 * time.Second, false, "more than 60 s"},
		"low":       {[]lap{{spec.SGD, 0.7, ""}, {spec.Adam, 0.72, ""}}, time.Second, false, "the best has 0.7200"},
		"uneven":    {[]lap{{spec.SGD, 0.6, ""}, {spec.Adam, 0.75, ""}}, time.Second, false, "MISSED"},
		"one class": {[]lap{{spec.SGD, 0.7, "calls every photo a cat"}, {spec.Adam, 0.75, ""}}, time.Second, false, "sgd calls every photo a cat"},
	} {
		var r result
		r.newRace(c.laps, c.took)
		r.judge(mark{0.66, true})
		if r.Met != c.met || !strings.Contains(r.line(false), c.told) {
			t.Errorf("%s: %s", name, r.line(false))
		}
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		value float64
		mark  mark
		met   bool
	}{
		{0.91, mark{0.91, true}, true},
		{0.909, mark{0.91, true}, false},
		{0.005, mark{0.005, false}, true},
		{-0.01, mark{0.005, false}, true},
		{0.006, mark{0.005, false}, false},
	} {
		r := result{Value: c.value}
		if r.judge(c.mark); r.Met != c.met {
			t.Errorf("%g against %+v: met is %v", c.value, c.mark, r.Met)
		}
	}
}

func TestSpeed(t *testing.T) {
	r := result{Row: "W2-64"}
	r.newSpeed(&driver.Speed{Engine: "an engine", Images: 360, Clock: 20, Processor: 50, Roofline: 60}, 3e9)
	const want = "50.0 photos/s of processor time (20.0 by the clock, 360 photos), 2.50 of the roofline of 60.0 GFLOP/s"
	if !r.ofTheMoment || r.Value != 50 || r.Seconds != 18 || r.Engine != "an engine" || r.Text != want {
		t.Errorf("%+v, want text %q", r, want)
	}
}

func TestLine(t *testing.T) {
	r := result{Row: "head96", What: "a head", Run: head(96), Engine: "an engine", Train: 20, Validation: 10, Test: 100, Seconds: 3.4}
	r.newAccuracy(0.9, 100)
	r.judge(mark{0.95, true})
	got := r.line(true)
	for _, want := range []string{"head96", "a head", "adam", "seed 1", "20/10/100", "0.9000 [0.8256, 0.9448]", "3 s", ">= 0.95 MISSED", "an engine", "kept"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

// TestKey changes all that a result depends on, one thing at a time.
func TestKey(t *testing.T) {
	in, r := inputs{"program", "browser", "photos", "weights", "exact", 2}, rows[0]
	seen := map[string]string{in.key(r): "nothing"}
	check := func(what, key string) {
		if before, ok := seen[key]; ok {
			t.Errorf("%s changed gives the key of %s changed", what, before)
		}
		seen[key] = what
	}
	for i := range reflect.TypeFor[inputs]().NumField() {
		other := in
		switch f := reflect.ValueOf(&other).Elem().Field(i); f.Kind() {
		case reflect.Int:
			f.SetInt(3)
		default:
			f.SetString("other")
		}
		check(reflect.TypeFor[inputs]().Field(i).Name, other.key(r))
	}
	other := r
	other.run.Epochs++
	check("the run", in.key(other))
	other = r
	other.id = "other"
	check("the row", in.key(other))
}

// TestQuestionsOfTheReadme are five, and each can be started.
func TestQuestionsOfTheReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	list := questions(string(text))
	if len(list) != 5 {
		t.Fatalf("%d questions, want 5", len(list))
	}
	for _, q := range list {
		e, problems := spec.Decode(q[1])
		if problems != nil || len(e.Runs()) < 2 {
			t.Errorf("%s: %d runs, problems %q", q[0], len(e.Runs()), problems)
		}
	}
}

// TestClassIsJudged by the longest experiment, and by runs that fail.
func TestClassIsJudged(t *testing.T) {
	quick, slow, failed := asked{"a", 4, time.Minute, ""}, asked{"b", 2, 4 * time.Minute, ""}, asked{"c", 2, time.Second, "It crashed."}
	for _, c := range []struct {
		all  []asked
		met  bool
		told string
	}{
		{[]asked{quick, quick}, true, "a 60 s (4 runs), a 60 s (4 runs)"},
		{[]asked{quick, slow}, false, "b 240 s (2 runs)"},
		{[]asked{quick, failed}, false, "c: It crashed."},
		{nil, false, "nothing to measure"},
	} {
		var r result
		r.newClass(c.all)
		r.judge(mark{mostOfClass.Seconds(), false})
		if line := r.line(false); r.Met != c.met || !strings.Contains(line, c.told) {
			t.Errorf("%v: met %v, %q", c.all, r.Met, line)
		}
	}
}
