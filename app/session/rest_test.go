package session

import (
	"reflect"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// twoRounds plays two rounds of a run each, the first trained for two epochs with norms; the
// first is out of view then. It returns what was known of its run at its end.
func twoRounds(t *testing.T, s *Session, h *fakeHost) record.Run {
	t.Helper()
	s.Start([]spec.MethodID{spec.SGD})
	r, f := s.Runs[0], h.trainers[len(h.trainers)-1]
	begin(f, r)
	r.Started.Layers = []string{"Conv 1", "Dense"}
	for n := 1; n <= 2; n++ {
		f.handle(protocol.StepPoint{Run: r.ID, Epoch: float64(n) - 0.5, Loss: 0.6, GradientNorms: []float32{1, 2}, UpdateNorms: []float32{0.1, 0.2}}, host.Attachments{})
		epoch(f, r, n)
	}
	finish(f, r, protocol.Finished, 7)
	before := r.Record()
	s.Start([]spec.MethodID{spec.SGD})
	return before
}

// held says what of a run is in memory.
func held(r *Run) (points, epochs, answers, norms int) {
	return r.Train.Len(), len(r.Epochs), len(r.Result.Test.Labels), len(r.Norms.Epoch)
}

func TestRunsOutOfViewRest(t *testing.T) {
	s, h, _ := open(t, 1)
	before := twoRounds(t, s, h)
	r := s.Runs[0]
	if points, epochs, answers, norms := held(r); !r.resting || points+answers+norms > 0 || epochs != 1 {
		t.Fatalf("out of view it holds %d points, %d epochs, %d answers, %d norms", points, epochs, answers, norms)
	}
	if model := h.disk.folders[s.Rounds[0].place.Folder][r.ID+modelSuffix]; r.Model != model {
		t.Error("its network is not the store's")
	}
	// What its card and the estimates are made of stays.
	if r.Result.Test.Accuracy != before.Result.Test.Accuracy || r.Result.Reason != before.Result.Reason || r.Rate != before.Rate ||
		r.Trained() < 1.5 || !reflect.DeepEqual(r.Epochs[0], before.Epochs[1]) {
		t.Errorf("of its card there is left %+v", r)
	}
	s.Show(r.ID, true)
	if r.resting || !reflect.DeepEqual(r.Record(), before) {
		t.Errorf("shown again it is\n%+v\nit was\n%+v", r.Record(), before)
	}
	s.Show(r.ID, false)
	if !r.resting || r.Train.Len() > 0 {
		t.Error("hidden again it does not rest")
	}
	var whole record.Round
	s.Whole(s.Rounds[0], func(e record.Round) { whole = e })
	if len(whole.Runs) != 1 || !reflect.DeepEqual(whole.Runs[0], before) || !r.resting {
		t.Errorf("saved as a file it is %+v", whole.Runs)
	}
	// When the round after it goes, the figures are of it.
	s.RemoveRound(2)
	if s.Latest() != s.Rounds[0] || r.resting || !reflect.DeepEqual(r.Record(), before) {
		t.Errorf("as the latest again it is %+v", r)
	}
}

// TestTheNextVisitHoldsOnlyWhatIsInView reads the rounds of an earlier visit.
func TestTheNextVisitHoldsOnlyWhatIsInView(t *testing.T) {
	first, h, _ := open(t, 1)
	before := twoRounds(t, first, h)
	first.StopAll()
	s, _ := reopen(t, h.disk, 1)
	r := s.Runs[0]
	if !r.resting || r.Train.Len() > 0 {
		t.Fatal("a run out of view was read and stays in memory")
	}
	s.Show(r.ID, true)
	if !reflect.DeepEqual(r.Record(), before) {
		t.Errorf("shown it is\n%+v\nit was\n%+v", r.Record(), before)
	}
}

// TestWhatIsNotKeptStaysInMemory has browsers that keep nothing, or not the network.
func TestWhatIsNotKeptStaysInMemory(t *testing.T) {
	for name, refuse := range map[string]func(*fakeHost){
		"nothing is kept":              func(h *fakeHost) { h.disk.denied = true },
		"another page keeps the store": func(h *fakeHost) { h.claim = host.Others },
		"a full disk":                  func(h *fakeHost) { h.disk.room = 2 },
	} {
		h := &fakeHost{disk: newDisk(), memory: 4e9}
		refuse(h)
		s := New(h, 1)
		s.Form.Experiment = spec.FirstExperimentFor(spec.CNN)
		s.Open()
		s.Images.UseSitePack(sitePack)
		h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
		before := twoRounds(t, s, h)
		if r := s.Runs[0]; !reflect.DeepEqual(r.Record(), before) || r.Model == nil {
			t.Errorf("%s: what is in memory alone was let go of", name)
		}
	}
}

// TestARestingRoundThatMakesRoomIsSavedFirst fills the disk: the round that goes from it
// comes back into memory, with its network.
func TestARestingRoundThatMakesRoomIsSavedFirst(t *testing.T) {
	s, h, _ := open(t, 1)
	before := twoRounds(t, s, h)
	r, folder := s.Runs[0], s.Rounds[0].place.Folder
	h.disk.room = 0
	h.disk.denied = false
	f := h.trainers[len(h.trainers)-1]
	begin(f, s.Runs[1])
	epoch(f, s.Runs[1], 1)
	if len(h.disk.folders[folder]) > 0 || !s.Rounds[0].place.Unkept {
		t.Fatal("the round has made no room")
	}
	if r.resting || !reflect.DeepEqual(r.Record(), before) || r.shelved || r.Model.Size() != 3 {
		t.Errorf("of the round that made room there is left %+v", r)
	}
}

// TestARestingRunWhoseRecordIsDamaged tells of it when the run is to be shown.
func TestARestingRunWhoseRecordIsDamaged(t *testing.T) {
	s, h, _ := open(t, 1)
	twoRounds(t, s, h)
	r := s.Runs[0]
	delete(h.disk.folders[s.Rounds[0].place.Folder], r.ID+recordSuffix)
	s.Show(r.ID, true)
	if !r.resting || !strings.Contains(s.Board.Notice, `kept of round 1, "CNN, 64 px", is damaged or gone`) {
		t.Errorf("notice %q", s.Board.Notice)
	}
	saved := false
	s.Whole(s.Rounds[0], func(record.Round) { saved = true })
	if saved {
		t.Error("a round of which a run is gone was saved as if it were whole")
	}
	if r.Result == nil || r.Result.Test.Accuracy == 0 {
		t.Error("its card has lost its result")
	}
}
