package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// Pause holds a run between two steps and frees its core for the next one.
func (s *Session) Pause(id string) {
	r := s.Run(id)
	s.pause(r)
	if r != nil && r.Status == Paused {
		s.Board.Tell(say.F("%s is paused.", r.Method().Name))
	}
	s.fill()
	s.host.Changed(host.RunStates | host.Numbers)
}

func (s *Session) pause(r *Run) {
	if r == nil {
		return
	}
	switch r.Status {
	case Waiting: // its trainer holds already
		r.Status = Paused
	case Running, Starting:
		r.Status = Paused
		r.trainer.Send(protocol.Pause{Run: r.ID}, host.Attachments{})
	}
}

// Resume goes on with a paused run at once, even if all cores are busy.
func (s *Session) Resume(id string) {
	s.resume(s.Run(id))
	s.lend()
	s.host.Changed(host.RunStates | host.Numbers)
}

func (s *Session) resume(r *Run) {
	switch {
	case r == nil || r.Status != Paused:
	case r.alive():
		s.proceed(r)
	default:
		r.Status = r.asleep()
		s.fill()
		s.sayWhatIsMissing()
	}
}

// asleep is the status of a run that wants a core: one that an earlier visit has left
// has no trainer yet.
func (r *Run) asleep() Status {
	if r.alive() {
		return Waiting
	}
	return Queued
}

// Stop ends a run early. One that has begun to train is tested as it stands;
// asked a second time, it is ended without that.
func (s *Session) Stop(id string) {
	s.stop(s.Run(id))
	s.fill()
	s.host.Changed(host.RunStates | host.Numbers)
}

func (s *Session) stop(r *Run) {
	if r == nil || r.Status.Over() {
		return
	}
	if r.alive() && r.Started.Steps > 0 && r.Status != Stopping {
		r.Status = Stopping
		r.trainer.Send(protocol.Stop{Run: r.ID}, host.Attachments{})
		return
	}
	r.Status = Stopped
	s.end(r)
}

// PauseAll holds all busy runs and lets no queued one start.
func (s *Session) PauseAll() {
	s.Held = true
	s.Board.Tell(say.Text("All runs are paused."))
	for _, r := range s.Runs {
		s.pause(r)
	}
	s.lend()
	s.host.Changed(host.RunStates | host.Numbers)
}

// ResumeAll goes on with all paused runs, as many at a time as there are cores, and
// with the queue.
func (s *Session) ResumeAll() {
	s.Held = false
	if s.Board.Glad { // it may say that Resume all is to be pressed
		s.Board.Dismiss()
	}
	for _, r := range s.Runs {
		if r.Status == Paused {
			r.Status = r.asleep()
		}
	}
	s.fill()
	s.sayWhatIsMissing()
	s.host.Changed(host.RunStates | host.Numbers)
}

// StopAll ends all runs that are not over. Until all have been told, no core is given to
// another.
func (s *Session) StopAll() {
	s.filling = true
	for _, r := range s.Runs {
		s.stop(r)
	}
	s.filling, s.Held = false, false
	s.fill()
	s.host.Changed(host.RunStates | host.Numbers)
}

// CanChangeRate reports whether a run's learning rate can be changed: while it has a trainer, and
// not within a search, whose trials are to be alike.
func (s *Session) CanChangeRate(r *Run) bool {
	return r.alive() && !r.Status.Over() && r.Status != Stopping && !s.RoundOf(r).Searches()
}

// ChangeRate gives the arm of a run, in all its seeds that are being trained, another learning
// rate from the next step on. A problem, a sentence, says why that cannot be.
func (s *Session) ChangeRate(id, text string) (problem string) {
	r := s.Run(id)
	if r == nil || !s.CanChangeRate(r) {
		return say.Text("Its rate can be changed while it is being trained.")
	}
	setting, _ := spec.SettingByKey(spec.KeyLearningRate)
	next := r.Spec
	if err := setting.Set(&next, text); err != nil {
		return err.Error()
	}
	for _, o := range s.Runs {
		if o.Round == r.Round && o.Part == r.Part && o.Spec.Method == r.Spec.Method && o.Spec.Arm == r.Spec.Arm && s.CanChangeRate(o) {
			o.trainer.Send(protocol.ChangeRate{Run: o.ID, Rate: next.Hyper.LearningRate}, host.Attachments{})
		}
	}
	return ""
}
