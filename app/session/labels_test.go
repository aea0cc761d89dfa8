package session

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/doctor"
	"pawgrad/nn/spec"
)

// trained opens a session in which SGD and Adam have been trained, Adam with the lower loss.
func trained(t *testing.T) (*Session, *fakeHost) {
	t.Helper()
	s, h, _ := open(t, 2)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	for i, loss := range []float64{0.6, 0.5} {
		begin(h.trainers[1+i], s.Runs[i])
		h.trainers[1+i].handle(protocol.EpochPoint{Run: s.Runs[i].ID, Epoch: 1, ValidationLoss: loss}, host.Attachments{})
		finish(h.trainers[1+i], s.Runs[i], protocol.Finished, 7)
	}
	return s, h
}

// answerFold answers the examination that a trainer was last asked for, with two photos of
// which the first is suspected.
func answerFold(f *fake) {
	e, _ := got[protocol.Examine](f)
	at := 10 * e.Fold
	f.handle(protocol.Examined{Fold: e.Fold, Names: []string{"a.jpg", "b.jpg"}, Photos: protocol.Evaluation{
		Indexes: []int{at, at + 1}, Labels: []int{0, 1}, Probabilities: []float32{0.6 + 0.05*float32(e.Fold), 0.8},
	}}, host.Attachments{})
}

func TestLabelsAreExamined(t *testing.T) {
	s, h := trained(t)
	if s.Examiner() != s.Runs[1] {
		t.Errorf("the labels are examined by %v", s.Examiner())
	}
	s.ExamineLabels()
	worker := h.trainers[3]
	e, ok := got[protocol.Examine](worker)
	if !ok || e.Spec != s.Runs[1].Spec || e.Folds != spec.Folds || e.Fold != 0 || worker.sent[0].files[0] != sitePack {
		t.Fatalf("the trainer was sent %+v", worker.commands())
	}
	if s.Working() != 1 || !s.WouldLose() {
		t.Errorf("%d cores are at work; closing the page would lose something: %t", s.Working(), s.WouldLose())
	}
	answerFold(worker)
	worker.handle(protocol.ExamineProgress{Done: 50, Total: 100}, host.Attachments{})
	if got := s.Doctor.Share(); got != 1.5/spec.Folds {
		t.Errorf("the share done is %v", got)
	}
	for range spec.Folds - 1 {
		answerFold(worker)
	}
	c := s.Doctor.Chart
	if s.Doctor.Examining() || !worker.closed || s.Working() != 0 || !c.Complete() || len(c.Photos) != 2*spec.Folds {
		t.Fatalf("after the last fold: %+v", c)
	}
	var order []int
	for _, p := range c.Suspects() {
		order = append(order, p.Index)
	}
	if want := []int{40, 30, 20, 10, 0}; !slices.Equal(order, want) {
		t.Errorf("suspected are %v, want %v", order, want)
	}
}

// TestDecisionsAreKept decides, and finds all of it at the next visit; another set has none of
// it.
func TestDecisionsAreKept(t *testing.T) {
	s, h := trained(t)
	s.ExamineLabels()
	for range spec.Folds {
		answerFold(h.trainers[3])
	}
	suspects := s.Doctor.Chart.Suspects()
	s.Doctor.Decide(suspects[0], 1)
	s.Doctor.Decide(suspects[1], protocol.LeaveOut)
	s.Doctor.Decide(suspects[2], 1)
	s.Doctor.Decide(suspects[2], 0) // as it was
	want := map[int]int{40: 1, 30: protocol.LeaveOut}
	again, h2 := reopen(t, h.disk, 2)
	c := again.Doctor.Chart
	if !maps.Equal(c.Decided, want) || !slices.Equal(c.Suspects(), suspects) || !c.Complete() {
		t.Errorf("at the next visit: %+v", c)
	}
	if changed, leftOut := c.Counts(); changed != 1 || leftOut != 1 {
		t.Errorf("%d changed, %d left out", changed, leftOut)
	}
	// An examination anew leaves what was decided.
	again.ExamineLabels()
	if !maps.Equal(again.Doctor.Chart.Decided, want) || again.Doctor.Chart.Folds != 0 {
		t.Errorf("examined anew: %+v", again.Doctor.Chart)
	}
	other := loadedSet("Other")
	other.SHA256 = "another"
	again.Images.UsePack(&file{"other.pack"})
	h2.trainers[0].handle(other, host.Attachments{})
	if c := again.Doctor.Chart; c.Folds != 0 || c.Decided != nil || again.Doctor.Examining() {
		t.Errorf("of another set is known %+v", c)
	}
	again.Doctor.Undo()
	first, _ := reopen(t, h.disk, 2)
	if !maps.Equal(first.Doctor.Chart.Decided, want) {
		t.Errorf("what was done with another set has changed this one's: %+v", first.Doctor.Chart)
	}
}

