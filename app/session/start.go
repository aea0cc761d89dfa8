package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session/images"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"
)

// Start queues a run of each method's own arm. They join the current round if that is on
// the same image set, with the same shared settings, and has no run of theirs
// yet; else they begin a round of their own. Why nothing was started, if so, is
// said in a notice.
//
// While the first image set is still on its way the methods are noted, and the
// runs start when it has come.
func (s *Session) Start(methods []spec.MethodID) bool { return s.start(methods, nil) }

// StartWithArms is Start; beside those of the methods it queues runs of all arms that the form
// has not switched off.
func (s *Session) StartWithArms(methods []spec.MethodID) bool {
	return s.start(methods, s.Form.Experiment.Started())
}

// StartArm is Start for one arm of the form's that stands beside its method's own.
func (s *Session) StartArm(look int) bool {
	a, ok := s.Form.Experiment.Arm(look)
	if !ok {
		return false
	}
	a.Off = false
	return s.start(nil, []spec.Arm{a})
}

func (s *Session) start(methods []spec.MethodID, arms []spec.Arm) bool {
	e := s.Form.Experiment.Clone()
	e.Methods, e.Arms = methods, nil
	for _, a := range arms {
		e.Arms = append(e.Arms, e.Fixed(a)) // what it is called and does stays, whatever the form has later
	}
	if sentence := s.cannotStart(e); sentence != "" {
		s.Board.Notify(sentence)
		return false
	}
	if s.Images.Set == nil || !s.opening.restored {
		s.opening.start = func() { s.start(methods, arms) }
		s.Board.Dismiss()
		s.Board.Tell(say.Text("The runs start when the photos have come."))
		s.host.Changed(host.RunStates)
		return false
	}
	s.begin(s.roundFor(e), 0)
	return true
}

// cannotStart says why the runs of an experiment of the form's cannot be started, or nothing.
func (s *Session) cannotStart(e spec.Experiment) string {
	if len(e.Methods)+len(e.Arms) == 0 {
		return say.Text("No method is chosen. Tick at least one under Methods.")
	}
	if p := s.Form.Complaint(e); p != "" {
		return p
	}
	for _, r := range e.Runs() {
		if err := r.Validate(); err != nil {
			return err.Error()
		}
	}
	if needsWeights(e) && s.Weights.Absent() {
		return s.Weights.Cure()
	}
	if s.Images.Set == nil && !s.Images.Phase.Busy() {
		return join(say.Text("There are no photos to train on."), s.Images.Problem)
	}
	return ""
}

// needsWeights reports whether a run of an experiment begins from pretrained weights.
func needsWeights(e spec.Experiment) bool { return slices.ContainsFunc(e.Runs(), pretrained.Needs) }

// Waiting reports whether runs are to start when the first image set has come.
func (s *Session) Waiting() bool { return s.opening.start != nil }

// NotYet says why runs that cannot wait for their photos cannot be begun now, or nothing
// if they can.
func (s *Session) NotYet() string {
	switch {
	case s.Images.Set == nil && s.Images.Phase == images.Failed:
		return say.Text("There are no photos to train on yet.")
	case s.Images.Set == nil:
		return say.Text("The photos are still on their way.")
	case !s.opening.restored:
		return say.Text("The runs of earlier visits are still being read.")
	}
	return ""
}

// StudyParts are the experiments that redo the study here: with VGG19 if its
// pretrained weights are at hand.
func (s *Session) StudyParts() []spec.Experiment { return spec.Study(!s.Weights.Absent()) }

// StartStudy queues the runs that redo the study on the image set in use. If the latest round is such a study and is
// not over, it goes on with that.
func (s *Session) StartStudy() bool {
	if why := s.NotYet(); why != "" {
		s.Board.Notify(why)
		return false
	}
	if latest := s.Latest(); latest != nil && latest.Kind == record.Study && latest.set.SHA256 == s.Images.Set.SHA256 &&
		s.anyRun(func(r *Run) bool { return s.Current(r) && !r.Status.Over() }) {
		s.ResumeAll()
		return true
	}
	s.begin(s.newRound(record.Study, record.StudyName, s.StudyParts()), 0)
	return true
}

// begin queues the runs of a round's parts, from one on, that are not there yet.
func (s *Session) begin(round *Round, part int) {
	s.Board.Dismiss()
	s.queue(round, part, Queued)
	if sentence := s.enlarged(round); sentence != "" {
		s.Board.Notify(sentence)
	}
	s.Held = false
	s.fill()
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
}

// queue makes runs of a status of a round's parts, from one on, that are not there yet.
func (s *Session) queue(round *Round, part int, status Status) {
	for ; part < len(round.Parts); part++ {
		for _, run := range round.Parts[part].Runs() {
			there := s.anyRun(func(r *Run) bool { return r.Round == round.Number && r.Part == part && r.Spec == run })
			if !there {
				r := s.newRun(round, part, run)
				r.Status = status
				s.Runs = append(s.Runs, r)
				s.journal.Write(r.place)
			}
		}
	}
}

// enlarged says that a round has runs at a size that the visitor's photos were made
// smaller than when they were opened, or nothing. Of the photos that come with the page
// there are no larger ones.
func (s *Session) enlarged(round *Round) string {
	largest := 0
	for _, part := range round.Parts {
		for _, run := range part.Runs() {
			largest = max(largest, run.ImageSize)
		}
	}
	set := s.Images.Set
	if s.Images.Bundled || set == nil || largest <= min(set.Width, set.Height) {
		return ""
	}
	return say.F("Your photos were scaled to %d px when they were opened, so the runs at %d px see them enlarged. For more "+
		"detail set the image size to %d px and open the photos again.", min(set.Width, set.Height), largest, largest)
}
