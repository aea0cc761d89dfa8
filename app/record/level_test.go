package record

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// scattering is how runs scatter on the same test photos.
type scattering struct {
	accuracy float64 // the mean of all
	seeds    float64 // standard deviation of a method's accuracies over its seeds
	within   float64 // share of the photos on which two seeds of a method disagree
	between  float64 // share on which two methods do, of other seeds
}

// measured is the scattering of a round's cells, which have several seeds each.
func measured(cells []Cell) (s scattering) {
	var variances, within, between []float64
	for i, c := range cells {
		s.accuracy += c.Mean / float64(len(cells))
		sum := 0.0
		for _, a := range c.Accuracies() {
			sum += (a - c.Mean) * (a - c.Mean)
		}
		variances = append(variances, sum/float64(len(c.Runs)-1))
		for k, a := range c.Runs {
			for _, b := range c.Runs[:k] {
				within = append(within, disagreement(a, b))
			}
			for _, o := range cells[:i] {
				for _, b := range o.Runs {
					if a.Spec.Seed != b.Spec.Seed {
						between = append(between, disagreement(a, b))
					}
				}
			}
		}
	}
	s.seeds, s.within, s.between = math.Sqrt(mean(variances)), mean(within), mean(between)
	return s
}

// disagreement is the share of the photos that one run names right and the other wrong.
func disagreement(a, b Run) float64 {
	n, right := 0.0, b.right()
	for i, ok := range a.right() {
		n += one(ok != right[i])
	}
	return n / float64(len(right))
}

// world draws tables of runs. A photo is as hard as its difficulty says, for each method a
// little otherwise; a run is better or worse than its method by the luck of its seed. All on
// the scale of logits.
type world struct {
	random *rand.Rand
	ease   float64 // of photos, the mean
	photos float64 // how far photos differ
	tastes float64 // how far methods differ in what is hard for them
	seeds  float64 // how far seeds differ
}

// table draws the cells of methods of so many seeds each, on so many photos; lead is how much
// better the first method is.
func (w world) table(methods, seeds, photos int, lead float64) []Cell {
	run := spec.FirstRunOf(spec.CNN, spec.SGD)
	cells := make([]Cell, methods)
	test := protocol.Evaluation{Indexes: make([]int, photos), Labels: make([]int, photos)}
	hard := make([]float64, photos)
	for i := range photos {
		test.Indexes[i], test.Labels[i] = i, 1
		hard[i] = w.ease + w.photos*w.random.NormFloat64()
	}
	for m := range cells {
		tastes := make([]float64, photos)
		for i := range tastes {
			tastes[i] = w.tastes * w.random.NormFloat64()
		}
		var runs []Run
		for seed := range seeds {
			luck := w.seeds * w.random.NormFloat64()
			if m == 0 {
				luck += lead
			}
			r := Run{Spec: run, Status: Finished}
			r.Spec.Seed, r.Spec.Method = uint64(seed), spec.Methods[m].ID
			t := test
			t.Probabilities = make([]float32, photos)
			for i := range photos {
				if w.random.Float64() < 1/(1+math.Exp(-(hard[i]+tastes[i]+luck))) {
					t.Probabilities[i] = 1
				}
			}
			r.Result = &protocol.Done{Reason: protocol.Finished, Test: t}
			runs = append(runs, r)
		}
		cells[m] = newCell(runs)
	}
	return cells
}

// like looks for a world whose tables scatter as measured. Each of the four knobs is turned
// towards what it moves most, again and again.
func like(want scattering) world {
	w := world{random: rand.New(rand.NewPCG(3, 4)), ease: 3, photos: 4, tastes: 1.5, seeds: 0.1}
	for range 25 {
		var got scattering
		const tables = 6
		for range tables {
			m := measured(w.table(4, 4, 1000, 0))
			got.accuracy += m.accuracy / tables
			got.seeds += m.seeds / tables
			got.within += m.within / tables
			got.between += m.between / tables
		}
		w.ease += 4 * (want.accuracy - got.accuracy) * w.photos
		w.photos = max(0.1, w.photos*math.Pow(got.within/want.within, 0.7))
		w.tastes = max(0.05, w.tastes*math.Pow((want.between-want.within)/max(1e-3, got.between-got.within), 0.4))
		w.seeds = max(0.01, w.seeds*math.Pow(want.seeds/got.seeds, 0.7))
	}
	return w
}

