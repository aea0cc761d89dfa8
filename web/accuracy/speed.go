package main

import (
	"fmt"

	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

// The rows W2 and W3 are the workloads that wasm/bench measures on a VGG19 with random
// weights, here with the pretrained ones, real photos and all that a trainer does
// beside: what a visitor gets of one worker.
const (
	whatBase   = "VGG19's base to block5_pool, batches of 8 with reading their pixels and rounding what comes out, one worker"
	whatTuning = "VGG19's block 5 and head from block4_pool, batches of 32 with reading features and the optimizer's step, one worker"
)

// Photos that are timed, the few to warm up included.
const (
	timedByBase   = 400
	timedByTuning = 960
)

// timed is a run that fine-tunes block 5 and the head from its first step on.
func timed(size int) spec.Run {
	r := spec.DefaultRunOf(spec.VGG19, spec.Adam)
	r.ImageSize, r.Epochs, r.HeadEpochs = size, 1, 0
	r.TrainImages, r.EvalImages = timedByTuning, r.BatchSize
	return r
}

// speedOfBase times the layers that are frozen while the head is trained.
func speedOfBase(b *bench, r row) (result, error) {
	set, err := b.set(r.run.ImageSize)
	if err != nil {
		return result{}, err
	}
	operations := 0.0
	for _, l := range r.run.Network().Layers(r.run.ImageSize) {
		if l.Frozen {
			operations += 2 * float64(l.MACs)
		}
	}
	speed, err := set.SpeedOfExtraction(r.run, timedByBase)
	if err != nil {
		return result{}, err
	}
	res := b.begin(set, r)
	res.newSpeed(speed, operations)
	return res, nil
}

// speedOfTuning times training on the frozen layers' features.
func speedOfTuning(b *bench, r row) (result, error) {
	set, features, err := b.features(r)
	if err != nil {
		return result{}, err
	}
	speed, err := set.SpeedOfTraining(r.run, features)
	if err != nil {
		return result{}, err
	}
	res := b.begin(set, r)
	res.newSpeed(speed, r.run.Network().TrainFLOPs(r.run.ImageSize))
	return res, nil
}

// newSpeed fills in the speed of work that takes so many floating-point operations a
// photo. It goes by the worker's processor time: the marks are about a thread that has
// a core of its own.
func (r *result) newSpeed(s *driver.Speed, operations float64) {
	r.Engine, r.Value, r.Seconds, r.ofTheMoment = s.Engine, s.Processor, float64(s.Images)/s.Clock, true
	r.Text = fmt.Sprintf("%.1f photos/s of processor time (%.1f by the clock, %d photos), %.2f of the roofline of %.1f GFLOP/s",
		s.Processor, s.Clock, s.Images, s.Processor*operations/1e9/s.Roofline, s.Roofline)
}
