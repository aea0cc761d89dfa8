package record

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// tested is a finished run that names the test photos of these bits right.
func tested(id string, method spec.MethodID, seed uint64, right string) Run {
	run := spec.FirstRunOf(spec.CNN, method)
	run.Seed, run.BatchSize = seed, 4
	test := protocol.Evaluation{Loss: 0.5}
	for i, bit := range right {
		label, p := i%2, float32(0.25)
		if (bit == '1') == (label == 1) {
			p = 0.75
		}
		test.Indexes, test.Labels, test.Probabilities = append(test.Indexes, 100+i), append(test.Labels, label), append(test.Probabilities, p)
	}
	return Run{
		ID: id, Spec: run, Status: Finished, Rate: 800, Started: protocol.Started{Run: id, Steps: 20, StepsPerEpoch: 10},
		Train: Curve{[]float64{0.5, 1.5}, []float64{1, 3}, []float64{0.7, 0.1 + 0.2}, []float64{0.5, 0.625}},
		Epochs: []protocol.EpochPoint{
			{Epoch: 1, Seconds: 2, TrainLoss: 0.7, TrainAccuracy: 0.5, ValidationLoss: 0.69, ValidationAccuracy: 0.55},
			{Epoch: 2, Seconds: 4, TrainLoss: 0.6, TrainAccuracy: 0.6, ValidationLoss: 0.65, ValidationAccuracy: 0.6},
		},
		Result: &protocol.Done{Run: id, Reason: protocol.Finished, Epochs: 2, Seconds: 4, Test: test},
	}
}

// sample is an experiment of two methods and two seeds, one of whose runs has yet to
// begin.
func sample() Round {
	part := spec.FirstExperimentFor(spec.CNN)
	part.Methods, part.Seeds, part.Shared.BatchSize = []spec.MethodID{spec.SGD, spec.Adam}, 2, 4
	waiting := spec.FirstRunOf(spec.CNN, spec.Adam)
	waiting.Seed, waiting.BatchSize = 2, 4
	normed := tested("run1", spec.SGD, 1, "11110000")
	normed.Start = &protocol.StartPoint{Run: "run1", ValidationLoss: 0.75, ValidationAccuracy: 0.5}
	normed.Started.Layers = []string{"conv1", "dense1"}
	normed.Norms = &Norms{Epoch: []float64{0.5, 1}, Gradient: [][]float32{{1, 0.1}, {2, 0.2}}, Update: [][]float32{{0.5, 0}, {0.25, 3e-5}}, Every: 2}
	return Round{
		ID: "20261124-010203-1", Name: "A test", Kind: Comparison, Began: time.Date(2026, 11, 24, 1, 2, 3, 0, time.UTC), Parts: []spec.Experiment{part},
		Set: Set{protocol.DataLoaded{Name: "Photos", SHA256: "abc", Classes: []string{"cat", "dog"},
			Train: []int{4, 4}, Validation: []int{2, 2}, Test: []int{4, 4}}},
		Machine: Machine{Browser: "a browser", Cores: 2, Engine: "an engine"},
		Runs: []Run{
			normed, tested("run2", spec.Adam, 1, "11111100"),
			tested("run3", spec.SGD, 2, "11100000"), {ID: "run4", Spec: waiting, Status: Unfinished},
		},
	}
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	text, err := Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read back:\n%+v\nwritten:\n%+v", got, want)
	}
	if run := written(t, Write, want); !bytes.Equal(run, text) {
		t.Errorf("run by run it is written as\n%s\nat once as\n%s", run, text)
	}
}

// TestAClonedRunStaysAsItIs while the run that it was made of goes on, which thins curves in
// their place.
func TestAClonedRunStaysAsItIs(t *testing.T) {
	r, want := sample().Runs[0], sample().Runs[0]
	clone := r.Clone()
	r.Train.Loss[0], r.Epochs[0].TrainLoss, r.Norms.Epoch[0], r.Norms.Gradient[0] = 9, 9, 9, nil
	if !reflect.DeepEqual(clone, want) {
		t.Errorf("the clone is %+v", clone)
	}
}

