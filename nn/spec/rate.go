package spec

import "math"

// Rate returns the learning rate of a step before which so many epochs, with
// their fraction, have been trained.
func (r Run) Rate(epoch float64) float64 {
	switch r.Schedule {
	case Step:
		return r.Hyper.LearningRate * math.Pow(r.StepFactor, math.Floor(epoch/float64(r.StepEvery)))
	case Cosine:
		share := math.Min(epoch/float64(r.Epochs), 1)
		return r.Hyper.LearningRate * (1 + math.Cos(math.Pi*share)) / 2
	default:
		return r.Hyper.LearningRate
	}
}
