package session

import (
	"strings"
	"testing"

	"pawgrad/app/record"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

func TestRetryTakesTheFormsHyperParameters(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	h.trainers[1].died("Gone.")
	s.Form.Edit(form.Field{Method: spec.SGD, Key: spec.KeyLearningRate}, "0.001")
	s.Retry(s.Runs[0].ID)
	wantStatuses(t, s, Queued, Starting)
	if rate := s.Runs[0].Spec.Hyper.LearningRate; rate != 0.001 || s.Runs[0].Spec.Method != spec.SGD {
		t.Errorf("the new run has rate %v", rate)
	}
	if s.Runs[0].ID == "run1" {
		t.Error("the new run has the old one's name")
	}
	text, err := record.Encode(s.Record(s.Rounds[0]))
	if err == nil {
		_, err = record.Decode(text)
	}
	if err != nil {
		t.Errorf("what is saved is not opened again: %v", err)
	}
}

// TestRetryKeepsTheRateOfTheOtherSeeds, or their mean would be of different things.
func TestRetryKeepsTheRateOfTheOtherSeeds(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Form.Edit(form.Field{Key: spec.KeySeeds}, "2")
	s.Start([]spec.MethodID{spec.SGD})
	want := s.Runs[0].Spec
	h.trainers[1].died("Gone.")
	s.Form.Edit(form.Field{Method: spec.SGD, Key: spec.KeyLearningRate}, "0.001")
	s.Retry(s.Runs[0].ID)
	if got := s.Runs[0].Spec; got != want || !strings.Contains(s.Board.Notice, "Other seeds of SGD") {
		t.Errorf("tried again with %+v, want %+v; notice %q", got, want, s.Board.Notice)
	}
}

// TestRetryKeepsTheRatesOfAPart: the form's rates are not those of a study's parts, nor
// of a search for rates.
func TestRetryKeepsTheRatesOfAPart(t *testing.T) {
	for name, start := range map[string]func(*Session) bool{
		"study": (*Session).StartStudy, "search": func(s *Session) bool { return s.StartSearch(1) },
	} {
		s, h, _ := open(t, 1)
		if !start(s) {
			t.Fatal(s.Board.Notice)
		}
		want := s.Runs[0].Spec
		h.trainers[1].died("Gone.")
		s.Form.Edit(form.Field{Method: want.Method, Key: spec.KeyLearningRate}, "0.007")
		s.Retry(s.Runs[0].ID)
		if got := s.Runs[0].Spec; s.Runs[0].Status == Failed || got != want {
			t.Errorf("%s: tried again with %+v, want %+v", name, got, want)
		}
	}
}
