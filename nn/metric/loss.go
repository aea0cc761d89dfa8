package metric

import "math"

// Sigmoid returns 1/(1+e^-z), the probability that the logit z stands for,
// without overflow for any z.
func Sigmoid(z float64) float64 {
	if z >= 0 {
		return 1 / (1 + math.Exp(-z))
	}
	e := math.Exp(z)
	return e / (1 + e)
}

// CrossEntropy returns the binary cross-entropy, in nats, of the logit z for a
// label 0 or 1: -ln of the probability given to the true class. That is
// ln(1+e^m), m being the logit of the wrong class; written as
// max(m,0) + ln(1+e^-|m|) it neither overflows nor loses digits.
func CrossEntropy(z float64, label int) float64 {
	m := z
	if label == 1 {
		m = -z
	}
	return math.Max(m, 0) + math.Log1p(math.Exp(-math.Abs(m)))
}

// Correct reports whether the logit z calls the label: z >= 0 is class 1.
func Correct(z float64, label int) bool { return (z >= 0) == (label == 1) }

// Mean gathers losses and hits over batches. Its zero value is empty.
type Mean struct {
	Loss  float64 `json:"loss"` // sum, nats
	Hits  int     `json:"hits"`
	Count int     `json:"count"`
}

// Add takes in one image's logit and label.
func (m *Mean) Add(z float64, label int) {
	m.Loss += CrossEntropy(z, label)
	if Correct(z, label) {
		m.Hits++
	}
	m.Count++
}

// Merge takes in all that another Mean has gathered.
func (m *Mean) Merge(o Mean) {
	m.Loss += o.Loss
	m.Hits += o.Hits
	m.Count += o.Count
}

// Values returns the mean loss in nats and the share of hits; both are NaN if
// nothing was added.
func (m Mean) Values() (loss, accuracy float64) {
	n := float64(m.Count)
	return m.Loss / n, float64(m.Hits) / n
}
