package main

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// row is one thing to measure.
type row struct {
	id   string
	what string // the set-up, for the reader
	run  spec.Run
	mark mark
	// exact tells that the row also depends on the weights in float32.
	exact bool
	// onPage tells that the row is of the page as it comes, so that it needs no weights and no
	// trainers of its own.
	onPage  bool
	measure func(*bench, row) (result, error)
}

// mark is what a row's value is held against.
type mark struct {
	limit float64
	least bool // the value must be at least the limit, else at most
}

// rows are all there are, the quick ones first.
var rows = []row{
	{id: "first-race", what: "the page as it comes: all methods compared on the bundled photos, two cores", run: spec.DefaultRun(spec.SGD),
		mark: mark{0.66, true}, onPage: true, measure: firstRace},
	{id: "questions", what: "each of the README's questions for a class, the longest counts, two cores", run: spec.DefaultRun(spec.SGD),
		mark: mark{mostOfClass.Seconds(), false}, onPage: true, measure: timeOfQuestions},
	{id: "lessons", what: "each lesson's experiment, the longest counts, two cores", run: spec.DefaultRun(spec.SGD),
		mark: mark{mostOfClass.Seconds(), false}, onPage: true, measure: timeOfLessons},
	{id: "import-zip", what: "an archive of 25,000 photos dropped on the page, two cores", run: atSize(64), mark: mark{75, false}, onPage: true, measure: importOfArchive},
	{id: "import-folder", what: "a folder of 25,000 photos dropped on the page, two cores", run: atSize(64), mark: mark{75, false}, onPage: true, measure: importOfFolder},
	{id: "ready-cnn", what: "the ready-made small network on photos from cameras", run: readyRun(spec.CNN), mark: mark{0.72, true}, measure: named},
	{id: "ready-vgg19", what: "the ready-made head of VGG19 on photos from cameras", run: readyRun(spec.VGG19), mark: mark{0.88, true}, measure: named},
	{id: "head96", what: "VGG19, head only, 96 px", run: head(96), mark: mark{0.91, true}, measure: trained},
	{id: "int8", what: "VGG19, head only, 96 px: float32 weights less 8-bit weights", run: head(96), mark: mark{0.005, false}, exact: true, measure: costOfRounding},
	{id: "extract96", what: "VGG19's features, 96 px", run: head(96), mark: mark{4 * 60, false}, measure: timeOfExtraction},
	{id: "W2-64", what: whatBase, run: head(64), mark: mark{31, true}, measure: speedOfBase},
	{id: "W2-150", what: whatBase, run: head(150), mark: mark{5.6, true}, measure: speedOfBase},
	{id: "W3-64", what: whatTuning, run: timed(64), mark: mark{86, true}, measure: speedOfTuning},
	{id: "W3-150", what: whatTuning, run: timed(150), mark: mark{21, true}, measure: speedOfTuning},
	{id: "head150", what: "VGG19, head only, 150 px", run: head(150), mark: mark{0.955, true}, measure: trained},
	{id: "labels150", what: "label doctor: VGG19's head by cross-validation, 150 px", run: head(150).Examination(), mark: mark{markOfDoctor, true}, measure: foundLabels},
	{id: "memory150", what: "VGG19's features, 150 px", run: head(150), mark: mark{1e9, false}, measure: memoryOfExtraction},
	{id: "fine150", what: "VGG19, from block5_conv1 on after the head, 8 variants of each photo, 150 px", run: fineTuned(150), mark: mark{0.965, true}, measure: trained},
}

// atSize is the page's own run at another size of photos.
func atSize(size int) spec.Run {
	r := spec.DefaultRun(spec.SGD)
	r.ImageSize = size
	return r
}

// head is a run that trains the head of VGG19 alone. Its epochs are those after
// which the validation loss no longer falls (nn/README.md).
func head(size int) spec.Run {
	r := spec.DefaultRunOf(spec.VGG19, spec.Adam)
	r.Train, r.ImageSize, r.Epochs = spec.TrainHead, size, 10
	r.Hyper = r.DefaultHyper()
	return r
}

