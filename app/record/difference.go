package record

import (
	"cmp"
	"slices"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/nn/metric"
)

// level is the chance that is taken to call any difference of a part real that is none.
const level = 0.05

// Difference compares two methods on the same test photos.
type Difference struct {
	// Better and Worse are indexes into [Row.Cells].
	Better, Worse int
	// By is the difference of their mean accuracies, zero or more: over the seeds that
	// both have.
	By float64
	// P is how likely chance makes a difference at least so large between equals,
	// corrected by Holm for there being so many pairs. What counts as chance is which
	// seeds were trained and which photos are in the test ([metric.Crossed]). Of a part
	// with one seed, see [Row.OneSeed], it is the photos alone, by McNemar's exact test:
	// then it is the networks that are compared, not the methods.
	P float64
}

// Real reports whether the difference is larger than chance explains.
func (d Difference) Real() bool { return d.P < level }

// OneSeed reports whether no method has more than one run. Such a part tells nothing of
// methods: it compares the networks that happen to have been trained.
func (r Row) OneSeed() bool { return oneSeed(r.Cells) }

func oneSeed(cells []Cell) bool {
	return !slices.ContainsFunc(cells, func(c Cell) bool { return len(c.Runs) > 1 })
}

// differences are those of pairs of methods. Methods that do not have two seeds in common,
// tested on the same photos, cannot be compared and are left out.
type differences struct {
	cells   []Cell
	compare func(a, b Cell) (by, p float64, ok bool)
	list    []Difference
	chance  []float64 // of each, before it is corrected
}

func newDifferences(cells []Cell) *differences {
	if oneSeed(cells) {
		return &differences{cells: cells, compare: networks}
	}
	return &differences{cells: cells, compare: methods}
}

// add compares two methods.
func (d *differences) add(i, k int) {
	by, chance, ok := d.compare(d.cells[i], d.cells[k])
	if !ok {
		return
	}
	pair := Difference{Better: i, Worse: k, By: by}
	if by < 0 {
		pair = Difference{Better: k, Worse: i, By: -by}
	}
	d.list, d.chance = append(d.list, pair), append(d.chance, chance)
}

// corrected are all differences added, the clearest first.
func (d *differences) corrected() []Difference {
	for i, p := range metric.Holm(d.chance) {
		d.list[i].P = p
	}
	slices.SortStableFunc(d.list, func(a, b Difference) int { return cmp.Compare(a.P, b.P) })
	return d.list
}

// methods compares two methods: by is how far the first is ahead, and p the p-value of the
// hypothesis that they are equally good.
func methods(a, b Cell) (by, p float64, ok bool) {
	if !testedAlike(a, b) || a.Images < 2 {
		return 0, 0, false
	}
	bySeed := make(map[uint64]int, len(b.Runs))
	for k := range b.Runs {
		bySeed[b.Runs[k].Spec.Seed] = k
	}
	var values [][]float64
	for s := range a.Runs {
		k, common := bySeed[a.Runs[s].Spec.Seed]
		if !common {
			continue
		}
		row := make([]float64, a.Images)
		for i, ok := range a.right[s] {
			row[i] = one(ok) - one(b.right[k][i])
		}
		values = append(values, row)
	}
	if len(values) < 2 {
		return 0, 0, false
	}
	c := metric.NewCrossed(values)
	return c.Mean, c.P(), true
}

// networks compares the only networks of two methods.
func networks(a, b Cell) (by, p float64, ok bool) {
	if !testedAlike(a, b) {
		return 0, 0, false
	}
	onlyA, onlyB := 0, 0
	for i, ok := range a.right[0] {
		if ok && !b.right[0][i] {
			onlyA++
		}
		if !ok && b.right[0][i] {
			onlyB++
		}
	}
	return float64(onlyA-onlyB) / float64(a.Images), metric.McNemar(onlyA, onlyB), true
}

// testedAlike reports whether all runs of two methods were tested on the same photos.
func testedAlike(a, b Cell) bool {
	return a.right != nil && b.right != nil && sameTest(a.Runs[0], b.Runs[0])
}

// one is 1 for what is so.
func one(so bool) float64 {
	if so {
		return 1
	}
	return 0
}

// sameTest reports whether runs were tested on the same photos.
func sameTest(runs ...Run) bool {
	return !slices.ContainsFunc(runs, func(r Run) bool { return !slices.Equal(r.Result.Test.Indexes, runs[0].Result.Test.Indexes) })
}

// Sentence says which of the part's differences are more than chance.
func (r Row) Sentence() string {
	if len(r.Cells) < 2 {
		return ""
	}
	w := wordsFor(r.OneSeed())
	var found []string
	for _, d := range r.Differences {
		if d.Real() {
			found = append(found, say.F(w.better, r.Cells[d.Better].Name(), r.Cells[d.Worse].Name(), d.By, probability(d.P)))
		}
	}
	switch {
	case len(r.Differences) == 0:
		return say.F("No two methods can be compared: %s.", say.Text(w.needs))
	case found == nil:
		return say.Text(w.none) + w.warning()
	case len(found) == len(r.Differences):
		return strings.Join(found, "; ") + "." + w.warning()
	}
	return say.F("%s. All other differences may be chance.", strings.Join(found, "; ")) + w.warning()
}

