package train

// Phase says what a run is doing.
type Phase string

// The phases of a run.
const (
	Training   Phase = "training"
	Validating Phase = "validating"
	Testing    Phase = "testing"
	Over       Phase = "over"
)

// Reason says why a run is over.
type Reason string

// The reasons.
const (
	Finished     Reason = "finished"
	Stopped      Reason = "stopped"
	EarlyStopped Reason = "early stop"
)

// Plan says how much work a run is.
type Plan struct {
	Steps, StepsPerEpoch, Epochs              int // Steps and StepsPerEpoch count batches
	BatchSize                                 int
	TrainImages, ValidationImages, TestImages int
	Params                                    int // trainable numbers
}

// Event is what one unit of work brought.
type Event struct {
	// Phase is that of the unit of work.
	Phase Phase
	// Step counts the batches trained so far, Epoch the epochs with their
	// fraction.
	Step  int
	Epoch float64
	// Images counts the photos of this unit of work.
	Images int
	// Start, Point, EpochPoint and Result are set when the look at the starting weights,
	// a window of steps, an epoch or the run has ended with this unit.
	Start      *StartPoint
	Point      *StepPoint
	EpochPoint *EpochPoint
	Result     *Result
}

// StartPoint is where every curve begins: what the starting weights make of the validation
// photos, before the first step.
type StartPoint struct{ ValidationLoss, ValidationAccuracy float64 }

// StepPoint is the mean over a window of training batches.
type StepPoint struct {
	Step         int     // last batch of the window, from 1
	Epoch        float64 // with its fraction
	Loss         float64 // mean binary cross-entropy, nats
	Accuracy     float64
	LearningRate float64
	// GradientNorms and UpdateNorms are the L2 norms of the gradient and of the
	// change of the weights in the last step, for each of [Trainer.Layers]; nil if
	// none was taken, as by GD within an epoch.
	GradientNorms, UpdateNorms []float32
}

// EpochPoint is the result of an epoch. The training figures are means over the
// epoch's batches, taken with dropout while the weights moved, as Keras reports
// them; the validation figures are measured after it.
type EpochPoint struct {
	Epoch                              int // from 1
	TrainLoss, TrainAccuracy           float64
	ValidationLoss, ValidationAccuracy float64
	// Warning is a sentence about something odd, or empty.
	Warning string
}

// Result is the end of a run.
type Result struct {
	Reason Reason
	// Epochs is how long the run was trained, WeightsEpoch when the tested
	// weights are from: with early stopping that is the epoch with the lowest
	// validation loss.
	Epochs, WeightsEpoch float64
	Test                 Evaluation
}
