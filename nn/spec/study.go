package spec

import "slices"

// StudySize is the side of the study's own photos in pixels. It trained from one start.
const StudySize = 150

// At the smaller size the CNN is cheap enough for three starts, which shows how much of a
// difference is chance.
const (
	studySmallSize = 64
	studySeeds     = 3
)

// studyEpochs is how long each network is trained: until the validation loss of nearly
// all methods has been through its lowest (see results/README.md). It still falls at the
// last epoch for GD, which takes one step an epoch, and for Adagrad on VGG19.
var studyEpochs = map[ModelID]int{CNN: 50, VGG19: 6}

// studyRates are the learning rates that differ from the defaults: those begin higher
// which a cosine, that halves the mean rate, would leave short of steps (see README.md).
var studyRates = map[ModelID]map[MethodID]float64{CNN: {SGD: 0.15, Momentum: 0.03}}

// Study returns the experiments that redo the study, the quick ones first: the CNN at
// two sizes, and VGG19, trained from its fifth block on, if its pretrained weights
// are at hand. All seven methods, each with its own rate.
func Study(withVGG19 bool) []Experiment {
	part := func(model ModelID, size, seeds int) Experiment {
		e := FirstExperimentFor(model) // Glorot's weights and pixels from 0 to 1, as the study's Keras has them
		e.Methods = nil
		for _, m := range Methods {
			e.Methods = append(e.Methods, m.ID)
		}
		shared := e.Shared
		shared.ImageSize, shared.Epochs = size, studyEpochs[model]
		e.SetShared(shared)
		e.Seeds = seeds
		// At a constant rate the last epochs jump up and down, and which of them is
		// the last is chance; along a cosine they settle.
		e.Shared.Schedule = Cosine
		// Two thousand photos are few for a network that starts from nothing; mirrored
		// they are four thousand. VGG19 has seen a million.
		e.Shared.Augment.Flip = model == CNN
		for method, rate := range studyRates[model] {
			hyper := e.Hyper[method]
			hyper.LearningRate = rate
			e.Hyper[method] = hyper
		}
		return e
	}
	parts := []Experiment{part(CNN, studySmallSize, studySeeds), part(CNN, StudySize, 1)}
	if withVGG19 {
		parts = append(parts, part(VGG19, StudySize, 1))
	}
	return slices.Clip(parts)
}
