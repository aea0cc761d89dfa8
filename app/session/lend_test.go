package session

import (
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// wantThreads checks on how many threads a trainer was last told to compute.
func wantThreads(t *testing.T, what string, f *fake, want int) {
	t.Helper()
	if c, told := got[protocol.UseThreads](f); max(1, c.Threads) != want {
		t.Errorf("%s: on %d threads (told: %v), want %d", what, c.Threads, told, want)
	}
}

// lending returns a session on a machine with so many cores that trainers may share.
func lending(t *testing.T, cores int) (*Session, *fakeHost) {
	t.Helper()
	s, h, _ := open(t, cores)
	h.threads = cores
	return s, h
}

// TestFreeCoresAreLent begins, pauses and ends runs: those that are busy have all cores between them.
func TestFreeCoresAreLent(t *testing.T) {
	s, h := lending(t, 4)
	s.Start([]spec.MethodID{spec.SGD})
	first := h.trainers[1]
	wantThreads(t, "alone", first, 4)
	begin(first, s.Runs[0])
	s.Start([]spec.MethodID{spec.Momentum, spec.Adam})
	second, third := h.trainers[2], h.trainers[3]
	wantThreads(t, "the first of three", first, 2)
	wantThreads(t, "the second of three", second, 1)
	wantThreads(t, "the third of three", third, 1)
	if s.Lent != 1 || s.Working()+s.Lent != s.Cores() {
		t.Errorf("%d cores are lent, %d at work", s.Lent, s.Working())
	}
	s.Pause(s.Runs[0].ID)
	wantThreads(t, "the second of two", second, 2)
	wantThreads(t, "the third of two", third, 2)
	s.Resume(s.Runs[0].ID)
	wantThreads(t, "the first again", first, 2)
	wantThreads(t, "the second again", second, 1)
	begin(second, s.Runs[1])
	begin(third, s.Runs[2])
	finish(second, s.Runs[1], protocol.Finished, 6)
	finish(third, s.Runs[2], protocol.Finished, 6)
	wantThreads(t, "the last", first, 4)
	s.PauseAll()
	if s.Lent != 0 {
		t.Errorf("%d cores are lent to paused runs", s.Lent)
	}
}

// TestNothingIsLentToRunsThatTakeTurns: they have a core each.
func TestNothingIsLentToRunsThatTakeTurns(t *testing.T) {
	s, h := lending(t, 2)
	s.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.Adam})
	for i, f := range h.trainers[1:] {
		if c, told := got[protocol.UseThreads](f); told && i > 0 {
			t.Errorf("trainer %d is told to compute on %d threads", i, c.Threads)
		}
		wantThreads(t, "one of three", f, 1)
	}
}

// TestWithoutSharedMemoryNothingIsLent: trainers are told nothing.
func TestWithoutSharedMemoryNothingIsLent(t *testing.T) {
	s, h, _ := open(t, 2)
	s.Start([]spec.MethodID{spec.SGD})
	if _, told := got[protocol.UseThreads](h.trainers[1]); told || s.Lent != 0 || s.Cores() != s.Slots {
		t.Errorf("told: %v, lent: %d of %d", told, s.Lent, s.Cores())
	}
}

// TestARunThatLosesAThreadGoesOn from its checkpoint, on one core; a second time is none.
func TestARunThatLosesAThreadGoesOn(t *testing.T) {
	s, h := lending(t, 2)
	s.Start([]spec.MethodID{spec.SGD})
	r := s.Runs[0]
	begin(h.trainers[1], r)
	h.trainers[1].handle(protocol.Checkpoint{Run: r.ID, Epoch: 1}, host.Attachments{Files: []host.Blob{&file{"checkpoint"}}})
	h.trainers[1].handle(protocol.Failed{Run: r.ID, Kind: protocol.Interrupted, Sentence: "A thread has gone."}, host.Attachments{})
	if !h.trainers[1].closed || r.Failure != nil || len(h.trainers) != 3 {
		t.Fatalf("its trainer is closed: %v, the run's failure %v, trainers %d", h.trainers[1].closed, r.Failure, len(h.trainers))
	}
	wantStatuses(t, s, Starting)
	if c, _ := got[protocol.Start](h.trainers[2]); !c.Resume {
		t.Error("it does not go on from its checkpoint")
	}
	wantThreads(t, "after the loss", h.trainers[2], 1)
	h.trainers[2].handle(protocol.Failed{Run: r.ID, Kind: protocol.Interrupted, Sentence: "A thread has gone."}, host.Attachments{})
	wantStatuses(t, s, Failed)
}

// TestOneTrainerExtractsOnAllCores, so that there is one copy of the weights; when it loses a
// thread, there is one a core.
func TestOneTrainerExtractsOnAllCores(t *testing.T) {
	s, h := prepare(t, 2, newDisk(), spec.Adam)
	s.StopAll()
	h.threads = 2
	before := len(h.trainers)
	s.Start([]spec.MethodID{spec.SGD})
	if n := len(h.trainers) - before; n != 1 {
		t.Fatalf("%d trainers look at the photos, want 1", n)
	}
	sole := h.trainers[before]
	wantThreads(t, "looking at photos", sole, 2)
	lookAt(t, sole)
	sole.handle(protocol.Failed{Kind: protocol.Interrupted, Sentence: "A thread has gone."}, host.Attachments{})
	if n := len(h.trainers) - before; !sole.closed || n != 3 {
		t.Fatalf("after the loss there have been %d trainers, want 3; the first is closed: %v", n, sole.closed)
	}
	wantThreads(t, "after the loss", h.trainers[before+1], 1)
	wantStatuses(t, s, Stopped, Queued)
}
