package jobs

import "time"

// window is the span of work over which a rate is measured: long enough to be
// steady, short enough to show when another run starts beside this one.
const window = 3 * time.Second

// rate measures images per second over the latest work.
type rate struct {
	units  []unit // those of the window, oldest first
	images int    // their sum
	took   time.Duration
}

type unit struct {
	images int
	took   time.Duration
}

// add counts a unit of work.
func (r *rate) add(images int, took time.Duration) {
	r.units = append(r.units, unit{images, took})
	r.images += images
	r.took += took
	for len(r.units) > 1 && r.took-r.units[0].took >= window {
		r.images -= r.units[0].images
		r.took -= r.units[0].took
		r.units = r.units[1:]
	}
}

// A unit that takes longest and so many times as long as others has been slept over: the
// machine or the tab, since no batch takes a minute among others of a second.
const (
	longest    = time.Minute
	manyUsuals = 20
)

// awake is how long a unit has taken without the time for which the machine slept.
func (r *rate) awake(took time.Duration) time.Duration {
	if len(r.units) == 0 {
		return took
	}
	if usual := r.took / time.Duration(len(r.units)); took >= longest && took > manyUsuals*usual {
		return usual
	}
	return took
}

// perSecond is the rate, 0 while nothing was measured.
func (r *rate) perSecond() float64 {
	if r.took <= 0 {
		return 0
	}
	return float64(r.images) / r.took.Seconds()
}

// workload counts the images that a run has still to handle.
type workload struct{ train, evaluate int }

// eta estimates the seconds that a workload takes at the measured rates of
// training and evaluation, images per second. While only one of them is known, the
// rate of evaluation is taken to be that of training times cost, the floating-point
// operations of training on an image over those of evaluating it. It is 0 while
// nothing was measured.
func (w workload) eta(training, evaluating, cost float64) float64 {
	switch {
	case evaluating == 0:
		evaluating = training * cost
	case training == 0:
		training = evaluating / cost
	}
	seconds := 0.0
	if w.train > 0 && training > 0 {
		seconds += float64(w.train) / training
	}
	if w.evaluate > 0 && evaluating > 0 {
		seconds += float64(w.evaluate) / evaluating
	}
	return seconds
}
