package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// What a file says of itself. The version goes up when an older page could not read a
// new file.
const (
	fileFormat = "pawgrad-experiment"
	// 1 has no arms but the methods' own, 2 none with another size or more of VGG19 trained, 3 none
	// of another model; each is what is written of such.
	fileVersion = 4
)

// Bounds of what is read: far more than a page can show, far less than it can hold.
const (
	mostParts  = 100
	mostRuns   = 10_000
	mostPoints = 1_000_000
	mostNorms  = 10_000 // points, each of some layers
	mostLayers = 100
	mostPhotos = 1_000_000_000
	longest    = 1000    // bytes of a name
	longestAny = 100_000 // bytes of a licence, or of what a fault says of itself
)

// file is an experiment as it is written.
type file struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Round
}

// Encode writes an experiment as JSON.
func Encode(e Round) ([]byte, error) {
	return json.Marshal(file{fileFormat, versionOf(e), e})
}

// versionOf is the first version that can read an experiment.
func versionOf(e Round) int {
	version := 1
	for _, part := range e.Parts {
		for _, a := range part.Arms {
			version = max(version, 2)
			for key := range a.Own {
				if s, ok := spec.SettingByKey(key); ok && s.OfNetwork() {
					version = max(version, 3)
				}
				if key == spec.KeyModel {
					version = fileVersion
				}
			}
		}
	}
	return version
}

// Write writes what [Encode] does, run by run.
func Write(to io.Writer, e Round) error {
	runs := e.Runs
	e.Runs = []Run{}
	text, err := Encode(e)
	if err != nil {
		return err
	}
	const end = "]}" // of the list of runs, which comes last, and of the file
	head, ok := bytes.CutSuffix(text, []byte(end))
	if !ok {
		panic("record: the runs do not come last in a file")
	}
	if _, err := to.Write(head); err != nil {
		return err
	}
	for i, r := range runs {
		text, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if i > 0 {
			text = append([]byte(","), text...)
		}
		if _, err := to.Write(text); err != nil {
			return err
		}
	}
	_, err = io.WriteString(to, end)
	return err
}

// upgrade fills in what older files do not say.
func (e *Round) upgrade() {
	if e.Kind != "" {
		return
	}
	// The kind was in the name, which could not be changed then.
	switch e.Name {
	case StudyName:
		e.Kind = Study
	case SearchName:
		e.Kind = Search
	default:
		e.Kind = Comparison
	}
}

// Names of experiments and runs are names of folders and files, too.
var (
	experimentID = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)
	runID        = regexp.MustCompile(`^run[0-9]{1,9}$`)
	checksum     = regexp.MustCompile(`^[0-9A-Za-z]{0,64}$`)
)

// check reports what cannot be in an experiment, its runs left out.
func (e *Round) check() error {
	switch {
	case !experimentID.MatchString(e.ID):
		return fmt.Errorf("%q names no experiment", e.ID)
	case len(e.Name) > longest || len(e.Machine.Browser) > longest || len(e.Machine.Engine) > longest:
		return errors.New("a name is too long")
	case e.Machine.Cores < 0 || e.Machine.GFLOPs < 0:
		return errors.New("its machine cannot be")
	case len(e.Parts) == 0 || len(e.Parts) > mostParts:
		return fmt.Errorf("it has %d parts", len(e.Parts))
	}
	switch e.Kind {
	case Comparison, Study, Search:
	default:
		return fmt.Errorf("there is no kind %.20q of experiments", e.Kind)
	}
	if e.Search != nil {
		if err := errors.Join(e.Search.Check(), checkPart(e.Search.Experiment)); err != nil {
			return err
		}
	}
	if err := e.Set.check(); err != nil {
		return err
	}
	for i, part := range e.Parts {
		if err := checkPart(part); err != nil {
			return fmt.Errorf("part %d: %w", i+1, err)
		}
	}
	return nil
}

// checker looks through the runs of an experiment, whose check has found nothing, one by
// one.
type checker struct {
	round *Round
	runs  int
	ids   map[string]bool
	twins map[twin]bool
	// labels are the classes that the runs so far say of the test photos.
	labels map[int]int
	// test is one that was found to be right. Most runs are tested on the same photos, and
	// to compare them takes a tenth of the time.
	test *protocol.Evaluation
}

func newChecker(e *Round) *checker {
	return &checker{round: e, ids: map[string]bool{}, twins: map[twin]bool{}, labels: map[int]int{}}
}

