package train

import (
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/tensors"

	"pawgrad/assets/pack"
	"pawgrad/nn/metric"
	"pawgrad/nn/model"
)

// pointsPerEpoch is how many StepPoints an epoch of so many steps or more has at least; it
// has fewer than twice as many. A curve of ten epochs then has as many points as a chart is
// wide enough to show. Shorter epochs have one a step.
const pointsPerEpoch = 20

// Next does one unit of work: a batch of training, validation or test photos. An
// error ends the run; *[Diverged] tells that the loss became infinite or no number.
func (t *Trainer) Next() (Event, error) {
	if t.failed != nil {
		return Event{}, t.failed
	}
	event := Event{Phase: t.state.Phase}
	var err error
	switch t.state.Phase {
	case Training:
		err = t.trainBatch(&event)
	case Validating:
		err = t.evaluateBatch(&event, pack.Validation)
	case Testing:
		if t.untested {
			t.conclude(&event, Evaluation{})
			break
		}
		err = t.evaluateBatch(&event, pack.Test)
	default:
		panic("train: Next of a run that is over")
	}
	if err != nil {
		t.fail(err)
		return Event{}, err
	}
	return event, nil
}

// trainBatch does one training step, or for GD a batch's part of it.
func (t *Trainer) trainBatch(event *Event) error {
	s := &t.state
	images, err := t.fill()
	if err != nil {
		return err
	}
	run := t.current()
	rate := run.Rate(t.epochs(), 1/float64(t.plan.StepsPerEpoch))
	if t.method.FullBatch {
		rate = run.Rate(float64(s.Epoch), 1)
	}
	if rate != t.rate {
		if err := t.optimizer.SetLearningRate(t.store, rate); err != nil {
			return err
		}
		t.rate = rate
	}
	logits, squares, err := t.runStep()
	if err != nil {
		return err
	}
	var mean metric.Mean
	for i, image := range images {
		mean.Add(float64(logits[i]), t.inputs.Label(image))
	}
	loss, _ := mean.Values()
	if err := diverged(run, t.steps()+1, loss); err != nil {
		return err
	}
	s.Window.Merge(mean)
	s.Total.Merge(mean)
	s.Batch++
	ended := s.Batch == t.plan.StepsPerEpoch
	if ended && t.apply != nil {
		outputs, err := t.apply.Call()
		if err != nil {
			return err
		}
		if squares, err = take(outputs[0]); err != nil {
			return err
		}
	}
	event.Images, event.Step, event.Epoch = len(images), t.steps(), t.epochs()
	if window := max(1, t.plan.StepsPerEpoch/pointsPerEpoch); ended || s.Batch%window == 0 {
		loss, accuracy := s.Window.Values()
		event.Point = &StepPoint{Step: event.Step, Epoch: event.Epoch, Loss: loss, Accuracy: accuracy, LearningRate: rate}
		event.Point.GradientNorms, event.Point.UpdateNorms = t.norms(squares)
		s.Window = metric.Mean{}
	}
	if ended {
		s.Epoch, s.Batch, t.order = s.Epoch+1, 0, nil
		t.enter(Validating)
		return t.rebuild()
	}
	return nil
}

// runStep runs the training graph on the filled batch and returns the logits and, but
// for a full-batch method, the squared norms as [optim.SquaredNorms] orders them.
func (t *Trainer) runStep() (logits, squares []float32, err error) {
	inputs, err := t.batch.tensors(t.backend, t.run.Seed, t.steps())
	if err != nil {
		return nil, nil, err
	}
	outputs, err := t.step.Call(inputs[0], inputs[1], inputs[2], inputs[3])
	if err != nil {
		return nil, nil, err
	}
	for _, input := range inputs {
		if err := input.FinalizeAll(); err != nil {
			return nil, nil, err
		}
	}
	if logits, err = take(outputs[0]); err == nil && len(outputs) > 1 {
		squares, err = take(outputs[1])
	}
	return logits, squares, err
}

// take copies a graph's output and frees it at once: the backend's memory is not the
// garbage collector's.
func take(output *tensors.Tensor) ([]float32, error) {
	values, err := tensors.CopyFlatData[float32](output)
	if err != nil {
		return nil, err
	}
	return values, output.FinalizeAll()
}

