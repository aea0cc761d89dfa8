package record

import (
	"math"

	"pawgrad/nn/spec"
)

// studyAccuracy is Table 1 of the study: test accuracy by model and method.
var studyAccuracy = map[spec.ModelID]map[spec.MethodID]float64{
	spec.CNN: {
		spec.Adam: 0.7829, spec.RMSprop: 0.7779, spec.SGD: 0.7630,
		spec.Adagrad: 0.7680, spec.Nesterov: 0.7620, spec.Momentum: 0.7689,
	},
	spec.VGG19: {
		spec.Adam: 0.9259, spec.RMSprop: 0.9290, spec.SGD: 0.9279,
		spec.Adagrad: 0.9219, spec.Nesterov: 0.9369, spec.Momentum: 0.9399,
	},
}

// StudyAccuracy returns the test accuracy that the study reports for a method
// (Krutov, Afanasyev, Nesterov: Table 1), NaN if it has none: it does not report GD.
func StudyAccuracy(model spec.ModelID, method spec.MethodID) float64 {
	if accuracy, ok := studyAccuracy[model][method]; ok {
		return accuracy
	}
	return math.NaN()
}