// TestLevelAndPower is the proof of the differences' test by simulation. Among 1,000 tables of
// six methods that are equally good, and whose runs scatter as those of the study's CNN do, at
// most one of twenty contains a difference that is called real; and it tells how often a true
// lead of 0.03 is seen.
func TestLevelAndPower(t *testing.T) {
	text, err := os.ReadFile("../../results/study.json")
	if err != nil {
		t.Fatal(err)
	}
	e, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	var cells []Cell
	for _, c := range NewTable(e)[0].Cells {
		if c.Low > c.Guess+0.1 && len(c.Runs) > 1 { // without GD, which has hardly learned
			cells = append(cells, c)
		}
	}
	if len(cells) < 4 {
		t.Fatalf("of the CNN's methods only %d have been trained with several seeds", len(cells))
	}
	want := measured(cells)
	w := like(want)
	check := measured(w.table(6, 40, 1000, 0))
	t.Logf("measured %+v, simulated %+v, by %+v", want, check, w)
	near := func(a, b, share float64) bool { return math.Abs(a-b) <= share*b }
	if !near(check.accuracy, want.accuracy, 0.05) || !near(check.seeds, want.seeds, 0.25) || !near(check.within, want.within, 0.15) || !near(check.between, want.between, 0.15) {
		t.Errorf("the simulation scatters as %+v, not as %+v", check, want)
	}

	const methods, photos, better = 6, 1000, 0.03
	tables := 1000
	if testing.Short() {
		tables = 200
	}
	lead := w.leadOf(better)
	for _, seeds := range []int{1, 2, 3, 5, 10} {
		wrong, seen, of := 0, 0, 0
		for range tables {
			if seeds > 1 && claims(w.table(methods, seeds, photos, 0)) > 0 {
				wrong++
			}
		}
		for range tables / 5 {
			row := Row{Cells: w.table(methods, seeds, photos, lead)}
			row.Differences = pairs(row.Cells)
			for _, d := range row.Differences {
				if d.Better == 0 || d.Worse == 0 {
					of++
					if d.Better == 0 && d.Real() && !row.OneSeed() {
						seen++
					}
				}
			}
		}
		t.Logf("%2d seeds: a false claim in %.3f of %d tables; power for a true lead of %.2f over a method: %.3f",
			seeds, float64(wrong)/float64(tables), tables, better, float64(seen)/float64(of))
		checkLevel(t, seeds, wrong, tables, 0.05)
	}
	wild := w // its seeds scatter three times as much
	wild.seeds *= 3
	for _, seeds := range []int{3, 5} {
		wrong := 0
		for range tables {
			if claims(wild.table(methods, seeds, photos, 0)) > 0 {
				wrong++
			}
		}
		t.Logf("%2d seeds that scatter three times as much: a false claim in %.3f of %d tables", seeds, float64(wrong)/float64(tables), tables)
		// Where one of twenty is true, 1,000 tables show more than this once in a hundred times.
		checkLevel(t, seeds, wrong, tables, 0.066)
	}
}

// checkLevel holds the share of tables with a false claim against a bound, which few tables
// tell less well.
func checkLevel(t *testing.T, seeds, wrong, tables int, most float64) {
	t.Helper()
	if tables < 1000 {
		most = 0.1
	}
	if share := float64(wrong) / float64(tables); share > most {
		t.Errorf("%d seeds: %.3f of the tables of equal methods contain a false claim", seeds, share)
	}
}

// claims counts the differences that a table calls real.
func claims(cells []Cell) int {
	n := 0
	for _, d := range pairs(cells) {
		if d.Real() {
			n++
		}
	}
	return n
}

