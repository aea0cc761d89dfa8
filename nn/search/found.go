package search

import (
	"cmp"
	"math"
	"slices"

	"pawgrad/nn/spec"
)

// Trial is what has come of a run of a search: what its network made of the validation photos
// after the last epoch, or NaN if it diverged.
type Trial struct {
	Run            spec.Run
	Accuracy, Loss float64 // a share; nats
}

// Arm is what a search has found of an arm.
type Arm struct {
	Method spec.MethodID
	Look   int // 0 for a method's own arm
	Name   string
	Rungs  []Tried // by epochs, ascending; one at least
}

// Tried is the rates that were tried for so many epochs.
type Tried struct {
	Epochs int
	Tried  []Candidate // by rate, ascending; one at least
}

// Candidate is a rate with what came of it, seed by seed.
type Candidate struct {
	Rate           float64
	Accuracy, Loss []float64
}

// Sum puts trials together, in the order in which the arms come.
func Sum(trials []Trial) []Arm {
	var arms []Arm
	for _, t := range trials {
		i := slices.IndexFunc(arms, func(a Arm) bool { return a.Method == t.Run.Method && a.Look == t.Run.Arm.Look })
		if i < 0 {
			i = len(arms)
			arms = append(arms, Arm{Method: t.Run.Method, Look: t.Run.Arm.Look, Name: t.Run.Name()})
		}
		rungs := &arms[i].Rungs
		at, there := slices.BinarySearchFunc(*rungs, t.Run.Epochs, func(r Tried, epochs int) int { return cmp.Compare(r.Epochs, epochs) })
		if !there {
			*rungs = slices.Insert(*rungs, at, Tried{Epochs: t.Run.Epochs})
		}
		tried := &(*rungs)[at].Tried
		rate := t.Run.Hyper.LearningRate
		k, there := slices.BinarySearchFunc(*tried, rate, func(c Candidate, rate float64) int { return cmp.Compare(c.Rate, rate) })
		if !there {
			*tried = slices.Insert(*tried, k, Candidate{Rate: rate})
		}
		c := &(*tried)[k]
		c.Accuracy, c.Loss = append(c.Accuracy, t.Accuracy), append(c.Loss, t.Loss)
	}
	return arms
}

// Diverged reports whether a seed has.
func (c Candidate) Diverged() bool { return slices.ContainsFunc(c.Loss, math.IsNaN) }

// Mean is the mean accuracy over the seeds, NaN if one has diverged.
func (c Candidate) Mean() float64 { return mean(c.Accuracy) }

// Spread is the lowest and the highest accuracy of a seed, NaN if one has diverged.
func (c Candidate) Spread() (low, high float64) {
	return slices.Min(c.Accuracy), slices.Max(c.Accuracy)
}

// byLoss puts the lower mean loss first.
func byLoss(a, b Candidate) int { return cmp.Compare(mean(a.Loss), mean(b.Loss)) }

// byAccuracy puts the higher mean accuracy first, and of equals the lower loss.
func byAccuracy(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Mean(), a.Mean()), byLoss(a, b)) }

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Best is the rate with the highest accuracy in the last rung that the arm has come to, and
// whether there is one that has not diverged.
func (a Arm) Best() (best Candidate, ok bool) {
	held := slices.DeleteFunc(slices.Clone(a.Rungs[len(a.Rungs)-1].Tried), Candidate.Diverged)
	if len(held) == 0 {
		return best, false
	}
	return slices.MinFunc(held, byAccuracy), true
}

// Edge says whether the best rate is the lowest that was tried, -1, or the highest, 1: beyond
// it there may be a better one.
func (a Arm) Edge() int {
	best, ok := a.Best()
	first := a.Rungs[0].Tried
	switch {
	case !ok || len(first) < 2:
		return 0
	case best.Rate == first[0].Rate:
		return -1
	case best.Rate == first[len(first)-1].Rate:
		return 1
	}
	return 0
}

// After is what is to be expected of an arm of which only k rates are tried: the mean, over all
// choices of k of those of the first rung, of the highest accuracy among them (Dodge et al.,
// 2019). A rate that diverges is worth as much as guessing, which is given.
func (a Arm) After(k int, guess float64) float64 {
	var worth []float64
	for _, c := range a.Rungs[0].Tried {
		if c.Diverged() {
			worth = append(worth, guess)
		} else {
			worth = append(worth, c.Mean())
		}
	}
	slices.SortFunc(worth, func(a, b float64) int { return cmp.Compare(b, a) })
	n := len(worth)
	k = min(k, n)
	// The i-th best is the best of k if none of the i before it is among them.
	expected, none := 0.0, 1.0
	for i, w := range worth {
		chosen := float64(k) / float64(n-i) // given that none before it was
		expected += none * chosen * w
		none *= 1 - chosen
		if none <= 0 {
			break
		}
	}
	return expected
}
