package session

import (
	"fmt"
	"slices"
	"strconv"

	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// CompareAll returns the methods that the large button compares: all that step
// after every batch, and full-batch GD if it is chosen. (GD takes one step an
// epoch, which shows nothing in the time the others need.)
func (s *Session) CompareAll() []spec.MethodID {
	var ids []spec.MethodID
	for _, m := range spec.Methods {
		if !m.FullBatch || s.Chosen(m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// Start queues a run of each method. They join the current round if that is on
// the same image set, with the same shared settings, and has no run of theirs
// yet; else they begin a round of their own. Why nothing was started, if so, is
// said in a notice.
//
// While the first image set is still on its way the wish is kept, and the runs
// start when it has come.
func (s *Session) Start(methods []spec.MethodID) bool {
	if sentence := s.cannotStart(methods); sentence != "" {
		s.notify(sentence)
		return false
	}
	if s.Data.Set == nil {
		s.wish = slices.Clone(methods)
		s.notify("")
		s.tell("The runs start when the photos have come.")
		s.host.Changed(RunStates)
		return false
	}
	round := s.roundFor(methods)
	for _, id := range methods {
		s.Runs = append(s.Runs, s.newRun(round.Number, s.Experiment.Run(id)))
	}
	s.Held = false
	s.notify("")
	s.fill()
	s.host.Changed(RunStates | Curves | Numbers)
	return true
}

// cannotStart says why runs of the methods cannot be started, or nothing.
func (s *Session) cannotStart(methods []spec.MethodID) string {
	if len(methods) == 0 {
		return "No method is chosen. Tick at least one under Methods."
	}
	if p := s.problem(methods); p != "" {
		return p
	}
	for _, id := range methods {
		if err := s.Experiment.Run(id).Validate(); err != nil {
			return err.Error()
		}
	}
	if needsBase(s.Experiment.Shared) && s.Base.Phase == BaseAbsent {
		return s.NoBase()
	}
	if s.Data.Set == nil && !s.Data.Phase.Busy() {
		return join("There are no photos to train on.", s.Data.Problem)
	}
	return ""
}

// Waiting reports whether runs are to start when the first image set has come.
func (s *Session) Waiting() bool { return s.wish != nil }

// grantWish starts the runs that were waiting for the first image set.
func (s *Session) grantWish() {
	if wish := s.wish; wish != nil {
		s.wish = nil
		s.Start(wish)
	}
}

// roundFor returns the round that runs of the methods belong to, a new one if
// need be.
func (s *Session) roundFor(methods []spec.MethodID) Round {
	if n := len(s.Rounds); n > 0 {
		last := s.Rounds[n-1]
		taken := slices.ContainsFunc(s.Runs, func(r *Run) bool {
			return r.Round == last.Number && slices.Contains(methods, r.Spec.Method)
		})
		if !taken && last.Shared == s.Experiment.Shared && last.Pack == s.Data.Pack {
			return last
		}
	}
	for _, r := range s.Runs {
		if r.Status.Over() {
			r.Hidden = true
			s.unloadModel(r)
		}
	}
	round := Round{Number: len(s.Rounds) + 1, Shared: s.Experiment.Shared, SetName: s.Data.Set.Name, Pack: s.Data.Pack, set: *s.Data.Set}
	s.Rounds = append(s.Rounds, round)
	return round
}

func (s *Session) newRun(round int, spec spec.Run) *Run {
	s.nextRun++
	return &Run{ID: "run" + strconv.Itoa(s.nextRun), Round: round, Spec: spec}
}

// fill gives free cores to queued runs, or to what has to be done before they can
// start. A paused run needs none.
func (s *Session) fill() {
	if s.filling { // what it began was over at once
		s.refill = true
		return
	}
	s.filling, s.refill = true, true
	for s.refill {
		s.refill = false
		s.dropFeatures()
		for _, r := range s.Runs {
			if r.Status == Queued && !s.Held && s.prepared(r) && s.free() > 0 {
				s.launch(r)
			}
		}
	}
	s.filling = false
}

// Working counts the cores at work.
func (s *Session) Working() int { return s.Busy() + s.extracting() }

// free counts the cores without work.
func (s *Session) free() int { return s.Slots - s.Working() }

// launch gives a run a trainer of its own.
func (s *Session) launch(r *Run) {
	r.Status = Starting
	r.trainer = s.host.NewTrainer(
		func(e protocol.Event, a Attachments) { s.runEvent(r, e, a) },
		func(sentence string) {
			s.runEvent(r, protocol.Failed{Run: r.ID, Kind: protocol.Crashed, Sentence: sentence}, Attachments{})
		},
	)
	r.trainer.Send(protocol.LoadData{}, Attachments{Files: []Blob{s.Rounds[r.Round-1].Pack}})
	if needsBase(r.Spec) {
		s.sendBase(r.trainer)
	}
	start, files := protocol.Start{Run: r.ID, Spec: r.Spec}, []Blob(nil)
	if r.features != nil {
		start.Features, files = r.features.info, r.features.chunks
	}
	r.trainer.Send(start, Attachments{Files: files})
}

// runEvent takes in what a run's trainer told.
func (s *Session) runEvent(r *Run, e protocol.Event, a Attachments) {
	if r.trainer == nil {
		return // closed while the event was under way
	}
	topics := r.Apply(e, a)
	if r.Status.Over() {
		s.end(r)
		topics |= RunStates
	}
	if _, ok := e.(protocol.Started); ok {
		s.tell(r.Method().Name + " has started.")
	}
	s.host.Changed(topics)
}

// end closes a run's trainer, says how it went, hands its model to the desk and
// lets the next run have the core.
func (s *Session) end(r *Run) {
	if r.trainer != nil {
		r.trainer.Close()
		r.trainer = nil
	}
	switch {
	case r.Failure != nil:
		s.tell(fmt.Sprintf("%s has failed. %s %s", r.Method().Name, r.Failure.Sentence, r.Failure.Cure))
	case r.Result != nil:
		s.tell(fmt.Sprintf("%s is done: test accuracy %.4f.", r.Method().Name, r.Result.Test.Accuracy))
	default:
		s.tell(r.Method().Name + " was stopped.")
	}
	s.loadModel(r)
	s.fill()
}

// Retry puts a run that failed, or was stopped before it was tested, back into
// the queue, with its method's hyper-parameters as the form has them now: the
// cure of most failures is to change one of them.
func (s *Session) Retry(id string) {
	i := slices.IndexFunc(s.Runs, func(r *Run) bool { return r.ID == id })
	if i < 0 || !s.Runs[i].Status.Over() || s.Runs[i].Result != nil {
		return
	}
	old := s.Runs[i]
	if p := s.problem([]spec.MethodID{old.Spec.Method}); p != "" {
		s.notify(p)
		return
	}
	next := old.Spec
	next.Hyper = s.Experiment.Hyper[old.Spec.Method]
	s.Runs[i] = s.newRun(old.Round, next)
	s.fill()
	s.host.Changed(RunStates | Curves | Numbers)
}

// Remove takes a run that is over off the page.
func (s *Session) Remove(id string) {
	i := slices.IndexFunc(s.Runs, func(r *Run) bool { return r.ID == id })
	if i < 0 || !s.Runs[i].Status.Over() {
		return
	}
	s.unloadModel(s.Runs[i])
	s.Runs = slices.Delete(s.Runs, i, i+1)
	s.host.Changed(RunStates | Curves | Numbers | Photos)
}

// Show puts a run into the curves or leaves it out. The desk keeps the models of
// the current round, and of older rounds those shown.
func (s *Session) Show(id string, shown bool) {
	r := s.Run(id)
	if r == nil {
		return
	}
	r.Hidden = !shown
	if shown {
		s.loadModel(r)
	} else if !s.Current(r) {
		s.unloadModel(r)
	}
	s.host.Changed(RunStates | Curves | Photos)
}

// Current reports whether a run belongs to the latest round.
func (s *Session) Current(r *Run) bool { return r.Round == len(s.Rounds) }

// Run returns a run by its ID, or nil.
func (s *Session) Run(id string) *Run {
	for _, r := range s.Runs {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// failQueued fails the queued runs that match. As their curves show nothing, the
// sentence is said in a notice too.
func (s *Session) failQueued(sentence string, match func(*Run) bool) {
	for _, r := range s.Runs {
		if r.Status == Queued && match(r) {
			r.Status, r.Failure = Failed, &protocol.Failed{Run: r.ID, Kind: protocol.BadModel, Sentence: sentence}
			s.notify(sentence)
		}
	}
	s.host.Changed(RunStates | Numbers)
}

// anyRun reports whether a run matches.
func (s *Session) anyRun(match func(*Run) bool) bool { return slices.ContainsFunc(s.Runs, match) }

// Busy counts the runs that take up a core.
func (s *Session) Busy() int { return s.Count(Status.Busy) }

// Count counts the runs whose status has a property.
func (s *Session) Count(has func(Status) bool) int {
	n := 0
	for _, r := range s.Runs {
		if has(r.Status) {
			n++
		}
	}
	return n
}

// Unfinished counts the runs that are not over.
func (s *Session) Unfinished() int { return s.Count(func(st Status) bool { return !st.Over() }) }

// ImagesPerSecond is the rate of all runs together.
func (s *Session) ImagesPerSecond() float64 {
	sum := 0.0
	for _, r := range s.Runs {
		if r.Status.Busy() {
			sum += r.Progress.ImagesPerSecond
		}
	}
	return sum
}

// WouldLose reports whether closing the page would lose work.
func (s *Session) WouldLose() bool {
	return slices.ContainsFunc(s.Runs, func(r *Run) bool { return !r.Status.Over() || r.Result != nil })
}

// SetSlots changes how many runs may be busy at once.
func (s *Session) SetSlots(n int) {
	s.Slots = max(1, n)
	s.fill()
	s.host.Changed(RunStates | Numbers)
}