// evaluateBatch measures one batch of the validation or test photos.
func (t *Trainer) evaluateBatch(event *Event, split pack.Split) error {
	if t.evaluator == nil {
		indexes := t.split.Validation
		if split == pack.Test {
			if err := errors.Join(t.goBack(), t.round()); err != nil {
				return err
			}
			indexes = t.split.Test
		}
		t.evaluator = NewEvaluator(t.predictor, t.inputs, indexes)
	}
	n, err := t.evaluator.Next()
	if err != nil {
		return err
	}
	event.Images, event.Step, event.Epoch = n, t.steps(), t.epochs()
	if !t.evaluator.Done() {
		return nil
	}
	result := t.evaluator.Result()
	if split == pack.Validation && t.steps() == 0 {
		event.Start = &StartPoint{ValidationLoss: result.Loss, ValidationAccuracy: result.Accuracy}
		t.enter(Training)
		return nil
	}
	if err := diverged(t.run, t.steps(), result.Loss); err != nil {
		return err
	}
	if split == pack.Test {
		t.conclude(event, result)
		return nil
	}
	loss, accuracy := t.state.Total.Values()
	event.EpochPoint = &EpochPoint{
		Epoch: t.state.Epoch, TrainLoss: loss, TrainAccuracy: accuracy,
		ValidationLoss: result.Loss, ValidationAccuracy: result.Accuracy,
		Warning: oneClass(result, t.info.Classes),
	}
	return t.endEpoch(result.Loss)
}

// conclude ends the run.
func (t *Trainer) conclude(event *Event, test Evaluation) {
	event.Step, event.Epoch = t.steps(), t.epochs()
	event.Result = &Result{Reason: t.state.Reason, Epochs: t.epochs(), WeightsEpoch: t.weightsEpoch(), Test: test}
	t.enter(Over)
}

// endEpoch keeps the weights and decides how the run goes on.
func (t *Trainer) endEpoch(validationLoss float64) error {
	s := &t.state
	if t.run.Patience == 0 || s.KeptEpoch == 0 || validationLoss < s.KeptLoss {
		if err := t.keep(validationLoss); err != nil {
			return err
		}
	}
	early := t.run.Patience > 0 && s.Epoch-s.KeptEpoch >= t.run.Patience
	if !early && s.Epoch < t.run.Epochs {
		s.Window, s.Total = metric.Mean{}, metric.Mean{}
		t.enter(Training)
		return nil
	}
	if early && s.Epoch < t.run.Epochs {
		s.Reason = EarlyStopped
	}
	t.enter(Testing)
	return nil
}

// goBack takes the kept weights again, which are what is tested, if the run has gone on
// beyond them. Until then, whoever asks after the last epoch gets that epoch's weights.
func (t *Trainer) goBack() error {
	s := &t.state
	if s.Reason == Stopped || s.KeptEpoch == s.Epoch {
		return nil
	}
	if err := model.Load(t.store, t.kept); err != nil {
		return err
	}
	s.WentBack = true
	return nil
}

// round rounds the weights to what is worth keeping: what is tested is what is kept, and leaves, in whatever form, with
// the same answers. It is done once: what is rounded stays.
func (t *Trainer) round() error {
	weights, err := model.Weights(t.store, t.run)
	if err != nil {
		return err
	}
	for i, w := range weights {
		weights[i] = w.Rounded()
	}
	return model.Load(t.store, weights)
}

// enter begins a phase.
func (t *Trainer) enter(p Phase) { t.state.Phase, t.evaluator = p, nil }

// keep copies the weights, so that they can be gone back to.
func (t *Trainer) keep(validationLoss float64) error {
	weights, err := model.Weights(t.store, t.run)
	if err != nil {
		return err
	}
	for _, w := range weights {
		for _, x := range w.Data {
			// A weight may become infinite or no number without a validation photo
			// showing it, behind a ReLU that lets nothing through.
			if x != x || math.IsInf(float64(x), 0) {
				return diverged(t.run, t.steps(), math.NaN())
			}
		}
	}
	t.kept, t.state.KeptEpoch, t.state.KeptLoss = weights, t.state.Epoch, validationLoss
	return nil
}

// fail ends the run on an error and goes back to the kept weights: a step that
// failed may have left the current ones half-changed or not at all.
func (t *Trainer) fail(err error) {
	t.failed = err
	weights, loadErr := t.kept, error(nil)
	if weights == nil {
		weights, loadErr = model.Begin(t.run, t.pretrained.Base)
	}
	if loadErr == nil {
		loadErr = model.Load(t.store, weights)
	}
	if loadErr != nil {
		t.failed = fmt.Errorf("%w (and the weights before it are lost: %v)", err, loadErr)
	}
}

// weightsEpoch is when the current weights are from.
func (t *Trainer) weightsEpoch() float64 {
	if t.failed != nil || t.state.WentBack {
		return float64(t.state.KeptEpoch)
	}
	return t.epochs()
}

// fewestForWarning is the number of validation photos from which on calling all
// of them one class is no accident of a small set.
const fewestForWarning = 20

// oneClass warns of a network that calls every photo the same.
func oneClass(e Evaluation, classes []string) string {
	confusion := metric.Confuse(e.Probabilities, e.Labels, metric.Threshold)
	for class, name := range classes {
		if n := confusion[0][class] + confusion[1][class]; n == len(e.Labels) && n >= fewestForWarning {
			return fmt.Sprintf("The network calls all %d validation photos %q. If that stays so, change the learning rate.", n, name)
		}
	}
	return ""
}
