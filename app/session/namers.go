package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/app/session/naming"
	"pawgrad/app/session/pretrained"
	"pawgrad/assets/bundled"
	"pawgrad/assets/ready"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/spec"
)

// Namer is a trained network that names photos.
type Namer struct {
	ID string
	// Run is the run that trained it here, Opened the file that it came from, Ready the
	// network that came with the page; the others are nil.
	Run    *Run
	Opened *naming.Opened
	Ready  *naming.Ready
}

// Arm is what it was trained by, and the number of its look; empty for one that came with the
// page.
func (n Namer) Arm() (method spec.MethodID, look int) {
	switch {
	case n.Run != nil:
		return n.Run.Spec.Method, n.Run.Spec.Arm.Look
	case n.Opened != nil:
		return n.Opened.Spec.Method, n.Opened.Spec.Arm.Look
	}
	return "", 0
}

// LearnedTiny reports whether a network learned from the photos that come with the page,
// which are so small that photos from a camera look different to it.
func (s *Session) LearnedTiny(n Namer) bool {
	switch {
	case n.Run != nil:
		return s.RoundOf(n.Run).set.SHA256 == bundled.ContentSHA256
	case n.Opened != nil:
		return n.Opened.Set == bundled.Name
	}
	return true
}

// Namers returns the networks that name photos, the visitor's own before the one that came
// with the page.
func (s *Session) Namers() []Namer {
	var list []Namer
	for _, r := range s.Runs {
		if s.answers(r) && s.Naming.Has(r.ID) {
			list = append(list, Namer{ID: r.ID, Run: r})
		}
	}
	for _, o := range s.Naming.Opened {
		if s.Naming.Has(o.ID) {
			list = append(list, Namer{ID: o.ID, Opened: o})
		}
	}
	if r := s.Naming.Ready(); r != nil {
		list = append(list, Namer{ID: r.ID, Ready: r})
	}
	return list
}

// answers reports whether a run's network is to name photos: those of the latest round are,
// those whose curves are shown, and on request all that are kept.
func (s *Session) answers(r *Run) bool { return s.Current(r) || !r.Hidden || s.EarlierAnswer }

// usable reports whether a run's network can name photos now. One that was trained on other
// pretrained weights than those there now would say nonsense.
func (s *Session) usable(r *Run) bool {
	return r.Model != nil && !(pretrained.Needs(r.Spec) && (s.Weights.Phase != pretrained.Ready || r.base != s.Weights.ID()))
}

// CanExport reports whether a run's network can be written for other tools now, and if it
// cannot, why not, in a sentence.
func (s *Session) CanExport(r *Run) (why string, can bool) {
	switch {
	case r.Model == nil:
		return say.Text("It has no trained network."), false
	case !s.usable(r):
		return say.Text("It stands on VGG19's pretrained weights, which are not loaded. Load them first."), false
	}
	return "", true
}

// Earlier counts the networks of earlier rounds that name photos only on request.
func (s *Session) Earlier() int {
	n := 0
	for _, r := range s.Runs {
		if !s.Current(r) && r.Hidden && s.usable(r) {
			n++
		}
	}
	return n
}

// LetEarlierAnswer has the networks of earlier rounds name photos too, or no longer.
func (s *Session) LetEarlierAnswer(on bool) {
	s.EarlierAnswer = on
	for _, r := range s.Runs {
		s.unloadIdle(r)
	}
	s.loadModels()
	s.host.Changed(host.Photos)
}

// unloadIdle takes a model from the desk that is not to name photos.
func (s *Session) unloadIdle(r *Run) {
	if !s.answers(r) {
		s.Naming.Unload(r.ID)
	}
}

// loadModel gives a trained model to the desk.
func (s *Session) loadModel(r *Run) {
	if s.answers(r) && s.usable(r) {
		s.Naming.Load(r.ID, r.Model)
	}
}

// loadModels gives the desk all networks that it can use and has not.
func (s *Session) loadModels() {
	for _, r := range s.Runs {
		s.loadModel(r)
	}
	s.Naming.LoadOpened()
}

// own reports whether a network of the visitor's names photos.
func (s *Session) own() bool {
	return slices.ContainsFunc(s.Namers(), func(n Namer) bool { return n.Ready == nil })
}

// FetchReady brings the network of an architecture that came with the page.
func (s *Session) FetchReady(model spec.ModelID) {
	if s.Naming.HasReady(model) {
		return // given to the desk by loadModels
	}
	s.store.Fetch(ready.Of(model).Path(), func(int64, int64) {}, func(file host.Blob, problem string) {
		switch {
		case problem == "":
			s.Naming.AddReady(model, file)
		case model == spec.CNN: // there is none to answer instead
			s.Board.Notify(say.F("The network that comes with the page is missing: %s", problem))
		}
	})
}

// fetchReadyVGG19 brings the ready-made head of VGG19 if there are photos for it to name, and none
// of the visitor's own networks does. It has learned on the weights that Keras has, which
// PyTorch's are not.
func (s *Session) fetchReadyVGG19() {
	if len(s.Naming.Photos) > 0 && !s.own() && s.Weights.Phase == pretrained.Ready && s.Weights.Preprocessing() == vgg19.Caffe {
		s.FetchReady(spec.VGG19)
	}
}

// ClassesOf are the names of the two classes that a network tells apart.
func (s *Session) ClassesOf(n Namer) []string {
	switch {
	case n.Run != nil:
		return s.SetOf(n.Run).Classes
	case n.Opened != nil && len(n.Opened.Classes) > 0:
		return n.Opened.Classes
	}
	return bundled.Classes[:] // of the photos that come with the page
}
