package session

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/images"
	"pawgrad/app/session/keep"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"
)

// Start queues a run of each method. They join the current round if that is on
// the same image set, with the same shared settings, and has no run of theirs
// yet; else they begin a round of their own. Why nothing was started, if so, is
// said in a notice.
//
// While the first image set is still on its way the wish is kept, and the runs
// start when it has come.
func (s *Session) Start(methods []spec.MethodID) bool {
	if sentence := s.cannotStart(methods); sentence != "" {
		s.Board.Notify(sentence)
		return false
	}
	if s.Images.Set == nil || !s.opening.restored {
		s.opening.methods = slices.Clone(methods)
		s.Board.Dismiss()
		s.Board.Tell("The runs start when the photos have come.")
		s.host.Changed(host.RunStates)
		return false
	}
	e := s.Form.Experiment.Clone()
	e.Methods = methods
	s.begin(s.roundFor(e), 0)
	return true
}

// StudyParts are the experiments that redo the study here: with VGG19 if its
// pretrained weights are at hand.
func (s *Session) StudyParts() []spec.Experiment { return spec.Study(!s.Weights.Absent()) }

// NotYet says why runs that cannot wait for their photos cannot be begun now, or nothing
// if they can.
func (s *Session) NotYet() string {
	switch {
	case s.Images.Set == nil && s.Images.Phase == images.Failed:
		return "There are no photos to train on yet."
	case s.Images.Set == nil:
		return "The photos are still on their way."
	case !s.opening.restored:
		return "The runs of earlier visits are still being read."
	}
	return ""
}

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
	for ; part < len(round.Parts); part++ {
		for _, run := range round.Parts[part].Runs() {
			there := s.anyRun(func(r *Run) bool { return r.Round == round.Number && r.Part == part && r.Spec == run })
			if !there {
				r := s.newRun(round, part, run)
				s.Runs = append(s.Runs, r)
				s.journal.Write(r.place)
			}
		}
	}
	if sentence := s.enlarged(round); sentence != "" {
		s.Board.Notify(sentence)
	}
	s.Held = false
	s.fill()
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
}

// enlarged says that a round has runs at a size that the visitor's photos were made
// smaller than when they were opened, or nothing. Of the photos that come with the page
// there are no larger ones.
func (s *Session) enlarged(round *Round) string {
	largest := 0
	for _, part := range round.Parts {
		largest = max(largest, part.Shared.ImageSize)
	}
	set := s.Images.Set
	if s.Images.Bundled || set == nil || largest <= min(set.Width, set.Height) {
		return ""
	}
	return fmt.Sprintf("Your photos were scaled to %d px when they were opened, so the runs at %d px see them enlarged. For more detail set the image size to %d px and open the photos again.",
		min(set.Width, set.Height), largest, largest)
}

// cannotStart says why runs of the methods cannot be started, or nothing.
func (s *Session) cannotStart(methods []spec.MethodID) string {
	if len(methods) == 0 {
		return "No method is chosen. Tick at least one under Methods."
	}
	if p := s.Form.Complaint(methods); p != "" {
		return p
	}
	for _, id := range methods {
		if err := s.Form.Experiment.Run(id).Validate(); err != nil {
			return err.Error()
		}
	}
	if pretrained.Needs(s.Form.Experiment.Shared) && s.Weights.Absent() {
		return s.Weights.Cure()
	}
	if s.Images.Set == nil && !s.Images.Phase.Busy() {
		return join("There are no photos to train on.", s.Images.Problem)
	}
	return ""
}

// Waiting reports whether runs are to start when the first image set has come.
func (s *Session) Waiting() bool { return s.opening.methods != nil }

// startEarly starts the runs that were waiting for the first image set.
func (s *Session) startEarly() {
	if wish := s.opening.methods; wish != nil {
		s.opening.methods = nil
		s.Start(wish)
	}
}

// roundFor returns the round that runs of an experiment belong to, a new one if
// need be; the experiment is its last part.
func (s *Session) roundFor(e spec.Experiment) *Round {
	if last := s.Latest(); last != nil && !last.place.Unkept {
		taken := slices.ContainsFunc(s.Runs, func(r *Run) bool {
			return r.Round == last.Number && slices.Contains(e.Methods, r.Spec.Method)
		})
		if !taken && len(last.Parts) == 1 && last.Shared() == e.Shared && last.Parts[0].Grid == e.Grid && last.Pack == s.Images.Pack {
			part := &last.Parts[0]
			for _, id := range e.Methods {
				part.Hyper[id] = e.Hyper[id]
			}
			part.Methods = inOrder(append(part.Methods, e.Methods...))
			return last
		}
	}
	return s.newRound(record.Comparison, roundName(e), []spec.Experiment{e})
}