// check reports what cannot be in a run, or beside those before it.
func (c *checker) check(r *Run) error {
	e := c.round
	if c.runs++; c.runs > mostRuns {
		return fmt.Errorf("it has more than %d runs", mostRuns)
	}
	if !runID.MatchString(r.ID) || c.ids[r.ID] {
		return fmt.Errorf("%.20q names no run, or two", r.ID)
	}
	c.ids[r.ID] = true
	if r.Part < 0 || r.Part >= len(e.Parts) {
		return fmt.Errorf("%s is of part %d", r.ID, r.Part+1)
	}
	if err := r.check(); err != nil {
		return fmt.Errorf("%s: %w", r.ID, err)
	}
	if !isOf(r.Spec, e.Parts[r.Part]) {
		return fmt.Errorf("%s has other settings than its part", r.ID)
	}
	// A seed that counted twice would make an interval too narrow.
	t := twin{r.Part, armOf(r.Spec), r.Spec.Seed}
	if c.twins[t] {
		return fmt.Errorf("%s is there twice", r.ID)
	}
	c.twins[t] = true
	if err := c.checkTest(r); err != nil {
		return fmt.Errorf("%s: %w", r.ID, err)
	}
	return nil
}

// twin is what no two runs of an experiment have in common.
type twin struct {
	part int
	arm  arm
	seed uint64
}

// isOf reports whether a run is one of those that a part is spelled out as.
func isOf(run spec.Run, part spec.Experiment) bool {
	var want spec.Run
	if a, beside := part.Arm(run.Arm.Look); beside {
		want = part.ArmRun(a)
	} else if slices.Contains(part.Methods, run.Method) {
		want = part.Run(run.Method)
	}
	want.Seed = run.Seed
	return run == want
}

// checkTest compares the photos that a run was tested on with those of the set, and with
// what the runs before it say of them.
func (c *checker) checkTest(r *Run) error {
	if r.Result == nil {
		return nil
	}
	test := &r.Result.Test
	if c.test != nil && slices.Equal(test.Indexes, c.test.Indexes) && slices.Equal(test.Labels, c.test.Labels) {
		return nil
	}
	if len(test.Indexes) > c.round.Set.Test[0]+c.round.Set.Test[1] {
		return fmt.Errorf("it was tested on %d photos, of which there are not so many", len(test.Indexes))
	}
	seen := map[int]bool{}
	for i, index := range test.Indexes {
		if seen[index] {
			return fmt.Errorf("photo %d is tested twice", index)
		}
		seen[index] = true
		if label, known := c.labels[index]; known && label != test.Labels[i] {
			return fmt.Errorf("photo %d is of one class in one run and of the other in another", index)
		}
		c.labels[index] = test.Labels[i]
	}
	c.test = test
	return nil
}

func (s *Set) check() error {
	if len(s.Classes) != 2 || !checksum.MatchString(s.SHA256) {
		return errors.New("its image set has not two classes")
	}
	if len(s.Name) > longest || len(s.Source) > longestAny || len(s.Licence) > longestAny || len(s.Classes[0]) > longest || len(s.Classes[1]) > longest {
		return errors.New("a name of its image set is too long")
	}
	if s.Classes[0] == "" || s.Classes[1] == "" {
		return errors.New("a class of its image set has no name")
	}
	for _, counts := range [][]int{s.Train, s.Validation, s.Test} {
		if len(counts) != len(s.Classes) || slices.Min(counts) < 0 || slices.Max(counts) > mostPhotos {
			return errors.New("its image set has no counts")
		}
	}
	return nil
}

