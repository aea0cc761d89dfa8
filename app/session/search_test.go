package session

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/form"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
)

// searching returns a session that has begun to search for the rates of SGD, of Adam and of SGD
// with small batches, after a comparison. One more arm has another rate only.
func searching(t *testing.T) (*Session, *fakeHost) {
	t.Helper()
	s, h, _ := open(t, 100)
	h.memory = 1 << 50
	s.Start([]spec.MethodID{spec.SGD})
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	for _, id := range []spec.MethodID{spec.Momentum, spec.Nesterov, spec.Adagrad, spec.RMSprop} {
		s.Form.Choose(id, false)
	}
	for _, c := range [][2]string{{spec.KeyLearningRate, "0.5"}, {spec.KeyBatchSize, "8"}} {
		look := s.Form.AddArm(s.Form.Like(spec.SGD, 0))
		s.Form.Edit(form.Field{Arm: look, Key: c[0]}, c[1])
	}
	s.Form.Edit(form.Field{Key: spec.KeySameRate}, "0.01")
	if !s.StartSearch(0.5) { // of ten epochs
		t.Fatal(s.Board.Notice)
	}
	return s, h
}

// searchingOne searches for the rate of SGD alone, which has fewer trials.
func searchingOne(t *testing.T) (*Session, *fakeHost) {
	t.Helper()
	s, h, _ := open(t, 100)
	h.memory = 1 << 50
	s.Form.Experiment.Methods = []spec.MethodID{spec.SGD}
	if !s.StartSearch(0.5) {
		t.Fatal(s.Board.Notice)
	}
	return s, h
}

// trainerOf is the trainer that was told to start a run last, or nil.
func trainerOf(h *fakeHost, r *Run) *fake {
	for _, f := range slices.Backward(h.trainers) {
		if start, ok := got[protocol.Start](f); ok && start.Run == r.ID {
			return f
		}
	}
	return nil
}

// try plays a trial: the further from a best rate, in orders of magnitude, the worse; far
// above it diverges.
func try(h *fakeHost, r *Run) {
	best := map[spec.MethodID]float64{spec.SGD: 0.046, spec.Adam: 0.0005}[r.Spec.Method]
	f := trainerOf(h, r)
	begin(f, r)
	rate := r.Spec.Hyper.LearningRate
	if rate > 30*best {
		f.handle(protocol.Failed{Run: r.ID, Kind: protocol.Diverged, Sentence: "It became infinite."}, host.Attachments{})
		return
	}
	off := math.Abs(math.Log10(rate / best))
	f.handle(protocol.EpochPoint{Run: r.ID, Epoch: r.Spec.Epochs, ValidationLoss: 0.5 + off, ValidationAccuracy: 0.7 - 0.05*off}, host.Attachments{})
	f.handle(protocol.Done{Run: r.ID, Reason: protocol.Finished, Epochs: float64(r.Spec.Epochs), Seconds: 1}, host.Attachments{})
}

// tryAll plays all trials, rung by rung, until none is left or so many have been played.
func tryAll(s *Session, h *fakeHost, most int) {
	for done := 0; done < most; done++ {
		i := slices.IndexFunc(s.Runs, func(r *Run) bool { return r.Status == Starting })
		if i < 0 {
			return
		}
		try(h, s.Runs[i])
	}
}

func TestSearch(t *testing.T) {
	s, h := searching(t)
	const arms = 3
	if n, want := len(s.Runs)-1, arms*search.Rates*search.Seeds; n != want {
		t.Fatalf("%d trials in the first rung, want %d", n, want)
	}
	if s.Current(s.Runs[1]) || s.Runs[0].Hidden || !s.Runs[1].Hidden {
		t.Error("the search has taken the place of the round before it")
	}
	if start, _ := got[protocol.Start](trainerOf(h, s.Runs[1])); !start.Trial || start.Path {
		t.Errorf("a trial is started with %+v", start)
	}
	tryAll(s, h, arms*search.Rates*search.Seeds-1)
	if f := s.Searched(); f.Over || f.Rung != 1 || f.Rungs != 3 {
		t.Errorf("before the last trial of the first rung: %+v", f)
	}
	tryAll(s, h, 1)
	if f := s.Searched(); f.Over || f.Rung != 2 {
		t.Errorf("after it: %+v", f)
	}
	tryAll(s, h, math.MaxInt)
	f := s.Searched()
	if !f.Over || !f.Complete || len(f.Arms) != arms || f.Guess != 0.5 {
		t.Fatalf("in the end: %+v", f)
	}
	if n := len(s.Runs) - 1; n != s.Rounds[1].Plan.Runs(0) {
		t.Errorf("%d trials, of %d planned", n, s.Rounds[1].Plan.Runs(0))
	}
	for _, r := range s.Runs[1:] {
		if r.Model != nil || r.tested() {
			t.Fatal("a trial has left a network, or looked at test photos")
		}
	}
	s.UseRates()
	e := s.Form.Experiment
	small, _ := e.Arm(2)
	apart, _ := e.Arm(1)
	if e.Hyper[spec.SGD].LearningRate != 0.046 || small.Hyper.LearningRate != 0.046 || e.Hyper[spec.Adam].LearningRate != 0.0005 || e.SameRate != 0 {
		t.Errorf("the form has %g, %g and %g, and %g for all", e.Hyper[spec.SGD].LearningRate, small.Hyper.LearningRate, e.Hyper[spec.Adam].LearningRate, e.SameRate)
	}
	if apart.Hyper.LearningRate != 0.5 {
		t.Error("an arm that is there for its rate has lost it")
	}
	if got := s.Form.Text(form.Field{Method: spec.SGD, Key: spec.KeyLearningRate}); got != "0.046" {
		t.Errorf("the form shows %s", got)
	}
	// The next run joins the comparison before the search.
	s.Start([]spec.MethodID{spec.Adam})
	if latest := s.Latest(); latest.Number != 1 {
		t.Errorf("Adam joins round %d", latest.Number)
	}
}