// TestOldFilesOpen reads files of before experiments had a kind, which was in their name.
func TestOldFilesOpen(t *testing.T) {
	for name, want := range map[string]Kind{StudyName: Study, SearchName: Search, "CNN, 64 px": Comparison} {
		e := sample()
		e.Name, e.Kind = name, ""
		text, err := Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decode(text); err != nil || got.Kind != want {
			t.Errorf("%q: kind %q, error %v; want %q", name, got.Kind, err, want)
		}
	}
	renamed := sample()
	renamed.Name = StudyName
	text, err := Encode(renamed)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Decode(text); err != nil || got.Kind != Comparison {
		t.Errorf("a comparison that was given the study's name: kind %q, error %v", got.Kind, err)
	}
}

// TestOldKeyOfVariants reads a file of before 2026-11-29, which says "forms" for variants.
func TestOldKeyOfVariants(t *testing.T) {
	want := sample()
	for i := range want.Parts {
		want.Parts[i].Shared.Augment.Variants = 4
	}
	for i := range want.Runs {
		want.Runs[i].Spec.Augment.Variants = 4
	}
	text, err := Encode(want)
	if err != nil || !bytes.Contains(text, []byte(`"variants":4`)) {
		t.Fatalf("%v, or no variants in %s", err, text)
	}
	old := bytes.ReplaceAll(text, []byte(`"variants":`), []byte(`"forms":`))
	if got, err := Decode(old); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the old file reads as %+v, %v", got, err)
	}
}

// TestTheStudysResultsOpen reads the results in this repository.
func TestTheStudysResultsOpen(t *testing.T) {
	text, err := os.ReadFile("../../results/study.json")
	if err != nil {
		t.Fatal(err)
	}
	e, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if e.Kind != Study || len(e.Parts) < 2 || len(e.Runs) < 21 {
		t.Errorf("kind %q, %d parts, %d runs", e.Kind, len(e.Parts), len(e.Runs))
	}
}

