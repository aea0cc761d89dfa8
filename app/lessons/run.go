package lessons

import (
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/nn/spec"
)

// run is what a lesson says of one run that is over.
type run struct {
	name    string
	method  spec.MethodID
	rate    float64
	batch   int
	dropout float64
	// first and last are the results after the first and the last epoch.
	first, last protocol.EpochPoint
	// best is the highest validation accuracy; bestLoss the lowest validation loss, and bestEpoch when it was.
	best      float64
	bestLoss  float64
	bestEpoch int
	// diverged tells that its weights became no numbers.
	diverged bool
}

// describe sums a session's run up; false for one of which nothing is known yet.
func describe(r *session.Run, name string) (run, bool) {
	if len(r.Epochs) == 0 && r.Failure == nil {
		return run{}, false
	}
	d := run{name: name, method: r.Spec.Method, rate: r.Spec.Hyper.LearningRate, batch: r.Spec.BatchSize, dropout: r.Spec.Dropout, diverged: r.Failure != nil}
	for i, e := range r.Epochs {
		if i == 0 {
			d.first, d.bestLoss = e, e.ValidationLoss
		}
		d.last, d.best = e, max(d.best, e.ValidationAccuracy)
		if e.ValidationLoss <= d.bestLoss {
			d.bestLoss, d.bestEpoch = e.ValidationLoss, e.Epoch
		}
	}
	return d, true
}

// ended says in a sentence where a run's training loss has come to.
func (r run) ended() string {
	if r.diverged {
		return say.F("%s: the training loss exploded.", r.name)
	}
	return say.F("%s: the training loss ended at %s.", r.name, loss(r.last.TrainLoss))
}

// gap is by how much more of its own photos than of others a run names right.
func (r run) gap() float64 { return r.last.TrainAccuracy - r.last.ValidationAccuracy }

// What runs are compared by.
func trainLoss(r run) float64    { return r.last.TrainLoss }
func rate(r run) float64         { return r.rate }
func batch(r run) float64        { return float64(r.batch) }
func bestAccuracy(r run) float64 { return r.best }

// lowest is the run for which a quantity is the lowest. A diverged one has no results, only settings.
func lowest(runs []run, by func(run) float64) run { return extreme(runs, by, -1) }

// highest is the run for which a quantity is the highest.
func highest(runs []run, by func(run) float64) run { return extreme(runs, by, 1) }

func extreme(runs []run, by func(run) float64, sign float64) run {
	best := -1
	for i, r := range runs {
		if r.diverged && by(r) == 0 {
			continue
		}
		if best < 0 || sign*by(r) > sign*by(runs[best]) {
			best = i
		}
	}
	if best < 0 {
		return run{}
	}
	return runs[best]
}

// spread is by how much a quantity differs among the runs that did not diverge.
func spread(runs []run, by func(run) float64) float64 {
	return by(highest(runs, by)) - by(lowest(runs, by))
}

// of is the run of a method.
func of(runs []run, method spec.MethodID) run {
	for _, r := range runs {
		if r.method == method {
			return r
		}
	}
	return run{}
}

// dropouts are the runs with dropout and without.
func dropouts(runs []run) (with, without run) {
	return highest(runs, func(r run) float64 { return r.dropout }), lowest(runs, func(r run) float64 { return r.dropout })
}

// over are the runs of a lesson in its latest round, and whether all of them are over.
func (in *Panel) over(l lesson) (runs []run, done bool) {
	round := in.roundOf(l)
	if round == nil {
		return nil, false
	}
	for _, r := range in.session.Runs {
		if r.Round != round.Number {
			continue
		}
		if !r.Status.Over() {
			return nil, false
		}
		if d, known := describe(r, in.runs.Name(r)); known {
			runs = append(runs, d)
		}
	}
	return runs, len(runs) > 1
}

// roundOf is the latest round with a lesson's experiment, nil if there is none.
func (in *Panel) roundOf(l lesson) *session.Round {
	e, _ := spec.Decode(l.link)
	for i := len(in.session.Rounds) - 1; i >= 0; i-- {
		if round := in.session.Rounds[i]; len(round.Parts) == 1 && round.Parts[0].Encode() == e.Encode() {
			return round
		}
	}
	return nil
}
