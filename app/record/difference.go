package record

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/nn/metric"
)

// level is the chance that is taken to call any difference of a part real that is none.
const level = 0.05

// Difference compares two methods on the same test photos.
type Difference struct {
	// Better and Worse are indexes into [Row.Cells].
	Better, Worse int
	// By is the difference of their mean accuracies, zero or more.
	By float64
	// P is how likely chance makes a difference at least so large between equals,
	// corrected by Holm for there being so many pairs. What counts as chance is which
	// photos are in the test: of one seed each it is McNemar's exact test, of several
	// Student's t of the photos' mean differences.
	P float64
}

// Real reports whether the difference is larger than chance explains.
func (d Difference) Real() bool { return d.P < level }

// differences compares all pairs of methods, the clearest first. Runs that were tested
// on other photos cannot be compared photo by photo and are left out.
func differences(cells []Cell) []Difference {
	var list []Difference
	var p []float64
	for i := range cells {
		for k := i + 1; k < len(cells); k++ {
			if !sameTest(cells[i], cells[k]) {
				continue
			}
			d := Difference{Better: i, Worse: k, By: cells[i].Mean - cells[k].Mean}
			if d.By < 0 {
				d = Difference{Better: k, Worse: i, By: -d.By}
			}
			list = append(list, d)
			p = append(p, chance(cells[i], cells[k]))
		}
	}
	for i, corrected := range metric.Holm(p) {
		list[i].P = corrected
	}
	slices.SortStableFunc(list, func(a, b Difference) int {
		switch {
		case a.P < b.P:
			return -1
		case a.P > b.P:
			return 1
		}
		return 0
	})
	return list
}

// sameTest reports whether all runs of two methods were tested on the same photos.
func sameTest(a, b Cell) bool {
	first := a.Runs[0].Result.Test.Indexes
	for _, r := range slices.Concat(a.Runs, b.Runs) {
		if !slices.Equal(r.Result.Test.Indexes, first) {
			return false
		}
	}
	return true
}

// chance is the p-value of the hypothesis that two methods are equally good.
func chance(a, b Cell) float64 {
	if len(a.Runs) == 1 && len(b.Runs) == 1 {
		onlyA, onlyB := 0, 0
		right := b.Runs[0].right()
		for i, ok := range a.Runs[0].right() {
			if ok && !right[i] {
				onlyA++
			}
			if !ok && right[i] {
				onlyB++
			}
		}
		return metric.McNemar(onlyA, onlyB)
	}
	differences := make([]float64, a.Images)
	for _, side := range []struct {
		runs []Run
		sign float64
	}{{a.Runs, 1}, {b.Runs, -1}} {
		for _, r := range side.runs {
			for i, ok := range r.right() {
				if ok {
					differences[i] += side.sign / float64(len(side.runs))
				}
			}
		}
	}
	return metric.PairedT(differences)
}

// Sentence says which of the part's differences are more than chance.
func (r Row) Sentence() string {
	if len(r.Cells) < 2 {
		return ""
	}
	var found []string
	for _, d := range r.Differences {
		if d.Real() {
			found = append(found, fmt.Sprintf("%s is better than %s by %.3f (p %s)", r.Cells[d.Better].Method.Name, r.Cells[d.Worse].Method.Name, d.By, probability(d.P)))
		}
	}
	switch {
	case len(r.Differences) == 0:
		return "The methods were tested on different photos and cannot be compared photo by photo."
	case found == nil:
		return "No difference between two methods is larger than chance explains."
	case len(found) == len(r.Differences):
		return strings.Join(found, "; ") + "."
	}
	return strings.Join(found, "; ") + ". All other differences may be chance."
}

// Verdict says how clear the lead of the best method is.
func (r Row) Verdict() string {
	if len(r.Cells) < 2 {
		return ""
	}
	best := 0
	for i, c := range r.Cells {
		if c.Mean > r.Cells[best].Mean {
			best = i
		}
	}
	var clear []string
	others := 0
	for i, c := range r.Cells {
		if i == best {
			continue
		}
		real := slices.ContainsFunc(r.Differences, func(d Difference) bool { return d.Better == best && d.Worse == i && d.Real() })
		if real {
			clear = append(clear, c.Method.Name)
		} else {
			others++
		}
	}
	text := fmt.Sprintf("%s names the most test photos right. ", r.Cells[best].Method.Name)
	switch {
	case others == 0:
		return text + "Its lead over every other method is larger than chance explains."
	case clear == nil:
		return text + fmt.Sprintf("But on these %d photos its lead over the other methods may be chance: more photos or more seeds tell more.", r.Cells[best].Images)
	}
	return text + fmt.Sprintf("Its lead over %s is larger than chance explains; over the others it may be chance.", enumerate(clear))
}

// enumerate lists names: "SGD, GD and Adam".
func enumerate(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return names[0]
}

// probability writes a p-value.
func probability(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return fmt.Sprintf("= %.3f", p)
}
