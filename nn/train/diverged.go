package train

import (
	"fmt"
	"math"
	"strconv"

	"pawgrad/nn/spec"
)

// hopelessLoss is the mean loss of a batch, in nats, from which no run comes
// back: a network that guesses has 0.69, and a million takes logits that no
// later step of sensible length undoes.
const hopelessLoss = 1e6

// Diverged is the error of a run whose loss became infinite, or no number, or far too large.
type Diverged struct {
	Method string
	Step   int     // batch, from 1
	Loss   float64 // NaN, infinite or above 1e6
	Rate   float64 // the run's learning rate
	Try    float64 // a rate to try instead
}

// diverged returns the error if the loss of a step is hopeless, else nil.
func diverged(run spec.Run, step int, loss float64) error {
	// Written so that NaN fails too.
	if loss < hopelessLoss {
		return nil
	}
	method, _ := spec.MethodByID(run.Method)
	rate := run.Hyper.LearningRate
	return &Diverged{Method: method.Name, Step: step, Loss: loss, Rate: rate, Try: tenth(rate)}
}

// tenth is a tenth of a rate to one digit.
func tenth(rate float64) float64 {
	x, _ := strconv.ParseFloat(strconv.FormatFloat(rate/10, 'e', 0, 64), 64)
	return x
}

// Error says what happened, why, and the cure.
func (d *Diverged) Error() string { return d.Sentence() + " " + d.Cure() }

// Sentence says what happened and why.
func (d *Diverged) Sentence() string {
	what := fmt.Sprintf("grew to %.3g", d.Loss)
	switch {
	case math.IsNaN(d.Loss):
		what = "stopped being a number"
	case math.IsInf(d.Loss, 0):
		what = "became infinite"
	}
	return fmt.Sprintf("The loss %s at step %d: the learning rate %g is too large for %s.", what, d.Step, d.Rate, d.Method)
}

// Cure says what to do.
func (d *Diverged) Cure() string { return fmt.Sprintf("Try %g.", d.Try) }
