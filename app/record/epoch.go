package record

import "pawgrad/app/protocol"

// BestEpoch is the epoch with the lowest validation loss, the first of several, and
// whether there is any.
func (r Run) BestEpoch() (best protocol.EpochPoint, ok bool) {
	for _, p := range r.Epochs {
		if !ok || p.ValidationLoss < best.ValidationLoss {
			best, ok = p, true
		}
	}
	return best, ok
}

// leastFall is the share by which a loss that still falls has fallen lately; less than that
// is chance.
const leastFall = 0.005

// StillFalls reports whether a loss, point by point, was still falling at its end: over the
// last third of its points it is lower than over the third before.
func StillFalls(loss []float64) bool {
	third := max(1, len(loss)/3)
	if len(loss) < 2*third {
		return false
	}
	before, late := loss[len(loss)-2*third:len(loss)-third], loss[len(loss)-third:]
	return mean(late) < (1-leastFall)*mean(before)
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// StillLearning reports whether a run's validation loss was still falling when its epochs
// were over.
func (r Run) StillLearning() bool {
	if r.Result == nil || r.Result.Reason != protocol.Finished {
		return false
	}
	var loss []float64
	if r.Start != nil {
		loss = append(loss, r.Start.ValidationLoss)
	}
	for _, p := range r.Epochs {
		loss = append(loss, p.ValidationLoss)
	}
	return StillFalls(loss)
}
