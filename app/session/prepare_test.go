package session

import (
	"slices"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"
)

// openVGG is open on a disk, with VGG19 chosen. It counts 1,000+ images a set.
func openVGG(t *testing.T, slots int, d *disk) (*Session, *fakeHost, *fake) {
	t.Helper()
	h := &fakeHost{disk: d, memory: 4e9}
	s := New(h, slots)
	s.Open()
	s.Images.Fetch()
	s.Images.UseSitePack(sitePack)
	set := loadedSet("Bundled")
	set.SHA256, set.Train, set.Validation, set.Test = "abc", []int{40, 40}, []int{5, 5}, []int{5, 5} // 100 images: 4 chunks
	h.trainers[0].handle(set, host.Attachments{})
	s.Form.ChooseModel(spec.VGG19)
	return s, h, h.trainers[0]
}

// lookAt answers the extraction that a trainer was last asked for.
func lookAt(t *testing.T, f *fake) protocol.Extract {
	t.Helper()
	e, ok := got[protocol.Extract](f)
	if !ok {
		t.Fatalf("no features were asked for, but %v", f.commands())
	}
	f.handle(protocol.ExtractProgress{Done: 8, Total: e.To - e.From, ImagesPerSecond: 5}, host.Attachments{})
	const rowBytes = 3
	rows := &content{"rows", make([]byte, (e.To-e.From)*rowBytes)}
	f.handle(protocol.Extracted{From: e.From, To: e.To, Features: protocol.FeaturesInfo{RowBytes: rowBytes}}, host.Attachments{Files: []host.Blob{rows}})
	return e
}

func TestAFirstStartLoadsTheWeightsThenTheFeaturesThenTrains(t *testing.T) {
	d := newDisk()
	d.beside()
	s, h, desk := openVGG(t, 2, d)
	if s.Weights.Phase != pretrained.Beside {
		t.Fatalf("phase %d, want pretrained.Beside", s.Weights.Phase)
	}
	if !s.Start([]spec.MethodID{spec.Adam, spec.SGD, spec.Momentum}) {
		t.Fatal(s.Board.Notice)
	}
	wantStatuses(t, s, Queued, Queued, Queued)
	load, ok := got[protocol.LoadBase](desk)
	if !ok || load.Manifest != manifest() || s.Weights.Phase != pretrained.Checking || !s.WaitsForBase() {
		t.Fatalf("the desk was sent %v in phase %d", desk.commands(), s.Weights.Phase)
	}
	desk.handle(protocol.BaseLoaded{Source: "a test", Licence: "CC BY 4.0"}, host.Attachments{})

	if len(h.trainers) != 3 {
		t.Fatalf("%d trainers, want the desk and an extractor a core", len(h.trainers))
	}
	var ranges [][2]int
	for i := range 4 {
		if f := s.Preparing(); f == nil || f.Total != 100 || f.Done() != 32*i {
			t.Fatalf("after %d chunks: %+v", i, f)
		}
		wantStatuses(t, s, Queued, Queued, Queued)
		e := lookAt(t, h.trainers[1+i%2])
		ranges = append(ranges, [2]int{e.From, e.To})
	}
	if want := [][2]int{{0, 32}, {32, 64}, {64, 96}, {96, 100}}; !slices.Equal(ranges, want) {
		t.Errorf("features were computed of %v, want %v", ranges, want)
	}
	wantStatuses(t, s, Starting, Starting, Queued)
	if s.Preparing() != nil || !h.trainers[1].closed || !h.trainers[2].closed {
		t.Error("the extractors are still there")
	}
	run := h.trainers[3]
	if c := run.commands(); len(c) != 3 {
		t.Fatalf("a run's trainer was sent %v, want LoadData, LoadBase, Start", c)
	}
	start, _ := got[protocol.Start](run)
	if start.Features == nil || len(run.sent[2].files) != 4 {
		t.Errorf("Start %+v with %d files, want features in 4", start, len(run.sent[2].files))
	}

	// Another start has all that it needs at once; another visit too.
	s.StopAll()
	s.Start([]spec.MethodID{spec.RMSprop})
	wantStatuses(t, s, Stopped, Stopped, Stopped, Starting)
	s, h, desk = openVGG(t, 2, d)
	if s.Weights.Phase != pretrained.Kept {
		t.Fatalf("at the next visit phase %d, want pretrained.Kept", s.Weights.Phase)
	}
	before := len(d.fetched)
	s.Start([]spec.MethodID{spec.Adam})
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	wantStatuses(t, s, Stopped, Stopped, Stopped, Paused, Starting)
	if len(d.fetched) != before || len(h.trainers) != 2 {
		t.Error("the next visit loads or computes again what was kept")
	}
}

// prepare starts a session whose weights are ready.
func prepare(t *testing.T, slots int, d *disk, methods ...spec.MethodID) (*Session, *fakeHost) {
	t.Helper()
	d.beside()
	s, h, desk := openVGG(t, slots, d)
	if !s.Start(methods) {
		t.Fatal(s.Board.Notice)
	}
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	return s, h
}
