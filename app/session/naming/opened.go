package naming

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// Opened is a trained network that the visitor has brought as a file. It names photos
// beside those that were trained here, as long as the page is open.
type Opened struct {
	ID   string // names it among the runs
	Name string // its file's, without the ending
	// Spec, Set and Classes are what it was trained by and on, and the classes that it tells
	// apart, once it has been read.
	Spec    spec.Run
	Set     string
	Classes []string

	file    host.Blob
	waiting bool // for the pretrained weights
}

// openedPrefix begins the names of opened networks; those of runs begin otherwise.
const openedPrefix = "file"

// OpenModel has a file of a trained network name photos. If it cannot, a notice says
// why.
func (n *Naming) OpenModel(file host.Blob) {
	name := strings.TrimSuffix(path.Base(file.Name()), path.Ext(file.Name()))
	n.lastOpened++
	o := &Opened{ID: fmt.Sprint(openedPrefix, n.lastOpened), Name: name, file: file}
	n.Opened = append(n.Opened, o)
	n.Load(o.ID, o.file)
	n.board.Changed(host.Photos)
}

// CloseModel takes an opened network away, with its answers.
func (n *Naming) CloseModel(id string) {
	n.Unload(id)
	n.Opened = slices.DeleteFunc(n.Opened, func(o *Opened) bool { return o.ID == id })
	n.board.Changed(host.Photos)
}

// opened is the opened network of an ID, nil if there is none.
func (n *Naming) opened(id string) *Opened {
	for _, o := range n.Opened {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// LoadOpened gives the desk all opened and ready-made networks that it has not.
func (n *Naming) LoadOpened() {
	for _, r := range n.readies {
		n.Load(r.ID, r.file)
	}
	for _, o := range n.Opened {
		n.Load(o.ID, o.file)
	}
}

// UnloadOpened takes those back from the desk that a property says.
func (n *Naming) UnloadOpened(which func(spec.Run) bool) {
	for _, o := range n.Opened {
		if which(o.Spec) {
			n.Unload(o.ID)
		}
	}
	for _, r := range n.readies {
		if which(spec.Run{Model: r.Model}) {
			n.Unload(r.ID)
		}
	}
}

// Failed tells why a file names no photos, and reports whether the failure was of a file.
// One that only lacks the pretrained weights waits for them, if they can be had.
func (n *Naming) Failed(e protocol.Failed) bool {
	if n.ready(e.Run) != nil {
		// It answers as long as nothing better does; one that stands on weights that are not
		// there now comes with them.
		if e.Kind != protocol.NeedsBase {
			n.board.Notify(say.F("The network that came with the page names no photos. %s %s", e.Sentence, e.Cure))
		}
		return true
	}
	o := n.opened(e.Run)
	switch {
	case o == nil:
		return false
	case e.Kind != protocol.NeedsBase:
		n.giveUp(o, e.Sentence+" "+e.Cure)
	case o.waiting || n.weights.Absent():
		n.giveUp(o, e.Sentence+" "+n.weights.Cure())
	default:
		o.waiting = true
		n.weights.Load()
	}
	return true
}

// WeightsFailed says, in a sentence, why the pretrained weights do not come.
func (n *Naming) WeightsFailed(sentence string) {
	for _, o := range slices.Clone(n.Opened) {
		if o.waiting {
			n.giveUp(o, sentence)
		}
	}
}

// giveUp closes a network that names no photos.
func (n *Naming) giveUp(o *Opened, why string) {
	n.CloseModel(o.ID)
	n.board.Notify(strings.TrimSpace(say.F("%s cannot be opened. %s", o.file.Name(), why)))
}
