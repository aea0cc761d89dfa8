package session

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/naming"
	"pawgrad/app/session/pretrained"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"
)

// TestASavedNetworkNamesPhotos opens a file of a network, has a photo named by it, and
// closes it.
func TestASavedNetworkNamesPhotos(t *testing.T) {
	s, h, _ := open(t, 1)
	desk := h.trainers[0]
	s.Naming.AddPhotos([]host.Blob{&content{"cat.jpg", []byte{1}}}, naming.Unknown)
	s.Naming.OpenModel(&content{"mine.model", []byte{1}})
	load, ok := got[protocol.LoadModel](desk)
	if !ok || len(s.Namers()) != 0 {
		t.Fatalf("the desk was sent %v", desk.commands())
	}
	desk.handle(protocol.ModelLoaded{Run: load.Run, Spec: spec.DefaultRun(spec.Adam), Set: "Pets"}, host.Attachments{})
	if n := s.Namers(); len(n) != 1 || n[0].Opened == nil || n[0].Opened.Name != "mine" || n[0].Opened.Set != "Pets" || n[0].Opened.Spec.Method != spec.Adam {
		t.Fatalf("photos are named by %+v", n)
	}
	desk.handle(protocol.Classified{ID: s.Naming.Photos[0].ID, Answers: []protocol.Answer{{Run: load.Run, Probability: 0.9}}}, host.Attachments{})
	if s.Naming.Photos[0].Answers[load.Run] != 0.9 {
		t.Errorf("answers %v", s.Naming.Photos[0].Answers)
	}
	s.Naming.CloseModel(load.Run)
	if unload, ok := got[protocol.UnloadModel](desk); !ok || unload.Run != load.Run || len(s.Naming.Photos[0].Answers) != 0 || len(s.Namers()) != 0 {
		t.Errorf("after it was closed: answers %v, sent %v", s.Naming.Photos[0].Answers, desk.commands())
	}
}

func TestAFileThatIsNoNetwork(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Naming.OpenModel(&content{"poem.model", []byte("Dear Sir or Madam")})
	load, _ := got[protocol.LoadModel](h.trainers[0])
	h.trainers[0].handle(protocol.Failed{Run: load.Run, Kind: protocol.BadModel, Sentence: "It is a poem.", Cure: "Choose another."}, host.Attachments{})
	if len(s.Naming.Opened) != 0 || s.Board.Notice != "poem.model cannot be opened. It is a poem. Choose another." {
		t.Errorf("%d opened, notice %q", len(s.Naming.Opened), s.Board.Notice)
	}
}

// TestASavedVGG19WaitsForItsBase opens a network that stands on weights which are only
// beside the site, or nowhere.
func TestASavedVGG19WaitsForItsBase(t *testing.T) {
	needsBase := protocol.Failed{Kind: protocol.NeedsBase, Sentence: "VGG19's pretrained weights are not loaded.", Cure: "Load them."}
	d := newDisk()
	d.beside()
	s, _, desk := openVGG(t, 1, d)
	s.Naming.OpenModel(&content{"mine.model", []byte{1}})
	load, _ := got[protocol.LoadModel](desk)
	needsBase.Run = load.Run
	desk.handle(needsBase, host.Attachments{})
	if s.Weights.Phase != pretrained.Checking || len(s.Naming.Opened) != 1 {
		t.Fatalf("the base is in phase %d, %d opened, notice %q", s.Weights.Phase, len(s.Naming.Opened), s.Board.Notice)
	}
	before := len(desk.sent)
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	if again, ok := got[protocol.LoadModel](desk); !ok || again.Run != load.Run || len(desk.sent) == before {
		t.Errorf("with the base ready the desk was sent %v", desk.commands())
	}

	s, _, desk = openVGG(t, 1, newDisk())
	s.Naming.OpenModel(&content{"mine.model", []byte{1}})
	load, _ = got[protocol.LoadModel](desk)
	needsBase.Run = load.Run
	desk.handle(needsBase, host.Attachments{})
	if len(s.Naming.Opened) != 0 || !strings.Contains(s.Board.Notice, convert.OfficialName) {
		t.Errorf("%d opened, notice %q", len(s.Naming.Opened), s.Board.Notice)
	}
}

// TestAVGG19OfAnEarlierVisitNamesPhotos reopens the page with a trained VGG19 kept: as
// soon as there is a photo to name, its base is loaded, and it names it.
func TestAVGG19OfAnEarlierVisitNamesPhotos(t *testing.T) {
	d := newDisk()
	s, h := prepare(t, 1, d, spec.Adam)
	for range 4 {
		lookAt(t, h.trainers[1])
	}
	begin(h.trainers[2], s.Runs[0])
	finish(h.trainers[2], s.Runs[0], protocol.Finished, 7)
	wantStatuses(t, s, Finished)

	next, _, desk := openVGG(t, 1, d)
	wantStatuses(t, next, Finished)
	if _, ok := got[protocol.LoadModel](desk); ok || next.Weights.Phase != pretrained.Kept {
		t.Fatalf("phase %d; before there is a photo the desk was sent %v", next.Weights.Phase, desk.commands())
	}
	next.Naming.AddPhotos([]host.Blob{&content{"cat.jpg", []byte{1}}}, naming.Unknown)
	if next.Weights.Phase != pretrained.Checking {
		t.Fatalf("with a photo the base is in phase %d", next.Weights.Phase)
	}
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	if load, ok := got[protocol.LoadModel](desk); !ok || load.Run != next.Runs[0].ID {
		t.Errorf("with the base ready the desk was sent %v", desk.commands())
	}
}
