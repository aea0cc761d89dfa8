package session

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/naming"
	"pawgrad/nn/spec"
)

func TestCurveIsThinnedNotCut(t *testing.T) {
	var c Curve
	const n = 3 * maxPoints
	for i := range n {
		c.add(float64(i), float64(2*i), float64(i), 0.5)
	}
	if c.Len() > maxPoints || len(c.Loss) != c.Len() || len(c.Seconds) != c.Len() || len(c.Accuracy) != c.Len() {
		t.Fatalf("%d points, limit %d", c.Len(), maxPoints)
	}
	if last := c.Epoch[c.Len()-1]; last != n-1 {
		t.Errorf("the last point is at %v, want %v", last, n-1)
	}
	for i := 1; i < c.Len(); i++ {
		if c.Epoch[i] <= c.Epoch[i-1] {
			t.Fatalf("points %d and %d are out of order", i-1, i)
		}
	}
	if first := c.Epoch[0]; math.Abs(c.Loss[0]-first/2) > 1 {
		t.Errorf("the first point stands at %v with the mean %v, want about half of it", first, c.Loss[0])
	}
}

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

func TestTheDeskComesBack(t *testing.T) {
	s, h, desk := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	desk.handle(protocol.ModelLoaded{Run: "run1"}, host.Attachments{})
	desk.died("It ran out of memory.")
	next := h.trainers[len(h.trainers)-1]
	if _, ok := got[protocol.LoadData](next); !ok {
		t.Error("the new desk was not given the set")
	}
	if load, ok := got[protocol.LoadModel](next); !ok || load.Run != "run1" {
		t.Error("the new desk was not given the model")
	}
	// A new set may be on its way before the desk has the old one again.
	mine := &file{"mine.pack"}
	s.Images.UsePack(mine)
	next.handle(loadedSet("Bundled"), host.Attachments{})
	if s.Images.Pack != bundled {
		t.Error("the old set was taken for the new one")
	}
	next.handle(loadedSet("Mine"), host.Attachments{})
	if s.Images.Pack != mine || s.Images.Set.Name != "Mine" {
		t.Error("the new set is not in use")
	}
	const restarts = 3
	for range restarts {
		h.trainers[len(h.trainers)-1].died("Again.")
	}
	n := len(h.trainers)
	if n != 2+restarts {
		t.Errorf("%d trainers were started, want the desk, a run and %d restarts", n, restarts)
	}
	if !strings.Contains(s.Board.Notice, "several times") {
		t.Errorf("notice %q", s.Board.Notice)
	}
}

func TestResults(t *testing.T) {
	s, h, _ := open(t, 3)
	s.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.GD})
	for i, hits := range []int{8, 6, 10} { // GD comes first in the table of methods
		begin(h.trainers[1+i], s.Runs[i])
		finish(h.trainers[1+i], s.Runs[i], protocol.Finished, hits)
	}
	rows := s.Results()
	if len(rows) != 3 || rows[0].Run.Spec.Method != spec.GD {
		t.Fatalf("%d rows", len(rows))
	}
	sgd := rows[1]
	if sgd.Hits != 6 || sgd.N != 10 || sgd.Accuracy != 0.6 || sgd.Study != 0.7630 {
		t.Errorf("row %+v", sgd)
	}
	// 6 of 10: Wilson's interval by hand, (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n).
	if math.Abs(sgd.Low-0.3127) > 1e-4 || math.Abs(sgd.High-0.8318) > 1e-4 {
		t.Errorf("interval %.4f to %.4f", sgd.Low, sgd.High)
	}
	if gd := rows[0]; !math.IsNaN(gd.Study) {
		t.Errorf("the study has no figure for GD, here it has %v", gd.Study)
	}
	if sgd.OneClass != naming.Unknown {
		t.Errorf("a run that tells both classes is said to call all photos class %d", sgd.OneClass)
	}
	for i := range s.Runs[0].Result.Test.Probabilities {
		s.Runs[0].Result.Test.Probabilities[i] = 0.7
	}
	if gd := s.Results()[0]; gd.OneClass != 1 || gd.Hits != 5 {
		t.Errorf("a run that calls all photos dogs: class %d, %d hits", gd.OneClass, gd.Hits)
	}
	if mistakes := s.Runs[1].Answers(Mistakes, 3); len(mistakes) != 3 {
		t.Fatalf("%d mistakes, want 3 of 4", len(mistakes))
	}
	confusion, all := s.Runs[1].Confusion(), s.Runs[1].Answers(Mistakes, 10)
	for actual := range 2 {
		for called := range 2 {
			cell := Cell{actual, called}
			answers := s.Runs[1].Answers(cell, 10)
			if len(answers) != confusion[actual][called] {
				t.Errorf("%+v holds %d answers, the matrix counts %d", cell, len(answers), confusion[actual][called])
			}
			for i, a := range answers {
				if a.Label != actual || a.Called != called || a.Called == 1 != (a.Probability >= 0.5) || a.Index < 1000 {
					t.Errorf("%+v is none of %+v", a, cell)
				}
				if cell.Right() == slices.Contains(all, a) {
					t.Errorf("%+v of %+v: whether it is a mistake is told wrongly", a, cell)
				}
				if i == 0 {
					continue
				}
				before, sure := math.Abs(answers[i-1].Probability-0.5), math.Abs(a.Probability-0.5)
				if cell.Right() && before > sure || !cell.Right() && before < sure {
					t.Errorf("%+v comes after %+v", a, answers[i-1])
				}
			}
		}
	}
}
