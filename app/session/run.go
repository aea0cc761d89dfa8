package session

import (
	"math"
	"slices"

	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session/keep"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"
)

// Status says where a run stands.
type Status int

// The statuses, in the order in which a run passes through them.
const (
	Queued   Status = iota // waits for a free core
	Starting               // its trainer loads the data and compiles
	Running
	Waiting  // between two of its turns; see turns.go
	Paused   // as soon as the visitor asks; its trainer follows between two steps
	Stopping // told to end; it is being tested as it stands
	Finished // trained to its end and tested
	Stopped  // ended early by the visitor; tested if Result is set
	Failed   // ended by a fault; Failure says which
)

// Busy reports whether a run takes up a core.
func (s Status) Busy() bool { return s == Starting || s == Running || s == Stopping }

// Over reports whether nothing more will come of a run.
func (s Status) Over() bool { return s >= Finished }

// Run is one training run as the page sees it.
type Run struct {
	ID     string
	Round  int // Round.Number
	Part   int // index into Round.Parts
	Spec   spec.Run
	Status Status
	// Hidden runs are left out of the curves.
	Hidden bool
	// Started is the zero value until the first step is next.
	Started  protocol.Started
	Progress protocol.Progress
	Train    Curve                // over windows of steps, while the weights move
	Start    *protocol.StartPoint // nil before it is known, and in older records
	Valid    Curve                // of Start, then after each epoch
	Epochs   []protocol.EpochPoint
	Changes  []record.RateChange // of its learning rate, by hand
	Norms    Norms               // of gradients and steps by layer
	Path     []keep.Way          // where its weights have been
	// Result is set once the run has been tested.
	Result *protocol.Done
	// Failure is set for a run that failed.
	Failure *protocol.Failed
	// Rate is the mean of the images per second reported while it trained.
	Rate float64
	// Model is the trained network's file, for the desk and for saving; nil until then.
	Model host.Blob

	trainer host.Trainer
	loan    loan
	graded  *grade // nil until it is asked for
	// resting tells that only its card is in memory, shelved that Model is the store's copy;
	// see rest.go.
	resting, shelved bool
	// pathEvery is the number of epochs between two points of the path.
	pathEvery float64
	rates     int                    // reports that Rate is the mean of
	turn      float64                // seconds of training when its turn began
	place     *keep.Run              // in the journal
	base      string                 // ID of the pretrained weights that it starts from
	features  []*pretrained.Features // that it reads instead of photos, none if it reads photos
}

// Method returns the run's method, called as the run's arm is in the language in use.
func (r *Run) Method() spec.Method {
	m, ok := spec.MethodByID(r.Spec.Method)
	if !ok {
		panic(say.F("session: run %s of unknown method %q", r.ID, r.Spec.Method))
	}
	m.Name = format.Arm(r.Spec.Name())
	return m
}

// ended reports whether a run is over for good: one that ended by no fault of its
// settings may well go on from its checkpoint.
func (r *Run) ended() bool {
	return r.Status.Over() && !(r.Failure != nil && slices.Contains(mishaps, r.Failure.Kind))
}

// mishaps are the kinds of such ends: the trainer's, or there were no pretrained weights
// to be had, or kept features were damaged.
var mishaps = []protocol.FailureKind{protocol.Crashed, protocol.NoMemory, protocol.NeedsBase, protocol.BadModel, protocol.BadFeatures}

// tested reports whether there are answers of the run on test photos.
func (r *Run) tested() bool { return r.Result != nil && len(r.Result.Test.Labels) > 0 }

// Untested reports whether a run is over without a test, as a trial of a search for rates is. (A
// network that names every photo wrong has a loss.)
func (r *Run) Untested() bool {
	return r.Result != nil && r.Result.Test.Accuracy == 0 && r.Result.Test.Loss == 0
}

// CurrentRate is the learning rate that a run was set up with, or was given last; its schedule
// makes of it what it makes of any.
func (r *Run) CurrentRate() float64 {
	if n := len(r.Changes); n > 0 {
		return r.Changes[n-1].Rate
	}
	return r.Spec.Hyper.LearningRate
}

