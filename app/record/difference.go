package record

import (
	"cmp"
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
	slices.SortStableFunc(list, func(a, b Difference) int { return cmp.Compare(a.P, b.P) })
	return list
}

// sameTest reports whether all runs of two methods were tested on the same photos.
func sameTest(a, b Cell) bool {
	return a.right != nil && b.right != nil && slices.Equal(a.Runs[0].Result.Test.Indexes, b.Runs[0].Result.Test.Indexes)
}

// chance is the p-value of the hypothesis that two methods are equally good.
func chance(a, b Cell) float64 {
	if len(a.Runs) == 1 && len(b.Runs) == 1 {
		onlyA, onlyB := 0, 0
		for i := range a.right {
			switch {
			case a.right[i] > b.right[i]:
				onlyA++
			case a.right[i] < b.right[i]:
				onlyB++
			}
		}
		return metric.McNemar(onlyA, onlyB)
	}
	differences := make([]float64, len(a.right))
	for i := range differences {
		differences[i] = a.right[i] - b.right[i]
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

// same is how far two means may be apart that differ by their rounding alone: far less
// than one photo of a billion.
const same = 1e-10

// Verdict says how clear the lead of the best method is, or of the best ones.
func (r Row) Verdict() string {
	if len(r.Cells) < 2 {
		return ""
	}
	most := 0.0
	for _, c := range r.Cells {
		most = max(most, c.Mean)
	}
	var best, clear, chance, apart []string
	for _, c := range r.Cells {
		if c.Mean > most-same {
			best = append(best, c.Method.Name)
		}
	}
	for i, c := range r.Cells {
		if c.Mean > most-same {
			continue
		}
		switch compared, real := r.behind(i, most); {
		case !compared:
			apart = append(apart, c.Method.Name)
		case real:
			clear = append(clear, c.Method.Name)
		default:
			chance = append(chance, c.Method.Name)
		}
	}
	if len(best) == len(r.Cells) {
		return "All methods name equally many of the test photos right."
	}
	text, lead := best[0]+" names the most test photos right.", "Its lead"
	if len(best) > 1 {
		text, lead = enumerate(best)+" name the most test photos right, equally many.", "Their lead"
	}
	switch {
	case chance == nil && apart == nil:
		text += " " + lead + " over every other method is larger than chance explains."
	case clear == nil && apart == nil:
		text += fmt.Sprintf(" But on these %d photos %s over the other methods may be chance: more photos or more seeds tell more.", r.Cells[0].Images, strings.ToLower(lead))
	default:
		var parts []string
		if clear != nil {
			parts = append(parts, lead+" over "+enumerate(clear)+" is larger than chance explains")
		}
		if chance != nil {
			over := enumerate(chance)
			if apart == nil {
				over = "the others"
			}
			if clear != nil {
				parts = append(parts, "over "+over+" it may be chance")
			} else {
				parts = append(parts, lead+" over "+over+" may be chance")
			}
		}
		if parts != nil {
			text += " " + strings.Join(parts, "; ") + "."
		}
		if apart != nil {
			text += " On " + enumerate(apart) + " nothing can be said, as the test photos were others."
		}
	}
	if clear != nil && slices.ContainsFunc(r.Cells, func(c Cell) bool { return len(c.Runs) == 1 }) {
		text += oneSeed
	}
	return text
}

// oneSeed warns of what no test on one start can tell.
const oneSeed = " With one seed it may still be the luck of the start: more seeds tell."

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
