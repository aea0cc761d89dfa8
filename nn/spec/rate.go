package spec

import "math"

// Rate returns the learning rate of a step before which so many epochs, with
// their fraction, have been trained, and which itself is so large a share of an epoch:
// with warm-up the first step has the rate that the straight line has at its end, as
// with none it would be no step at all. A cosine begins where the warm-up ends.
func (r Run) Rate(epoch, share float64) float64 {
	rate := r.Hyper.LearningRate
	switch r.Schedule {
	case Step:
		rate *= math.Pow(r.StepFactor, math.Floor(epoch/float64(r.StepEvery)))
	case Cosine:
		if length := float64(r.Epochs) - r.Warmup; length > 0 {
			done := min(max(0, epoch-r.Warmup)/length, 1)
			rate *= (1 + math.Cos(math.Pi*done)) / 2
		}
	}
	if epoch+share < r.Warmup {
		rate *= (epoch + share) / r.Warmup
	}
	return rate
}
