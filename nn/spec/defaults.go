package spec

// Common values of the hyper-parameters other than the learning rate: those of
// the papers that the methods are from.
const (
	paperGamma = 0.9
	paperRho   = 0.9
	paperBeta1 = 0.9
	paperBeta2 = 0.999
	// epsilonUnderRoot stands inside the square root, as the study writes it;
	// 1e-8 there weighs like 1e-4 outside of it.
	epsilonUnderRoot = 1e-8
)

// defaultSetting holds the settings whose default is a model's own. VGG19 was made
// for photos of 224 pixels; with fewer than 96 it tells cats from dogs much worse.
var defaultSetting = map[ModelID]map[string]string{
	VGG19: {KeyImageSize: "96"},
}

// defaultHyper holds, per model, the hyper-parameters each method starts with.
// One rate for all methods would be unfair: an adaptive method's step is of the
// rate's own size, while plain SGD's is the rate times a gradient. The rates are
// those of the lowest validation loss of the sweep of 2026-11-23 on real photos
// at 64x64 (ten epochs of 2,000 photos, batch 32); nn/README.md has the table and
// the command.
var defaultHyper = map[ModelID]map[MethodID]Hyper{
	CNN: {
		GD:       {LearningRate: 0.3},
		SGD:      {LearningRate: 0.1},
		Momentum: {LearningRate: 0.02, Gamma: paperGamma},
		Nesterov: {LearningRate: 0.02, Gamma: paperGamma},
		Adagrad:  {LearningRate: 0.003, Epsilon: epsilonUnderRoot},
		RMSprop:  {LearningRate: 0.0006, Rho: paperRho, Epsilon: epsilonUnderRoot},
		Adam: {LearningRate: 0.0005, Beta1: paperBeta1, Beta2: paperBeta2, Epsilon: epsilonUnderRoot,
			BiasCorrection: true},
	},
	// Pretrained weights want smaller steps: they are good already, and the features
	// that they give are large numbers. With the head alone, 1,000 training photos of
	// 96 pixels and 5 epochs (Adam: 10), 700 test photos are named rightly with SGD
	// 0.899, Momentum 0.903, Nesterov 0.907, Adagrad 0.904, Adam 0.909 (web/tune
	// -model vgg19 -trained head -test); with a tenth of the rate SGD and both
	// momentum methods reach 0.87. The rates of GD and RMSprop are not measured,
	// nor is any with block 5 trained, for which the same rates stand.
	VGG19: {
		GD:       {LearningRate: 0.001},
		SGD:      {LearningRate: 0.001},
		Momentum: {LearningRate: 0.0001, Gamma: paperGamma},
		Nesterov: {LearningRate: 0.0001, Gamma: paperGamma},
		Adagrad:  {LearningRate: 0.001, Epsilon: epsilonUnderRoot},
		RMSprop:  {LearningRate: 0.00001, Rho: paperRho, Epsilon: epsilonUnderRoot},
		Adam: {LearningRate: 0.0001, Beta1: paperBeta1, Beta2: paperBeta2, Epsilon: epsilonUnderRoot,
			BiasCorrection: true},
	},
}
