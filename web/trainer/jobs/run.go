package jobs

import (
	"time"

	"pawgrad/app/protocol"
	"pawgrad/nn/data"
	"pawgrad/nn/train"
)

// run is the job of training a network.
type run struct {
	trainer *Trainer
	id      string
	base    string // name of the pretrained weights, for the model
	loop    *train.Trainer
	plan    train.Plan
	paused  bool
	stopped bool
	// checkpoints tells to post one after every epoch.
	checkpoints bool
	// path tells to post the weights, too.
	path bool
	// trial tells that the run is neither tested nor kept.
	trial bool

	worked   time.Duration // in units of this run; pauses and other jobs left out
	training rate
	testing  rate // of validation and test
	left     workload
	// forward and backward are the floating-point operations of evaluating and
	// of training on one image.
	forward, backward float64
	report            throttle
	phase             train.Phase // of the last unit
}

// cureSetting is the cure where an impossible setting names none.
const cureSetting = "Change the setting and start the run again."

// start prepares a run: the graphs are compiled and its first step is next.
func (t *Trainer) start(c protocol.Start, a Attachments) error {
	set, err := t.setFor(c.Spec)
	if err != nil {
		return err
	}
	if t.run != nil {
		return refuse(protocol.BadSetting, "Wait for it, or stop it.", "another run is still going on here")
	}
	t.post(protocol.Progress{Run: c.Run, Phase: protocol.Preparing, Bytes: t.host.Memory()})
	if _, err := data.Choose(set, c.Spec); err != nil {
		return &refusal{protocol.BadData, err, cureData}
	}
	var saved File
	if n := len(a.Files); c.Resume && n > 0 {
		saved, a.Files = a.Files[n-1], a.Files[:n-1]
	}
	pretrained, err := t.pretrained(c, set, a)
	if err != nil {
		return err
	}
	var loop *train.Trainer
	var worked time.Duration
	if saved == nil {
		loop, err = train.New(t.backend, c.Spec, source{set}, pretrained)
	} else {
		loop, worked, err = restore(t.backend, source{set}, pretrained, c, saved)
	}
	if err != nil {
		return err
	}
	plan := loop.Plan()
	if c.Trial {
		loop.Untested()
		plan.TestImages = 0
	}
	before := t.now()
	if err := loop.Compile(); err != nil {
		loop.Close()
		return err
	}
	model := c.Spec.Network()
	epochs := float64(c.Spec.Epochs) - loop.Trained()
	validations := epochs
	if loop.Trained() == 0 {
		validations++ // of the starting weights
	}
	r := &run{
		trainer: t, id: c.Run, base: c.Base, loop: loop, plan: plan, checkpoints: c.Checkpoints, path: c.Path, trial: c.Trial, worked: worked,
		left: workload{
			train:    int(float64(plan.TrainImages) * epochs),
			evaluate: int(float64(plan.ValidationImages)*validations) + plan.TestImages,
		},
		forward: model.ForwardFLOPs(c.Spec.ImageSize), backward: model.TrainFLOPs(c.Spec.ImageSize),
		report: throttle{now: t.now},
	}
	t.post(protocol.Started{
		Run: c.Run, Steps: plan.Steps, StepsPerEpoch: plan.StepsPerEpoch, Params: plan.Params,
		Layers: loop.Layers(), CompileTime: t.now().Sub(before).Seconds(),
	})
	if r.path && saved == nil {
		if err := r.waypoint(); err != nil {
			loop.Close()
			return err
		}
	}
	t.run = r
	t.jobs = append(t.jobs, r)
	t.host.Yield() // what came while the graphs were compiled holds before the first step
	return nil
}

// pause holds the run before its next unit. A command for a run that is over is
// no error: it may have crossed the run's last event on the way.
func (t *Trainer) pause(id string) {
	if t.run != nil && t.run.id == id && !t.run.paused {
		t.run.paused = true
		t.post(protocol.Paused{Run: id})
	}
}

// resume goes on with a paused run.
func (t *Trainer) resume(id string) {
	if t.run != nil && t.run.id == id {
		t.run.paused = false
	}
}

// changeRate gives the run another learning rate. A command for a run that is over is no error.
func (t *Trainer) changeRate(c protocol.ChangeRate) error {
	r := t.run
	if r == nil || r.id != c.Run {
		return nil
	}
	change, changed, err := r.loop.ChangeRate(c.Rate)
	if err == nil && changed {
		t.post(protocol.RateChanged{Run: r.id, Epoch: change.Epoch, Seconds: r.worked.Seconds(), Rate: change.Rate})
	}
	return err
}

// stop ends the run's training; what is left is its test.
func (t *Trainer) stop(id string) {
	r := t.run
	if r == nil || r.id != id || r.stopped {
		return
	}
	t.resume(id)
	r.stopped = true
	r.loop.Stop()
	r.left = workload{evaluate: r.plan.TestImages}
}