// inOrder puts methods into the order of the table.
func inOrder(ids []spec.MethodID) []spec.MethodID {
	var list []spec.MethodID
	for _, m := range spec.Methods {
		if slices.Contains(ids, m.ID) {
			list = append(list, m.ID)
		}
	}
	return list
}

// newRound begins a round on the image set in use; the runs of those before it
// leave the figures.
func (s *Session) newRound(kind record.Kind, name string, parts []spec.Experiment) *Round {
	s.clearFigures()
	return s.addRound(kind, name, parts)
}

// clearFigures hides the runs of earlier rounds and takes their models from the desk.
func (s *Session) clearFigures() {
	for _, r := range s.Runs {
		if r.Status.Over() || r.Status == Paused && !r.alive() {
			r.Hidden = true
			s.Naming.Unload(r.ID)
		}
	}
}

func (s *Session) addRound(kind record.Kind, name string, parts []spec.Experiment) *Round {
	began := s.now()
	s.nextRound++
	id := roundID(began, s.nextRound)
	round := &Round{
		Number: s.nextRound, ID: id, Name: name, Kind: kind, Began: began, Parts: parts,
		SetName: s.Images.Set.Name, Pack: s.Images.Pack, Machine: s.machine(), set: *s.Images.Set, place: keep.NewRound(id),
	}
	s.Rounds = append(s.Rounds, round)
	s.dropOldPaths()
	s.keepSet(round)
	return round
}

// roundName says what an experiment is about.
func roundName(e spec.Experiment) string {
	m, _ := spec.ModelByID(e.Shared.Model)
	return fmt.Sprintf("%s, %d px", m.Name, e.Shared.ImageSize)
}

// roundID names a round by the time at which it began; the number tells apart
// those that began in the same second.
func roundID(began time.Time, number int) string {
	return began.UTC().Format("20060102-150405-") + strconv.Itoa(number)
}

// RoundOf is the round that a run on the page belongs to.
func (s *Session) RoundOf(r *Run) *Round { return s.Round(r.Round) }

// Round returns a round by its number, or nil.
func (s *Session) Round(number int) *Round {
	for _, round := range s.Rounds {
		if round.Number == number {
			return round
		}
	}
	return nil
}

func (s *Session) newRun(round *Round, part int, spec spec.Run) *Run {
	s.nextRun++
	r := &Run{ID: runPrefix + strconv.Itoa(s.nextRun), Part: part, Spec: spec}
	s.enter(r, round)
	return r
}

// enter makes a run one of a round, and gives it a place in the journal.
func (s *Session) enter(r *Run, round *Round) {
	r.Round = round.Number
	r.place = round.place.NewRun(r.ID, func() keep.Snapshot { return s.snapshot(r) })
}

// fill gives free cores to runs that want one, or to what has to be done before they
// can start. A paused run needs none.
func (s *Session) fill() {
	if s.filling { // what it began was over at once
		s.refill = true
		return
	}
	s.filling, s.refill = true, true
	for s.refill {
		s.refill = false
		s.extraction.Tidy()
		for s.free() > 0 {
			r := s.candidate()
			if r == nil {
				break
			}
			s.takeTurn(r)
		}
	}
	s.filling = false
}

// Working counts the cores at work.
func (s *Session) Working() int { return s.Busy() + s.extraction.Working() + s.Landscape.Working() }

// free counts the cores without work.
func (s *Session) free() int { return s.Slots - s.Working() }

// launch gives a run a trainer of its own.
func (s *Session) launch(r *Run) {
	r.Status = Starting
	r.trainer = s.host.NewTrainer(
		func(e protocol.Event, a host.Attachments) { s.runEvent(r, e, a) },
		func(sentence string) {
			s.runEvent(r, protocol.Failed{Run: r.ID, Kind: protocol.Crashed, Sentence: sentence}, host.Attachments{})
		},
	)
	r.trainer.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{s.RoundOf(r).Pack}})
	if pretrained.Needs(r.Spec) {
		s.Weights.Send(r.trainer)
	}
	start := protocol.Start{Run: r.ID, Spec: r.Spec, Base: r.base, Checkpoints: true, Path: s.leavesPath(r)}
	files := pretrained.Attach(&start, r.features)
	if r.place.Checkpoint != nil {
		start.Resume, files = true, append(files, r.place.Checkpoint)
	}
	r.trainer.Send(start, host.Attachments{Files: files})
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
	case protocol.Waypoint:
		s.waypoint(r, e, a)
	case protocol.Failed:
		if e.Kind == protocol.BadFeatures {
			for _, f := range r.features {
				s.extraction.Forget(f)
			}
		}
	}
	if r.Status.Over() {
		s.end(r)
		topics |= host.RunStates
	}
	if _, ok := e.(protocol.Started); ok {
		s.Board.Tell(r.Method().Name + " has started.")
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
		s.Board.Tell(fmt.Sprintf("%s has failed. %s %s", r.Method().Name, r.Failure.Sentence, r.Failure.Cure))
	case r.Result != nil:
		s.Board.Tell(fmt.Sprintf("%s is done: test accuracy %.4f.", r.Method().Name, r.Result.Test.Accuracy))
	default:
		s.Board.Tell(r.Method().Name + " was stopped.")
	}
	s.journal.Write(r.place)
	s.loadModel(r)
	s.fill()
}

