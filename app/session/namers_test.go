package session

import (
	"slices"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/naming"
	"pawgrad/nn/spec"
)

func TestPhotosAreNamedByEachModelAsItComes(t *testing.T) {
	s, h, desk := open(t, 2)
	s.Naming.AddPhotos([]host.Blob{&file{"a.jpg"}, &file{"notes.txt"}}, naming.Unknown)
	first, notes := s.Naming.Photos[0], s.Naming.Photos[1]
	if !first.Waiting {
		t.Error("a photo is not waiting for its answer")
	}
	desk.handle(protocol.Classified{ID: first.ID, Name: "a.jpg"}, host.Attachments{Files: []host.Blob{&file{"small"}}})
	desk.handle(protocol.Classified{ID: notes.ID, Name: "notes.txt", Error: "It holds text."}, host.Attachments{})
	if first.Waiting || first.Picture == nil || notes.Error == "" {
		t.Errorf("photos %+v, %+v", first, notes)
	}

	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	desk.handle(protocol.ModelLoaded{Run: "run1"}, host.Attachments{})
	command, _ := got[protocol.Classify](desk)
	if len(command.Photos) != 1 || command.Photos[0].ID != first.ID {
		t.Errorf("asked about %v, want the readable photo alone", command.Photos)
	}
	desk.handle(protocol.Classified{ID: first.ID, Answers: []protocol.Answer{{Run: "run1", Probability: 0.8}, {Run: "gone", Probability: 1}}}, host.Attachments{})
	if first.Answers["run1"] != 0.8 || len(first.Answers) != 1 {
		t.Errorf("answers %v", first.Answers)
	}
	s.Remove("run1")
	if len(first.Answers) != 0 || len(s.Namers()) != 0 {
		t.Error("the removed run still answers")
	}
	if _, ok := got[protocol.UnloadModel](desk); !ok {
		t.Error("the desk keeps the removed run's model")
	}
}

// TestEarlierRoundsAnswerOnRequest: the networks of a round that a later one has replaced are
// asked only with the switch on, those of a record of an earlier visit likewise.
func TestEarlierRoundsAnswerOnRequest(t *testing.T) {
	s, h, desk := open(t, 1)
	for i := range 2 {
		s.Start([]spec.MethodID{spec.SGD})
		begin(h.trainers[1+i], s.Runs[i])
		finish(h.trainers[1+i], s.Runs[i], protocol.Finished, 7)
		desk.handle(protocol.ModelLoaded{Run: s.Runs[i].ID}, host.Attachments{})
	}
	want := func(when string, ids ...string) {
		t.Helper()
		var have []string
		for _, n := range s.Namers() {
			have = append(have, n.ID)
		}
		if !slices.Equal(have, ids) {
			t.Errorf("%s: photos are named by %v, want %v", when, have, ids)
		}
	}
	want("two rounds", "run2")
	if s.Earlier() != 1 {
		t.Errorf("%d networks of earlier rounds can be asked, want 1", s.Earlier())
	}

	s.LetEarlierAnswer(true)
	if load, _ := got[protocol.LoadModel](desk); load.Run != "run1" {
		t.Errorf("the desk was given the model of %q, want run1", load.Run)
	}
	desk.handle(protocol.ModelLoaded{Run: "run1"}, host.Attachments{})
	want("switched on", "run1", "run2")

	s.Start([]spec.MethodID{spec.SGD}) // a new round takes none away
	want("in a third round", "run1", "run2")

	s.LetEarlierAnswer(false)
	want("switched off")
	desk.handle(protocol.ModelLoaded{Run: "run1"}, host.Attachments{}) // was on its way
	want("a late answer")
	if unload, _ := got[protocol.UnloadModel](desk); unload.Run != "run1" {
		t.Errorf("the desk keeps a model that is not asked")
	}
}
