package session

import (
	"math"
	"slices"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/app/session/naming"
	"pawgrad/nn/spec"
)

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
	done := *s.Runs[0].Result
	done.Test.Probabilities = slices.Repeat([]float32{0.7}, 10)
	s.Runs[0].Result = &done
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