// TestASearchGoesOn closes the page after so many trials: in the middle of a rung, at the end of
// one, and before anything was tried. The next visit comes to the same.
func TestASearchGoesOn(t *testing.T) {
	whole, h := searchingOne(t)
	tryAll(whole, h, math.MaxInt)
	want := fmt.Sprintf("%+v", *whole.Searched())
	for _, n := range []int{0, 20, 36, 37, 48} {
		s, h := searchingOne(t)
		tryAll(s, h, n)
		again, h2 := reopen(t, h.disk, 100)
		h2.memory = 1 << 50
		again.ResumeAll()
		tryAll(again, h2, math.MaxInt)
		if got := fmt.Sprintf("%+v", *again.Searched()); got != want { // with what is no number
			t.Errorf("interrupted after %d trials it finds %s, want %s", n, got, want)
		}
		if slices.ContainsFunc(again.Runs, func(r *Run) bool { return !r.Hidden }) {
			t.Error("a trial is among the curves")
		}
	}
}

// TestASearchWhoseNextRungWasNotWrittenDown: the page was closed when the runs of a rung had been
// planned, and not all of them kept.
func TestASearchWhoseNextRungWasNotWrittenDown(t *testing.T) {
	s, h := searchingOne(t)
	tryAll(s, h, 36)
	round := s.Rounds[0]
	for _, kept := range []int{0, 1, 7} { // of the second rung
		lost := s.Runs[36+kept:]
		for _, r := range lost {
			h.disk.Drop(round.place.Folder, r.ID+recordSuffix)
		}
		again, _ := reopen(t, h.disk, 1)
		if got, want := len(again.Runs), len(s.Runs); got != want {
			t.Errorf("of %d kept runs of the next rung there are %d in all, want %d", kept, got, want)
		}
		for _, r := range again.Runs[36:] {
			if r.Status != Paused {
				t.Errorf("%s is %d", r.ID, r.Status)
			}
		}
	}
}

// TestASearchThatIsStopped offers what it has found until then, and does not go on.
func TestASearchThatIsStopped(t *testing.T) {
	s, h := searchingOne(t)
	tryAll(s, h, 20)
	s.StopAll()
	for _, f := range h.trainers { // those that had begun end as they stand
		if stop, ok := got[protocol.Stop](f); ok {
			f.handle(protocol.Done{Run: stop.Run, Reason: protocol.Stopped}, host.Attachments{})
		}
	}
	f := s.Searched()
	if !f.Over || f.Complete || f.Rung != 1 || s.Unfinished() != 0 {
		t.Errorf("stopped: %+v, with %d unfinished", f, s.Unfinished())
	}
	again, _ := reopen(t, h.disk, 1)
	if again.Unfinished() != 0 || again.Searched().Rung != 1 {
		t.Errorf("at the next visit %d runs are to be trained", again.Unfinished())
	}
}

// TestASearchOfBeforeThereWerePlans is shown, and nothing goes on.
func TestASearchOfBeforeThereWerePlans(t *testing.T) {
	s, _, _ := open(t, 1)
	part := s.Form.Experiment.Clone()
	part.Methods = []spec.MethodID{spec.SGD}
	old := record.Round{ID: "old", Kind: record.Search, Name: record.SearchName, Parts: []spec.Experiment{part}, Set: record.Set{DataLoaded: loadedSet("Bundled")}}
	old.Runs = []record.Run{{ID: "run1", Spec: part.Run(spec.SGD), Status: record.Finished, Result: &protocol.Done{Reason: protocol.Finished},
		Epochs: []protocol.EpochPoint{{Epoch: 2, ValidationLoss: 0.6, ValidationAccuracy: 0.65}}}}
	s.open(old, func() {})
	f := s.Searched()
	if f == nil || !f.Over || len(f.Arms) != 1 || f.Arms[0].Rungs[0].Tried[0].Mean() != 0.65 {
		t.Fatalf("%+v", f)
	}
	s.UseRates()
}