// TestAnExaminationGoesOn: cancelled, or interrupted by the page's end, it goes on at the fold
// where it was.
func TestAnExaminationGoesOn(t *testing.T) {
	s, h := trained(t)
	s.ExamineLabels()
	answerFold(h.trainers[3])
	s.Doctor.Cancel()
	if !h.trainers[3].closed || s.Doctor.Examining() || s.Doctor.Chart.Folds != 1 {
		t.Fatalf("cancelled: %+v", s.Doctor.Chart)
	}
	s.ExamineLabels()
	if e, _ := got[protocol.Examine](h.trainers[4]); e.Fold != 1 {
		t.Errorf("it goes on with fold %d", e.Fold)
	}
	answerFold(h.trainers[4])
	again, h2 := reopen(t, h.disk, 2)
	again.ExamineLabels()
	if e, _ := got[protocol.Examine](h2.trainers[1]); e.Fold != 2 {
		t.Errorf("at the next visit it goes on with fold %d", e.Fold)
	}
	h2.trainers[1].handle(protocol.Failed{Kind: protocol.NoMemory, Sentence: "Out of memory.", Cure: "Close tabs."}, host.Attachments{})
	if again.Doctor.Problem != "Out of memory. Close tabs." || again.Doctor.Examining() || again.Doctor.Chart.Folds != 2 {
		t.Errorf("failed: %q, %+v", again.Doctor.Problem, again.Doctor.Chart)
	}
}

// TestVGG19ExaminesByItsHead: the weights come first, then what the frozen layers see for the
// head, then the folds; what is not needed any more ends.
func TestVGG19ExaminesByItsHead(t *testing.T) {
	s, h := prepare(t, 1, newDisk(), spec.Adam)
	for range 4 {
		lookAt(t, h.trainers[1])
	}
	begin(h.trainers[2], s.Runs[0])
	h.trainers[2].handle(protocol.EpochPoint{Run: s.Runs[0].ID, Epoch: 1, ValidationLoss: 0.5}, host.Attachments{})
	finish(h.trainers[2], s.Runs[0], protocol.Finished, 7)
	s.ExamineLabels()
	if !s.Doctor.Waiting() || s.Doctor.Preparing() == nil {
		t.Fatal("the head's features are not being computed")
	}
	extractor := h.trainers[3]
	for range 4 {
		if e := lookAt(t, extractor); e.Spec.Train != spec.TrainHead {
			t.Errorf("features are computed for %+v", e.Spec)
		}
	}
	worker := h.trainers[4]
	e, ok := got[protocol.Examine](worker)
	if !ok || e.Spec != s.Runs[0].Spec.Examination() || e.Features == nil || len(worker.sent[2].files) != 4 || !extractor.closed {
		t.Fatalf("the trainer was sent %+v", worker.commands())
	}
	worker.handle(protocol.Failed{Kind: protocol.BadFeatures, Sentence: "They are damaged.", Cure: "Start again."}, host.Attachments{})
	s.ExamineLabels()
	if !s.Doctor.Waiting() {
		t.Error("damaged features are not computed anew")
	}
	s.Doctor.Cancel()
	if s.extraction.Working() != 0 {
		t.Error("features are computed though nobody waits for them")
	}
}

// TestASetIsMadeOfDecisions makes the set, uses it, and leaves the old round its own.
func TestASetIsMadeOfDecisions(t *testing.T) {
	s, h := trained(t)
	s.ExamineLabels()
	for range spec.Folds {
		answerFold(h.trainers[3])
	}
	s.Doctor.Decide(s.Doctor.Chart.Suspects()[0], 1)
	s.UseRelabelled()
	maker := h.trainers[4]
	relabel, ok := got[protocol.Relabel](maker)
	if want := []protocol.LabelChange{{Index: 40, Label: 1}}; !ok || !slices.Equal(relabel.Changes, want) || relabel.Name != "Bundled, relabelled" || !s.Doctor.Making() {
		t.Fatalf("the trainer was sent %+v", maker.commands())
	}
	made, list := &file{"made.pack"}, &file{"labels.csv"}
	maker.handle(protocol.Relabelled{Images: 2000}, host.Attachments{Files: []host.Blob{made, list}})
	if !maker.closed || s.Doctor.Making() {
		t.Error("the trainer is still there")
	}
	set := loadedSet(relabel.Name)
	set.SHA256 = "relabelled"
	h.trainers[0].handle(set, host.Attachments{})
	if s.Images.Pack != made || s.Images.Bundled || s.OwnSet(s.Runs[0]) || s.RoundOf(s.Runs[0]).Pack != sitePack {
		t.Errorf("in use is %v; the old round has %v", s.Images.Pack, s.RoundOf(s.Runs[0]).Pack)
	}
	if s.Examiner() != nil {
		t.Error("a run on other labels examines these")
	}
	// A set that is relabelled once more is called so once; a failure is told.
	var got2 doctor.Made
	s.Doctor.Make(func(m doctor.Made) { got2 = m })
	again := h.trainers[5]
	if c, _ := got[protocol.Relabel](again); c.Name != relabel.Name {
		t.Errorf("it is called %q", c.Name)
	}
	again.handle(protocol.Failed{Sentence: "The file is gone.", Cure: "Open it again."}, host.Attachments{})
	if got2.Pack != nil || !strings.Contains(s.Board.Notice, "could not be written. The file is gone. Open it again.") || s.Doctor.Making() {
		t.Errorf("after a failure: %+v, notice %q", got2, s.Board.Notice)
	}
}

// TestAnotherPageKeepsTheLabels: a page that does not keep the experiments writes no labels.
func TestAnotherPageKeepsTheLabels(t *testing.T) {
	h := &fakeHost{disk: newDisk(), memory: 4e9, claim: host.Others}
	s := New(h, 1)
	s.Open()
	s.Images.UseSitePack(sitePack)
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	s.Doctor.Decide(doctor.Photo{Index: 3}, 1)
	if len(h.disk.folders["labels"]) > 0 {
		t.Error("a page that may not keep experiments keeps labels")
	}
}
