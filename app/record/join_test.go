package record

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pawgrad/nn/spec"
)

// seat is what a laptop of a class has: two methods with a seed of its own.
func seat(seed uint64) Round {
	e := sample()
	e.ID = fmt.Sprintf("seat-%d", seed)
	e.Parts = []spec.Experiment{e.Parts[0].Clone()}
	e.Parts[0].Shared.Seed, e.Parts[0].Seeds = seed, 1
	e.Runs = []Run{tested("run1", spec.SGD, seed, "11110000"), tested("run2", spec.Adam, seed, "11111100")}
	return e
}

// TestAClassIsOneStudy joins thirty seats: sixty runs, thirty seeds of each method, and a
// record that reads back.
func TestAClassIsOneStudy(t *testing.T) {
	var list []Named
	for i := range 30 {
		list = append(list, Named{fmt.Sprintf("seat%d.json", i+1), seat(uint64(30 - i))})
	}
	j := Join(list)
	if len(j.LeftOut) > 0 || j.Files != 30 || len(j.Round.Runs) != 60 {
		t.Fatalf("%d runs of %d files; left out: %q", len(j.Round.Runs), j.Files, j.LeftOut)
	}
	if p := j.Round.Parts[0]; p.Seeds != 30 || p.Shared.Seed != 1 || !slices.Equal(p.Methods, []spec.MethodID{spec.SGD, spec.Adam}) {
		t.Errorf("its part has %d seeds from %d on, methods %v", p.Seeds, p.Shared.Seed, p.Methods)
	}
	text, err := Encode(j.Round)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Decode(text)
	if err != nil || !reflect.DeepEqual(again, j.Round) {
		t.Errorf("it does not read back: %v", err)
	}
	for _, cell := range NewTable(j.Round)[0].Cells {
		if len(cell.Runs) != 30 {
			t.Errorf("%s has %d runs in the table, want 30", cell.Method.Name, len(cell.Runs))
		}
	}
	if list[1].Round.Runs[0].ID != "run1" || list[0].Round.Parts[0].Seeds != 1 {
		t.Error("joining has changed what was joined")
	}
}

// TestJoinSaysWhatDoesNotFit: file by file, and the rest is joined all the same.
func TestJoinSaysWhatDoesNotFit(t *testing.T) {
	changed := func(change func(*Round)) Round {
		e := seat(7)
		change(&e)
		return e
	}
	cases := []struct {
		name  string
		round Round
		runs  int // that are joined to the two of the first
		want  []string
	}{
		{"another seat", seat(7), 2, nil},
		{"another image set", changed(func(e *Round) { e.Set.SHA256, e.Set.Name = "def", "Horses" }), 0, []string{`it is of another image set, "Horses".`}},
		{"other settings", changed(func(e *Round) {
			e.Parts[0].Shared.Epochs++
			for i := range e.Runs {
				e.Runs[i].Spec.Epochs++
			}
		}), 0, []string{"it has other settings."}},
		{"another rate of Adam", changed(func(e *Round) {
			e.Runs[1].Spec.Hyper.LearningRate *= 2
			e.Parts[0].Hyper[spec.Adam] = e.Runs[1].Spec.Hyper
		}), 2, nil},
		{"the first once more", seat(1), 0, []string{"seed 1 of Adam is in an earlier file already.", "seed 1 of SGD is in an earlier file already."}},
		{"one more method", changed(func(e *Round) {
			e.Parts[0].Methods = []spec.MethodID{spec.SGD, spec.Momentum}
			e.Runs[1] = tested("run2", spec.Momentum, 7, "11111110")
		}), 2, nil},
		{"one that is not finished", changed(func(e *Round) { e.Runs[1].Result, e.Runs[1].Status = nil, Unfinished }), 1, []string{"1 run is not finished."}},
		{"other labels", changed(func(e *Round) {
			test := &e.Runs[0].Result.Test
			test.Labels = slices.Clone(test.Labels)
			for i := range test.Labels {
				test.Labels[i] = 1 - test.Labels[i]
			}
		}), 1, []string{"SGD was tested on photos of other classes."}},
	}
	for _, c := range cases {
		j := Join([]Named{{"first.json", seat(1)}, {"second.json", c.round}})
		var want []string
		for _, reason := range c.want {
			want = append(want, "second.json: "+reason)
		}
		if !slices.Equal(j.LeftOut, want) || len(j.Round.Runs) != 2+c.runs {
			t.Errorf("%s: %d runs; left out %q, want %d runs and %q", c.name, len(j.Round.Runs), j.LeftOut, 2+c.runs, want)
		}
		if files := 1 + min(1, c.runs); j.Files != files {
			t.Errorf("%s: made of %d files, want %d", c.name, j.Files, files)
		}
		text, err := Encode(j.Round)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(text); err != nil {
			t.Errorf("%s: what was joined is no record: %v", c.name, err)
		}
	}
}

// TestOtherRatesAreArms: a method that was trained at another rate elsewhere stands beside, and
// two files of it are seeds of one arm.
func TestOtherRatesAreArms(t *testing.T) {
	faster := func(seed uint64) Round {
		e := seat(seed)
		e.Runs[1].Spec.Hyper.LearningRate *= 2
		e.Parts[0].Hyper[spec.Adam] = e.Runs[1].Spec.Hyper
		return e
	}
	j := Join([]Named{{"a", seat(1)}, {"b", faster(1)}, {"c", faster(2)}, {"d", seat(2)}})
	if want := []string{"b: seed 1 of SGD is in an earlier file already.", "d: seed 2 of SGD is in an earlier file already."}; !slices.Equal(j.LeftOut, want) {
		t.Errorf("left out %q", j.LeftOut)
	}
	cells := NewTable(j.Round)[0].Cells
	for i, want := range []string{"SGD", "Adam", "Adam, δ 0.001"} {
		if i >= len(cells) || cells[i].Method.Name != want || len(cells[i].Runs) != 2 {
			t.Fatalf("the table has %+v", cells)
		}
	}
	text, err := Encode(j.Round)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Decode(text); err != nil || !reflect.DeepEqual(again, j.Round) {
		t.Errorf("it does not read back: %v", err)
	}
}

// TestJoinOfOne leaves a round with its results.
func TestJoinOfOne(t *testing.T) {
	j := Join([]Named{{"a.json", sample()}})
	if len(j.Round.Runs) != 3 || len(j.LeftOut) != 1 || !strings.Contains(j.LeftOut[0], "not finished") {
		t.Errorf("%d runs, left out %q", len(j.Round.Runs), j.LeftOut)
	}
}
