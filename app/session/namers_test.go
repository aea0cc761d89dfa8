package session

import (
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