// Retry puts a run that failed, or was stopped before it was tested, back into
// the queue, with its method's hyper-parameters as the form has them now: the
// cure of most failures is to change one of them. Those of a study and of a search
// for rates belong to its parts, of which the form knows nothing; they stay, and so do
// those of one seed of several, which would not be compared with the others. A run
// whose trainer came to grief goes on from its checkpoint, if they are the same.
func (s *Session) Retry(id string) {
	i := slices.IndexFunc(s.Runs, func(r *Run) bool { return r.ID == id })
	if i < 0 || !s.Runs[i].Status.Over() || s.Runs[i].Result != nil {
		return
	}
	old := s.Runs[i]
	next, method := old.Spec, old.Spec.Method
	if round := s.RoundOf(old); round.Kind == record.Comparison {
		if p := s.Form.Complaint([]spec.MethodID{method}); p != "" {
			s.Board.Notify(p)
			return
		}
		hyper := s.Form.Experiment.Run(method).Hyper
		switch {
		case hyper == old.Spec.Hyper:
		case s.anyRun(func(r *Run) bool {
			return r != old && r.Round == old.Round && r.Part == old.Part && r.Spec.Method == method
		}):
			s.Board.Notify(fmt.Sprintf("Other seeds of %s have its old settings, so this one keeps them. To change them, start anew.", old.Method().Name))
		default:
			next.Hyper = hyper
			round.Parts[old.Part].Hyper[method] = hyper // what the part is, its records must say
		}
	}
	if next == old.Spec && old.place.Checkpoint != nil { // nothing has to be done again
		old.Status, old.Failure = Queued, nil
		s.journal.Write(old.place)
		s.fill()
		s.host.Changed(host.RunStates | host.Curves | host.Numbers)
		return
	}
	s.journal.Remove(old.place)
	s.Runs[i] = s.newRun(s.RoundOf(old), old.Part, next)
	s.journal.Write(s.Runs[i].place)
	s.fill()
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
}

// Remove takes a run that is over off the page, and with the last one its round.
func (s *Session) Remove(id string) {
	i := slices.IndexFunc(s.Runs, func(r *Run) bool { return r.ID == id })
	if i < 0 || !s.Runs[i].Status.Over() {
		return
	}
	number := s.Runs[i].Round
	if !slices.ContainsFunc(s.Runs, func(o *Run) bool { return o.Round == number && o.ID != id }) {
		s.RemoveRound(number)
		return
	}
	s.Naming.Unload(s.Runs[i].ID)
	s.journal.Remove(s.Runs[i].place)
	s.Runs = slices.Delete(s.Runs, i, i+1)
	s.host.Changed(host.RunStates | host.Curves | host.Numbers | host.Photos)
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
		s.Naming.Unload(r.ID)
	}
	s.host.Changed(host.RunStates | host.Curves | host.Photos)
}

// Current reports whether a run belongs to the latest round.
func (s *Session) Current(r *Run) bool {
	latest := s.Latest()
	return latest != nil && r.Round == latest.Number
}

// Latest is the round that the figures and results are of, nil if there is none: a
// search for learning rates has figures of its own.
func (s *Session) Latest() *Round {
	for _, round := range slices.Backward(s.Rounds) {
		if !round.Sweep() {
			return round
		}
	}
	return nil
}

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
			s.journal.Write(r.place)
			s.Board.Notify(sentence)
		}
	}
	s.host.Changed(host.RunStates | host.Numbers)
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

// WouldLose reports whether closing the page would lose work: training that goes on,
// and what is not kept for the next visit.
func (s *Session) WouldLose() bool {
	kept := s.store.Works()
	return s.anyRun(func(r *Run) bool {
		return r.Status.Busy() || !(kept && s.journal.Keeps(s.RoundOf(r).place)) && (!r.Status.Over() || r.Result != nil)
	})
}

// SetSlots changes how many runs may be busy at once.
func (s *Session) SetSlots(n int) {
	s.Slots = max(1, n)
	s.fill()
	s.host.Changed(host.RunStates | host.Numbers)
}
