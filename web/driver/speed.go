package driver

import (
	"fmt"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// Speed is how fast a worker did one kind of work.
type Speed struct {
	Engine string
	Images int // that were timed
	// Clock is the images a second by the clock, Processor those a second that the
	// worker was on a processor, which other programs do not slow down.
	Clock, Processor float64
	// Roofline is the 1e9 floating-point operations a second that the same worker
	// did on registers alone, the best of before and after.
	Roofline float64
}

// rooflines are measured before and after. Each is by the clock: on a busy machine one
// of them is likely to be left alone.
const rooflines = 10

// warmBatches are those in which the browser optimises the code. They do not count.
const warmBatches = 5

// SpeedOfExtraction times one worker while it computes features of some photos. That
// is all that it does for the page: photos are read from the set (scaled, if the set
// has them at another size), go through the frozen layers in batches, and what comes
// out is rounded to 8 bits.
func (s *Set) SpeedOfExtraction(run spec.Run, images int) (*Speed, error) {
	return s.speed(warmBatches*model.ExtractBatch, func(w *Worker, done func(images int)) error {
		if err := w.Send(protocol.Extract{Spec: run, To: min(images, s.images)}); err != nil {
			return err
		}
		_, _, err := Await[protocol.Extracted](w, func(e protocol.Event, _ []string) {
			if e, ok := e.(protocol.ExtractProgress); ok {
				done(e.Done)
			}
		})
		return err
	})
}

// SpeedOfTraining times one worker in the first epoch of a run: photos or features are
// read and steps taken, with the method's part in them. Validation does not count.
func (s *Set) SpeedOfTraining(run spec.Run, f *Features) (*Speed, error) {
	run.Epochs = 1
	return s.speed(warmBatches*run.BatchSize, func(w *Worker, done func(images int)) error {
		o, err := w.train(protocol.Start{Spec: run}, f, func(e protocol.Event) {
			if e, ok := e.(protocol.StepPoint); ok {
				done(min(e.Step*run.BatchSize, s.counts[0]))
			}
		})
		if err == nil && o.Diverged != "" {
			err = fmt.Errorf("the run that was timed ended too early: %s", o.Diverged)
		}
		return err
	})
}

// speed times work that tells how many images it has done, from so many on.
func (s *Set) speed(warm int, work func(w *Worker, done func(images int)) error) (*Speed, error) {
	w, err := s.Worker()
	if err != nil {
		return nil, err
	}
	defer w.End() // what has been measured stands
	before, err := w.roofline()
	if err != nil {
		return nil, err
	}
	// All workers but the one at work, such as the desk, are idle.
	t := stopwatch{warm: warm, processor: s.driver.browser.WorkersTime}
	if err := work(w, t.done); err != nil {
		return nil, err
	}
	after, err := w.roofline()
	if err != nil {
		return nil, err
	}
	speed, err := t.read()
	if err != nil {
		return nil, err
	}
	speed.Engine, speed.Roofline = w.Engine, max(before, after)
	return speed, nil
}

// roofline has the worker measure what it reaches at most, in GFLOP/s.
func (w *Worker) roofline() (most float64, err error) {
	for range rooflines {
		if err := w.Send(protocol.MeasureEngine{}); err != nil {
			return 0, err
		}
		e, _, err := Await[protocol.EngineMeasured](w, nil)
		if err != nil {
			return 0, err
		}
		most = max(most, e.GFLOPs)
	}
	return most, nil
}

// stopwatch times the images from the first report after the warm ones to the last.
type stopwatch struct {
	warm        int // images
	processor   func() (seconds float64, err error)
	first, last lap
	err         error
}

// lap is the moment at which so many images were done.
type lap struct {
	images    int
	at        time.Time
	processor float64 // seconds
}

// done notes that so many images are done.
func (t *stopwatch) done(images int) {
	if images < t.warm || t.err != nil {
		return
	}
	t.last = lap{images: images, at: time.Now()}
	t.last.processor, t.err = t.processor()
	if t.first.images == 0 {
		t.first = t.last
	}
}

// read says how fast it was.
func (t *stopwatch) read() (*Speed, error) {
	if t.err != nil {
		return nil, t.err
	}
	n := t.last.images - t.first.images
	if n == 0 {
		return nil, fmt.Errorf("there were too few photos to time: the first %d only warm the engine up", t.warm)
	}
	return &Speed{
		Images:    n,
		Clock:     float64(n) / t.last.at.Sub(t.first.at).Seconds(),
		Processor: float64(n) / (t.last.processor - t.first.processor),
	}, nil
}
