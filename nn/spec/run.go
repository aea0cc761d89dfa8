package spec

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Schedule says how the learning rate changes from epoch to epoch.
type Schedule string

// The schedules. Step multiplies the rate by [Run.StepFactor] every
// [Run.StepEvery] epochs; Cosine lowers it along half a cosine to zero at the
// run's end (Loshchilov & Hutter, 2017, without restarts).
const (
	Constant Schedule = "constant"
	Step     Schedule = "step"
	Cosine   Schedule = "cosine"
)

// DecayForm is a way in which weights decay.
type DecayForm string

// The ways. Decoupled takes θ ← θ − δ·λ·θ beside the method's own step (Loshchilov & Hutter,
// 2019: Adam with it is AdamW); L2 adds λ·θ to the gradient, as ½·λ·|θ|² added to the loss
// does, and the method then makes of it what it makes of any gradient. For GD and SGD both
// are the same.
const (
	Decoupled DecayForm = "decoupled"
	L2        DecayForm = "l2"
)

// Run is everything that determines one training run, apart from the image set.
type Run struct {
	Model ModelID `json:"model"`
	// Train says how much of VGG19 is trained; the CNN is always trained whole.
	Train Train `json:"train,omitempty"`
	// HeadEpochs of a run that trains block 5 are those at its beginning in which the
	// head learns alone; see [Run.Waits].
	HeadEpochs int      `json:"headEpochs,omitempty"`
	ImageSize  int      `json:"imageSize"` // pixels a side
	Method     MethodID `json:"method"`
	Hyper      Hyper    `json:"hyper"`
	BatchSize  int      `json:"batchSize"` // images a step
	Epochs     int      `json:"epochs"`
	// Init is the rule that starting weights are drawn by, Pixels what the CNN is shown of
	// an 8-bit value; see preparation.go.
	Init   Init   `json:"init"`
	Pixels Pixels `json:"pixels"`
	// Arm is the label of the run's arm; it changes nothing of what is trained.
	Arm Label `json:"arm,omitzero"`
	// Seed determines the starting weights, the order of the images, the
	// dropout masks and the augmentation.
	Seed uint64 `json:"seed"`

	Schedule   Schedule `json:"schedule"`
	StepEvery  int      `json:"stepEvery"` // epochs
	StepFactor float64  `json:"stepFactor"`
	// Warmup is over how many epochs the rate rises in a straight line to what it is then;
	// with 0 it begins there.
	Warmup float64 `json:"warmup,omitempty"` // epochs

	// WeightDecay is λ, by which all weights are drawn towards zero in the way of DecayForm;
	// 0 leaves them alone.
	WeightDecay float64   `json:"weightDecay,omitempty"`
	DecayForm   DecayForm `json:"decayForm,omitempty"`
	// Clip is the largest L2 norm of a step's gradient, over all weights together; a longer
	// one is made so long. 0 leaves every gradient as it is.
	Clip float64 `json:"clip,omitempty"`
	// Dropout is the share of the head's inputs that each training photo goes without.
	Dropout float64 `json:"dropout"`

	// Patience ends the run after so many epochs without a lower validation
	// loss; 0 never does.
	Patience int `json:"patience"`

	Augment Augment `json:"augment"`

	// TrainImages and EvalImages use only so many images for training, and for
	// validation and for testing, half of each class; 0 uses all.
	TrainImages int `json:"trainImages"`
	EvalImages  int `json:"evalImages"`
}

// Augment changes each training photo a little, at random, each time it is
// shown. The zero value changes nothing.
type Augment struct {
	Flip   bool    `json:"flip"`   // left-right, half of the time
	Shift  float64 `json:"shift"`  // at most this share of the side, each axis
	Rotate float64 `json:"rotate"` // at most this many degrees, either way
	Zoom   float64 `json:"zoom"`   // at most this share larger or smaller

	// Variants is how many changed versions of a photo VGG19 is shown, one after the other
	// from epoch to epoch, where it would else be changed anew each time; 0 does that.
	Variants int `json:"variants,omitempty"`
}

