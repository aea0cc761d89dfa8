package protocol

import (
	"pawgrad/nn/spec"
)

func init() {
	register(Ready{}, DataProgress{}, DataLoaded{}, Samples{}, Started{}, RateChanged{}, Progress{},
		StartPoint{}, StepPoint{}, EpochPoint{}, Paused{}, Done{},
		ModelLoaded{}, Classified{}, ImportProgress{}, Imported{}, Question{}, Named{}, EngineMeasured{}, Failed{})
}

// Ready is the first event of a trainer.
type Ready struct {
	// Engine names what computes, for the badge: "WebAssembly, relaxed SIMD".
	Engine string `json:"engine"`
}

// DataProgress tells how much of a pack has been verified, in bytes.
type DataProgress struct {
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
}

// DataLoaded describes the image set that is now loaded.
type DataLoaded struct {
	Name    string   `json:"name"`
	Source  string   `json:"source"`
	Licence string   `json:"licence"`
	SHA256  string   `json:"sha256"` // of the pack's content, hexadecimal
	Height  int      `json:"height"` // pixels
	Width   int      `json:"width"`
	Classes []string `json:"classes"`
	// Train, Validation and Test count the images of each class.
	Train      []int `json:"train"`
	Validation []int `json:"validation"`
	Test       []int `json:"test"`
}

// Images counts the images of the set, all splits together.
func (d *DataLoaded) Images() int { return Sum(d.Train) + Sum(d.Validation) + Sum(d.Test) }

// Used counts the images of each class that are used of a split, of which limit says how many in
// all, 0 for no limit: half of each class, as package data chooses them.
func Used(counts []int, limit int) []int {
	if limit == 0 || len(counts) != 2 {
		return counts
	}
	return []int{min(counts[0], (limit+1)/2), min(counts[1], max(1, limit/2))}
}

// ByClass counts the images of each class, all splits together.
func (d *DataLoaded) ByClass() []int {
	counts := make([]int, len(d.Classes))
	for _, split := range [][]int{d.Train, d.Validation, d.Test} {
		for label, n := range split {
			if label < len(counts) {
				counts[label] += n
			}
		}
	}
	return counts
}

// Sum adds up the images of each class of a split.
func Sum(counts []int) int {
	n := 0
	for _, count := range counts {
		n += count
	}
	return n
}

// Plural is the name of a class for several photos: "cats". A name that ends as a plural or in
// another language than one that adds an s stays as it is.
func (d DataLoaded) Plural(label int) string {
	name := d.Classes[label]
	if last := name[len(name)-1]; last < 'a' || last > 'z' || last == 's' {
		return name
	}
	return name + "s"
}

// Samples are images of the set. Files are PNG pictures, one per item.
type Samples struct {
	Split string       `json:"split"`
	Items []SampleItem `json:"items"`
}

// SampleItem is one image of [Samples].
type SampleItem struct {
	Index int    `json:"index"` // in the set
	Name  string `json:"name"`
	Label int    `json:"label"` // index into DataLoaded.Classes
}

// Started tells that a run's graphs are compiled and its first step is next.
type Started struct {
	Run           string  `json:"run"`
	Steps         int     `json:"steps"` // batches of the whole run
	StepsPerEpoch int     `json:"stepsPerEpoch"`
	Params        int     `json:"params"`         // trainable numbers
	CompileTime   float64 `json:"compileSeconds"` // seconds
	// Layers names the trained layers, for the norms of [StepPoint].
	Layers []string `json:"layers,omitempty"`
}

// Phase says what a run is doing.
type Phase string

// The phases of a run.
const (
	Preparing  Phase = "preparing"
	Training   Phase = "training"
	Validating Phase = "validating"
	Testing    Phase = "testing"
)

// Progress comes several times a second while a run is busy, between steps.
type Progress struct {
	Run             string  `json:"run"`
	Phase           Phase   `json:"phase"`
	Step            int     `json:"step"` // batches trained so far
	Steps           int     `json:"steps"`
	Epoch           float64 `json:"epoch"` // with its fraction
	ImagesPerSecond float64 `json:"imagesPerSecond"`
	GFLOPs          float64 `json:"gflops"` // 1e9 floating-point operations per second, as [spec.Model.TrainFLOPs] counts
	ETA             float64 `json:"etaSeconds"`
	Bytes           int64   `json:"bytes"` // memory in use by the trainer
}

// StartPoint is what the starting weights make of the validation photos, before the first
// step. It comes once, unless a run goes on from a checkpoint.
type StartPoint struct {
	Run                string  `json:"run"`
	ValidationLoss     float64 `json:"validationLoss"`
	ValidationAccuracy float64 `json:"validationAccuracy"`
}

