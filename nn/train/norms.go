package train

import (
	"math"
	"strings"
)

// Layers names the trained layers from the input on: "conv1", "dense2".
func (t *Trainer) Layers() []string {
	var names []string
	for _, w := range t.run.Network().Weights(t.run.ImageSize) {
		name, _, _ := strings.Cut(w.Name, "/")
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return names
}

// norms turns the squared norms of each weight array's gradient and change into those
// of each layer, kernel and bias together. It is nothing if there are none, or any is
// no finite number: the step after it then ends the run.
func (t *Trainer) norms(squares []float32) (gradients, updates []float32) {
	weights := t.run.Network().Weights(t.run.ImageSize)
	if len(squares) != 2*len(weights) {
		return nil, nil
	}
	layers := t.Layers()
	sums := [2][]float64{make([]float64, len(layers)), make([]float64, len(layers))}
	layer := -1
	for i, w := range weights {
		if name, _, _ := strings.Cut(w.Name, "/"); layer < 0 || layers[layer] != name {
			layer++
		}
		sums[0][layer] += float64(squares[i])
		sums[1][layer] += float64(squares[len(weights)+i])
	}
	roots := [2][]float32{}
	for k, list := range sums {
		for _, sum := range list {
			if math.IsNaN(sum) || math.IsInf(sum, 0) {
				return nil, nil
			}
			roots[k] = append(roots[k], float32(math.Sqrt(sum)))
		}
	}
	return roots[0], roots[1]
}
