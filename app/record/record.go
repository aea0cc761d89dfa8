// Package record is what is kept of a round, and what leaves the page: one
// JSON file that holds all that was asked for and all that came of it, tables for
// other programs, the comparison of the methods, and a report to read.
//
// A record stands on its own: it can be made of runs, written, read back into the
// page, and evaluated without it. Nothing here knows the browser or how runs come
// about; that is package session.
package record

import (
	"slices"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
)

// Round is a round written down: what it was to train, and what has come of it so far. As
// a file it is called an experiment.
type Round struct {
	// ID names the round among others: letters, digits and dashes.
	ID   string `json:"id"`
	Name string `json:"name"` // the visitor's to change
	Kind Kind   `json:"kind,omitempty"`
	// Search is the plan of a search for learning rates; nil for all else, and for searches of
	// before there were plans, whose parts are all of one rung.
	Search *search.Plan `json:"search,omitempty"`
	Began  time.Time    `json:"began"`
	// Parts are the grids of methods and seeds that the runs were made of: one
	// for a plain comparison, one per row of models and sizes for a study, and
	// for a search one per rate of each rung that it has come to.
	Parts   []spec.Experiment `json:"parts"`
	Set     Set               `json:"set"`
	Machine Machine           `json:"machine"`
	Runs    []Run             `json:"runs"`
}

// Kind says what a round is for.
type Kind string

// The kinds of rounds.
const (
	Comparison Kind = "comparison" // of methods, on one network
	Study      Kind = "study"      // of all methods on all networks
	Search     Kind = "sweep"      // for learning rates; as files have called it since the first
)

// Names that rounds have until the visitor gives them others.
const (
	StudyName  = "The study"
	SearchName = "Learning rates"
)

// Set tells which photos were used.
type Set struct {
	protocol.DataLoaded
}

// Machine tells what the runs were computed on.
type Machine struct {
	Browser string `json:"browser"` // as it names itself
	Cores   int    `json:"cores"`
	Engine  string `json:"engine"` // as [protocol.Ready] names it
	// GFLOPs is the roofline of one thread, 0 if it was not measured.
	GFLOPs float64 `json:"gflops,omitempty"`
}

// SpokenName is a round's name in the language in use: the visitor's own as it is, another in words.
func SpokenName(name string, parts []spec.Experiment) string {
	if name == StudyName || name == SearchName || len(parts) > 0 && name == parts[0].Title() {
		return say.Sentence(name)
	}
	return name
}

// Status says where a run stands.
type Status string

// The statuses of a recorded run.
const (
	Unfinished Status = "unfinished" // to be begun, or to be continued
	Finished   Status = "finished"
	Stopped    Status = "stopped" // by the visitor; tested if Result is set
	Failed     Status = "failed"
)

// Run is one training run.
type Run struct {
	// ID is unique in the round.
	ID string `json:"id"`
	// Part is the index into [Round.Parts].
	Part   int      `json:"part"`
	Spec   spec.Run `json:"spec"`
	Status Status   `json:"status"`
	// Base is the ID of the pretrained weights that the run started from, if any.
	Base    string           `json:"base,omitempty"`
	Started protocol.Started `json:"started"` // the zero value for a run that was not begun
	// Train has the means over windows of steps, while the weights move.
	Train Curve `json:"train"`
	// Norms are the sizes of gradients and steps, nil if none were taken.
	Norms *Norms `json:"norms,omitempty"`
	// Start is the result before the first epoch, nil in files older than it.
	Start *protocol.StartPoint `json:"start,omitempty"`
	// Changes are the learning rates that it was given by hand while it was trained. What comes
	// of it is then not what its settings come to.
	Changes []RateChange `json:"changes,omitempty"`
	// Epochs are the results after each epoch.
	Epochs []protocol.EpochPoint `json:"epochs"`
	// Result is set once the run has been tested.
	Result *protocol.Done `json:"result,omitempty"`
	// Failure is set for a run that failed.
	Failure *protocol.Failed `json:"failure,omitempty"`
	// Rate is the mean of the training images per second.
	Rate float64 `json:"rate"`
	// Rates counts the reports that Rate is the mean of; 0 in older files.
	Rates int `json:"rates,omitempty"`
}

// RateChange is a learning rate that a run was given while it was trained, from an epoch on.
type RateChange struct {
	Epoch   float64 `json:"epoch"`   // with its fraction
	Seconds float64 `json:"seconds"` // of training until then
	Rate    float64 `json:"rate"`
}

// Clone returns a copy that shares nothing with a run that goes on.
func (r Run) Clone() Run {
	r.Train = Curve{slices.Clone(r.Train.Epoch), slices.Clone(r.Train.Seconds), slices.Clone(r.Train.Loss), slices.Clone(r.Train.Accuracy)}
	r.Epochs, r.Changes = slices.Clone(r.Epochs), slices.Clone(r.Changes)
	if r.Norms != nil {
		n := *r.Norms
		n.Epoch, n.Gradient, n.Update = slices.Clone(n.Epoch), slices.Clone(n.Gradient), slices.Clone(n.Update)
		r.Norms = &n
	}
	return r
}

// Named is the run under another ID.
func (r Run) Named(id string) Run {
	r.ID, r.Epochs = id, slices.Clone(r.Epochs)
	for i := range r.Epochs {
		r.Epochs[i].Run = id
	}
	if r.Start != nil {
		start := *r.Start
		start.Run, r.Start = id, &start
	}
	if r.Result != nil {
		result := *r.Result
		result.Run, r.Result = id, &result
	}
	if r.Failure != nil {
		failure := *r.Failure
		failure.Run, r.Failure = id, &failure
	}
	return r
}

// Curve is loss and accuracy by epoch and by time, parallel slices.
type Curve struct {
	Epoch    []float64 `json:"epoch"`   // with its fraction
	Seconds  []float64 `json:"seconds"` // of training since the start, pauses left out
	Loss     []float64 `json:"loss"`    // nats
	Accuracy []float64 `json:"accuracy"`
}

// Norms are the L2 norms of gradients and steps by epoch, parallel slices: for each
// point one for each layer of [protocol.Started.Layers], kernel and bias together.
type Norms struct {
	Epoch    []float64   `json:"epoch"` // with its fraction
	Gradient [][]float32 `json:"gradient"`
	Update   [][]float32 `json:"update"`
	// Every tells that only one point in so many was kept; 0 stands for all.
	Every int `json:"every,omitempty"`
}
