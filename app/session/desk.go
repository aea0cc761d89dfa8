package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// maxRestarts bounds how often a desk trainer that ended by itself is started
// again: a fault that comes back each time would never end.
const maxRestarts = 3

// desk is the trainer that is kept for the page's life.
type desk struct {
	trainer  host.Trainer
	restarts int
	// models are the runs and opened networks whose model it has, once it has said so.
	models map[string]bool
	// restoring is true while a desk that was started again is given the set in
	// use; a new set may already be on its way behind it.
	restoring bool
}

// Open starts the desk and looks for what earlier visits have left. It is called
// once.
func (s *Session) Open() {
	s.desk.models = map[string]bool{}
	s.desk.trainer = s.host.NewTrainer(s.deskEvent, s.deskDied)
	s.findBase()
	s.journal.Restore(s.host, reader{s})
}

// deskDied starts a new desk and tells it what the old one knew.
func (s *Session) deskDied(sentence string) {
	s.desk.trainer = nil
	s.desk.models = map[string]bool{}
	for _, p := range s.Photos {
		p.Waiting = false
	}
	if s.Data.Phase.Busy() {
		s.dataFailed(sentence)
	}
	lost := s.Base.Phase == BaseChecking || s.Base.Phase == BaseConverting
	s.desk.restarts++
	if s.desk.restarts > maxRestarts {
		if lost {
			s.baseFailed(sentence)
		}
		s.Board.Notify("The part of Pawgrad that reads photos has stopped several times. " + sentence)
		return
	}
	s.desk.trainer = s.host.NewTrainer(s.deskEvent, s.deskDied)
	if s.desk.restoring = s.Data.Set != nil; s.desk.restoring {
		s.send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{s.Data.Pack}})
	}
	if s.Base.Phase == BaseReady {
		s.sendBase(s.desk.trainer)
	}
	s.loadModels()
	if lost {
		s.baseFailed(sentence)
	}
	s.Board.Notify(sentence)
	s.host.Changed(host.Photos)
}

// send posts a command to the desk, if there is one.
func (s *Session) send(c protocol.Command, a host.Attachments) {
	if s.desk.trainer != nil {
		s.desk.trainer.Send(c, a)
	}
}

// deskEvent takes in what the desk told.
func (s *Session) deskEvent(e protocol.Event, a host.Attachments) {
	switch e := e.(type) {
	case protocol.Ready:
		s.Engine = e.Engine
		s.host.Changed(host.Numbers)
	case protocol.DataProgress, protocol.DataLoaded, protocol.Samples, protocol.ImportProgress, protocol.Imported:
		s.dataEvent(e, a)
	case protocol.BaseProgress, protocol.BaseLoaded, protocol.BaseDamaged, protocol.BaseConverted:
		s.baseEvent(e, a)
	case protocol.EngineMeasured:
		s.Roofline = e.GFLOPs
		s.host.Changed(host.Numbers)
	case protocol.ModelLoaded:
		o := s.opened(e.Run)
		if o != nil {
			o.Spec, o.Set, o.waiting = e.Spec, e.Set, false
		}
		if o != nil || s.Run(e.Run) != nil {
			s.desk.models[e.Run] = true
			s.classify(s.Photos)
		}
	case protocol.Classified:
		s.classified(e, a)
	case protocol.Failed:
		s.deskFailed(e)
	}
}

// deskFailed sorts out what a failure of the desk concerns.
func (s *Session) deskFailed(e protocol.Failed) {
	sentence := join(e.Sentence, e.Cure)
	if e.Run == "" && (s.Base.Phase == BaseChecking || s.Base.Phase == BaseConverting) && e.Kind != protocol.BadData {
		if e.Kind == protocol.BadModel {
			s.dropBase()
		}
		s.baseFailed(sentence)
		return
	}
	if s.Data.Phase.Busy() && e.Run == "" {
		s.dataFailed(sentence)
		return
	}
	if o := s.opened(e.Run); o != nil {
		s.openedFailed(o, e)
		return
	}
	if r := s.Run(e.Run); r != nil {
		sentence = "The model of " + r.Method().Name + " cannot name photos. " + sentence
	}
	s.Board.Notify(sentence)
}

// loadModel gives a trained model to the desk. One that was trained on other
// pretrained weights than those there now would say nonsense.
func (s *Session) loadModel(r *Run) {
	if needsBase(r.Spec) && (s.Base.Phase != BaseReady || r.base != s.Base.manifest.ID()) {
		return
	}
	if r.Model != nil && !s.desk.models[r.ID] {
		s.send(protocol.LoadModel{Run: r.ID}, host.Attachments{Files: []host.Blob{r.Model}})
	}
}

// unloadModel takes it back; its answers go with it.
func (s *Session) unloadModel(r *Run) { s.unload(r.ID) }

func (s *Session) unload(id string) {
	if !s.desk.models[id] {
		return
	}
	delete(s.desk.models, id)
	s.send(protocol.UnloadModel{Run: id}, host.Attachments{})
	for _, p := range s.Photos {
		delete(p.Answers, id)
		delete(p.Maps, id)
	}
}

// join puts two sentences together, either of which may be empty.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