// checkPart reports what cannot be in a grid of runs.
func checkPart(part spec.Experiment) error {
	if part.Seeds < 1 || part.Seeds > mostRuns || len(part.Methods)+len(part.Arms) == 0 || len(part.Methods) > len(spec.Methods) {
		return fmt.Errorf("%d seeds of %d methods", part.Seeds, len(part.Methods))
	}
	if len(part.Name) > longest {
		return errors.New("its name is too long")
	}
	if _, err := part.Targets.Values(); err != nil {
		return fmt.Errorf("of its targets %w", err)
	}
	for id := range part.Hyper {
		if _, ok := spec.MethodByID(id); !ok {
			return fmt.Errorf("there is no method %.20q", id)
		}
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
	return part.CheckArms()
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
	if r.Status == Unfinished && r.Result != nil {
		return errors.New("it has a result before it is over")
	}
	if r.Rate < 0 || r.Rates < 0 || r.Started.Steps < 0 || r.Started.StepsPerEpoch < 0 || r.Started.Params < 0 || len(r.Base) > longest {
		return errors.New("its figures cannot be")
	}
	if f := r.Failure; f != nil && (len(f.Sentence) > longestAny || len(f.Cure) > longestAny) {
		return errors.New("what it failed of is too long")
	}
	if len(r.Started.Layers) > mostLayers || slices.ContainsFunc(r.Started.Layers, func(name string) bool { return len(name) > longest }) {
		return errors.New("its layers are too many, or have names too long")
	}
	if err := r.Train.check(); err != nil {
		return err
	}
	if r.Norms != nil {
		if err := r.Norms.check(len(r.Started.Layers)); err != nil {
			return err
		}
	}
	if s := r.Start; s != nil && (!shares(s.ValidationAccuracy) || s.ValidationLoss < 0) {
		return errors.New("its start holds what cannot be measured")
	}
	for i, p := range r.Epochs {
		if p.Epoch < 1 || p.Epoch > r.Spec.Epochs || i > 0 && p.Epoch <= r.Epochs[i-1].Epoch || len(p.Warning) > longestAny {
			return errors.New("its epochs are out of order")
		}
		if !shares(p.TrainAccuracy, p.ValidationAccuracy) || p.Seconds < 0 || p.TrainLoss < 0 || p.ValidationLoss < 0 {
			return errors.New("its epochs hold what cannot be measured")
		}
	}
	if err := r.checkChanges(); err != nil {
		return err
	}
	if r.Result != nil {
		return checkResult(*r.Result)
	}
	return nil
}

// checkChanges reports what cannot be in the changes of a run's rate.
func (r *Run) checkChanges() error {
	rate, _ := spec.SettingByKey(spec.KeyLearningRate)
	before := 0.0
	for _, c := range r.Changes {
		changed := r.Spec
		changed.Hyper.LearningRate = c.Rate
		if len(r.Changes) > mostPoints || rate.Check(changed) != nil || c.Epoch < before || c.Epoch > float64(r.Spec.Epochs) || c.Seconds < 0 {
			return errors.New("its learning rate changed to what cannot be")
		}
		before = c.Epoch
	}
	return nil
}

func (c *Curve) check() error {
	n := len(c.Epoch)
	if n > mostPoints || len(c.Seconds) != n || len(c.Loss) != n || len(c.Accuracy) != n {
		return errors.New("its curve has gaps")
	}
	if !shares(c.Accuracy...) || n > 0 && (slices.Min(c.Epoch) < 0 || slices.Min(c.Seconds) < 0 || slices.Min(c.Loss) < 0) {
		return errors.New("its curve holds what cannot be measured")
	}
	if !slices.IsSorted(c.Epoch) {
		return errors.New("its curve goes back")
	}
	return nil
}

// check reports what cannot be in the norms of so many layers.
func (n *Norms) check(layers int) error {
	points := len(n.Epoch)
	if points > mostNorms || len(n.Gradient) != points || len(n.Update) != points || n.Every < 0 || n.Every > mostPoints {
		return errors.New("its norms have gaps")
	}
	if !slices.IsSorted(n.Epoch) || points > 0 && n.Epoch[0] < 0 {
		return errors.New("its norms go back")
	}
	for _, rows := range [][][]float32{n.Gradient, n.Update} {
		for _, row := range rows {
			if len(row) != layers || layers == 0 {
				return errors.New("its norms are of other layers than it has")
			}
			if slices.Min(row) < 0 {
				return errors.New("its norms hold what cannot be measured")
			}
		}
	}
	return nil
}

// checkResult reports what cannot be in the result of a test.
func checkResult(d protocol.Done) error {
	n := len(d.Test.Labels)
	if l := len(d.Test.Logits); l != 0 && l != n {
		return errors.New("its test has gaps")
	}
	if len(d.Test.Indexes) != n || len(d.Test.Probabilities) != n || !shares(d.Test.Accuracy) || d.Epochs < 0 || d.Seconds < 0 || d.Test.Loss < 0 {
		return errors.New("its test has gaps")
	}
	switch d.Reason {
	case protocol.Finished, protocol.Stopped, protocol.EarlyStopped:
	default:
		return fmt.Errorf("%.20q is no reason to be over", d.Reason)
	}
	for i, p := range d.Test.Probabilities {
		if !(p >= 0 && p <= 1) || d.Test.Labels[i] < 0 || d.Test.Labels[i] > 1 || d.Test.Indexes[i] < 0 {
			return errors.New("its test holds what no network says")
		}
	}
	return nil
}

// shares reports whether all values are shares of a whole. (JSON knows neither NaN nor
// the infinite, so none of them needs to be looked for.)
func shares(values ...float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return !(v >= 0 && v <= 1) })
}
