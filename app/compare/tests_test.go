package compare_test

import (
	"reflect"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session"
	"pawgrad/nn/spec"
)

// TestManyRunsAreEvaluatedBitByBit opens an experiment of 600 tested runs: their table is not
// there at once, takes several pieces of work, and is then the one that is made at one go.
func TestManyRunsAreEvaluatedBitByBit(t *testing.T) {
	_, s, runs, _ := apptest.New()
	part := spec.DefaultExperimentFor(spec.CNN)
	part.Methods, part.Seeds = []spec.MethodID{spec.SGD, spec.Adam}, 300
	s.Form.Experiment = part
	s.Start(part.Methods)
	for i, r := range s.Runs {
		r.Status = session.Finished
		r.Result = &protocol.Done{Run: r.ID, Reason: protocol.Finished, Test: protocol.Evaluation{
			Indexes: []int{0, 1, 2}, Labels: []int{0, 1, 1}, Probabilities: []float32{float32(i%3) / 3, 0.7, float32(i%2) / 2}}}
	}
	if n := runs.ToEvaluate(); n != 600 {
		t.Fatalf("%d runs are to be evaluated, want 600", n)
	}
	if table := runs.Table(); table != nil {
		t.Error("the table is there at once")
	}
	pieces := 1
	for runs.Evaluate() {
		pieces++
	}
	if pieces < 4 {
		t.Errorf("all was done in %d pieces, want one for each method and one for their difference at least", pieces)
	}
	if n := runs.ToEvaluate(); n != 0 {
		t.Errorf("%d runs are still to be evaluated", n)
	}
	got, want := runs.Table(), record.NewTable(s.Record(s.Latest()))
	if len(got[0].Cells) != 2 || !reflect.DeepEqual(got[0].Differences, want[0].Differences) || got[0].Cells[1].Mean != want[0].Cells[1].Mean {
		t.Errorf("the table is %+v, want %+v", got[0].Differences, want[0].Differences)
	}
	// One more is tested: until that is worked out too, the table is the one of before.
	s.Runs[0].Status = session.Failed
	if table := runs.Table(); len(table) != 1 || runs.ToEvaluate() != 599 {
		t.Errorf("%d parts in the table while %d runs are to be evaluated", len(table), runs.ToEvaluate())
	}
}
