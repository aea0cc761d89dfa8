package record

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"pawgrad/app/protocol"
)

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

// TimeTo returns the first epoch after which at least so large a share of the
// validation photos was named right, and whether there is any. Its Seconds are the time
// of training that it took, which depends on the machine; its Epoch does not.
func (r Run) TimeTo(accuracy float64) (first protocol.EpochPoint, ok bool) {
	for _, p := range r.Epochs {
		if p.ValidationAccuracy >= accuracy {
			return p, true
		}
	}
	return first, false
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

// Reach is how soon a method reaches a validation accuracy.
type Reach struct {
	// Seeds counts the runs that reach it, out of Runs.
	Seeds, Runs int
	// Epoch and Seconds are medians over all runs, for which one that does not reach it
	// takes for ever: infinite if half of them or more do not.
	Epoch, Seconds float64
}

// TimeTo sums up [Run.TimeTo] over the seeds.
func (c Cell) TimeTo(accuracy float64) Reach {
	reach := Reach{Runs: len(c.Runs)}
	var epochs, seconds []float64
	for _, r := range c.Runs {
		epoch, second := math.Inf(1), math.Inf(1)
		if first, ok := r.TimeTo(accuracy); ok {
			reach.Seeds++
			epoch, second = float64(first.Epoch), first.Seconds
		}
		epochs, seconds = append(epochs, epoch), append(seconds, second)
	}
	reach.Epoch, reach.Seconds = median(epochs), median(seconds)
	return reach
}

// median is the middle one of some values, or the mean of the two in the middle.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// text writes it: "1:30, epoch 4", and in how many of the seeds unless in all.
func (r Reach) text() string {
	of := fmt.Sprintf("%d of %d seeds", r.Seeds, r.Runs)
	switch {
	case r.Seeds == 0:
		return "not reached"
	case math.IsInf(r.Seconds, 1):
		return "by " + of + " only"
	}
	text := fmt.Sprintf("%s, epoch %s", minutes(r.Seconds), strconv.FormatFloat(r.Epoch, 'f', -1, 64))
	if r.Seeds < r.Runs {
		text += " (" + of + ")"
	}
	return text
}

// Accuracies worth asking for: a twentieth apart, above what guessing gives.
const (
	landmarkStep = 5 // hundredths
	lowLandmark  = 55
	landmarks    = 3
)

// Landmarks are the highest accuracies, in steps of 0.05, that at least one of the runs
// reaches on the validation photos, ascending.
func (r Row) Landmarks() []float64 {
	var list []float64
	for at := lowLandmark; at <= 100; at += landmarkStep {
		for _, c := range r.Cells {
			if c.TimeTo(float64(at)/100).Seeds > 0 {
				list = append(list, float64(at)/100)
				break
			}
		}
	}
	return list[max(0, len(list)-landmarks):]
}

// timesBlock has how soon the methods reach the landmarks, empty if none does.
func timesBlock(row Row) []Block {
	marks := row.Landmarks()
	if len(marks) == 0 {
		return nil
	}
	b := Block{Head: []string{"Method"}, Caption: "Time of training, and epoch, until that share of the validation photos is named right for the first time: the median over the seeds, where one that never gets there takes for ever. " +
		"It is looked at after each epoch only, and the time depends on what else the machine did."}
	for _, mark := range marks {
		b.Head = append(b.Head, fmt.Sprintf("%.0f %%", 100*mark))
	}
	for _, c := range row.Cells {
		line := []string{c.Method.Name}
		for _, mark := range marks {
			line = append(line, c.TimeTo(mark).text())
		}
		b.Rows = append(b.Rows, line)
	}
	return []Block{b}
}
