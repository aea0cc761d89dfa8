package record

import (
	"cmp"
	"slices"

	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
)

// The best of several arms is named by the validation photos. Named by the test photos it would
// in part be the luckiest on them, and its test accuracy more than is to be expected elsewhere.

// Settled is what a run's network made of the validation photos with the weights that are
// tested, and whether that is known: those of the lowest loss if the run stops early, else the
// last.
func Settled(epochs []protocol.EpochPoint, patience int) (p protocol.EpochPoint, ok bool) {
	if patience > 0 {
		return Run{Epochs: epochs}.BestEpoch()
	}
	if n := len(epochs); n > 0 {
		return epochs[n-1], true
	}
	return p, false
}

// Better orders what came of validation: the higher accuracy first, of equals the lower loss.
func Better(a, b protocol.EpochPoint) int {
	return cmp.Or(cmp.Compare(b.ValidationAccuracy, a.ValidationAccuracy), cmp.Compare(a.ValidationLoss, b.ValidationLoss))
}

// validated is the mean over an arm's seeds of [Settled], and whether it is known of all.
func (c Cell) validated() (mean protocol.EpochPoint, ok bool) {
	n := float64(len(c.Runs))
	for _, r := range c.Runs {
		p, known := Settled(r.Epochs, r.Spec.Patience)
		if !known {
			return mean, false
		}
		mean.ValidationAccuracy += p.ValidationAccuracy / n
		mean.ValidationLoss += p.ValidationLoss / n
	}
	return mean, true
}

// Choice names the arm that is best by the validation photos, and what is to be expected of it;
// nothing of a single arm, or where two are as good as each other.
func (r Row) Choice() string {
	type candidate struct {
		Cell
		point protocol.EpochPoint
	}
	var list []candidate
	for _, c := range r.Cells {
		p, ok := c.validated()
		if !ok {
			return ""
		}
		list = append(list, candidate{c, p})
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return Better(a.point, b.point) })
	if len(list) < 2 || Better(list[0].point, list[1].point) == 0 {
		return ""
	}
	best := list[0]
	what := best.Name()
	if r.OneSeed() {
		what = say.F("the network of %s", what)
	}
	return say.F("By the validation photos %s is the best. The test photos had no part in that choice, so its test accuracy, %s (%.3f to %.3f), is not that of the luckiest of %d.",
		what, format.Accuracy(best.Mean), best.Low, best.High, len(r.Cells))
}
