package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/keep"
	"pawgrad/app/session/pretrained"
)

// DeskEvent implements desk.Owner.
func (s inner) DeskEvent(e protocol.Event, a host.Attachments) {
	switch e := e.(type) {
	case protocol.Ready:
		s.Desk.Engine = e.Engine
		s.host.Changed(host.Numbers)
	case protocol.DataProgress, protocol.DataLoaded, protocol.Samples, protocol.ImportProgress, protocol.Imported, protocol.Question:
		s.Images.Apply(e, a)
	case protocol.BaseProgress, protocol.BaseLoaded, protocol.BaseDamaged, protocol.BaseConverted:
		s.Weights.Apply(e, a)
	case protocol.EngineMeasured:
		s.Desk.Roofline = e.GFLOPs
		s.host.Changed(host.Numbers)
	case protocol.ModelLoaded:
		r := s.Run(e.Run)
		s.Naming.Loaded(e, r != nil)
		if r != nil {
			s.unloadIdle(r)
		}
	case protocol.Classified:
		s.Naming.Classified(e, a)
	case protocol.Named:
		s.Naming.Named(e)
	case protocol.Exported:
		s.Exports.Written(e, a)
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
		sentence = say.F("The model of %s cannot name photos. %s", r.Method().Name, sentence)
	}
	s.Board.Notify(sentence)
}

// DeskDied implements desk.Owner: a desk that was started again is told what the old one
// knew. No run is the worse for it.
func (s inner) DeskDied(sentence string, again bool) {
	if again {
		sentence = say.F("The part of Pawgrad that reads photos has stopped and was started again. %s", sentence)
	} else {
		sentence = say.F("The part of Pawgrad that reads photos has stopped several times. %s Reload the page to start it anew.", sentence)
	}
	s.Naming.Lost()
	s.Exports.Lost()
	if s.Images.Phase.Busy() {
		s.Images.Fail(join(sentence, say.Text("The photos on their way are not there: bring them once more, or reload the page.")))
	}
	if again {
		s.Images.Reload()
	}
	s.Weights.DeskDied(sentence, again)
	s.loadModels()
	s.Board.Notify(sentence)
}

// cureDeath is what a visitor can do about a run whose trainer has ended by itself.
const cureDeath = "Start the run again; if that does not help, choose smaller images or a smaller batch, or reload the page."

// launch gives a run a trainer of its own.
func (s *Session) launch(r *Run) {
	r.Status = Starting
	r.loan.threads = 0
	r.trainer = s.host.NewTrainer(
		func(e protocol.Event, a host.Attachments) { s.runEvent(r, e, a) },
		func(sentence string) {
			s.runEvent(r, protocol.Failed{Run: r.ID, Kind: protocol.Crashed, Sentence: sentence, Cure: cureDeath}, host.Attachments{})
		},
	)
	r.trainer.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{s.RoundOf(r).Pack}})
	if pretrained.Needs(r.Spec) {
		s.Weights.Send(r.trainer)
	}
	start := protocol.Start{Run: r.ID, Spec: r.Spec, Base: r.base, Checkpoints: true, Trial: s.RoundOf(r).Searches(), Path: s.leavesPath(r)}
	files := pretrained.Attach(&start, r.features)
	if r.place.Checkpoint != nil {
		start.Resume, files = true, append(files, r.place.Checkpoint)
	}
	r.trainer.Send(start, host.Attachments{Files: files})
	if len(r.Changes) > 0 { // perhaps after the checkpoint
		r.trainer.Send(protocol.ChangeRate{Run: r.ID, Rate: r.CurrentRate()}, host.Attachments{})
	}
}

// runEvent takes in what a run's trainer told.
func (s *Session) runEvent(r *Run, e protocol.Event, a host.Attachments) {
	if r.trainer == nil {
		return // closed while the event was under way
	}
	topics := r.Apply(e, a)
	switch e := e.(type) {
	case protocol.StepPoint:
		s.turnOver(r, e.Seconds)
	case protocol.EpochPoint:
		s.turnOver(r, e.Seconds)
	case protocol.Checkpoint:
		if len(a.Files) == 1 {
			r.place.Checkpoint = a.Files[0]
			s.journal.Write(r.place)
		}
	case protocol.RateChanged:
		s.journal.Write(r.place)
	case protocol.Waypoint:
		s.waypoint(r, e, a)
	case protocol.Failed:
		if e.Kind == protocol.BadFeatures {
			inner{s}.FeaturesDamaged(r.features)
		}
		switch {
		case outOfMemory(e) && s.short(r):
			topics |= host.RunStates
		case e.Kind == protocol.Interrupted && !r.loan.none:
			s.lostThread(r)
			topics |= host.RunStates
		}
	}
	if r.Status.Over() {
		s.end(r)
		topics |= host.RunStates
	}
	if _, ok := e.(protocol.Started); ok && !s.RoundOf(r).Searches() {
		s.Board.Tell(say.F("%s has started.", r.Method().Name))
	}
	s.host.Changed(topics)
}

// waypoint takes a point of a run's path in. The latest round's are kept in its
// folder, so that they survive a reload.
func (s *Session) waypoint(r *Run, e protocol.Waypoint, a host.Attachments) {
	if len(a.Files) != 1 || !s.Current(r) {
		return
	}
	w := keep.Way{Epoch: e.Epoch, File: a.Files[0]}
	gone := r.passed(w)
	s.journal.KeepWay(r.place, w)
	s.dropWays(r, gone)
	s.host.Changed(host.Surface)
}

// end closes a run's trainer, says how it went, hands its model to the desk and
// lets the next run have the core.
func (s *Session) end(r *Run) {
	if r.trainer != nil {
		r.trainer.Close()
		r.trainer = nil
	}
	round := s.RoundOf(r)
	switch {
	case round.Searches(): // hundreds of short runs: what comes of all of them is told
	case r.Failure != nil:
		s.Board.Tell(say.F("%s has failed. %s %s", r.Method().Name, r.Failure.Sentence, r.Failure.Cure))
	case r.Result != nil:
		s.Board.Tell(say.F("%s is done: test accuracy %.4f.", r.Method().Name, r.Result.Test.Accuracy))
	default:
		s.Board.Tell(say.F("%s was stopped.", r.Method().Name))
	}
	s.journal.Write(r.place)
	s.loadModel(r)
	s.restAndTidy()
	if r.Result != nil {
		s.worthKeeping()
	}
	if round.Plan != nil {
		s.advance(round, Queued)
	}
	s.fill()
}
