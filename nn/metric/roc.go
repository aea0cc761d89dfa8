package metric

import (
	"math"
	"slices"
)

// ROCPoint is one point of a ROC curve: what calling class 1 from Threshold on
// gives.
type ROCPoint struct {
	// Threshold is +Inf at the curve's start, where nothing is called class 1.
	Threshold float64
	// FalsePositive is the share of class 0 called class 1, TruePositive that
	// of class 1.
	FalsePositive, TruePositive float64
}

// ROC returns the curve from (0,0) to (1,1), one point for each probability that
// occurs: equal probabilities cannot be told apart by any threshold, so they
// make one slanted piece, not a staircase that depends on their order. It is nil
// unless both classes occur.
func ROC(probabilities []float32, labels []int) []ROCPoint {
	sameLength(len(probabilities), len(labels))
	order := make([]int, len(labels))
	positives := 0
	for i, label := range labels {
		order[i] = i
		positives += label
	}
	negatives := len(labels) - positives
	if positives == 0 || negatives == 0 {
		return nil
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case probabilities[a] > probabilities[b]:
			return -1
		case probabilities[a] < probabilities[b]:
			return 1
		}
		return 0
	})
	curve := []ROCPoint{{Threshold: math.Inf(1)}}
	truePositives, falsePositives := 0, 0
	for i, image := range order {
		if labels[image] == 1 {
			truePositives++
		} else {
			falsePositives++
		}
		if i+1 < len(order) && probabilities[order[i+1]] == probabilities[image] {
			continue
		}
		curve = append(curve, ROCPoint{
			Threshold:     float64(probabilities[image]),
			FalsePositive: float64(falsePositives) / float64(negatives),
			TruePositive:  float64(truePositives) / float64(positives),
		})
	}
	return curve
}

// AUC returns the area under a [ROC] curve by the trapezoid rule: the chance
// that a random image of class 1 gets a higher probability than one of class 0,
// a tie counting half (Hanley & McNeil, 1982). It is NaN for an empty curve.
func AUC(curve []ROCPoint) float64 {
	if len(curve) == 0 {
		return math.NaN()
	}
	area := 0.0
	for i := 1; i < len(curve); i++ {
		a, b := curve[i-1], curve[i]
		area += (b.FalsePositive - a.FalsePositive) * (a.TruePositive + b.TruePositive) / 2
	}
	return area
}

// levels is how many false positive rates [Levels] takes, 0 and 1 included.
const levels = 201

// Levels returns the true positive rates of a curve at false positive rates in equal steps
// from 0 to 1: the greatest at each, on the line between the points beside it; nil for an
// empty curve. Curves of different photos can so be averaged.
func Levels(curve []ROCPoint) []float32 {
	if len(curve) == 0 {
		return nil
	}
	list := make([]float32, levels)
	after := 0
	for i := range list {
		rate := float64(i) / (levels - 1)
		for after < len(curve) && curve[after].FalsePositive <= rate {
			after++
		}
		a := curve[after-1]
		at := a.TruePositive
		if after < len(curve) && a.FalsePositive < rate {
			b := curve[after]
			at += (rate - a.FalsePositive) / (b.FalsePositive - a.FalsePositive) * (b.TruePositive - a.TruePositive)
		}
		list[i] = float32(at)
	}
	return list
}

// MeanROC averages curves vertically (Fawcett, 2006): at each false positive rate it is the
// mean of their true positive rates, given by [Levels]. Its points have no threshold (NaN).
// Empty curves are left out.
func MeanROC(curves ...[]float32) []ROCPoint {
	curves = slices.DeleteFunc(slices.Clone(curves), func(c []float32) bool { return len(c) == 0 })
	if len(curves) == 0 {
		return nil
	}
	mean := make([]ROCPoint, 1+levels)
	mean[0].Threshold = math.NaN()
	for i := range levels {
		sum := 0.0
		for _, c := range curves {
			sum += float64(c[i])
		}
		mean[1+i] = ROCPoint{math.NaN(), float64(i) / (levels - 1), sum / float64(len(curves))}
	}
	return mean
}
