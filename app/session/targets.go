package session

import (
	"math"

	"pawgrad/nn/spec"
)

// ProposedTargets are those for the experiment of the form; empty while there are no photos.
func (s *Session) ProposedTargets() spec.Targets {
	if s.Images.Set == nil {
		return ""
	}
	return s.proposedTargets(s.Form.Experiment.Shared)
}

// proposedTargets are the targets for runs on the photos in use, by what always naming the larger
// class would be worth and what the best arm of earlier rounds has reached.
func (s *Session) proposedTargets(run spec.Run) spec.Targets {
	return spec.ProposeTargets(run.Model, Guess(s.Images.Set.Validation, run.EvalImages), s.reached(run))
}

// reached is the highest validation accuracy after their last epochs, as the mean of an arm's
// seeds, of finished runs on the photos in use with the same network, size and photos; NaN
// without any. (A single run's would be the luckiest of many.)
func (s *Session) reached(run spec.Run) float64 {
	type arm struct {
		round, part int
		method      spec.MethodID
		look        int
	}
	sums, counts := map[arm]float64{}, map[arm]float64{}
	for _, r := range s.Runs {
		n := len(r.Epochs)
		if r.Status != Finished || n == 0 || s.RoundOf(r).Searches() || !s.OwnSet(r) || !comparable(r.Spec, run) {
			continue
		}
		a := arm{r.Round, r.Part, r.Spec.Method, r.Spec.Arm.Look}
		sums[a] += r.Epochs[n-1].ValidationAccuracy
		counts[a]++
	}
	best := math.NaN()
	for a, sum := range sums {
		if mean := sum / counts[a]; !(mean <= best) {
			best = mean
		}
	}
	return best
}

// comparable reports whether what one run has reached says what another can.
func comparable(a, b spec.Run) bool {
	return spec.SameNetwork(a, b) && a.TrainImages == b.TrainImages && a.EvalImages == b.EvalImages
}

// withTargets fixes the targets of experiments that are about to begin.
func (s *Session) withTargets(parts []spec.Experiment) []spec.Experiment {
	for i := range parts {
		if parts[i].Targets == "" {
			parts[i].Targets = s.proposedTargets(parts[i].Shared)
		}
	}
	return parts
}
