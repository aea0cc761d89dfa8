package session

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

// reopen plays a new visit on the same disk.
func reopen(t *testing.T, d *disk, slots int) (*Session, *fakeHost) {
	t.Helper()
	h := &fakeHost{disk: d, memory: 4e9}
	s := New(h, slots)
	s.Form.Experiment = spec.FirstExperimentFor(spec.CNN)
	s.Open()
	s.Images.Fetch()
	s.Images.UseSitePack(sitePack)
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	return s, h
}

// epoch plays the end of an epoch: its point and its checkpoint.
func epoch(f *fake, r *Run, n int) host.Blob {
	point(f, r, float64(n), float64(n))
	f.handle(protocol.EpochPoint{Run: r.ID, Epoch: n, Seconds: float64(n), TrainLoss: 0.6, TrainAccuracy: 0.6, ValidationLoss: 0.7, ValidationAccuracy: 0.5}, host.Attachments{})
	saved := &content{"checkpoint", []byte{byte(n)}}
	f.handle(protocol.Checkpoint{Run: r.ID, Step: 10 * n, Epoch: float64(n), Seconds: float64(n)}, host.Attachments{Files: []host.Blob{saved}})
	return saved
}

func TestAnInterruptedRoundGoesOn(t *testing.T) {
	s, h, _ := open(t, 2)
	s.Form.Edit(form.Field{Method: spec.Adam, Key: spec.KeyLearningRate}, "0.002")
	s.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.Adam})
	begin(h.trainers[1], s.Runs[0])
	begin(h.trainers[2], s.Runs[1])
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	epoch(h.trainers[2], s.Runs[1], 1)
	saved := epoch(h.trainers[2], s.Runs[1], 2)
	point(h.trainers[2], s.Runs[1], 2.5, 2.5)

	again, h2 := reopen(t, h.disk, 2)
	wantStatuses(t, again, Finished, Paused, Paused)
	if !strings.Contains(again.Board.Notice, "2 runs were interrupted") {
		t.Errorf("notice %q", again.Board.Notice)
	}
	first, old := again.Runs[0], s.Runs[0]
	if !reflect.DeepEqual(first.Result, old.Result) || first.Spec != old.Spec || !reflect.DeepEqual(first.Model, old.Model) {
		t.Errorf("the finished run came back as %+v", first)
	}
	if load, ok := got[protocol.LoadModel](h2.trainers[0]); !ok || load.Run != first.ID {
		t.Error("the desk was not given the finished run's model")
	}
	if second := again.Runs[1]; second.Valid.Len() != 2 || second.Trained() != 2 || second.Share() != 0.2 {
		t.Errorf("the interrupted run came back with %d validations at epoch %g, share %g", second.Valid.Len(), second.Trained(), second.Share())
	}
	if round := again.Rounds[0]; round.Pack != sitePack || !reflect.DeepEqual(round.Parts, s.Rounds[0].Parts) {
		t.Errorf("the round came back as %+v", round)
	}

	again.ResumeAll()
	wantStatuses(t, again, Finished, Starting, Starting)
	if again.Board.Notice != "" {
		t.Errorf("after Resume all the page still says %q", again.Board.Notice)
	}
	// The run that has been trained least goes first.
	for i, want := range []struct {
		run    *Run
		resume bool
	}{{again.Runs[2], false}, {again.Runs[1], true}} {
		sent := h2.trainers[1+i].sent
		start, _ := got[protocol.Start](h2.trainers[1+i])
		if start.Run != want.run.ID || start.Resume != want.resume || start.Spec != want.run.Spec {
			t.Errorf("trainer %d was sent %+v", i, start)
		}
		if files := sent[len(sent)-1].files; want.resume && (len(files) != 1 || files[0] != saved) {
			t.Errorf("the checkpoint was not sent along: %v", files)
		}
	}
	// It passes again through what it did after the checkpoint, and on.
	begin(h2.trainers[2], again.Runs[1])
	point(h2.trainers[2], again.Runs[1], 2.5, 2.5)
	epoch(h2.trainers[2], again.Runs[1], 3)
	if r := again.Runs[1]; r.Train.Len() != 4 || r.Valid.Len() != 3 || len(r.Epochs) != 3 {
		t.Errorf("after going on: %d points, %d validations, %d epochs; want 4, 3, 3", r.Train.Len(), r.Valid.Len(), len(r.Epochs))
	}
	// Its end takes the checkpoint away, and a new run takes no old one's name.
	finish(h2.trainers[2], again.Runs[1], protocol.Finished, 6)
	if files := h.disk.folders[again.Rounds[0].place.Folder]; files[again.Runs[1].ID+resumeSuffix] != nil || files[again.Runs[1].ID+modelSuffix] == nil {
		t.Errorf("a finished run has the files %v", files)
	}
	again.Start([]spec.MethodID{spec.RMSprop})
	if id := again.Runs[3].ID; id != "run4" {
		t.Errorf("the next run is called %s", id)
	}
}