// StepPoint is the mean over a window of training steps.
type StepPoint struct {
	Run          string  `json:"run"`
	Step         int     `json:"step"`    // last step of the window, from 1
	Epoch        float64 `json:"epoch"`   // with its fraction
	Seconds      float64 `json:"seconds"` // of training since the start, pauses left out
	Loss         float64 `json:"loss"`    // mean binary cross-entropy, nats
	Accuracy     float64 `json:"accuracy"`
	LearningRate float64 `json:"learningRate"`
	// GradientNorms and UpdateNorms are, for each layer of [Started.Layers], the L2
	// norm of the gradient and of what the step changed, kernel and bias together,
	// at the last step of the window.
	GradientNorms []float32 `json:"gradientNorms,omitempty"`
	UpdateNorms   []float32 `json:"updateNorms,omitempty"`
}

// EpochPoint is the result of an epoch. The training figures are means over the
// epoch's steps, taken while the weights moved; the validation figures are
// measured after it.
type EpochPoint struct {
	Run                string  `json:"run"`
	Epoch              int     `json:"epoch"` // from 1
	Seconds            float64 `json:"seconds"`
	TrainLoss          float64 `json:"trainLoss"`
	TrainAccuracy      float64 `json:"trainAccuracy"`
	ValidationLoss     float64 `json:"validationLoss"`
	ValidationAccuracy float64 `json:"validationAccuracy"`
	// Warning is a sentence about something odd, such as a network that calls
	// every photo the same, or empty.
	Warning string `json:"warning,omitempty"`
}

// Paused tells that a run holds.
type Paused struct {
	Run string `json:"run"`
}

// Reason says why a run is over.
type Reason string

// The reasons.
const (
	Finished     Reason = "finished"
	Stopped      Reason = "stopped"
	EarlyStopped Reason = "early stop"
)

// RateChanged tells that a run has another learning rate from here on.
type RateChanged struct {
	Run     string  `json:"run"`
	Epoch   float64 `json:"epoch"`   // with its fraction
	Seconds float64 `json:"seconds"` // of training until then
	Rate    float64 `json:"rate"`
}

// Done tells that a run is over and how it fares on the test images. Files[0]
// is the model file. That of a trial has neither.
type Done struct {
	Run     string     `json:"run"`
	Reason  Reason     `json:"reason"`
	Epochs  float64    `json:"epochs"`  // trained
	Seconds float64    `json:"seconds"` // pauses left out
	Test    Evaluation `json:"test"`
}

// Evaluation is a model's result on a split.
type Evaluation struct {
	Loss     float64 `json:"loss"` // mean binary cross-entropy, nats
	Accuracy float64 `json:"accuracy"`
	// Indexes, Labels and Probabilities hold, per image, its index in the set,
	// its true class (0 or 1) and the predicted probability of class 1.
	Indexes       []int     `json:"indexes"`
	Labels        []int     `json:"labels"`
	Probabilities []float32 `json:"probabilities"`
	// Logits are what the probabilities are made of: a probability near 1 keeps few of
	// their digits, and one of 1 none. Records of before 2026-11-29 have none.
	Logits []float32 `json:"logits,omitempty"`
}

// ModelLoaded answers [LoadModel].
type ModelLoaded struct {
	Run string `json:"run"`
	// Spec is the run that the model is from, Set the image set that it learnt from.
	Spec spec.Run `json:"spec"`
	Set  string   `json:"set"`
	// Classes are the names of the two classes that it tells apart.
	Classes []string `json:"classes"`
}

// Classified is the answer for one photo of a [Classify]. Files[0], if any, is
// a small picture of the photo.
type Classified struct {
	ID      int      `json:"id"`
	Name    string   `json:"name"`
	Answers []Answer `json:"answers,omitempty"`
	// Error is a sentence with its cure when the photo cannot be read; Answers
	// is then empty.
	Error string `json:"error,omitempty"`
}

// Answer is what one model says of a photo.
type Answer struct {
	Run string `json:"run"`
	// Probability is that of class 1.
	Probability float64 `json:"probability"`
	// CAM is where the model looked, if that was asked for.
	CAM *HeatMap `json:"cam,omitempty"`
	// Unlike tells that the photo is unlike those that the model learned from, where it can tell.
	Unlike bool `json:"unlike,omitempty"`
	// Channels are the means of the last convolution's channels, if they were asked for.
	Channels []float32 `json:"channels,omitempty"`
}

// HeatMap says which parts of a photo made a model give its answer (Grad-CAM:
// Selvaraju et al., 2017). It covers the whole photo.
type HeatMap struct {
	Width  int `json:"width"` // cells
	Height int `json:"height"`
	// Cells go from 0, of no weight, to 255, the most; row by row.
	Cells []byte `json:"cells"`
}

