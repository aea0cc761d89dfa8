package record

import (
	"fmt"
	"math"
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

// Reach is how soon a method reaches a validation accuracy.
type Reach struct {
	// Seeds counts the runs that reach it, out of Runs.
	Seeds, Runs int
	// Epoch and Seconds are means over those that do; NaN if none does.
	Epoch, Seconds float64
}

// TimeTo sums up [Run.TimeTo] over the seeds.
func (c Cell) TimeTo(accuracy float64) Reach {
	reach := Reach{Runs: len(c.Runs)}
	for _, r := range c.Runs {
		if first, ok := r.TimeTo(accuracy); ok {
			reach.Seeds++
			reach.Epoch += float64(first.Epoch)
			reach.Seconds += first.Seconds
		}
	}
	// Without any this is 0/0, NaN.
	reach.Epoch /= float64(reach.Seeds)
	reach.Seconds /= float64(reach.Seeds)
	return reach
}

// text writes it: "1:30, epoch 4", and in how many of the seeds unless in all.
func (r Reach) text() string {
	if r.Seeds == 0 {
		return "not reached"
	}
	text := fmt.Sprintf("%s, epoch %s", minutes(r.Seconds), strconv.FormatFloat(math.Round(10*r.Epoch)/10, 'f', -1, 64))
	if r.Seeds < r.Runs {
		text += fmt.Sprintf(" (%d of %d seeds)", r.Seeds, r.Runs)
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
	b := Block{Head: []string{"Method"}, Caption: "Time of training, and epoch, until that share of the validation photos is named right for the first time: means over the seeds that get there. " +
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
