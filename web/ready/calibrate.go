package main

import (
	"math"

	"pawgrad/nn/file"
	"pawgrad/nn/metric"
)

// temperature is by what the logits of photos with known labels have to be divided for their
// cross-entropy to be least (Guo et al., 2017): a network that was trained for long is surer
// than it is right. It is looked for between 1/20 and 20.
func temperature(logits []float64, labels []int) float64 {
	loss := func(logT float64) float64 {
		var mean metric.Mean
		for i, z := range logits {
			mean.Add(z/math.Exp(logT), labels[i])
		}
		l, _ := mean.Values()
		return l
	}
	// The loss is convex in 1/T, so it has one valley: the middle third with the higher end falls away.
	low, high := -math.Log(20), math.Log(20)
	for high-low > 1e-6 {
		a, b := low+(high-low)/3, high-(high-low)/3
		if loss(a) < loss(b) {
			high = b
		} else {
			low = a
		}
	}
	return math.Exp((low + high) / 2)
}

// calibrate divides a network's logits by a temperature: its last layer's weights, since the
// logit is linear in them.
func calibrate(m *file.Model, t float64) {
	for i := len(m.Weights) - 2; i < len(m.Weights); i++ {
		for j := range m.Weights[i].Data {
			m.Weights[i].Data[j] = float32(float64(m.Weights[i].Data[j]) / t)
		}
	}
}

// logits are those of the probabilities that a network has told.
func logits(probabilities []float64) []float64 {
	const most = 1 - 1e-7
	all := make([]float64, len(probabilities))
	for i, p := range probabilities {
		q := min(max(p, 1-most), most)
		all[i] = math.Log(q / (1 - q))
	}
	return all
}