// UnmarshalJSON reads files of before 2026-11-29 too, which say "forms" for variants.
func (a *Augment) UnmarshalJSON(text []byte) error {
	type plain Augment // without this method
	file := struct {
		*plain
		Forms int `json:"forms"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(text, &file); err != nil {
		return err
	}
	a.Variants = cmp.Or(a.Variants, file.Forms)
	return nil
}

// On reports whether any augmentation is asked for.
func (a Augment) On() bool { return a.Flip || a.Varies() }

// Varies reports whether photos are changed by amounts, so that none is shown twice
// alike unless there is a number of [Augment.Variants]. Mirroring alone does not: a photo has one
// mirror image.
func (a Augment) Varies() bool { return a.Shift != 0 || a.Rotate != 0 || a.Zoom != 0 }

// DefaultRun returns the run that the page offers first: the CNN by a method
// with the defaults of all settings.
func DefaultRun(method MethodID) Run { return DefaultRunOf(CNN, method) }

// DefaultRunOf returns the run of a model by a method with the defaults of all
// settings.
func DefaultRunOf(model ModelID, method MethodID) Run {
	return runOf(model, method, defaultSetting[model])
}

// FirstRunOf is [DefaultRunOf] with the defaults of [FirstExperimentFor].
func FirstRunOf(model ModelID, method MethodID) Run {
	return runOf(model, method, firstSetting[model])
}

// runOf returns the run of a model by a method with the model's own defaults of settings.
func runOf(model ModelID, method MethodID, own map[string]string) Run {
	r := Run{Model: model, Method: method}
	for _, s := range Settings {
		if s.hyper || s.OfGrid() || s.Key == KeyModel {
			continue
		}
		text, ok := own[s.Key]
		if !ok {
			text = s.Default
		}
		if err := s.Set(&r, text); err != nil {
			panic(fmt.Sprintf("spec: default of setting %q: %v", s.Key, err))
		}
	}
	r.Hyper = r.DefaultHyper()
	return r
}

// As is the run with another network: settings that are as those of before, the run that its network
// starts with, become those of after, and so does what the other network does not take; what was
// changed stays.
func (r Run) As(before, after Run) Run {
	next := r
	next.Model = after.Model
	for _, s := range Settings {
		if !s.hyper && !s.OfGrid() && s.Key != KeyModel && (s.Text(next) == s.Text(before) || s.Check(next) != nil) {
			if err := s.Set(&next, s.Text(after)); err != nil {
				panic("spec: a default that is not allowed: " + err.Error())
			}
		}
	}
	return next
}

// Title says what is trained: "VGG19, 150 px".
func (r Run) Title() string { return fmt.Sprintf("%s, %d px", r.Network().Name, r.ImageSize) }

// DefaultHyper returns the hyper-parameters that the run's method starts with on
// its network; see defaults.go for where the figures are from.
func (r Run) DefaultHyper() Hyper {
	of := network{model: r.Model}
	if r.Model == VGG19 {
		of.cut = r.Cut()
	} else {
		of.he = r.Init == He
	}
	rate, ok := defaultRates[of][r.Method]
	if !ok {
		panic(fmt.Sprintf("spec: no default hyper-parameters for method %q on model %q", r.Method, r.Model))
	}
	return hyperOf(r.Method, rate)
}

// Validate checks every setting of the run against the table of [Settings]. The
// error is a sentence for the page.
func (r Run) Validate() error {
	if _, ok := ModelByID(r.Model); !ok {
		return fmt.Errorf("There is no model %q. Choose one of the models listed.", r.Model)
	}
	method, ok := MethodByID(r.Method)
	if !ok {
		return fmt.Errorf("There is no method %q. Choose one of the methods listed.", r.Method)
	}
	for _, s := range Settings {
		if s.OfGrid() || s.hyper && !method.Uses(s.Key) || !s.Concerns(r) {
			continue
		}
		if err := s.Check(r); err != nil {
			return err
		}
	}
	return nil
}

// Uses reports whether the method reads the hyper-parameter of that key.
func (m Method) Uses(key string) bool { return slices.Contains(m.Settings, key) }
