package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/keep"
	"pawgrad/nn/spec"
)

// What is known of a study is in two kinds of files in its results, which can be committed and gone
// on with on another machine: the study itself, all parts that were begun, and for each part the
// record of the search for its rates.
const (
	experimentFile = "study.json"
	ratesFolder    = "rates"
)

func (o options) file() string { return filepath.Join(o.results, experimentFile) }
func (o options) rates(part string) string {
	return filepath.Join(o.results, ratesFolder, part+".json")
}

// read reads a record; ok is false if there is none.
func read(file string) (e record.Round, ok bool, err error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return e, false, nil
	}
	if err != nil {
		return e, false, err
	}
	e, err = record.Decode(text)
	return e, err == nil, err
}

// write writes a record so that the file is always whole.
func write(file string, e record.Round) error {
	text, err := record.Encode(e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// newStudy is a study that has yet to begin, on a set of photos.
func newStudy(set protocol.DataLoaded, machine record.Machine) record.Round {
	began := time.Now().UTC().Truncate(time.Millisecond)
	return record.Round{ID: keep.RoundID(1, began), Name: record.StudyName, Kind: record.Study, Began: began, Set: record.Set{DataLoaded: set}, Machine: machine}
}

// partOf is the index of a part of a study, by its name, -1 if it was not begun.
func partOf(e record.Round, name string) int {
	return slices.IndexFunc(e.Parts, func(p spec.Experiment) bool { return p.Title() == name })
}

// alone is one part of a study as a study of its own.
func alone(e record.Round, part int) record.Round {
	one := e
	one.Parts, one.Runs = []spec.Experiment{e.Parts[part]}, nil
	for _, r := range e.Runs {
		if r.Part == part {
			r.Part = 0
			one.Runs = append(one.Runs, r)
		}
	}
	return one
}

// begun is a part of which nothing was trained yet.
func begun(e record.Round, part spec.Experiment) record.Round {
	e.Parts, e.Runs = []spec.Experiment{part}, nil
	for i, run := range part.Runs() {
		e.Runs = append(e.Runs, record.Run{ID: "run" + strconv.Itoa(i+1), Spec: run, Status: record.Unfinished})
	}
	return e
}

// put puts what is known of one part, as [alone] gives it, into a study.
func put(e, one record.Round) (record.Round, error) {
	part := partOf(e, one.Parts[0].Title())
	if part < 0 {
		part = len(e.Parts)
		e.Parts = append(slices.Clip(e.Parts), one.Parts[0])
	}
	var runs []record.Run
	for i := range e.Parts {
		from := e
		if i == part {
			from = one
		}
		for _, r := range from.Runs {
			if r.Part == i || i == part {
				r.Part = i
				runs = append(runs, slim(r, e.Parts[i].Shared.Seed).Named("run"+strconv.Itoa(len(runs)+1)))
			}
		}
	}
	if e.Set.SHA256 != one.Set.SHA256 {
		return e, fmt.Errorf("%s was trained on other photos than the study", one.Parts[0].Title())
	}
	e.Runs = runs
	return e, nil
}

// mostCurve is how many points of a run's training curve are kept of a study: hundreds of runs of
// thousands of points each would be more than a repository should hold, and than a figure shows.
const mostCurve = 250

// slim is a run as it is kept: its training curve has no more points, each the mean of as many
// neighbours, and it has norms only if it is of the first seed, of which figures show them. Of one
// that is not over nothing is kept: its checkpoint is in the browser's profile.
func slim(r record.Run, first uint64) record.Run {
	if r.Status == record.Unfinished {
		return record.Run{ID: r.ID, Part: r.Part, Spec: r.Spec, Status: r.Status}
	}
	if r.Spec.Seed != first {
		r.Norms = nil
	}
	n := len(r.Train.Epoch)
	group := (n + mostCurve - 1) / mostCurve
	if group <= 1 {
		return r
	}
	var c record.Curve
	for from := 0; from < n; from += group {
		to := min(from+group, n)
		c.Epoch = append(c.Epoch, r.Train.Epoch[to-1])
		c.Seconds = append(c.Seconds, r.Train.Seconds[to-1])
		c.Loss = append(c.Loss, mean(r.Train.Loss[from:to]))
		c.Accuracy = append(c.Accuracy, mean(r.Train.Accuracy[from:to]))
	}
	r.Train = c
	return r
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// open reports whether more is to come of a run.
func open(r record.Run) bool {
	return r.Status == record.Unfinished || r.Status == record.Failed && mayGoWell(r.Failure.Kind)
}

// left counts the runs of a part of which more is to come.
func left(e record.Round, part int) int {
	n := 0
	for _, r := range e.Runs {
		if r.Part == part && open(r) {
			n++
		}
	}
	return n
}
