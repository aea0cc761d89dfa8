package spec

import "slices"

// Sizes and seeds of the study that the page redoes. The study itself used photos of
// 150 pixels and one start; the CNN at 64 pixels is cheap enough for three, which
// shows how much of a difference is chance.
const (
	studySize      = 150
	studySmallSize = 64
	studySeeds     = 3
)

// studyEpochs is how long each network is trained: until the slowest of the methods
// has stopped getting better on the validation photos (see README.md).
var studyEpochs = map[ModelID]int{CNN: 50, VGG19: 10}

// Study returns the experiments that redo the study, the quick ones first: the CNN at
// two sizes, and VGG19, trained from its fifth block on, if its pretrained weights
// are at hand. All seven methods, each with its own rate.
func Study(withVGG19 bool) []Experiment {
	part := func(model ModelID, size, seeds int) Experiment {
		e := DefaultExperimentFor(model)
		e.Methods = nil
		for _, m := range Methods {
			e.Methods = append(e.Methods, m.ID)
		}
		e.Shared.ImageSize, e.Shared.Epochs, e.Seeds = size, studyEpochs[model], seeds
		// The slow methods need every step at the full rate that they can get (a cosine
		// costs SGD two points); but at that rate the last epochs jump up and down, and
		// which of them is the last is chance. So the rate falls once, near the end.
		e.Shared.Schedule, e.Shared.StepFactor = Step, 0.1
		e.Shared.StepEvery = e.Shared.Epochs * 4 / 5
		// Two thousand photos are few for a network that starts from nothing; mirrored
		// they are four thousand. VGG19's features are computed once, of each photo as
		// it is.
		e.Shared.Augment.Flip = model == CNN
		return e
	}
	parts := []Experiment{part(CNN, studySmallSize, studySeeds), part(CNN, studySize, 1)}
	if withVGG19 {
		parts = append(parts, part(VGG19, studySize, 1))
	}
	return slices.Clip(parts)
}
