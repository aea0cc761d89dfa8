package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"

	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// What a file says of itself. The version goes up when an older page could not read a
// new file.
const (
	fileFormat  = "pawgrad-experiment"
	fileVersion = 1
)

// Bounds of what is read: far more than a page can show, far less than it can hold.
const (
	mostParts  = 100
	mostRuns   = 10_000
	mostPoints = 1_000_000
	longest    = 1000 // bytes of a name
)

// file is an experiment as it is written.
type file struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Experiment
}

// Encode writes an experiment as JSON.
func Encode(e Experiment) ([]byte, error) {
	return json.Marshal(file{fileFormat, fileVersion, e})
}

// Decode reads what [Encode] has written, by this page or another: nothing in it is
// taken on trust. The error is a sentence with its cure.
func Decode(text []byte) (Experiment, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return Experiment{}, fmt.Errorf("It is no experiment that this page has saved (%v). Choose a file made by its Experiment button.", err)
	}
	switch {
	case f.Format != fileFormat:
		return Experiment{}, errors.New("It is no experiment that this page has saved. Choose a file made by its Experiment button.")
	case f.Version > fileVersion:
		return Experiment{}, errors.New("It was saved by a newer version of this page. Reload the page to get that.")
	}
	if err := f.Experiment.check(); err != nil {
		return Experiment{}, fmt.Errorf("It is damaged: %v. Choose another copy of the file.", err)
	}
	return f.Experiment, nil
}

// Names of experiments and runs are names of folders and files, too.
var (
	experimentID = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)
	runID        = regexp.MustCompile(`^run[0-9]{1,9}$`)
	checksum     = regexp.MustCompile(`^[0-9A-Za-z]{0,64}$`)
)

// check reports what cannot be in an experiment.
func (e *Experiment) check() error {
	switch {
	case !experimentID.MatchString(e.ID):
		return fmt.Errorf("%q names no experiment", e.ID)
	case len(e.Name) > longest || len(e.Set.Name) > longest:
		return errors.New("a name is too long")
	case len(e.Parts) == 0 || len(e.Parts) > mostParts:
		return fmt.Errorf("it has %d parts", len(e.Parts))
	case len(e.Runs) > mostRuns:
		return fmt.Errorf("it has %d runs", len(e.Runs))
	}
	if err := e.Set.check(); err != nil {
		return err
	}
	for i, part := range e.Parts {
		if err := checkPart(part); err != nil {
			return fmt.Errorf("part %d: %w", i+1, err)
		}
	}
	ids := map[string]bool{}
	for _, r := range e.Runs {
		if !runID.MatchString(r.ID) || ids[r.ID] {
			return fmt.Errorf("%q names no run, or two", r.ID)
		}
		ids[r.ID] = true
		if r.Part < 0 || r.Part >= len(e.Parts) {
			return fmt.Errorf("%s is of part %d", r.ID, r.Part+1)
		}
		if err := r.check(); err != nil {
			return fmt.Errorf("%s: %w", r.ID, err)
		}
	}
	return nil
}

func (s *Set) check() error {
	if len(s.Classes) != 2 || !checksum.MatchString(s.SHA256) {
		return errors.New("its image set is none of cats and dogs")
	}
	for _, counts := range [][]int{s.Train, s.Validation, s.Test} {
		if len(counts) != len(s.Classes) || slices.Min(counts) < 0 {
			return errors.New("its image set has no counts")
		}
	}
	return nil
}

// checkPart reports what cannot be in a grid of runs.
func checkPart(part spec.Experiment) error {
	if part.Seeds < 1 || part.Seeds > mostRuns || len(part.Methods) > len(spec.Methods) {
		return fmt.Errorf("%d seeds of %d methods", part.Seeds, len(part.Methods))
	}
	if _, ok := spec.ModelByID(part.Shared.Model); !ok {
		return fmt.Errorf("there is no model %q", part.Shared.Model)
	}
	for _, id := range part.Methods {
		if _, ok := spec.MethodByID(id); !ok {
			return fmt.Errorf("there is no method %q", id)
		}
		if err := part.Run(id).Validate(); err != nil {
			return err
		}
	}
	return nil
}

func (r *Run) check() error {
	if err := r.Spec.Validate(); err != nil {
		return err
	}
	switch r.Status {
	case Unfinished, Finished, Stopped, Failed:
	default:
		return fmt.Errorf("there is no status %q", r.Status)
	}
	if r.Status == Finished && r.Result == nil || r.Status == Failed && r.Failure == nil {
		return errors.New("what came of it is missing")
	}
	if !finite(r.Rate) || r.Started.Steps < 0 || r.Started.StepsPerEpoch < 0 {
		return errors.New("its figures cannot be")
	}
	if err := r.Train.check(); err != nil {
		return err
	}
	for i, p := range r.Epochs {
		if p.Epoch < 1 || i > 0 && p.Epoch <= r.Epochs[i-1].Epoch || len(p.Warning) > longest {
			return errors.New("its epochs are out of order")
		}
		if !finite(p.Seconds, p.TrainLoss, p.TrainAccuracy, p.ValidationLoss, p.ValidationAccuracy) {
			return errors.New("its epochs hold no numbers")
		}
	}
	if r.Result != nil {
		return checkResult(*r.Result)
	}
	return nil
}

func (c *Curve) check() error {
	n := len(c.Epoch)
	if n > mostPoints || len(c.Seconds) != n || len(c.Loss) != n || len(c.Accuracy) != n {
		return errors.New("its curve has gaps")
	}
	for _, values := range [][]float64{c.Epoch, c.Seconds, c.Loss, c.Accuracy} {
		if !finite(values...) {
			return errors.New("its curve holds no numbers")
		}
	}
	if !slices.IsSorted(c.Epoch) {
		return errors.New("its curve goes back")
	}
	return nil
}

// checkResult reports what cannot be in the result of a test.
func checkResult(d protocol.Done) error {
	n := len(d.Test.Labels)
	if len(d.Test.Indexes) != n || len(d.Test.Probabilities) != n || !finite(d.Epochs, d.Seconds, d.Test.Loss, d.Test.Accuracy) {
		return errors.New("its test has gaps")
	}
	for i, p := range d.Test.Probabilities {
		if !(p >= 0 && p <= 1) || d.Test.Labels[i] < 0 || d.Test.Labels[i] > 1 || d.Test.Indexes[i] < 0 {
			return errors.New("its test holds what no network says")
		}
	}
	return nil
}

// finite reports whether all values are numbers.
func finite(values ...float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}
