package session

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// Opened is a trained network that the visitor has brought as a file. It names photos
// beside those that were trained here, as long as the page is open.
type Opened struct {
	ID   string // names it among the runs
	Name string // its file's, without the ending
	// Spec and Set are what it was trained by and on, once it has been read.
	Spec spec.Run
	Set  string

	file    host.Blob
	waiting bool // for the pretrained weights
}

// openedPrefix begins the names of opened networks; those of runs begin otherwise.
const openedPrefix = "file"

// OpenModel has a file of a trained network name photos. If it cannot, a notice says
// why.
func (s *Session) OpenModel(file host.Blob) {
	name := strings.TrimSuffix(path.Base(file.Name()), path.Ext(file.Name()))
	s.nextOpened++
	o := &Opened{ID: fmt.Sprint(openedPrefix, s.nextOpened), Name: name, file: file}
	s.Opened = append(s.Opened, o)
	s.loadOpened(o)
	s.host.Changed(host.Photos)
}

// CloseModel takes an opened network away, with its answers.
func (s *Session) CloseModel(id string) {
	s.unload(id)
	s.Opened = slices.DeleteFunc(s.Opened, func(o *Opened) bool { return o.ID == id })
	s.host.Changed(host.Photos)
}

// opened is the opened network of an ID, nil if there is none.
func (s *Session) opened(id string) *Opened {
	for _, o := range s.Opened {
		if o.ID == id {
			return o
		}
	}
	return nil
}

func (s *Session) loadOpened(o *Opened) {
	if !s.desk.models[o.ID] {
		s.Desk.Send(protocol.LoadModel{Run: o.ID}, host.Attachments{Files: []host.Blob{o.file}})
	}
}

// openedFailed tells why a file names no photos. One that only lacks the pretrained
// weights waits for them, if they can be had.
func (s *Session) openedFailed(o *Opened, e protocol.Failed) {
	if e.Kind == protocol.NeedsBase && !o.waiting && s.Base.Phase != BaseAbsent {
		o.waiting = true
		s.loadBase()
		return
	}
	cure := e.Cure
	if e.Kind == protocol.NeedsBase {
		cure = s.NoBase()
	}
	s.CloseModel(o.ID)
	s.Board.Notify(join(fmt.Sprintf("%s cannot be opened. %s", o.file.Name(), e.Sentence), cure))
}

// Namer is a trained network that names photos.
type Namer struct {
	ID string
	// Run is the run that trained it here, Opened the file that it came from; the
	// other is nil.
	Run    *Run
	Opened *Opened
}

// Method is what it was trained by.
func (n Namer) Method() spec.MethodID {
	if n.Run != nil {
		return n.Run.Spec.Method
	}
	return n.Opened.Spec.Method
}

// Namers returns the networks that name photos.
func (s *Session) Namers() []Namer {
	var list []Namer
	for _, r := range s.Runs {
		if s.desk.models[r.ID] {
			list = append(list, Namer{ID: r.ID, Run: r})
		}
	}
	for _, o := range s.Opened {
		if s.desk.models[o.ID] {
			list = append(list, Namer{ID: o.ID, Opened: o})
		}
	}
	return list
}

// loadModels gives the desk all networks that it can use and has not.
func (s *Session) loadModels() {
	for _, r := range s.Runs {
		if s.Current(r) || !r.Hidden {
			s.loadModel(r)
		}
	}
	for _, o := range s.Opened {
		s.loadOpened(o)
	}
}

// wakeBase loads the pretrained weights if there are photos to name and a network of
// the latest round that stands on them: after a reload they are only on the disk.
func (s *Session) wakeBase() {
	if s.Base.Phase != BaseKept && s.Base.Phase != BaseBeside {
		return
	}
	if s.anyRun(func(r *Run) bool { return s.Current(r) && needsBase(r.Spec) && r.Model != nil }) {
		s.loadBase()
	}
}
