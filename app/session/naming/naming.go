// Package naming names photos that a visitor brings: it has the page's desk ask every
// trained network that the desk was given, those trained here and those opened from
// files, and gathers the answers.
package naming

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
)

// Weights are VGG19's pretrained ones, on which a network in a file may stand.
type Weights interface {
	// Absent reports whether they cannot be had without the visitor; Cure says how then.
	Absent() bool
	Cure() string
	// Load sets going that they come.
	Load()
}

// Owner is told that there are more photos to name.
type Owner interface {
	PhotosAdded()
}

// Naming is the photos to be named and the networks that name them. Its fields are for
// reading.
type Naming struct {
	// Photos are those to be named, newest first.
	Photos []*Photo
	// Opened are the trained networks that the visitor has brought as files.
	Opened []*Opened
	// Heat is true while heat maps are wanted of the photos.
	Heat bool
	// List is many photos that are named at once, nil if there is none.
	List *List

	// models are the runs, opened and ready-made networks whose model the desk has, once it has said
	// so.
	models                map[string]bool
	readies               []*Ready
	lastPhoto, lastOpened int // their numbers
	lastList              int

	desk    host.Sender
	board   *board.Board
	weights Weights
	owner   Owner
}

// New returns a naming without photos or networks.
func New(desk host.Sender, told *board.Board, weights Weights, owner Owner) *Naming {
	return &Naming{models: map[string]bool{}, desk: desk, board: told, weights: weights, owner: owner}
}

// Has reports whether the network of an ID names photos.
func (n *Naming) Has(id string) bool { return n.models[id] }

// Load gives the desk the model of a run, unless it has it.
func (n *Naming) Load(id string, model host.Blob) {
	if !n.models[id] {
		n.desk.Send(protocol.LoadModel{Run: id}, host.Attachments{Files: []host.Blob{model}})
	}
}

// Loaded takes in that the desk has a model; ofRun tells that it is of a run on the page.
func (n *Naming) Loaded(e protocol.ModelLoaded, ofRun bool) {
	o := n.opened(e.Run)
	if o != nil {
		o.Spec, o.Set, o.Classes, o.waiting = e.Spec, e.Set, e.Classes, false
	}
	if o != nil || ofRun || n.ready(e.Run) != nil {
		n.models[e.Run] = true
		n.classify(n.Photos)
		n.startList()
	}
}

// Unload takes a model back from the desk; its answers go with it.
func (n *Naming) Unload(id string) {
	if !n.models[id] {
		return
	}
	delete(n.models, id)
	n.desk.Send(protocol.UnloadModel{Run: id}, host.Attachments{})
	for _, p := range n.Photos {
		delete(p.Answers, id)
		delete(p.Unlike, id)
		delete(p.Maps, id)
	}
	if n.List != nil {
		delete(n.List.Answers, id)
	}
}

// Lost says that the desk has ended with all models and questions that it had.
func (n *Naming) Lost() {
	clear(n.models)
	for _, p := range n.Photos {
		p.Waiting = false
	}
	if n.List.Going() {
		n.List.Over, n.List.Problem = true, say.Text("The part of Pawgrad that names photos has stopped. Name them again.")
	}
	n.board.Changed(host.Photos)
}