func TestRunsWaitForTheirPhotos(t *testing.T) {
	s, h, desk := open(t, 1)
	set := loadedSet("Mine")
	set.SHA256 = "mine"
	s.Images.UsePack(&file{"mine.pack"})
	desk.handle(set, host.Attachments{})
	s.Start([]spec.MethodID{spec.SGD})
	h.disk.Forget(setsFolder, func() {}) // the disk was full, say

	h2 := &fakeHost{disk: h.disk, memory: 4e9}
	again := New(h2, 1)
	again.Open()
	again.ResumeAll() // before any photos are here
	wantStatuses(t, again, Queued)
	again.Images.UseSitePack(sitePack)
	h2.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	again.ResumeAll()
	wantStatuses(t, again, Queued)
	if !strings.Contains(again.Board.Notice, `The photos of "Mine" are not kept`) {
		t.Errorf("notice %q", again.Board.Notice)
	}
	again.Images.UsePack(&file{"mine again.pack"})
	h2.trainers[0].handle(set, host.Attachments{})
	wantStatuses(t, again, Starting)
}

func TestTheStoreFollowsWhatIsRemoved(t *testing.T) {
	s, h, _ := open(t, 2)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	folder := s.Rounds[0].place.Folder
	for i, r := range s.Runs {
		begin(h.trainers[1+i], r)
		finish(h.trainers[1+i], r, protocol.Finished, 7)
	}
	s.Remove(s.Runs[0].ID)
	if files := h.disk.folders[folder]; len(files) != 2 {
		t.Errorf("after removing one of two runs, %d files are left; want a record and a model", len(files))
	}
	s.Remove(s.Runs[0].ID)
	if _, there := h.disk.folders[folder]; there {
		t.Error("the folder of a round without runs is still there")
	}
}

func TestOwnPhotosComeBackWithTheirRound(t *testing.T) {
	s, h, desk := open(t, 1)
	mine := &file{"mine.pack"}
	set := loadedSet("Mine")
	set.SHA256 = "mine"
	s.Images.UsePack(mine)
	desk.handle(set, host.Attachments{})
	s.Start([]spec.MethodID{spec.SGD})

	again, h2 := reopen(t, h.disk, 1)
	if again.Rounds[0].Pack != mine {
		t.Fatal("the round has lost its photos")
	}
	load := h2.trainers[0].sent[len(h2.trainers[0].sent)-1]
	if _, ok := load.command.(protocol.LoadData); !ok || load.files[0] != mine {
		t.Fatalf("the interrupted round's photos are not loaded: %+v", load)
	}
	h2.trainers[0].handle(set, host.Attachments{})
	if !again.OwnSet(again.Runs[0]) {
		t.Error("the photos in use are not taken for the run's")
	}
	again.ResumeAll()
	if len(h2.trainers) < 2 {
		t.Fatalf("statuses %v: the run does not go on", statuses(again))
	}
	finish(h2.trainers[1], again.Runs[0], protocol.Finished, 7)
	third, h3 := reopen(t, h.disk, 1)
	if load := h3.trainers[0].sent[len(h3.trainers[0].sent)-1]; third.Runs[0].Status != Finished || load.files == nil || load.files[0] != mine {
		t.Fatalf("a finished round's photos are not loaded: %+v", load)
	}
	again.Remove(again.Runs[0].ID)
	reopen(t, h.disk, 1)
	if n := len(h.disk.folders[setsFolder]); n != 0 {
		t.Errorf("%d sets are kept that no round needs", n)
	}
}