// ImportProgress tells how many photos of an [Import] have been read.
type ImportProgress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Question asks how the photos of an [Import] are to be read; another Import, with [Answers],
// goes on. Files are PNG pictures: those of each group one after the other.
type Question struct {
	Text   string          `json:"text"` // a sentence; empty where it was asked for
	Groups []QuestionGroup `json:"groups"`
	Splits []QuestionSplit `json:"splits,omitempty"`
}

// QuestionGroup is a set of photos that may be a class.
type QuestionGroup struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Count    int    `json:"count"`
	Class    int    `json:"class"` // 0 or 1, or -1 for none
	Pictures int    `json:"pictures"`
}

// QuestionSplit is a folder whose name speaks of a split.
type QuestionSplit struct {
	Path  string `json:"path"`
	Split string `json:"split"`
	Count int    `json:"count"`
}

// Imported answers [Import]. Files[0] is the pack; there is none if nothing was imported, and
// Summary says why.
type Imported struct {
	Name    string `json:"name"`
	Images  int    `json:"images"`
	Summary string `json:"summary"` // one sentence
	// Reading says how the classes were told and where the photos of each split are from.
	Reading string `json:"reading,omitempty"`
	// Labelled counts the files of which names tell a class, Unlabelled the photos of which they
	// tell none.
	Labelled   int `json:"labelled,omitempty"`
	Unlabelled int `json:"unlabelled,omitempty"`
	// Skipped names each photo left out and why.
	Skipped []Skipped `json:"skipped,omitempty"`
}

// Skipped is a photo that an import left out.
type Skipped struct {
	Path string `json:"path"`
	// Kind is what files with much the same reason have in common: "duplicates".
	Kind   string `json:"kind,omitempty"`
	Reason string `json:"reason"` // a sentence with its cure
}

// Named brings some answers to a [NameAll], the next in the order of the photos; the last of
// them has Over set.
type Named struct {
	ID    int `json:"id"`    // of the command
	Total int `json:"total"` // photos in all
	// Runs are the networks that were asked.
	Runs   []string     `json:"runs,omitempty"`
	Photos []NamedPhoto `json:"photos,omitempty"`
	Over   bool         `json:"over,omitempty"`
	// Problem is a sentence with its cure if it could not be gone on with.
	Problem string `json:"problem,omitempty"`
}

// NamedPhoto is what networks say of one of many photos.
type NamedPhoto struct {
	Name string `json:"name"` // its path
	// Probabilities are those of class 1, by the networks of [Named]; -1 where one knows none.
	Probabilities []float32 `json:"p,omitempty"`
	// Error is a sentence with its cure when the photo cannot be read.
	Error string `json:"error,omitempty"`
}

// EngineMeasured answers [MeasureEngine].
type EngineMeasured struct {
	// GFLOPs is the 1e9 multiply-adds on registers, counted as two operations
	// each, that one thread did in a second: no plain algorithm can be faster.
	GFLOPs float64 `json:"gflops"`
}

// FailureKind groups failures by what the page does about them.
type FailureKind string

// The kinds of failures.
const (
	BadData     FailureKind = "data"     // an image set or a photo cannot be used
	BadFeatures FailureKind = "features" // what frozen layers made of photos cannot be used
	BadModel    FailureKind = "model"    // a model file cannot be used
	NeedsBase   FailureKind = "base"     // a model stands on pretrained weights that are not loaded
	BadSetting  FailureKind = "setting"  // a run's settings cannot be
	Diverged    FailureKind = "diverged" // the loss became infinite, or no number, or far too large
	NoMemory    FailureKind = "memory"
	// Interrupted is the end of a thread, which the browser may have ended. What was computed
	// on it and others is lost; on one thread, or from a checkpoint, it goes as it would have.
	Interrupted FailureKind = "interrupted"
	Crashed     FailureKind = "crash" // a fault of ours
)

// OutOfMemory begins what is said of a trainer that has ended because there was no more
// memory; web/static/boot.js says it.
const OutOfMemory = "It ran out of memory."

// Failed tells that a command could not be carried out or a run had to end. The
// trainer remains usable, except after [NoMemory] and [Crashed].
type Failed struct {
	Run      string      `json:"run,omitempty"` // empty if no run is concerned
	Kind     FailureKind `json:"failure"`
	Sentence string      `json:"sentence"` // what happened and why
	Cure     string      `json:"cure"`     // what to do
}

func (Ready) event()          {}
func (DataProgress) event()   {}
func (DataLoaded) event()     {}
func (Samples) event()        {}
func (Started) event()        {}
func (Progress) event()       {}
func (StartPoint) event()     {}
func (StepPoint) event()      {}
func (EpochPoint) event()     {}
func (Paused) event()         {}
func (RateChanged) event()    {}
func (Done) event()           {}
func (ModelLoaded) event()    {}
func (Classified) event()     {}
func (ImportProgress) event() {}
func (Imported) event()       {}
func (Question) event()       {}
func (Named) event()          {}
func (EngineMeasured) event() {}
func (Failed) event()         {}
