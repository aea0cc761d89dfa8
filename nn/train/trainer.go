package train

import (
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/assets/pack"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/data"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/model"
	"pawgrad/nn/optim"
	"pawgrad/nn/spec"
)

// Trainer is a training run. It is not safe for concurrent use.
type Trainer struct {
	backend    compute.Backend
	run        spec.Run
	method     spec.Method
	info       pack.Info
	set        data.Source
	split      data.Split
	inputs     data.Inputs
	pretrained Pretrained
	plan       Plan

	store     *gomlx.Store
	optimizer *optim.Optimizer
	step      *gomlx.Exec // one training batch
	apply     *gomlx.Exec // GD's step by the gathered gradient; else nil
	predictor *model.Predictor

	untested  bool        // see [Trainer.Untested]
	waiting   bool        // see [spec.Run.Waits]; as step and apply were built
	rank      map[int]int // of the images for training among those of the set
	state     state
	kept      []file.Tensor // see state.KeptEpoch; nil for the starting weights
	order     []int         // of the epoch under way; nil before its first batch
	evaluator *Evaluator    // of the phase under way
	rate      float64       // last given to the optimizer; NaN if none
	failed    error
	batch     batch
}

// Pretrained is what a run of VGG19 needs beside the image set; other networks need
// none of it.
type Pretrained struct {
	// Base holds the pretrained weights. A run that trains the head alone and reads
	// features needs none.
	Base vgg19.Source
	// Features are what the frozen layers make of the set's images; only a run that
	// varies its photos anew each time, not [spec.Run.Cached], needs none.
	Features data.Inputs
	// Variants are the same of the set's images for training in the [spec.Run.Variants] of the
	// run: of all images, in the set's order, in the first variant, then in the next. Only a run
	// that has any needs them.
	Variants data.Inputs
}

// state is what a snapshot stores beside tensors.
type state struct {
	Phase  Phase       `json:"phase"`
	Epoch  int         `json:"epoch"`  // whole epochs trained
	Batch  int         `json:"batch"`  // batches trained of the next
	Window metric.Mean `json:"window"` // since the last StepPoint
	Total  metric.Mean `json:"total"`  // since the epoch's start
	// KeptEpoch is when the kept weights are from: the epoch of the lowest
	// validation loss, KeptLoss, if the run stops early, else the last.
	KeptEpoch int     `json:"keptEpoch"`
	KeptLoss  float64 `json:"keptLoss"`
	// WentBack tells that the current weights are the kept ones, for the test.
	WentBack bool   `json:"wentBack,omitempty"`
	Reason   Reason `json:"reason"`
	// Changes are those of the learning rate so far.
	Changes []RateChange `json:"changes,omitempty"`
}

