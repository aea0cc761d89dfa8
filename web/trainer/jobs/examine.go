package jobs

import (
	"pawgrad/app/protocol"
	"pawgrad/nn/data"
	"pawgrad/nn/train"
)

// examination is the job of training a network without a fold of the photos and asking it
// about them.
type examination struct {
	trainer *Trainer
	fold    int
	loop    *train.Trainer
	name    func(image int) string
	report  throttle
}

// examine begins an examination of a fold.
func (t *Trainer) examine(c protocol.Examine, a Attachments) error {
	set, err := t.setFor(c.Spec)
	if err != nil {
		return err
	}
	if c.Folds < 2 || c.Fold < 0 || c.Fold >= c.Folds || c.Spec.Variants() > 0 {
		return refuse(protocol.BadSetting, cureSetting, "labels cannot be examined by fold %d of %d of such a run", c.Fold, c.Folds)
	}
	fold, run, err := data.NewFold(source{set}, c.Spec, c.Folds, c.Fold)
	if err != nil {
		return &refusal{protocol.BadData, err, cureData}
	}
	pretrained, err := t.pretrained(protocol.Start{Spec: run, Features: c.Features}, set, a)
	if err != nil {
		return err
	}
	loop, err := train.New(t.backend, run, fold, pretrained)
	if err != nil {
		return err
	}
	if err := loop.Compile(); err != nil {
		loop.Close()
		return err
	}
	t.jobs = append(t.jobs, &examination{
		trainer: t, fold: c.Fold, loop: loop, report: throttle{now: t.now},
		name: func(i int) string { return set.Image(i).Name },
	})
	return nil
}

func (x *examination) held() bool    { return false }
func (x *examination) owner() string { return "" }
func (x *examination) close()        { x.loop.Close() }

// next does one batch.
func (x *examination) next() (done bool, err error) {
	event, err := x.loop.Next()
	if err != nil {
		return true, err
	}
	if event.Result == nil {
		if x.report.due() {
			x.trainer.post(protocol.ExamineProgress{Done: event.Step, Total: x.loop.Plan().Steps})
		}
		return false, nil
	}
	answer := protocol.Examined{Fold: x.fold, Photos: evaluation(event.Result.Test)}
	for _, i := range answer.Photos.Indexes {
		answer.Names = append(answer.Names, x.name(i))
	}
	x.trainer.post(answer)
	return true, nil
}
