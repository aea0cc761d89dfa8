package session

import (
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/keep"
)

// Record returns all that is known of a round, to be kept or to leave the page.
func (l *Ledger) Record(round *Round) record.Round {
	e := round.header()
	var runs []*Run
	for _, r := range l.Runs {
		if r.Round == round.Number {
			runs = append(runs, r)
		}
	}
	e.Runs = make([]record.Run, len(runs)) // a record's run is large: grown, thousands would be copied many times
	for i, r := range runs {
		e.Runs[i] = r.Record()
	}
	return e
}

// snapshot is what is kept of a run.
func (l *Ledger) snapshot(r *Run) keep.Snapshot {
	e := l.RoundOf(r).header()
	e.Runs = []record.Run{r.Record()}
	return keep.Snapshot{Record: e, Over: r.ended(), Model: r.Model}
}

// Record is all that is known of the run, to be kept or to leave the page.
func (r *Run) Record() record.Run {
	return record.Run{
		ID: r.ID, Part: r.Part, Spec: r.Spec, Status: statusOf(r.Status), Base: r.base, Started: r.Started,
		Train: record.Curve(r.Train), Norms: r.Norms.record(), Start: r.Start, Changes: r.Changes, Epochs: r.Epochs, Result: r.Result, Failure: r.Failure, Rate: r.Rate, Rates: r.rates,
	}
}

// statusOf is a status as records have it.
func statusOf(status Status) record.Status {
	switch status {
	case Finished:
		return record.Finished
	case Stopped:
		return record.Stopped
	case Failed:
		return record.Failed
	}
	return record.Unfinished
}

// recorded is the run of a record, paused if it was not over.
func recorded(o record.Run) *Run {
	r := &Run{
		ID: o.ID, Part: o.Part, Spec: o.Spec, Started: o.Started,
		Train: Curve(o.Train), Norms: normsOf(o.Norms), Changes: o.Changes, Epochs: o.Epochs, Result: o.Result, Failure: o.Failure, Rate: o.Rate, rates: o.Rates, base: o.Base,
	}
	if r.rates == 0 && r.Rate > 0 { // an older record: a report came about as often as a point
		r.rates = max(1, len(o.Train.Epoch))
	}
	r.begin(o.Start)
	for _, e := range o.Epochs {
		r.Valid.add(float64(e.Epoch), e.Seconds, e.ValidationLoss, e.ValidationAccuracy)
	}
	r.Status = map[record.Status]Status{record.Finished: Finished, record.Stopped: Stopped, record.Failed: Failed, record.Unfinished: Paused}[o.Status]
	r.Progress = protocol.Progress{Run: r.ID, Epoch: r.Trained(), Steps: o.Started.Steps}
	r.Progress.Step = int(r.Trained() * float64(o.Started.StepsPerEpoch))
	return r
}
