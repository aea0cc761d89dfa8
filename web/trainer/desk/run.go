package desk

import (
	"time"

	"pawgrad/app/protocol"
	"pawgrad/nn/data"
	"pawgrad/nn/train"
)

// run is the job of training a network.
type run struct {
	desk    *Desk
	id      string
	base    string // name of the pretrained weights, for the model
	trainer *train.Trainer
	plan    train.Plan
	paused  bool
	stopped bool
	// checkpoints tells to post one after every epoch.
	checkpoints bool
	// path tells to post the weights, too.
	path bool

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
func (d *Desk) start(c protocol.Start, a Attachments) error {
	set, err := d.needSet()
	if err != nil {
		return err
	}
	if err := c.Spec.Validate(); err != nil {
		return &refusal{protocol.BadSetting, err, cureSetting}
	}
	if d.run != nil {
		return refuse(protocol.BadSetting, "Wait for it, or stop it.", "another run is still going on here")
	}
	d.post(protocol.Progress{Run: c.Run, Phase: protocol.Preparing, Bytes: d.host.Memory()})
	if _, err := data.Choose(set, c.Spec); err != nil {
		return &refusal{protocol.BadData, err, cureData}
	}
	var saved File
	if n := len(a.Files); c.Resume && n > 0 {
		saved, a.Files = a.Files[n-1], a.Files[:n-1]
	}
	pretrained, err := d.pretrained(c, set, a)
	if err != nil {
		return err
	}
	var trainer *train.Trainer
	var worked time.Duration
	if saved == nil {
		trainer, err = train.New(d.backend, c.Spec, source{set}, pretrained)
	} else {
		trainer, worked, err = restore(d.backend, source{set}, pretrained, c, saved)
	}
	if err != nil {
		return err
	}
	before := d.now()
	if err := trainer.Compile(); err != nil {
		trainer.Close()
		return err
	}
	model := c.Spec.Network()
	plan := trainer.Plan()
	epochs := float64(c.Spec.Epochs) - trainer.Trained()
	r := &run{
		desk: d, id: c.Run, base: c.Base, trainer: trainer, plan: plan, checkpoints: c.Checkpoints, path: c.Path, worked: worked,
		left: workload{
			train:    int(float64(plan.TrainImages) * epochs),
			evaluate: int(float64(plan.ValidationImages)*epochs) + plan.TestImages,
		},
		forward: model.ForwardFLOPs(c.Spec.ImageSize), backward: model.TrainFLOPs(c.Spec.ImageSize),
		report: throttle{now: d.now},
	}
	d.post(protocol.Started{
		Run: c.Run, Steps: plan.Steps, StepsPerEpoch: plan.StepsPerEpoch, Params: plan.Params,
		Layers: trainer.Layers(), CompileTime: d.now().Sub(before).Seconds(),
	})
	if r.path && saved == nil {
		if err := r.waypoint(); err != nil {
			trainer.Close()
			return err
		}
	}
	d.run = r
	d.jobs = append(d.jobs, r)
	d.host.Yield() // what came while the graphs were compiled holds before the first step
	return nil
}

// pause holds the run before its next unit. A command for a run that is over is
// no error: it may have crossed the run's last event on the way.
func (d *Desk) pause(id string) {
	if d.run != nil && d.run.id == id && !d.run.paused {
		d.run.paused = true
		d.post(protocol.Paused{Run: id})
	}
}

// resume goes on with a paused run.
func (d *Desk) resume(id string) {
	if d.run != nil && d.run.id == id && d.run.paused {
		d.run.paused = false
		d.post(protocol.Resumed{Run: id})
	}
}

// stop ends the run's training; what is left is its test.
func (d *Desk) stop(id string) {
	r := d.run
	if r == nil || r.id != id || r.stopped {
		return
	}
	d.resume(id)
	r.stopped = true
	r.trainer.Stop()
	r.left = workload{evaluate: r.plan.TestImages}
}

func (r *run) held() bool    { return r.paused }
func (r *run) owner() string { return r.id }
func (r *run) close()        { r.trainer.Close() }

// next does one batch.
func (r *run) next() (done bool, err error) {
	before := r.desk.now()
	event, err := r.trainer.Next()
	if err != nil {
		return true, err
	}
	took := r.desk.now().Sub(before)
	r.worked += took
	if event.Phase == train.Training {
		r.training.add(event.Images, took)
		r.left.train = max(0, r.left.train-event.Images)
	} else {
		r.testing.add(event.Images, took)
		if event.Phase == train.Testing { // perhaps before all epochs are done
			r.left = workload{evaluate: min(r.left.evaluate, r.plan.TestImages)}
		}
		r.left.evaluate = max(0, r.left.evaluate-event.Images)
	}
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
	if p := e.Point; p != nil {
		r.desk.post(protocol.StepPoint{
			Run: r.id, Step: p.Step, Epoch: p.Epoch, Seconds: seconds,
			Loss: p.Loss, Accuracy: p.Accuracy, LearningRate: p.LearningRate,
			GradientNorms: p.GradientNorms, UpdateNorms: p.UpdateNorms,
		})
	}
	if p := e.EpochPoint; p != nil {
		r.desk.post(protocol.EpochPoint{
			Run: r.id, Epoch: p.Epoch, Seconds: seconds,
			TrainLoss: p.TrainLoss, TrainAccuracy: p.TrainAccuracy,
			ValidationLoss: p.ValidationLoss, ValidationAccuracy: p.ValidationAccuracy,
			Warning: p.Warning,
		})
	}
	if changed := e.Phase != r.phase; r.report.due() || changed {
		r.phase = e.Phase
		r.desk.post(r.progress(e))
	}
}

// progress says how far and how fast the run is.
func (r *run) progress(e train.Event) protocol.Progress {
	p := protocol.Progress{
		Run: r.id, Phase: phases[e.Phase], Step: e.Step, Steps: r.plan.Steps, Epoch: e.Epoch,
		ETA:   r.left.eta(r.training.perSecond(), r.testing.perSecond(), r.backward/r.forward),
		Bytes: r.desk.host.Memory(),
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

// end posts the run's result with the trained model.
func (r *run) end(result train.Result) error {
	model, err := r.trainer.Model()
	if err != nil {
		return err
	}
	model.Base = r.base
	data, err := model.Encode()
	if err != nil {
		return err
	}
	file, err := fileOf(r.desk.host.Create(), data)
	if err != nil {
		return err
	}
	r.desk.host.Post(protocol.Done{
		Run: r.id, Reason: reasons[result.Reason], Epochs: result.Epochs, Seconds: r.worked.Seconds(),
		Test: evaluation(result.Test),
	}, Attachments{Files: []File{file}})
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
		Indexes: e.Indexes, Labels: e.Labels, Probabilities: e.Probabilities,
	}
}