// leadOf is the advantage on the scale of logits that makes a method so much better.
func (w world) leadOf(accuracy float64) float64 {
	low, high := 0.0, 10.0
	for range 12 {
		middle := (low + high) / 2
		cells := world{rand.New(rand.NewPCG(5, 6)), w.ease, w.photos, w.tastes, 0}.table(2, 20, 4000, middle)
		if cells[0].Mean-cells[1].Mean < accuracy {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// TestOneSeedClaimsNothingOfMethods: what is said of one seed each speaks of networks.
func TestOneSeedClaimsNothingOfMethods(t *testing.T) {
	e := sample()
	var right, wrong string
	for range 50 {
		right, wrong = right+"11", wrong+"10"
	}
	e.Runs = []Run{tested("run1", spec.SGD, 1, wrong), tested("run2", spec.Adam, 1, right)}
	row := NewTable(e)[0]
	const verdict = "The network of Adam names the most test photos right. Its lead over every other is larger than the choice of test photos explains." +
		" Each method has one network here, whose start may have been lucky: which method is better takes several seeds."
	if got := row.Verdict(); got != verdict {
		t.Errorf("the verdict is %q, want %q", got, verdict)
	}
	const sentence = "Adam's network is better than SGD's by 0.500 (p < 0.001)." +
		" Each method has one network here, whose start may have been lucky: which method is better takes several seeds."
	if got := row.Sentence(); got != sentence {
		t.Errorf("it says %q, want %q", got, sentence)
	}
	// Other seeds of one method alone change nothing: the pair has but one in common.
	e.Runs = append(e.Runs, tested("run3", spec.Adam, 2, right), tested("run4", spec.Adam, 3, right))
	row = NewTable(e)[0]
	if len(row.Differences) != 0 || row.Sentence() != "No two methods can be compared: it takes two seeds in common, tested on the same photos." {
		t.Errorf("with one seed in common: %+v, %q", row.Differences, row.Sentence())
	}
	if slices.ContainsFunc(row.Differences, Difference.Real) {
		t.Error("a claim is made of methods with one seed in common")
	}
}

// TestAgainstTheStudy: with several seeds a difference from the study's figure is called one if
// other starts and photos, ours and theirs, do not explain it; with one seed nothing is.
func TestAgainstTheStudy(t *testing.T) {
	run := func(method spec.MethodID, seed uint64, right int) Run {
		bits := make([]byte, 1000)
		for i := range bits {
			bits[i] = '0'
			if i < right {
				bits[i] = '1'
			}
		}
		return tested("run", method, seed, string(bits))
	}
	e := sample()
	e.Runs = nil
	for seed := range uint64(3) {
		shift := 4 * int(seed)
		e.Runs = append(e.Runs, run(spec.SGD, seed, 790+shift), run(spec.Adam, seed, 900+shift), run(spec.Adagrad, seed, 600+shift))
	}
	// SGD is 0.031 above, which two tests of 1,000 photos do not tell.
	const want = "Above the study's figure: Adam (+0.121). Below the study's figure: Adagrad (-0.164). Not clearly different from the study's figure: SGD (+0.031)."
	if got := NewTable(e)[0].against(); got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	e.Runs = e.Runs[:3]
	const one = "Beside the study's figures: SGD (+0.027), Adagrad (-0.168) and Adam (+0.117). With one seed each nobody can tell how much of that is chance."
	if got := NewTable(e)[0].against(); got != one {
		t.Errorf("of one seed it says %q, want %q", got, one)
	}
}

// TestUnfinished: what is not better than guessing, and what still learned at the end.
func TestUnfinished(t *testing.T) {
	var right, wrong string
	for range 50 {
		right, wrong = right+"11", wrong+"10"
	}
	e := sample()
	learned := tested("run2", spec.Adam, 1, right)
	learned.Epochs[1].ValidationLoss = learned.Epochs[0].ValidationLoss
	e.Runs = []Run{tested("run1", spec.SGD, 1, wrong), learned, tested("run3", spec.Momentum, 1, right)}
	const want = "Not clearly better than guessing: SGD. Still learning when the epochs were over: Momentum; with more of them the figures would be others."
	if got := NewTable(e)[0].Unfinished(); got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	e.Runs = e.Runs[1:2]
	if got := NewTable(e)[0].Unfinished(); got != "" {
		t.Errorf("of a method that has learned all it says %q", got)
	}
}

// pairs are the differences of all pairs of methods.
func pairs(cells []Cell) []Difference {
	d := newDifferences(cells)
	for i := range cells {
		for k := i + 1; k < len(cells); k++ {
			d.add(i, k)
		}
	}
	return d.corrected()
}
