package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"pawgrad/nn/file"
	"pawgrad/nn/metric"
)

// TestTemperature draws labels by the probabilities that logits stand for and then has the network
// exaggerate: the temperature has to find by how much.
func TestTemperature(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var honest []float64
	var labels []int
	for range 20000 {
		z := 4 * (random.Float64() - 0.5)
		label := 0
		if random.Float64() < metric.Sigmoid(z) {
			label = 1
		}
		honest, labels = append(honest, z), append(labels, label)
	}
	for _, exaggeration := range []float64{0.5, 1, 3} {
		said := make([]float64, len(honest))
		for i, z := range honest {
			said[i] = z * exaggeration
		}
		if got := temperature(said, labels); math.Abs(got/exaggeration-1) > 0.1 {
			t.Errorf("temperature %g of logits that are %g times too large", got, exaggeration)
		}
	}
	// Photos that are all named right would make it as sure as can be: there is a limit.
	if got := temperature([]float64{1, -1}, []int{1, 0}); got < 0.049 || got > 0.051 {
		t.Errorf("temperature %g where nothing is wrong, want the least, 1/20", got)
	}
}

func TestLogits(t *testing.T) {
	for i, z := range logits([]float64{0, 0.25, 0.5, 1}) {
		want := []float64{-16.118, math.Log(1.0 / 3), 0, 16.118}[i]
		if math.Abs(z-want) > 1e-3 {
			t.Errorf("logit %d is %g, want %g", i, z, want)
		}
	}
}

// TestCalibrate: the last layer alone is changed, its bias too.
func TestCalibrate(t *testing.T) {
	m := &file.Model{Weights: []file.Tensor{
		{Name: "dense1/kernel", Data: []float32{4}}, {Name: "dense1/bias", Data: []float32{2}},
		{Name: "dense2/kernel", Data: []float32{4, -6}}, {Name: "dense2/bias", Data: []float32{2}},
	}}
	calibrate(m, 2)
	for i, want := range [][]float32{{4}, {2}, {2, -3}, {1}} {
		for j, x := range m.Weights[i].Data {
			if x != want[j] {
				t.Errorf("%s is %v, want %v", m.Weights[i].Name, m.Weights[i].Data, want)
			}
		}
	}
}