func (r *run) held() bool    { return r.paused }
func (r *run) owner() string { return r.id }
func (r *run) close()        { r.loop.Close() }

// next does one batch.
func (r *run) next() (done bool, err error) {
	before := r.trainer.now()
	event, err := r.loop.Next()
	if err != nil {
		return true, err
	}
	took := r.trainer.now().Sub(before)
	if event.Phase == train.Training {
		took = r.training.awake(took)
		r.training.add(event.Images, took)
		r.left.train = max(0, r.left.train-event.Images)
	} else {
		took = r.testing.awake(took)
		r.testing.add(event.Images, took)
		if event.Phase == train.Testing { // perhaps before all epochs are done
			r.left = workload{evaluate: min(r.left.evaluate, r.plan.TestImages)}
		}
		r.left.evaluate = max(0, r.left.evaluate-event.Images)
	}
	r.worked += took
	r.tell(event)
	if r.path && event.EpochPoint != nil {
		if err := r.waypoint(); err != nil {
			return true, err
		}
	}
	if r.checkpoints && event.EpochPoint != nil {
		if err := r.checkpoint(event); err != nil {
			return true, err
		}
	}
	if event.Result != nil {
		return true, r.end(*event.Result)
	}
	return false, nil
}

// tell posts what a unit of work brought.
func (r *run) tell(e train.Event) {
	seconds := r.worked.Seconds()
	if p := e.Start; p != nil {
		r.trainer.post(protocol.StartPoint{Run: r.id, ValidationLoss: p.ValidationLoss, ValidationAccuracy: p.ValidationAccuracy})
	}
	if p := e.Point; p != nil {
		r.trainer.post(protocol.StepPoint{
			Run: r.id, Step: p.Step, Epoch: p.Epoch, Seconds: seconds,
			Loss: p.Loss, Accuracy: p.Accuracy, LearningRate: p.LearningRate,
			GradientNorms: p.GradientNorms, UpdateNorms: p.UpdateNorms,
		})
	}
	if p := e.EpochPoint; p != nil {
		r.trainer.post(protocol.EpochPoint{
			Run: r.id, Epoch: p.Epoch, Seconds: seconds,
			TrainLoss: p.TrainLoss, TrainAccuracy: p.TrainAccuracy,
			ValidationLoss: p.ValidationLoss, ValidationAccuracy: p.ValidationAccuracy,
			Warning: p.Warning,
		})
	}
	if changed := e.Phase != r.phase; r.report.due() || changed {
		r.phase = e.Phase
		r.trainer.post(r.progress(e))
	}
}

// progress says how far and how fast the run is.
func (r *run) progress(e train.Event) protocol.Progress {
	p := protocol.Progress{
		Run: r.id, Phase: phases[e.Phase], Step: e.Step, Steps: r.plan.Steps, Epoch: e.Epoch,
		ETA:   r.left.eta(r.training.perSecond(), r.testing.perSecond(), r.backward/r.forward),
		Bytes: r.trainer.host.Memory(),
	}
	operations := r.backward
	if e.Phase == train.Training {
		p.ImagesPerSecond = r.training.perSecond()
	} else {
		p.ImagesPerSecond, operations = r.testing.perSecond(), r.forward
	}
	p.GFLOPs = p.ImagesPerSecond * operations / 1e9
	return p
}

// end posts the run's result with the trained model, if it is to be kept.
func (r *run) end(result train.Result) error {
	done := protocol.Done{
		Run: r.id, Reason: reasons[result.Reason], Epochs: result.Epochs, Seconds: r.worked.Seconds(),
		Test: evaluation(result.Test),
	}
	if r.trial {
		r.trainer.post(done)
		return nil
	}
	model, err := r.loop.Model()
	if err != nil {
		return err
	}
	model.Base = r.base
	data, err := model.Encode()
	if err != nil {
		return err
	}
	file, err := fileOf(r.trainer.host.Create(), data)
	if err != nil {
		return err
	}
	r.trainer.host.Post(done, Attachments{Files: []File{file}})
	return nil
}

// phases and reasons translate package train's words into the page's.
var (
	phases = map[train.Phase]protocol.Phase{
		train.Training: protocol.Training, train.Validating: protocol.Validating, train.Testing: protocol.Testing,
	}
	reasons = map[train.Reason]protocol.Reason{
		train.Finished: protocol.Finished, train.Stopped: protocol.Stopped, train.EarlyStopped: protocol.EarlyStopped,
	}
)

// evaluation translates a result into the page's words.
func evaluation(e train.Evaluation) protocol.Evaluation {
	return protocol.Evaluation{
		Loss: e.Loss, Accuracy: e.Accuracy,
		Indexes: e.Indexes, Labels: e.Labels, Probabilities: e.Probabilities, Logits: e.Logits,
	}
}
