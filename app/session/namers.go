package session

import (
	"pawgrad/app/session/naming"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"
)

// Namer is a trained network that names photos.
type Namer struct {
	ID string
	// Run is the run that trained it here, Opened the file that it came from; the
	// other is nil.
	Run    *Run
	Opened *naming.Opened
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
		if s.Naming.Has(r.ID) {
			list = append(list, Namer{ID: r.ID, Run: r})
		}
	}
	for _, o := range s.Naming.Opened {
		if s.Naming.Has(o.ID) {
			list = append(list, Namer{ID: o.ID, Opened: o})
		}
	}
	return list
}

// loadModel gives a trained model to the desk. One that was trained on other
// pretrained weights than those there now would say nonsense.
func (s *Session) loadModel(r *Run) {
	if pretrained.Needs(r.Spec) && (s.Weights.Phase != pretrained.Ready || r.base != s.Weights.ID()) {
		return
	}
	if r.Model != nil {
		s.Naming.Load(r.ID, r.Model)
	}
}

// loadModels gives the desk all networks that it can use and has not.
func (s *Session) loadModels() {
	for _, r := range s.Runs {
		if s.Current(r) || !r.Hidden {
			s.loadModel(r)
		}
	}
	s.Naming.LoadOpened()
}
