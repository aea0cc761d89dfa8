package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// inner is the session as its machines see it.
type inner struct{ *Session }

// Open starts the desk and looks for what earlier visits have left. It is called
// once.
func (s *Session) Open() {
	s.Desk.Open()
	s.Weights.Find()
	s.journal.Restore(s.host, inner{s})
}

// DeskDied implements desk.Owner: a desk that was started again is told what the old one
// knew.
func (s inner) DeskDied(sentence string, again bool) {
	s.Naming.Lost()
	if s.Images.Phase.Busy() {
		s.Images.Fail(sentence)
	}
	if again {
		s.Images.Reload()
	}
	s.Weights.DeskDied(sentence, again)
	s.loadModels()
	if !again {
		sentence = "The part of Pawgrad that reads photos has stopped several times. " + sentence
	}
	s.Board.Notify(sentence)
}

// DeskEvent implements desk.Owner.
func (s inner) DeskEvent(e protocol.Event, a host.Attachments) {
	switch e := e.(type) {
	case protocol.Ready:
		s.Desk.Engine = e.Engine
		s.host.Changed(host.Numbers)
	case protocol.DataProgress, protocol.DataLoaded, protocol.Samples, protocol.ImportProgress, protocol.Imported:
		s.Images.Apply(e, a)
	case protocol.BaseProgress, protocol.BaseLoaded, protocol.BaseDamaged, protocol.BaseConverted:
		s.Weights.Apply(e, a)
	case protocol.EngineMeasured:
		s.Desk.Roofline = e.GFLOPs
		s.host.Changed(host.Numbers)
	case protocol.ModelLoaded:
		s.Naming.Loaded(e, s.Run(e.Run) != nil)
	case protocol.Classified:
		s.Naming.Classified(e, a)
	case protocol.Failed:
		s.deskFailed(e)
	}
}

// deskFailed sorts out what a failure of the desk concerns.
func (s *Session) deskFailed(e protocol.Failed) {
	sentence := join(e.Sentence, e.Cure)
	if e.Run == "" && s.Weights.DeskFailed(e) {
		return
	}
	if s.Images.Phase.Busy() && e.Run == "" {
		s.Images.Fail(sentence)
		return
	}
	if s.Naming.Failed(e) {
		return
	}
	if r := s.Run(e.Run); r != nil {
		sentence = "The model of " + r.Method().Name + " cannot name photos. " + sentence
	}
	s.Board.Notify(sentence)
}

// SetLoaded implements images.Owner.
func (s inner) SetLoaded() {
	if s.Desk.Roofline == 0 {
		s.Desk.Send(protocol.MeasureEngine{}, host.Attachments{})
	}
	if s.opening.restored {
		s.reunite()
		s.takeUp()
		s.startEarly()
	}
}

// SetFailed implements images.Owner.
func (s inner) SetFailed() { s.opening.methods = nil }

// OwnSet reports whether a run was on the image set that is now in use, so that
// indexes of its result are indexes of that set.
func (s *Session) OwnSet(r *Run) bool {
	return s.Images.Set != nil && s.RoundOf(r).set.SHA256 == s.Images.Set.SHA256
}

// join puts two sentences together, either of which may be empty.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