// Share returns how much of the run's training is done, 0 to 1.
func (r *Run) Share() float64 {
	switch {
	case r.Status == Finished:
		return 1
	case r.Progress.Steps > 0:
		return float64(r.Progress.Step) / float64(r.Progress.Steps)
	}
	return 0
}

// Trained is how many epochs the run has been trained, with their fraction.
func (r *Run) Trained() float64 {
	if n := r.Train.Len(); n > 0 {
		return max(r.Train.Epoch[n-1], r.Progress.Epoch)
	}
	return r.Progress.Epoch
}

// Beside reports whether two runs are compared with each other: they differ in
// nothing but the arm.
func (r *Run) Beside(o *Run) bool {
	return r.Round == o.Round && r.Part == o.Part && r.Spec.Seed == o.Spec.Seed
}

// Apply takes in what a run's trainer told, and returns what of it shows. It
// changes nothing but the run.
func (r *Run) Apply(e protocol.Event, a host.Attachments) host.Topic {
	switch e := e.(type) {
	case protocol.Started:
		r.Started = e
		if r.Status == Starting {
			r.Status = Running
		}
		return host.RunStates
	case protocol.Progress:
		r.Progress = e
		if e.Phase == protocol.Training && e.ImagesPerSecond > 0 {
			r.rates++
			r.Rate += (e.ImagesPerSecond - r.Rate) / float64(r.rates)
		}
		return host.Numbers
	case protocol.StepPoint:
		r.cut(e.Epoch)
		r.Train.add(e.Epoch, e.Seconds, e.Loss, e.Accuracy)
		if len(e.GradientNorms) == len(r.Started.Layers) {
			r.Norms.add(e)
		}
		return host.Curves
	case protocol.StartPoint:
		r.begin(&e)
		return host.Curves
	case protocol.EpochPoint:
		r.Epochs = append(r.Epochs, e)
		r.Valid.add(float64(e.Epoch), e.Seconds, e.ValidationLoss, e.ValidationAccuracy)
		return host.Curves | host.Numbers
	case protocol.RateChanged:
		r.Changes = slices.DeleteFunc(r.Changes, func(c record.RateChange) bool { return c.Epoch >= e.Epoch })
		r.Changes = append(r.Changes, record.RateChange{Epoch: e.Epoch, Seconds: e.Seconds, Rate: e.Rate})
		return host.RunStates | host.Curves
	case protocol.Paused:
		r.Progress.ImagesPerSecond, r.Progress.GFLOPs = 0, 0
		return host.RunStates | host.Numbers
	case protocol.Done:
		r.Status = Finished
		if e.Reason == protocol.Stopped {
			r.Status = Stopped
		}
		r.Result = &e
		r.cut(math.Nextafter(e.Epochs, math.Inf(1)))
		if len(a.Files) > 0 {
			r.Model = a.Files[0]
		}
		r.Progress.ImagesPerSecond, r.Progress.GFLOPs, r.Progress.ETA = 0, 0, 0
		return host.RunStates | host.Numbers | host.Curves
	case protocol.Failed:
		r.Status, r.Failure = Failed, &e
		r.Progress.ImagesPerSecond, r.Progress.GFLOPs, r.Progress.ETA = 0, 0, 0
		return host.RunStates | host.Numbers
	}
	return 0
}

// begin takes in what the starting weights make of the validation photos, nil for a run of
// which that is not known.
func (r *Run) begin(e *protocol.StartPoint) {
	r.Start, r.Valid = e, Curve{}
	if e != nil {
		r.Valid.add(0, 0, e.ValidationLoss, e.ValidationAccuracy)
	}
}

// cut drops what was measured from an epoch on: a run that goes on from its checkpoint
// passes there again, or ends before.
func (r *Run) cut(epoch float64) {
	r.Train.cut(epoch)
	r.Valid.cut(epoch)
	r.Norms.cut(epoch)
	if r.Changes = slices.DeleteFunc(r.Changes, func(c record.RateChange) bool { return c.Epoch >= epoch }); len(r.Changes) == 0 {
		r.Changes = nil
	}
	r.Epochs = slices.DeleteFunc(r.Epochs, func(o protocol.EpochPoint) bool { return float64(o.Epoch) >= epoch })
}