func TestOnePageKeepsTheJournal(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	kept := len(h.disk.folders)
	other := &fakeHost{disk: h.disk, memory: 4e9, claim: host.Others}
	second := New(other, 1)
	second.now = func() time.Time { return time.Now().Add(time.Minute) }
	second.Open()
	second.Images.UseSitePack(sitePack)
	other.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	if len(second.Runs) != 0 || !strings.Contains(second.Board.Notice, "another tab") {
		t.Errorf("the second page has %d runs and says %q", len(second.Runs), second.Board.Notice)
	}
	if !second.Start([]spec.MethodID{spec.Adam}) || len(h.disk.folders) != kept {
		t.Error("the second page cannot train, or writes into the first one's journal")
	}

	// The first is closed: the second keeps what it has, and leaves alone what it knows nothing of.
	second.Rename(1, "Mine")
	begin(other.trainers[1], second.Runs[0])
	epoch(other.trainers[1], second.Runs[0], 1)
	other.claimed(host.Ours)
	if !strings.Contains(second.Board.Notice, "has been closed") || second.WouldLose() != second.anyRun(func(r *Run) bool { return r.Status.Busy() }) {
		t.Errorf("when the first page has gone the second says %q", second.Board.Notice)
	}
	files := h.disk.folders[second.Rounds[0].place.Folder]
	for _, name := range []string{nameFile, "run1" + recordSuffix, "run1" + resumeSuffix} {
		if files[name] == nil {
			t.Errorf("the second page does not keep %s when the first has gone: %v", name, files)
		}
	}
	second.RemoveRound(1)
	again, _ := reopen(t, h.disk, 1)
	if len(again.Runs) != 1 || again.Runs[0].Spec.Method != spec.SGD {
		t.Errorf("of the first page's runs %d have come back", len(again.Runs))
	}
}

// TestASecondPageWithoutRunsReadsTheFirstOnes: a page on which nothing has begun takes up what the
// other leaves, as if it had just been opened.
func TestASecondPageWithoutRunsReadsTheFirstOnes(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	other := &fakeHost{disk: h.disk, memory: 4e9, claim: host.Others}
	second := New(other, 1)
	second.Open()
	other.claimed(host.Ours)
	if len(second.Runs) != 1 || second.Runs[0].Status != Paused || strings.Contains(second.Board.Notice, "another tab") {
		t.Errorf("%d runs came over, and the page says %q", len(second.Runs), second.Board.Notice)
	}
}

// TestRoundsComeBackInTheirOrder sets the clock back between two rounds, and removes the first.
func TestRoundsComeBackInTheirOrder(t *testing.T) {
	s, h, _ := open(t, 1)
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	for _, name := range []string{"First", "Second", "Third"} {
		s.Start([]spec.MethodID{spec.SGD})
		s.Stop(s.Runs[len(s.Runs)-1].ID)
		s.Rename(s.Latest().Number, name)
		now = now.AddDate(0, 0, -1)
	}
	s.RemoveRound(1)
	again, h2 := reopen(t, h.disk, 1)
	if len(again.Rounds) != 2 || again.Latest().Name != "Third" || again.Latest().Number != 3 || again.Rounds[0].Number != 2 {
		t.Fatalf("rounds %+v", again.Rounds)
	}
	again.now = s.now
	again.Start([]spec.MethodID{spec.SGD})
	last, _ := reopen(t, h2.disk, 1)
	if n := last.Latest().Number; n != 4 {
		t.Errorf("the latest round has number %d, want 4", n)
	}
}

// TestWithoutAStore trains where the browser keeps nothing, and says so once.
func TestWithoutAStore(t *testing.T) {
	h := &fakeHost{disk: newDisk(), memory: 4e9, claim: host.Nobodys}
	s := New(h, 1)
	s.Form.Follow("nonsense=1")
	s.Open()
	s.Images.UseSitePack(sitePack)
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	if said := s.Board.Notice; !strings.Contains(said, "nonsense") || !strings.Contains(said, "keep nothing") {
		t.Errorf("notice %q, want what is wrong with the link and that nothing is kept", said)
	}
	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	wantStatuses(t, s, Finished)
	if len(h.disk.folders) != 0 || !s.WouldLose() || s.Board.Notice != "" {
		t.Errorf("kept %v; notice %q", h.disk.folders, s.Board.Notice)
	}
}

