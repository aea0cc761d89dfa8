package rates

import (
	"errors"
	"sync/atomic"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

// TestASearchThatIsOver begins no further trial, keeps those that it has, and says which are left;
// gone on with from its record it comes to its end.
func TestASearchThatIsOver(t *testing.T) {
	e, problems := spec.Decode("v=2&methods=sgd,adam&epochs=3")
	if problems != nil {
		t.Fatal(problems)
	}
	var trained atomic.Int64
	most := int64(30)
	p := &Place{
		Set: protocol.DataLoaded{Name: "Zoo", Classes: []string{"cat", "dog"}, Train: []int{9, 9}, Validation: []int{9, 9}, Test: []int{9, 9}}, Workers: 2,
		Train: func(run spec.Run, trial bool) (*driver.Outcome, error) {
			trained.Add(1)
			if run.Hyper.LearningRate > 1 {
				return &driver.Outcome{Diverged: "It became infinite."}, nil
			}
			return &driver.Outcome{Epochs: []protocol.EpochPoint{{Epoch: run.Epochs, ValidationLoss: run.Hyper.LearningRate, ValidationAccuracy: 0.7}}}, nil
		},
	}
	known := map[spec.Run]record.Run{}
	s := Search{
		Plan:  search.New(e, 1),
		Known: func(run spec.Run) (record.Run, bool) { r, ok := known[run]; return r, ok },
		Kept:  func(spec.Run, *driver.Outcome, record.Round) error { return nil },
		Over:  func() bool { return trained.Load() >= most },
	}
	round, err := p.Seek(s)
	if !errors.Is(err, ErrOver) || len(round.Runs) != int(trained.Load()) {
		t.Fatalf("%d of %d trials are in the record, %v", len(round.Runs), trained.Load(), err)
	}
	text, err := record.Encode(round)
	if err != nil {
		t.Fatal(err)
	}
	if round, err = record.Decode(text); err != nil {
		t.Fatalf("what was kept does not open: %v", err)
	}
	for _, r := range round.Runs {
		known[r.Spec] = r
	}
	if _, left := Left(s.Plan, s.Known); len(left)+len(known) != 2*search.Rates*search.Seeds {
		t.Errorf("%d trials of the first rung are left, %d are known", len(left), len(known))
	}
	before := trained.Load()
	s.Over = func() bool { return false }
	if round, err = p.Seek(s); err != nil {
		t.Fatal(err)
	}
	if again := trained.Load() - before; int(again) != len(round.Runs)-len(known) {
		t.Errorf("%d trials were trained, %d were missing", again, len(round.Runs)-len(known))
	}
	if parts, left := Left(s.Plan, func(run spec.Run) (record.Run, bool) {
		for _, r := range round.Runs {
			if r.Spec == run {
				return r, true
			}
		}
		return record.Run{}, false
	}); left != nil || len(parts) != len(round.Parts) {
		t.Errorf("%d trials are left at the end, %d parts of %d", len(left), len(parts), len(round.Parts))
	}
	for _, a := range Found(round) {
		if best, ok := a.Best(); !ok || best.Rate != a.Rungs[0].Tried[0].Rate {
			t.Errorf("of %s %+v is the best, want the lowest rate", a.Name, best)
		}
	}
}
