package train

import (
	"math"

	"pawgrad/nn/data"
	"pawgrad/nn/metric"
	"pawgrad/nn/model"
)

// Evaluation is a network's result on a list of images.
type Evaluation struct {
	Loss     float64 // mean binary cross-entropy, nats
	Accuracy float64
	// Indexes, Labels and Probabilities hold, per image, its index in the set,
	// its true class and the predicted probability of class 1.
	Indexes       []int
	Labels        []int
	Probabilities []float32
	// Logits are the logarithms of the odds of class 1, which the probabilities are made of.
	Logits []float32
}

// Evaluator measures a network on images of a set, a batch at a time.
type Evaluator struct {
	predictor *model.Predictor
	inputs    data.Inputs
	result    Evaluation
	mean      metric.Mean
	input     []byte
}

// NewEvaluator returns an evaluator on the images of the given indexes; inputs are
// what the predictor takes of them.
func NewEvaluator(p *model.Predictor, inputs data.Inputs, indexes []int) *Evaluator {
	return &Evaluator{predictor: p, inputs: inputs, result: Evaluation{Indexes: indexes}}
}

// Done reports whether all images have been measured.
func (e *Evaluator) Done() bool { return len(e.result.Labels) == len(e.result.Indexes) }

// Next measures one batch and returns how many images it had.
func (e *Evaluator) Next() (int, error) {
	done := len(e.result.Labels)
	batch := e.result.Indexes[done:min(done+e.predictor.Batch(), len(e.result.Indexes))]
	if e.input == nil {
		e.input = make([]byte, e.predictor.Batch()*e.inputs.Bytes())
	}
	for i, image := range batch {
		if err := e.inputs.Read(image, e.input[i*e.inputs.Bytes():(i+1)*e.inputs.Bytes()]); err != nil {
			return 0, err
		}
	}
	logits, err := e.predictor.Logits(e.input[:len(batch)*e.inputs.Bytes()])
	if err != nil {
		return 0, err
	}
	for i, z := range logits {
		label := e.inputs.Label(batch[i])
		e.mean.Add(float64(z), label)
		e.result.Labels = append(e.result.Labels, label)
		e.result.Logits = append(e.result.Logits, finite(z))
		e.result.Probabilities = append(e.result.Probabilities, float32(metric.Sigmoid(float64(z))))
	}
	return len(batch), nil
}

// finite bounds a logit: what is sure beyond all numbers counts as the surest that can be
// written.
func finite(z float32) float32 { return max(-math.MaxFloat32, min(math.MaxFloat32, z)) }

// Result returns what has been measured so far; its slices must not be changed.
func (e *Evaluator) Result() Evaluation {
	r := e.result
	r.Loss, r.Accuracy = e.mean.Values()
	return r
}