// fineTuned is a run that trains block 5 too, by the study's best method: the set-up of
// those tried that has the lowest validation loss (nn/README.md).
func fineTuned(size int) spec.Run {
	r := spec.DefaultRunOf(spec.VGG19, spec.Momentum)
	r.Train, r.ImageSize, r.Epochs, r.HeadEpochs = spec.TrainBlock5, size, 12, 4
	r.Hyper = r.DefaultHyper()
	r.Hyper.LearningRate, r.Schedule = 4e-4, spec.Cosine
	r.Augment = spec.Augment{Flip: true, Shift: 0.1, Rotate: 10, Zoom: 0.15, Variants: 8}
	return r
}

// choose picks rows by a list of ids; an empty one is all.
func choose(all []row, ids string) ([]row, error) {
	if ids == "" {
		return all, nil
	}
	var chosen []row
	for id := range strings.SplitSeq(ids, ",") {
		i := slices.IndexFunc(all, func(r row) bool { return r.id == strings.TrimSpace(id) })
		if i < 0 {
			var known []string
			for _, r := range all {
				known = append(known, r.id)
			}
			return nil, fmt.Errorf("There is no row %q. Choose of %s.", id, strings.Join(known, ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// result is what a row's measurement gave.
type result struct {
	Row     string   `json:"row"`
	What    string   `json:"what"`
	Run     spec.Run `json:"run"`
	Engine  string   `json:"engine"`
	Machine string   `json:"machine"`
	Browser string   `json:"browser"`

	Train      int `json:"train"` // photos
	Validation int `json:"validation"`
	Test       int `json:"test"`

	// Value is what the mark is about: an accuracy, a difference of two, photos a
	// second, seconds or bytes; Text says it with its unit.
	Value   float64 `json:"value"`
	Text    string  `json:"text"`
	Low     float64 `json:"low,omitempty"` // 95 % interval of an accuracy
	High    float64 `json:"high,omitempty"`
	Seconds float64 `json:"seconds"` // of the run
	Mark    float64 `json:"mark"`
	Least   bool    `json:"least"` // the mark is a lower bound
	Met     bool    `json:"met"`
	Peak    int64   `json:"peak,omitempty"` // memory of the trainer, bytes
	// Broken says what else is not as it should be.
	Broken []string `json:"broken,omitempty"`

	// ofTheMoment tells that the value depends on what else the machine does, so that
	// it is measured anew each time.
	ofTheMoment bool
}

// newAccuracy fills in an accuracy over some photos.
func (r *result) newAccuracy(accuracy float64, photos int) {
	r.Value = accuracy
	r.Low, r.High = metric.Wilson(int(accuracy*float64(photos)+0.5), photos)
	r.Text = fmt.Sprintf("test accuracy %.4f [%.4f, %.4f]", r.Value, r.Low, r.High)
}

// judge holds the value against the mark.
func (r *result) judge(m mark) {
	r.Mark, r.Least = m.limit, m.least
	if m.least {
		r.Met = r.Value >= m.limit
	} else {
		r.Met = r.Value <= m.limit
	}
	r.Met = r.Met && len(r.Broken) == 0
}

// line is the result for a reader.
func (r *result) line(kept bool) string {
	sign, verdict, from := "<=", "MISSED", ""
	if r.Least {
		sign = ">="
	}
	if r.Met {
		verdict = "met"
	}
	if len(r.Broken) > 0 {
		verdict += " (" + strings.Join(r.Broken, "; ") + ")"
	}
	if kept {
		from = " (kept from before)"
	}
	return fmt.Sprintf("%s: %s; %s at %g, %d epochs, seed %d; photos %d/%d/%d; %s; %.0f s; mark %s %g %s; %s%s",
		r.Row, r.What, r.Run.Method, r.Run.Hyper.LearningRate, r.Run.Epochs, r.Run.Seed,
		r.Train, r.Validation, r.Test, r.Text, r.Seconds, sign, r.Mark, verdict, r.Engine, from)
}