func TestDecodeRefuses(t *testing.T) {
	cases := []struct {
		name   string
		change func(e *Round)
		want   string
	}{
		{"an ID that leaves the folder", func(e *Round) { e.ID = "../x" }, "names no experiment"},
		{"a kind that is none", func(e *Round) { e.Kind = "x" }, `no kind "x"`},
		{"no parts", func(e *Round) { e.Parts = nil }, "0 parts"},
		{"another run of that name", func(e *Round) { e.Runs[1].ID = "run1" }, "names no run, or two"},
		{"a part that is not there", func(e *Round) { e.Runs[0].Part = 1 }, "of part 2"},
		{"settings that cannot be", func(e *Round) { e.Runs[0].Spec.Epochs = 0 }, "Epochs cannot be"},
		{"a method that is none", func(e *Round) { e.Parts[0].Methods[0] = "x" }, `no method "x"`},
		{"a status that is none", func(e *Round) { e.Runs[0].Status = "x" }, `no status "x"`},
		{"done without a result", func(e *Round) { e.Runs[0].Result = nil }, "missing"},
		{"a curve with gaps", func(e *Round) { e.Runs[0].Train.Loss = nil }, "gaps"},
		{"a curve that goes back", func(e *Round) { slices.Reverse(e.Runs[0].Train.Epoch) }, "goes back"},
		{"norms with gaps", func(e *Round) { e.Runs[0].Norms.Update = e.Runs[0].Norms.Update[1:] }, "norms have gaps"},
		{"norms that go back", func(e *Round) { slices.Reverse(e.Runs[0].Norms.Epoch) }, "norms go back"},
		{"norms of a layer less", func(e *Round) { e.Runs[0].Norms.Gradient[1] = []float32{1} }, "other layers"},
		{"norms of no layers", func(e *Round) { e.Runs[0].Started.Layers = nil }, "other layers"},
		{"a norm below nothing", func(e *Round) { e.Runs[0].Norms.Gradient[1][1] = -1 }, "norms hold what cannot"},
		{"too many norms", func(e *Round) {
			n, row := e.Runs[0].Norms, []float32{1, 1}
			n.Epoch = make([]float64, mostNorms+1)
			n.Gradient = slices.Repeat([][]float32{row}, mostNorms+1)
			n.Update = n.Gradient
		}, "norms have gaps"},
		{"too many layers", func(e *Round) { e.Runs[1].Started.Layers = make([]string, mostLayers+1) }, "layers are too many"},
		{"a layer with a long name", func(e *Round) { e.Runs[1].Started.Layers = []string{strings.Repeat("x", longest+1)} }, "names too long"},
		{"a start that cannot be", func(e *Round) { e.Runs[0].Start.ValidationAccuracy = 2 }, "its start holds"},
		{"epochs out of order", func(e *Round) { slices.Reverse(e.Runs[0].Epochs) }, "out of order"},
		{"a probability beyond one", func(e *Round) { e.Runs[0].Result.Test.Probabilities[0] = 2 }, "no network says"},
		{"logits without photos", func(e *Round) { e.Runs[0].Result.Test.Logits = []float32{1} }, "gaps"},
		{"photos without a label", func(e *Round) { e.Runs[0].Result.Test.Labels = nil }, "gaps"},
		{"a class too many", func(e *Round) { e.Set.Classes = append(e.Set.Classes, "cow") }, "has not two classes"},
		{"a run that its part does not ask for", func(e *Round) { e.Runs[0].Spec.Epochs++ }, "other settings than its part"},
		{"a method that its part does not have", func(e *Round) { e.Parts[0].Methods = e.Parts[0].Methods[1:] }, "other settings than its part"},
		{"a seed twice", func(e *Round) { e.Runs[2].Spec.Seed = 1 }, "there twice"},
		{"a photo twice", func(e *Round) { e.Runs[0].Result.Test.Indexes[1] = 100 }, "photo 100 is tested twice"},
		{"a photo that is cat and dog", func(e *Round) { e.Runs[0].Result.Test.Labels[3] = 0 }, "photo 103 is of one class in one run and of the other in another"},
		{"more photos than there are", func(e *Round) { e.Set.Test[0] = 3 }, "not so many"},
		{"a photo of a third class", func(e *Round) { e.Runs[0].Result.Test.Labels[0] = 2 }, "no network says"},
		{"no methods", func(e *Round) { e.Parts[0].Methods = nil }, "2 seeds of 0 methods"},
		{"a result too early", func(e *Round) { e.Runs[0].Status = Unfinished }, "before it is over"},
		{"a reason that is none", func(e *Round) { e.Runs[0].Result.Reason = "x" }, "no reason"},
		{"an epoch too many", func(e *Round) { e.Runs[0].Epochs[1].Epoch = 100 }, "out of order"},
		{"more right than there are", func(e *Round) { e.Runs[0].Epochs[0].TrainAccuracy = 1.5 }, "cannot be measured"},
		{"a curve below nothing", func(e *Round) { e.Runs[0].Train.Seconds[0] = -1 }, "cannot be measured"},
		{"less than no loss", func(e *Round) { e.Runs[0].Result.Test.Loss = -1 }, "gaps"},
		{"a long name", func(e *Round) { e.Name = strings.Repeat("x", longest+1) }, "too long"},
		{"a long source", func(e *Round) { e.Set.Source = strings.Repeat("x", longestAny+1) }, "too long"},
		{"counts of no class", func(e *Round) { e.Set.Test = nil }, "counts"},
	}
	for _, c := range cases {
		e := sample()
		c.change(&e)
		text, err := Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(text); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "another copy") {
			t.Errorf("%s: error %v, want one with %q and a cure", c.name, err, c.want)
		}
	}
	for text, want := range map[string]string{"Dear Sir": "no experiment", `{"format":"x"}`: "no experiment", `{"format":"pawgrad-experiment","version":5}`: "newer version"} {
		if _, err := Decode([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	text, err := Encode(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":"pawgrad-experiment","version":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := Decode(text)
		if err != nil {
			return
		}
		// What is taken can be shown.
		Markdown(NewReport(e, NewTable(e)), func(figure string) (string, string) { return figure, figure })
		for _, table := range CSVs {
			if _, err := csv.NewReader(bytes.NewReader(written(t, table.Write, e))).ReadAll(); err != nil {
				t.Error(err)
			}
		}
		if again, err := Encode(e); err != nil || !json.Valid(again) {
			t.Errorf("it cannot be written again: %v", err)
		}
	})
}

func TestTable(t *testing.T) {
	row := NewTable(sample())[0]
	if len(row.Cells) != 2 || row.Cells[0].Method.ID != spec.SGD || row.Cells[1].Method.ID != spec.Adam {
		t.Fatalf("cells %+v", row.Cells)
	}
	sgd, adam := row.Cells[0], row.Cells[1]
	// Accuracies 4/8 and 3/8. Mean squares: between the seeds 1/16, between the photos 0.49107,
	// of the rest 1/16; the error is √(0.49107/16) with 8.00 degrees of freedom, 0.17519·2.3060.
	if sgd.Mean != 0.4375 || math.Abs(sgd.Low-0.0335) > 1e-3 || math.Abs(sgd.High-0.8415) > 1e-3 {
		t.Errorf("SGD: %g from %g to %g", sgd.Mean, sgd.Low, sgd.High)
	}
	// 6 of 8 by Wilson: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n).
	if adam.Mean != 0.75 || math.Abs(adam.Low-0.4093) > 1e-4 || math.Abs(adam.High-0.9285) > 1e-4 || adam.Images != 8 {
		t.Errorf("Adam: %g from %g to %g", adam.Mean, adam.Low, adam.High)
	}
	if adam.Study != 0.7829 || sgd.Study != 0.7630 {
		t.Errorf("the study's figures: %g, %g", adam.Study, sgd.Study)
	}
	if got := sgd.BatchAccuracies(); len(got) != 2 || math.Abs(got[0]+got[1]-2*sgd.Mean) > 1e-12 {
		t.Errorf("accuracies by batch %v", got)
	}
	if len(row.Differences) != 0 {
		t.Errorf("with one seed in common: differences %+v", row.Differences)
	}
	e := sample()
	e.Runs[3] = tested("run4", spec.Adam, 2, "11111000")
	row = NewTable(e)[0]
	// Photo by photo Adam is ahead by 0,0,0,0,1,1,0,0 and 0,0,0,1,1,0,0,0: by a quarter each.
	d := row.Differences[0]
	if len(row.Differences) != 1 || d.Better != 1 || d.Worse != 0 || d.By != 0.25 || d.P < 0.05 || d.P > 0.3 {
		t.Errorf("differences %+v", row.Differences)
	}
	if got := row.Sentence(); got != "No difference between two methods is larger than chance explains." {
		t.Errorf("of eight photos it says %q", got)
	}
	if got := row.Verdict(); got != "Adam names the most test photos right. But on these 8 photos its lead over the others may be chance: more seeds or more photos tell more." {
		t.Errorf("of eight photos the verdict is %q", got)
	}
}

// TestBatchesMixTheClasses: in a set the photos stand class by class. A network that calls all
// of them one class is right in about half of each batch, not in all or none of it.
func TestBatchesMixTheClasses(t *testing.T) {
	const photos = 320
	r := tested("run1", spec.SGD, 1, strings.Repeat("0", photos))
	r.Spec.BatchSize = 32
	for i := range photos {
		r.Result.Test.Labels[i], r.Result.Test.Probabilities[i] = 0, 0.25
		if i >= photos/2 {
			r.Result.Test.Labels[i] = 1
		}
	}
	again := r
	again.Spec.Seed = 2
	got := newCell([]Run{r, again}).BatchAccuracies()
	if len(got) != 10 {
		t.Errorf("of two seeds there are %d batches, want 10", len(got))
	}
	for i, a := range got {
		if a < 0.2 || a > 0.8 {
			t.Errorf("batch %d: accuracy %g", i, a)
		}
	}
}

// TestEqualSeedsAreNotCertain: two seeds that happen to name the same photos right have an
// interval: other photos might have been drawn. If they name all right, it is Wilson's.
func TestEqualSeedsAreNotCertain(t *testing.T) {
	e := sample()
	bits := strings.Repeat("1110", 25)
	e.Runs = []Run{tested("run1", spec.SGD, 1, bits), tested("run2", spec.SGD, 2, bits)}
	c := NewTable(e)[0].Cells[0]
	half := 1.98422 * math.Sqrt(0.75*0.25*100/99/100)
	if c.Mean != 0.75 || math.Abs(c.High-0.75-half) > 1e-4 || math.Abs(0.75-c.Low-half) > 1e-4 {
		t.Errorf("%g from %g to %g, want 0.75 ± %g", c.Mean, c.Low, c.High, half)
	}
	right := strings.Repeat("1", 100)
	c = newCell([]Run{tested("run1", spec.SGD, 1, right), tested("run2", spec.SGD, 2, right)})
	if low, _ := metric.Wilson(100, 100); c.Mean != 1 || c.Low != low || c.High != 1 {
		t.Errorf("of nothing but right answers: %g from %g to %g", c.Mean, c.Low, c.High)
	}
}

func TestAClearDifferenceIsSaid(t *testing.T) {
	e := sample()
	e.Runs = []Run{
		tested("run1", spec.SGD, 1, strings.Repeat("10", 50)), tested("run2", spec.Adam, 1, strings.Repeat("11", 50)),
		tested("run3", spec.Momentum, 1, strings.Repeat("11", 48)+"1010"),
	}
	row := NewTable(e)[0]
	want := "Adam's network is better than SGD's by 0.500 (p < 0.001); Momentum's network is better than SGD's by 0.480 (p < 0.001). All other differences may be chance." + ofNetworks.seeds
	if got := row.Sentence(); got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	verdict := "The network of Adam names the most test photos right. Its lead over that of SGD is larger than the choice of test photos explains; over the others it may be chance." + ofNetworks.seeds
	if got := row.Verdict(); got != verdict {
		t.Errorf("the verdict is %q, want %q", got, verdict)
	}
	e.Runs[1].Result.Test.Indexes[0] = 7 // another photo
	if n := len(NewTable(e)[0].Differences); n != 1 {
		t.Errorf("%d pairs are compared photo by photo, though one run saw other photos", n)
	}
}

func TestVerdict(t *testing.T) {
	right, wrong := strings.Repeat("11", 50), strings.Repeat("10", 50)
	almost := strings.Repeat("11", 48) + "1010"
	run := func(method spec.MethodID, bits string) Run {
		return tested("run"+strconv.Itoa(len(method)), method, 1, bits)
	}
	elsewhere := run(spec.RMSprop, almost)
	elsewhere.Result.Test.Indexes[0] = 7
	for _, c := range []struct {
		name, want string
		runs       []Run
	}{
		{"one method", "", []Run{run(spec.SGD, right)}},
		{"all alike", "The networks of all methods name equally many of the test photos right." + ofNetworks.seeds, []Run{run(spec.SGD, almost), run(spec.Adam, almost)}},
		{"a clear one", "The network of SGD names the most test photos right. Its lead over every other is larger than the choice of test photos explains." + ofNetworks.seeds,
			[]Run{run(spec.SGD, right), run(spec.Adam, wrong)}},
		{"two at the top", "The networks of SGD and Adam name the most test photos right, equally many. Their lead over that of Momentum is larger than the choice of test photos explains; over the others it may be chance." + ofNetworks.seeds,
			[]Run{run(spec.SGD, right), run(spec.Momentum, wrong), run(spec.Adagrad, almost), run(spec.Adam, right)}},
		{"other photos", "The network of SGD names the most test photos right. Its lead over that of Momentum is larger than the choice of test photos explains; over that of Adam it may be chance. On RMSprop nothing can be said: the test photos were others." + ofNetworks.seeds,
			[]Run{run(spec.SGD, right), run(spec.Momentum, wrong), run(spec.Adam, almost), elsewhere}},
		{"other photos only", "The network of SGD names the most test photos right. On RMSprop nothing can be said: the test photos were others." + ofNetworks.seeds,
			[]Run{run(spec.SGD, right), elsewhere}},
	} {
		e := sample()
		e.Runs = c.runs
		if got := NewTable(e)[0].Verdict(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	e := sample()
	e.Runs = nil
	for seed := range uint64(2) {
		e.Runs = append(e.Runs, tested("run1", spec.SGD, seed, right), tested("run2", spec.Adam, seed, wrong))
	}
	const want = "SGD names the most test photos right. Its lead over every other is larger than chance explains."
	if got := NewTable(e)[0].Verdict(); got != want {
		t.Errorf("of two seeds: %q, want %q", got, want)
	}
}

// TestNoCellIsAFormula has names that a spreadsheet would carry out.
func TestNoCellIsAFormula(t *testing.T) {
	e := sample()
	e.ID = "-1-2"
	e.Runs[0].Started.Layers[0] = "=1+1"
	for _, table := range CSVs {
		rows, err := csv.NewReader(bytes.NewReader(written(t, table.Write, e))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "-1-") {
					t.Errorf("%s holds the cell %q", table.Name, cell)
				}
			}
		}
	}
}

// written is a table as a file.
func written(t *testing.T, write func(io.Writer, Round) error, e Round) []byte {
	t.Helper()
	var text bytes.Buffer
	if err := write(&text, e); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// TestCSV reads each table back and compares it with the records, to the last digit.
func TestCSV(t *testing.T) {
	e := sample()
	read := func(text []byte) []map[string]string {
		lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var all []map[string]string
		for _, line := range lines[1:] {
			cells := map[string]string{}
			for i, name := range lines[0] {
				cells[name] = line[i]
			}
			all = append(all, cells)
		}
		return all
	}
	value := func(line map[string]string, name string) float64 {
		x, err := strconv.ParseFloat(line[name], 64)
		if err != nil {
			t.Errorf("%s of %v: %v", name, line, err)
		}
		return x
	}
	epochs := read(written(t, EpochsCSV, e))
	if len(epochs) != 6 || epochs[2]["method"] != "adam" || epochs[2]["seed"] != "1" || epochs[2]["experiment"] != e.ID || epochs[2]["part"] != "1" || epochs[2]["train"] != "all" {
		t.Fatalf("epochs: %v", epochs)
	}
	for i, p := range e.Runs[0].Epochs {
		if value(epochs[i], "validation_loss") != p.ValidationLoss || value(epochs[i], "train_accuracy") != p.TrainAccuracy || value(epochs[i], "seconds") != p.Seconds {
			t.Errorf("epoch %d: %v, recorded %+v", i, epochs[i], p)
		}
	}
	if steps := read(written(t, StepsCSV, e)); len(steps) != 6 || value(steps[1], "loss") != e.Runs[0].Train.Loss[1] {
		t.Errorf("steps: %v", steps)
	}
	norms := read(written(t, NormsCSV, e))
	if len(norms) != 4 || norms[3]["run"] != "run1" || norms[3]["layer"] != "dense1" || value(norms[3], "epoch") != 1 ||
		norms[3]["gradient_norm"] != "0.2" || norms[3]["update_norm"] != "3e-05" {
		t.Errorf("norms: %v", norms)
	}
	results := read(written(t, ResultsCSV, e))
	if len(results) != 4 || value(results[1], "test_accuracy") != 0.75 || results[1]["hits"] != "6" || results[3]["status"] != "unfinished" || results[3]["auc"] != "" {
		t.Errorf("results: %v", results)
	}
	// The second run names 6 of 8 right.
	if r := results[1]; r["class_0"] != "cat" || value(r, "balanced_accuracy") != (value(r, "recall_0")+value(r, "recall_1"))/2 || value(r, "guess") != 0.5 {
		t.Errorf("by class: %v", r)
	}
	if results[0]["norm_points"] != "2" || results[1]["norm_points"] != "0" {
		t.Errorf("points of norms: %s and %s", results[0]["norm_points"], results[1]["norm_points"])
	}
	if auc := value(results[1], "auc"); auc < 0.5 || auc > 1 {
		t.Errorf("AUC %g", auc)
	}
	predictions := read(written(t, PredictionsCSV, e))
	if len(predictions) != 24 || predictions[9]["image"] != "101" || value(predictions[9], "probability") != float64(e.Runs[1].Result.Test.Probabilities[1]) {
		t.Errorf("%d predictions, the tenth %v", len(predictions), predictions[9])
	}
	if got := value(predictions[9], "logit"); math.Abs(math.Abs(got)-math.Log(3)) > 1e-6 {
		t.Errorf("of an older record the tenth logit is %g", got)
	}
	test := &e.Runs[1].Result.Test
	test.Probabilities[0], test.Probabilities[1], test.Logits = 1, 0, nil
	if p := read(written(t, PredictionsCSV, e)); p[8]["logit"] != "" || p[9]["logit"] != "" {
		t.Errorf("of a probability of one or nothing the logits are %q and %q", p[8]["logit"], p[9]["logit"])
	}
	test.Logits = []float32{40, -120, 1, 1, 1, 1, 1, 1}
	if p := read(written(t, PredictionsCSV, e)); p[8]["logit"] != "40" || p[9]["logit"] != "-120" {
		t.Errorf("the logits are %q and %q", p[8]["logit"], p[9]["logit"])
	}
}

// TestVersions: a file says the first version of the page that can read it.
func TestVersions(t *testing.T) {
	for link, want := range map[string]int{"v=2": 1, "v=2&arm=sgd~batch~8": 2, "v=2&arm=sgd~batch~8&arm=sgd~size~64": 3, "v=2&arm=sgd~size~64&arm=sgd~model~vgg19": 4} {
		part, _ := spec.Decode(link)
		if got := versionOf(Round{Parts: []spec.Experiment{part}}); got != want {
			t.Errorf("%s: version %d, want %d", link, got, want)
		}
	}
}
