package search

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"testing"

	"pawgrad/nn/spec"
)

// experiment is two methods and three arms, one of which has another rate only.
func experiment(t *testing.T) spec.Experiment {
	t.Helper()
	e, problems := spec.Decode("v=2&methods=sgd,adam&arm=sgd~lr~0.5&arm=sgd~batch~4~epochs~20~warmup~2&arm=adam~bias~false&arm=adam~batch~4~off~1&epochs=18&warmup=3&patience=2&seed=7&same-rate=0.3")
	if problems != nil {
		t.Fatal(problems)
	}
	return e
}

func TestRungs(t *testing.T) {
	for _, c := range []struct {
		epochs int
		share  float64
		want   []Rung
	}{
		{18, 1, []Rung{{12, 2}, {4, 6}, {2, 18}}},
		{11, 1, []Rung{{12, 2}, {4, 4}, {2, 11}}},
		{11, 0.5, []Rung{{12, 1}, {4, 2}, {2, 6}}},
		{3, 1, []Rung{{12, 1}, {4, 3}}},
		{2, 1, []Rung{{12, 1}, {4, 2}}},
		{1, 0.5, []Rung{{12, 1}}},
	} {
		e := spec.DefaultExperiment()
		e.Shared.Epochs = c.epochs
		p := New(e, c.share)
		if !slices.Equal(p.Rungs, c.want) {
			t.Errorf("%g of %d epochs: rungs %v, want %v", c.share, c.epochs, p.Rungs, c.want)
		}
		if err := p.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestTheFirstRung(t *testing.T) {
	e := experiment(t)
	p := New(e, 1)
	if p.Arms() != 4 || p.Runs(0) != 4*3*(12+4+2) {
		t.Fatalf("%d arms, %d runs: the arm with another rate only, and the one that is off, look for none", p.Arms(), p.Runs(0))
	}
	parts := p.Parts(0, nil)
	if len(parts) != Rates {
		t.Fatalf("%d parts", len(parts))
	}
	rates := map[spec.Label][]float64{}
	for _, part := range parts {
		runs := part.Runs()
		if len(runs) != 4*Seeds {
			t.Fatalf("a part of %d runs", len(runs))
		}
		if err := part.CheckArms(); err != nil {
			t.Error(err)
		}
		for _, r := range runs {
			if err := r.Validate(); err != nil {
				t.Error(err)
			}
			if r.Epochs != 2 || r.Patience != 0 || r.Seed < 1007 || r.Seed > 1009 {
				t.Errorf("%s has %d epochs, a patience of %d and seed %d", r.Name(), r.Epochs, r.Patience, r.Seed)
			}
			if want := map[int]float64{0: 3. / 9, 2: 2. / 10, 3: 3. / 9}[r.Arm.Look]; math.Abs(r.Warmup-want) > 1e-12 {
				t.Errorf("%s has a warm-up of %g epochs, want %g", r.Name(), r.Warmup, want)
			}
			if r.Seed == 1007 {
				of := spec.Label{Name: r.Name(), Look: r.Arm.Look}
				rates[of] = append(rates[of], r.Hyper.LearningRate)
			}
		}
	}
	want := []float64{0.001, 0.0022, 0.0046, 0.01, 0.022, 0.046, 0.1, 0.22, 0.46, 1, 2.2, 4.6}
	for _, name := range []spec.Label{{Name: "SGD"}, {Name: e.NameOf(e.Arms[1]), Look: 2}} {
		if !slices.Equal(rates[name], want) {
			t.Errorf("%v tries %v, want %v", name, rates[name], want)
		}
	}
	if e.Shared.Epochs != 18 || e.Arms[1].Own[spec.KeyEpochs] != "20" {
		t.Error("the experiment itself was changed")
	}
}

func TestRatesKeepToTheLimits(t *testing.T) {
	for own, want := range map[float64][2]float64{0.0015: {0.000015, 0.07}, 30: {0.014, 65}, 100: {0.022, 100}} {
		rates := ratesAround(own)
		if len(rates) != Rates || rates[0] != want[0] || rates[Rates-1] != want[1] || !slices.Contains(rates, own) || !slices.IsSorted(rates) {
			t.Errorf("around %g: %v, want from %g to %g", own, rates, want[0], want[1])
		}
	}
}

// trial is what a run comes to whose best rate is one that an arm likes.
func trial(r spec.Run, best float64) Trial {
	off := math.Abs(math.Log10(r.Hyper.LearningRate / best))
	if r.Hyper.LearningRate > 30*best {
		return Trial{r, math.NaN(), math.NaN()}
	}
	return Trial{r, 0.8 - 0.1*off + 0.001*float64(r.Seed%3), 0.4 + 0.1*off}
}

// play plays a whole search, each rung of which is asked for anew.
func play(p Plan, best map[spec.MethodID]float64) (all []Trial, rungs [][]spec.Experiment) {
	var before []Trial
	for rung := range p.Rungs {
		parts := p.Parts(rung, before)
		rungs, before = append(rungs, parts), nil
		for _, part := range parts {
			for _, r := range part.Runs() {
				before = append(before, trial(r, best[r.Method]))
			}
		}
		all = append(all, before...)
	}
	return all, rungs
}

func TestHalving(t *testing.T) {
	p := New(experiment(t), 1)
	best := map[spec.MethodID]float64{spec.SGD: 0.22, spec.Adam: 0.0001}
	all, rungs := play(p, best)
	for i, want := range []int{12, 4, 2} {
		if len(rungs[i]) != want {
			t.Errorf("rung %d has %d rates of each arm, want %d", i, len(rungs[i]), want)
		}
		for _, part := range rungs[i] {
			if got := len(part.Runs()); got != 4*Seeds {
				t.Errorf("a part of rung %d has %d runs: not all arms get the same", i, got)
			}
			if p.Rung(part.Shared.Epochs) != i {
				t.Errorf("rung %d is of %d epochs", i, part.Shared.Epochs)
			}
		}
	}
	for _, a := range Sum(all) {
		got, ok := a.Best()
		if !ok || got.Rate != best[a.Method] || len(got.Loss) != Seeds || a.Edge() != 0 || len(a.Rungs) != 3 {
			t.Errorf("%s: %+v in %d rungs, edge %d", a.Name, got, len(a.Rungs), a.Edge())
		}
	}
	if all[0].Run.Arm.Look != 0 || len(all) != p.Runs(0) {
		t.Errorf("%d trials", len(all))
	}
	// A plan that was written down comes to the same.
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var again Plan
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if _, other := play(again, best); !reflect.DeepEqual(runsOf(other), runsOf(rungs)) {
		t.Error("read back it plans other runs")
	}
}

func runsOf(rungs [][]spec.Experiment) (runs []spec.Run) {
	for _, parts := range rungs {
		for _, part := range parts {
			runs = append(runs, part.Runs()...)
		}
	}
	return runs
}

func TestEdges(t *testing.T) {
	p := New(experiment(t), 1)
	for best, want := range map[float64]int{1e-4: -1, 0.1: 0, 1e9: 1} {
		all, _ := play(p, map[spec.MethodID]float64{spec.SGD: best, spec.Adam: 0.001})
		if got := Sum(all)[0].Edge(); got != want {
			t.Errorf("with the best rate at %g: edge %d, want %d", best, got, want)
		}
	}
}

// TestWhatDiverges drops out, first by the rate and then altogether.
func TestWhatDiverges(t *testing.T) {
	p := New(experiment(t), 1)
	var before []Trial
	for _, part := range p.Parts(0, nil) {
		for _, r := range part.Runs() {
			o := trial(r, 1e-4)
			if r.Method == spec.SGD || r.Hyper.LearningRate > 3e-5 {
				o.Accuracy, o.Loss = math.NaN(), math.NaN()
			}
			before = append(before, o)
		}
	}
	parts := p.Parts(1, before)
	if len(parts) != 2 || len(parts[0].Methods) != 1 || len(parts[0].Arms) != 1 {
		t.Fatalf("%d parts, the first with %v", len(parts), parts[0].Methods)
	}
	sum := Sum(before)
	if _, ok := sum[0].Best(); ok || sum[0].Edge() != 0 || math.Abs(sum[0].After(3, 0.5)-0.5) > 1e-12 {
		t.Errorf("SGD, which diverged everywhere, has the best rate %+v", sum[0])
	}
	for i := range before {
		before[i].Accuracy, before[i].Loss = math.NaN(), math.NaN()
	}
	if parts := p.Parts(1, before); parts != nil {
		t.Errorf("when all have diverged there are %d parts", len(parts))
	}
}

// TestAfter compares with the mean over all choices, counted out.
func TestAfter(t *testing.T) {
	var a Arm
	a.Rungs = []Tried{{Epochs: 1}}
	worth := []float64{0.6, 0.9, 0.5, 0.7, 0.5}
	for i, w := range worth {
		c := Candidate{Rate: float64(i + 1), Accuracy: []float64{w, w}, Loss: []float64{1, 1}}
		if i == 2 {
			c.Accuracy[0], c.Loss[0] = math.NaN(), math.NaN()
		}
		a.Rungs[0].Tried = append(a.Rungs[0].Tried, c)
	}
	for k := 1; k <= len(worth); k++ {
		sum, n := 0.0, 0
		for choice := range 1 << len(worth) {
			best, size := 0.0, 0
			for i, w := range worth {
				if choice>>i&1 == 1 {
					best, size = max(best, w), size+1
				}
			}
			if size == k {
				sum, n = sum+best, n+1
			}
		}
		if got, want := a.After(k, 0.5), sum/float64(n); math.Abs(got-want) > 1e-12 {
			t.Errorf("after %d rates: %g, want %g", k, got, want)
		}
	}
	if a.After(9, 0.5) != 0.9 {
		t.Errorf("after more than there are: %g", a.After(9, 0.5))
	}
}

func TestCheck(t *testing.T) {
	good := New(spec.DefaultExperiment(), 1)
	for name, change := range map[string]func(*Plan){
		"no rungs":  func(p *Plan) { p.Rungs = nil },
		"no arms":   func(p *Plan) { p.Experiment.Methods = nil },
		"no rates":  func(p *Plan) { p.Rungs[0].Rates = 0 },
		"no growth": func(p *Plan) { p.Rungs[1].Epochs = p.Rungs[0].Epochs },
		"for ever":  func(p *Plan) { p.Rungs[2].Epochs = spec.MaxEpochs + 1 },
	} {
		p := good
		p.Rungs = slices.Clone(good.Rungs)
		if change(&p); p.Check() == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}
