package session

import (
	"reflect"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

// add gives the form an arm of SGD at a rate, and returns the number of its look.
func add(t *testing.T, s *Session, rate string) int {
	t.Helper()
	look := s.Form.AddArm(s.Form.Like(spec.SGD, 0))
	s.Form.Edit(form.Field{Arm: look, Key: spec.KeyLearningRate}, rate)
	if p := s.Form.Problem(form.Field{Arm: look, Key: spec.KeyLearningRate}); p != "" {
		t.Fatal(p)
	}
	return look
}

// TestArmsAreRuns starts two methods and an arm, of which the table has a line each, and finds
// all of it again at the next visit and in another page.
func TestArmsAreRuns(t *testing.T) {
	s, h, _ := open(t, 4)
	add(t, s, "0.5")
	off := add(t, s, "0.7")
	named := s.Form.AddArm(s.Form.Like(spec.Adam, 0))
	s.Form.SetApart(named, spec.KeyBatchSize)
	s.Form.Edit(form.Field{Arm: named, Key: spec.KeyBatchSize}, "8")
	s.Form.NameArm(named, "Small batches")
	s.Form.ChooseArm(off, false)
	s.StartWithArms([]spec.MethodID{spec.SGD, spec.Adam})
	wantStatuses(t, s, Starting, Starting, Starting, Starting)
	for i, want := range []string{"SGD", "Adam", "SGD, δ 0.5", "Small batches"} {
		if r := s.Runs[i]; r.Method().Name != want || r.Part != 0 || r.Round != 1 {
			t.Errorf("run %d is %q", i, r.Method().Name)
		}
		begin(h.trainers[1+i], s.Runs[i])
		finish(h.trainers[1+i], s.Runs[i], protocol.Finished, 5+i)
	}
	if start, ok := got[protocol.Start](h.trainers[3]); !ok || start.Spec.Hyper.LearningRate != 0.5 {
		t.Errorf("the arm was started as %+v", start.Spec)
	}
	check := func(s *Session, where string) {
		cells := record.NewTable(s.Record(s.Rounds[0]))[0].Cells
		var names []string
		for _, c := range cells {
			names = append(names, c.Method.Name)
		}
		if !reflect.DeepEqual(names, []string{"SGD", "Adam", "SGD, δ 0.5", "Small batches"}) || cells[2].Look != 1 || cells[2].Mean != 0.7 {
			t.Errorf("%s: the table has %q", where, names)
		}
	}
	check(s, "here")
	again, _ := reopen(t, h.disk, 1)
	check(again, "at the next visit")
	text, err := record.Encode(s.Record(s.Rounds[0]))
	if err != nil {
		t.Fatal(err)
	}
	other, _, _ := open(t, 1)
	other.OpenExperiments([]host.Blob{&content{"saved.json", text}})
	if len(other.Rounds) != 1 {
		t.Fatalf("the saved experiment is refused: %s", other.Board.Notice)
	}
	check(other, "elsewhere")
}

// TestArmsJoinTheirRound: an arm started later stands in the round of its settings; one of the
// same number that means something else begins a round of its own, and what an arm was called
// stays.
func TestArmsJoinTheirRound(t *testing.T) {
	s, _, _ := open(t, 9)
	look := add(t, s, "0.5")
	s.Start([]spec.MethodID{spec.SGD})
	s.StartArm(look)
	if len(s.Rounds) != 1 || len(s.Runs) != 2 {
		t.Fatalf("%d rounds, %d runs", len(s.Rounds), len(s.Runs))
	}
	s.StartArm(look) // once more
	if len(s.Rounds) != 2 || len(s.Runs) != 3 {
		t.Fatalf("%d rounds, %d runs after the same arm", len(s.Rounds), len(s.Runs))
	}
	s.Start([]spec.MethodID{spec.Adam})
	s.Form.Edit(form.Field{Arm: look, Key: spec.KeyLearningRate}, "0.25")
	s.Start([]spec.MethodID{spec.Momentum})
	if len(s.Rounds) != 2 || s.Runs[2].Method().Name != "SGD, δ 0.5" {
		t.Errorf("%d rounds; the arm is called %q", len(s.Rounds), s.Runs[2].Method().Name)
	}
	s.StartArm(look)
	if len(s.Rounds) != 3 || s.Runs[5].Method().Name != "SGD, δ 0.25" {
		t.Errorf("%d rounds; the changed arm is called %q", len(s.Rounds), s.Runs[5].Method().Name)
	}
	if _, err := record.Encode(s.Record(s.Rounds[0])); err != nil {
		t.Error(err)
	}
}

func TestAnArmThatCannotBeRead(t *testing.T) {
	s, _, _ := open(t, 1)
	look := add(t, s, "0.5")
	s.Form.Edit(form.Field{Arm: look, Key: spec.KeyLearningRate}, "fast")
	if s.StartWithArms([]spec.MethodID{spec.SGD}) || !strings.Contains(s.Board.Notice, "SGD, δ 0.5: Learning rate") {
		t.Errorf("notice %q", s.Board.Notice)
	}
	if !s.Start([]spec.MethodID{spec.SGD}) {
		t.Errorf("the method alone was refused: %q", s.Board.Notice)
	}
}

// TestMoreEpochsForArms: what still learns is offered more epochs with all arms.
func TestMoreEpochsForArms(t *testing.T) {
	s, h, _ := open(t, 2)
	look := add(t, s, "0.5")
	s.Form.Edit(form.Field{Key: spec.KeyEpochs}, "6")
	s.Start([]spec.MethodID{spec.SGD})
	s.StartArm(look)
	for i, r := range s.Runs {
		begin(h.trainers[1+i], r)
		for n := range 6 {
			h.trainers[1+i].handle(protocol.EpochPoint{Run: r.ID, Epoch: n + 1, ValidationLoss: 0.7 - 0.05*float64(n)}, host.Attachments{})
		}
		finish(h.trainers[1+i], r, protocol.Finished, 7)
	}
	offer, ok := s.More()
	if !ok || offer.Arms != 2 || offer.Learning != 2 || offer.Epochs != 12 {
		t.Fatalf("offer %+v, %v", offer, ok)
	}
	s.TrainMore()
	if len(s.Runs) != 4 || s.Runs[3].Method().Name != "SGD, δ 0.5" || s.Runs[3].Spec.Epochs != 12 {
		t.Errorf("%d runs", len(s.Runs))
	}
}

// TestAnArmWithAModelOfItsOwn has the CNN train at once, and VGG19 beside it as soon as its frozen
// layers have looked at the photos; written down and opened, both are what they were.
func TestAnArmWithAModelOfItsOwn(t *testing.T) {
	d := newDisk()
	d.beside()
	s, h, desk := openVGG(t, 2, d)
	s.Form.ChooseModel(spec.CNN)
	look := s.Form.AddArm(s.Form.Like(spec.Adam, 0))
	for _, set := range [][2]string{{spec.KeyModel, string(spec.VGG19)}, {spec.KeyTrain, string(spec.TrainHead)}} {
		at := form.Field{Arm: look, Key: set[0]}
		s.Form.SetApart(look, set[0])
		s.Form.Edit(at, set[1])
		if p := s.Form.Problem(at); p != "" {
			t.Fatal(p)
		}
	}
	if !s.StartWithArms([]spec.MethodID{spec.Adam}) {
		t.Fatal(s.Board.Notice)
	}
	wantStatuses(t, s, Starting, Queued)
	if _, asked := got[protocol.LoadBase](desk); !asked {
		t.Fatal("the weights are not loaded")
	}
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	for range 4 {
		lookAt(t, h.trainers[2])
	}
	wantStatuses(t, s, Starting, Starting)
	start, _ := got[protocol.Start](h.trainers[3])
	if run := start.Spec; run.Model != spec.VGG19 || run.Train != spec.TrainHead || run.ImageSize != 96 || start.Features == nil {
		t.Errorf("the arm was started as %+v", start)
	}
	text, err := record.Encode(s.Record(s.Rounds[0]))
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if own := e.Parts[0].Arms[0].Own; len(e.Runs) != 2 || own[spec.KeyImageSize] != "96" {
		t.Errorf("written down it is %+v of %v", e.Runs, own)
	}
}

// TestAnArmOfVGG19WithoutWeights says how to get them, and starts nothing.
func TestAnArmOfVGG19WithoutWeights(t *testing.T) {
	s, _, _ := open(t, 2)
	look := s.Form.AddArm(s.Form.Like(spec.Adam, 0))
	s.Form.Edit(form.Field{Arm: look, Key: spec.KeyModel}, string(spec.VGG19))
	if s.StartWithArms([]spec.MethodID{spec.Adam}) || s.Board.Notice != s.Weights.Cure() {
		t.Errorf("it starts, or says %q", s.Board.Notice)
	}
	if !s.Start([]spec.MethodID{spec.Adam}) {
		t.Errorf("without the arm it does not start: %q", s.Board.Notice)
	}
}