func TestADamagedRecordIsLeftOut(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	folder := s.Rounds[0].place.Folder
	h.disk.folders[folder][s.Runs[0].ID+recordSuffix] = &content{"torn", []byte("{")}
	again, _ := reopen(t, h.disk, 1)
	if len(again.Runs) != 1 || again.Runs[0].Spec.Method != spec.Adam {
		t.Errorf("%d runs came back", len(again.Runs))
	}
}

func TestARunWhoseTrainerDiedGoesOn(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	saved := epoch(h.trainers[1], s.Runs[0], 1)
	h.trainers[1].died("It is gone.")
	wantStatuses(t, s, Failed)
	again, h2 := reopen(t, h.disk, 1) // even at another visit
	again.Retry(again.Runs[0].ID)
	wantStatuses(t, again, Starting)
	start, _ := got[protocol.Start](h2.trainers[1])
	if sent := h2.trainers[1].sent; !start.Resume || sent[len(sent)-1].files[0] != saved {
		t.Errorf("the run starts over: %+v", start)
	}

	h2.trainers[1].died("It is gone again.")
	again.Form.Edit(form.Field{Method: spec.SGD, Key: spec.KeyLearningRate}, "0.5")
	again.Retry(again.Runs[0].ID)
	if start, _ := got[protocol.Start](h2.trainers[2]); start.Resume || start.Spec.Hyper.LearningRate != 0.5 {
		t.Errorf("with another rate it goes on from the old checkpoint: %+v", start)
	}
}

// TestNormsSurviveAReload goes on with a run's norms where its checkpoint is.
func TestNormsSurviveAReload(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	layers := []string{"conv1", "dense1"}
	started := protocol.Started{Run: s.Runs[0].ID, Steps: 100, StepsPerEpoch: 10, Layers: layers}
	norms := func(f *fake, epoch float64, size float32) {
		f.handle(protocol.StepPoint{Run: s.Runs[0].ID, Epoch: epoch, Loss: 0.7, Accuracy: 0.5,
			GradientNorms: []float32{size, 2 * size}, UpdateNorms: []float32{size / 2, size / 4}}, host.Attachments{})
	}
	h.trainers[1].handle(started, host.Attachments{})
	for i := range maxNorms { // so many that they are thinned
		norms(h.trainers[1], float64(i)/maxNorms, float32(i))
	}
	h.trainers[1].handle(protocol.StepPoint{Run: s.Runs[0].ID, Epoch: 1, Loss: 0.7, GradientNorms: []float32{1}, UpdateNorms: []float32{1}}, host.Attachments{})
	epoch(h.trainers[1], s.Runs[0], 1)
	want := s.Runs[0].Norms
	if len(want.Epoch) != maxNorms/2 || want.every != 2 {
		t.Fatalf("%d points, each %d.; norms of other layers than there are may have been taken", len(want.Epoch), want.every)
	}

	again, h2 := reopen(t, h.disk, 1)
	r := again.Runs[0]
	if want.passed = 0; !reflect.DeepEqual(r.Norms, want) || !reflect.DeepEqual(r.Started.Layers, layers) {
		t.Fatalf("the norms came back as %+v of %v", r.Norms, r.Started.Layers)
	}
	again.ResumeAll()
	h2.trainers[1].handle(started, host.Attachments{})
	for _, at := range []float64{1.25, 1.5, 1.75} {
		norms(h2.trainers[1], at, 7)
	}
	if n := len(r.Norms.Epoch); n != maxNorms/2+1 || r.Norms.Epoch[n-1] != 1.5 || r.Norms.Gradient[n-1][1] != 14 {
		t.Errorf("after three more points, of which each second is taken: %d, the last at %g", n, r.Norms.Epoch[n-1])
	}
}