// words are those in which a part is told of: of one seed each, networks are compared, and
// nothing is said of methods.
type words struct {
	better   string // format of a difference: names, size, probability
	none     string // no difference is real
	alike    string // all are equal
	best     string // format of one name
	bests    string // format of several
	networks bool   // it is networks that are spoken of
	explains string // what a difference is larger than
	more     string // what would tell more
	needs    string // what a comparison takes
	seeds    string // the warning behind what is said
}

// warning is the one behind what is said.
func (w words) warning() string { return say.Text(w.seeds) }

var (
	ofMethods = words{
		better: "%s is better than %s by %.3f (p %s)", none: "No difference between two methods is larger than chance explains.",
		alike: "All methods name equally many of the test photos right.",
		best:  "%s names the most test photos right.", bests: "%s name the most test photos right, equally many.",
		explains: "larger than chance explains", more: "more seeds or more photos tell more",
		needs: "it takes two seeds in common, tested on the same photos",
	}
	ofNetworks = words{
		better: "%s's network is better than %s's by %.3f (p %s)", none: "No difference between two networks is larger than the choice of test photos explains.",
		alike: "The networks of all methods name equally many of the test photos right.",
		best:  "The network of %s names the most test photos right.", bests: "The networks of %s name the most test photos right, equally many.",
		networks: true, explains: "larger than the choice of test photos explains", more: "more photos tell more of these networks",
		needs: "the test photos were others",
		seeds: " Each method has one network here, whose start may have been lucky: which method is better takes several seeds.",
	}
)

// others are what the best is compared with.
func (w words) others(names []string) string {
	switch {
	case !w.networks:
		return format.Enumerate(names)
	case len(names) == 1:
		return say.F("that of %s", names[0])
	}
	return say.F("those of %s", format.Enumerate(names))
}

func wordsFor(oneSeed bool) words {
	if oneSeed {
		return ofNetworks
	}
	return ofMethods
}

// same is how far two means may be apart that differ by their rounding alone: far less
// than one photo of a billion.
const same = 1e-10

// Verdict says how clear the lead of the best method is, or of the best ones; of one seed
// each, the lead of their networks.
func (r Row) Verdict() string {
	if len(r.Cells) < 2 {
		return ""
	}
	w := wordsFor(r.OneSeed())
	most := 0.0
	for _, c := range r.Cells {
		most = max(most, c.Mean)
	}
	var best, clear, chance, apart []string
	for _, c := range r.Cells {
		if c.Mean > most-same {
			best = append(best, c.Name())
		}
	}
	for i, c := range r.Cells {
		if c.Mean > most-same {
			continue
		}
		switch compared, real := r.behind(i, most); {
		case !compared:
			apart = append(apart, c.Name())
		case real:
			clear = append(clear, c.Name())
		default:
			chance = append(chance, c.Name())
		}
	}
	if len(best) == len(r.Cells) {
		return say.Text(w.alike) + w.warning()
	}
	text, lead := say.F(w.best, best[0]), leads[0]
	if len(best) > 1 {
		text, lead = say.F(w.bests, format.Enumerate(best)), leads[1]
	}
	switch {
	case chance == nil && apart == nil:
		text += say.F(" %s over every other is %s.", say.Text(lead.first), say.Text(w.explains))
	case clear == nil && apart == nil:
		text += say.F(" But on these %d photos %s over the others may be chance: %s.", r.Cells[0].Images, say.Text(lead.inside), say.Text(w.more))
	default:
		var parts []string
		if clear != nil {
			parts = append(parts, say.F("%s over %s is %s", say.Text(lead.first), w.others(clear), say.Text(w.explains)))
		}
		if chance != nil {
			over := w.others(chance)
			if apart == nil {
				over = say.Text("the others")
			}
			if clear != nil {
				parts = append(parts, say.F("over %s it may be chance", over))
			} else {
				parts = append(parts, say.F("%s over %s may be chance", say.Text(lead.first), over))
			}
		}
		if parts != nil {
			text += " " + strings.Join(parts, "; ") + "."
		}
		if apart != nil {
			text += say.F(" On %s nothing can be said: %s.", format.Enumerate(apart), say.Text(w.needs))
		}
	}
	return text + w.warning()
}

// leads are what the lead of the best is called, of one and of several: at the beginning of a
// sentence, and within it.
var leads = [2]struct{ first, inside string }{{"Its lead", "its lead"}, {"Their lead", "their lead"}}

// behind reports whether a method can be compared with all of those whose mean is the
// highest, and whether it is behind each of them by more than chance.
func (r Row) behind(worse int, most float64) (compared, real bool) {
	compared, real = true, true
	for i, c := range r.Cells {
		if c.Mean <= most-same {
			continue
		}
		pair := slices.IndexFunc(r.Differences, func(d Difference) bool { return d.Better == i && d.Worse == worse })
		compared = compared && pair >= 0
		real = real && pair >= 0 && r.Differences[pair].Real()
	}
	return compared, real
}

// probability writes a p-value.
func probability(p float64) string {
	if p < 0.001 {
		return "< " + format.Fixed(0.001, 3)
	}
	return "= " + format.Fixed(p, 3)
}
