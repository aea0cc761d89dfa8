package spec

import "math"

// A sweep looks for each method's learning rate: short runs at several rates, of which
// the one with the lowest validation loss wins.

// SweepFactors are what the rates are multiplied by: half-decades, as rates matter by
// their order of magnitude.
var SweepFactors = []float64{0.1, 0.3, 1, 3, 10}

// Bounds of a sweep's runs: long enough that a rate shows what it is good for, short
// enough that all are done in a minute or two.
const (
	sweepEpochs = 2
	sweepTrain  = 400
	sweepEval   = 200
)

// Sweep returns the experiments that look for the rates of an experiment's methods: one
// for each factor, with each method at so many times its rate.
func Sweep(e Experiment) []Experiment {
	e = e.Clone()
	e.Seeds, e.SameRate = 1, 0
	e.Shared.Epochs, e.Shared.Patience, e.Shared.Schedule = sweepEpochs, 0, Constant
	e.Shared.TrainImages, e.Shared.EvalImages = atMost(e.Shared.TrainImages, sweepTrain), atMost(e.Shared.EvalImages, sweepEval)
	var parts []Experiment
	for _, factor := range SweepFactors {
		part := e.Clone()
		part.Methods = nil
		for _, id := range e.Methods {
			h := part.Hyper[id]
			h.LearningRate = roundRate(h.LearningRate * factor)
			part.Hyper[id] = h
			if part.Run(id).Validate() == nil { // the highest may be beyond what a rate can be
				part.Methods = append(part.Methods, id)
			}
		}
		if part.Methods != nil {
			parts = append(parts, part)
		}
	}
	return parts
}

// atMost bounds a number of images; 0 stands for all.
func atMost(n, most int) int {
	if n == 0 {
		return most
	}
	return min(n, most)
}

// roundRate leaves two digits of a rate: 0.03, not 0.030000000000000002.
func roundRate(rate float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(rate))-1)
	if unit < 1 {
		return math.Round(rate/unit) / math.Round(1/unit)
	}
	return math.Round(rate/unit) * unit
}