// New prepares a run on an image set. Nothing is compiled yet. Errors are
// sentences for the page.
func New(backend compute.Backend, run spec.Run, set data.Source, pretrained Pretrained) (*Trainer, error) {
	if err := run.Validate(); err != nil {
		return nil, err
	}
	split, err := data.Choose(set, run)
	if err != nil {
		return nil, err
	}
	method, _ := spec.MethodByID(run.Method)
	var inputs data.Inputs = data.NewImages(set, run.ImageSize, data.CacheBytes)
	if run.Cached() {
		if inputs = pretrained.Features; inputs == nil {
			return nil, errNoFeatures
		}
		want := int(model.InputShape(run, 1).ByteSize())
		for _, features := range []data.Inputs{inputs, pretrained.Variants} {
			if features != nil && features.Bytes() != want {
				return nil, fmt.Errorf("The cached features have %d bytes an image, this run reads %d. Compute them again.", features.Bytes(), want)
			}
		}
		if run.Variants() > 0 && pretrained.Variants == nil {
			return nil, errNoFeatures
		}
	}
	// A batch larger than the set would be padding for the most part.
	size := min(run.BatchSize, len(split.Train))
	perEpoch := (len(split.Train) + size - 1) / size
	t := &Trainer{
		backend: backend, run: run, method: method, info: set.Info(), set: set, split: split,
		inputs: inputs, pretrained: pretrained,
		plan: Plan{
			Steps: perEpoch * run.Epochs, StepsPerEpoch: perEpoch, Epochs: run.Epochs, BatchSize: size,
			TrainImages: len(split.Train), ValidationImages: len(split.Validation), TestImages: len(split.Test),
			Params: run.Network().Params(run.ImageSize),
		},
		store:     gomlx.NewStore(),
		optimizer: optim.New(run),
		state:     state{Phase: Validating, Reason: Finished},
		batch:     newBatch(run, size),
		rate:      math.NaN(), // differs from every rate
	}
	if run.Variants() > 0 {
		t.rank = map[int]int{}
		for k, image := range set.Split(pack.Train) {
			t.rank[image] = k
		}
	}
	if err := t.prepare(); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// errNoFeatures is the error of a run without what it reads.
var errNoFeatures = errors.New("VGG19's frozen layers have not looked at the photos yet. Compute their features first.")

// prepare makes the starting weights and the executors.
func (t *Trainer) prepare() error {
	start, err := model.Begin(t.run, t.pretrained.Base)
	if err != nil {
		return err
	}
	if err := model.Load(t.store, start); err != nil {
		return err
	}
	if t.run.Model == spec.VGG19 && !t.run.Cached() {
		if err := model.LoadBase(t.store, t.run, t.pretrained.Base); err != nil {
			return err
		}
	}
	return errors.Join(t.build(), t.buildPredictor())
}

// build makes the executors of the training for the run's state: pretrained weights that
// wait are not trainable.
func (t *Trainer) build() error {
	var err error
	var paths []string
	t.waiting = t.run.Waits(t.state.Epoch)
	for _, w := range t.run.Network().Weights(t.run.ImageSize) {
		path := gomlx.JoinPath(model.Scope, w.Name)
		paths = append(paths, path)
		t.store.GetVariable(path).SetTrainable(!(w.Pretrained && t.waiting))
	}
	t.step, err = gomlx.NewExec(t.backend, t.store, func(scope *gomlx.Scope, input, labels, weights, dropout *graph.Node) []*graph.Node {
		g := input.Graph()
		t.optimizer.LookAhead(scope, g)
		logits := model.Logits(scope, t.run, input, dropout)
		loss := model.Loss(logits, labels, weights)
		if t.method.FullBatch {
			t.optimizer.Accumulate(scope, g, loss)
			return []*graph.Node{logits}
		}
		t.optimizer.UpdateGraph(scope, g, loss)
		return []*graph.Node{logits, optim.SquaredNorms(g, paths)}
	})
	if err != nil {
		return err
	}
	t.step.WithName("train")
	if t.method.FullBatch {
		t.apply, err = gomlx.NewExec(t.backend, t.store, func(scope *gomlx.Scope, g *graph.Graph) *graph.Node {
			t.optimizer.Apply(scope, g)
			return optim.SquaredNorms(g, paths)
		})
		if err != nil {
			return err
		}
		t.apply.WithName("apply")
	}
	return nil
}

// rebuild makes the executors of the training anew if the pretrained weights no longer
// wait. What the method remembers is forgotten then: for weights that have not moved yet
// the moments begin, and so does the count of steps by which Adam corrects them.
func (t *Trainer) rebuild() error {
	if t.waiting == t.run.Waits(t.state.Epoch) {
		return nil
	}
	t.closeStep()
	if err := t.optimizer.Clear(t.store.RootScope()); err != nil {
		return err
	}
	t.rate = math.NaN()
	return t.build()
}

// buildPredictor makes the executor of the validation and the test.
func (t *Trainer) buildPredictor() (err error) {
	t.predictor, err = model.PredictorOn(t.backend, t.store, t.run, min(model.PredictBatch, max(len(t.split.Validation), len(t.split.Test))))
	return err
}

// Plan says how much work the run is.
func (t *Trainer) Plan() Plan { return t.plan }

// Run returns the run's settings.
func (t *Trainer) Run() spec.Run { return t.run }

// Compile builds and compiles the graphs, which otherwise the first batches do.
func (t *Trainer) Compile() error {
	vector := shapes.Make(dtypes.Float32, t.plan.BatchSize)
	if _, err := t.step.Compile(t.batch.shape, vector, vector, compute.RNGStateShape); err != nil {
		return err
	}
	if t.apply != nil {
		if _, err := t.apply.Compile(); err != nil {
			return err
		}
	}
	return t.predictor.Compile()
}

// Done reports whether the run is over.
func (t *Trainer) Done() bool { return t.state.Phase == Over || t.failed != nil }

// Stop ends the training; the next units of work test the weights as they are.
func (t *Trainer) Stop() {
	if t.state.Phase == Training || t.state.Phase == Validating {
		t.enter(Testing)
		t.state.Reason = Stopped
	}
}

// Untested has the run end without a look at the test photos, as a trial of a search for
// learning rates does. A run that is restored has to be told again.
func (t *Trainer) Untested() { t.untested = true }

// Predict returns the probability of class 1 for each photo of the input, which
// holds any number of them as [model.Predictor.Logits] takes them, by the weights
// as they are.
func (t *Trainer) Predict(input []uint8) ([]float64, error) { return t.predictor.Predict(input) }

// Model returns the network with its weights as they are.
func (t *Trainer) Model() (*file.Model, error) {
	weights, err := model.Weights(t.store, t.run)
	if err != nil {
		return nil, err
	}
	return &file.Model{
		Description: file.Description{
			Run: t.run, Set: t.info.Name, Epochs: t.weightsEpoch(), Labels: t.info.Classes,
			Preprocessing: file.PreprocessingFor(t.run),
		},
		Weights: weights,
	}, nil
}

// Close frees what the run holds on the backend. The Trainer cannot be used
// afterwards.
func (t *Trainer) Close() {
	t.closeStep()
	if t.predictor != nil {
		t.predictor.Close()
	}
	t.store.Finalize()
}

// closeStep frees the executors of the training.
func (t *Trainer) closeStep() {
	for _, exec := range []*gomlx.Exec{t.step, t.apply} {
		if exec != nil {
			exec.Finalize()
		}
	}
	t.step, t.apply = nil, nil
}

// Trained is how many epochs the run has been trained, with their fraction.
func (t *Trainer) Trained() float64 { return t.epochs() }

func (t *Trainer) epochs() float64 {
	return float64(t.state.Epoch) + float64(t.state.Batch)/float64(t.plan.StepsPerEpoch)
}

// steps counts the batches trained.
func (t *Trainer) steps() int { return t.state.Epoch*t.plan.StepsPerEpoch + t.state.Batch }
