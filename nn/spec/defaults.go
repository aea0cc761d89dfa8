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

// vggSize is VGG19's image size: it was made for photos of 224 pixels; with fewer than
// 96 it tells cats from dogs much worse.
const vggSize = "96"

// defaultSetting holds the settings whose default is a model's own. The CNN's are the
// first race: what all methods learn with, on two cores, in the minute that a visitor
// watches. nn/README.md has the measurements that they are from.
var defaultSetting = map[ModelID]map[string]string{
	CNN: {
		KeyImageSize: "48", KeyBatchSize: "16", KeyEpochs: "11", KeySchedule: string(Cosine),
		KeyInit: string(He), KeyPixels: string(Centred), KeyFlip: "true", KeyShift: "0.1",
	},
	VGG19: {KeyImageSize: vggSize},
}

// firstSetting holds the same as it was at first; see [FirstExperimentFor].
var firstSetting = map[ModelID]map[string]string{
	VGG19: {KeyImageSize: vggSize},
}

// network is what a method's hyper-parameters suit: a model, how much of it is trained,
// and what it starts from.
type network struct {
	model ModelID
	cut   Cut  // only VGG19 has one
	he    bool // the CNN begins with He's starting weights
}

// hyperOf is what a method starts with at a learning rate: the other values are its paper's.
func hyperOf(method MethodID, rate float64) Hyper {
	h := Hyper{LearningRate: rate}
	switch method {
	case Momentum, Nesterov:
		h.Gamma = paperGamma
	case Adagrad:
		h.Epsilon = epsilonUnderRoot
	case RMSprop:
		h.Rho, h.Epsilon = paperRho, epsilonUnderRoot
	case Adam:
		h.Beta1, h.Beta2, h.Epsilon, h.BiasCorrection = paperBeta1, paperBeta2, epsilonUnderRoot, true
	}
	return h
}

// defaultRates holds, per network, the learning rate each method starts with.
// One rate for all methods would be unfair: an adaptive method's step is of the
// rate's own size, while plain SGD's is the rate times a gradient. nn/README.md has
// the measurements that the rates are from; make rates finds others by equal tuning.
var defaultRates = map[network]map[MethodID]float64{
	{model: CNN, he: true}: {GD: 0.3, SGD: 0.1, Momentum: 0.01, Nesterov: 0.01, Adagrad: 0.01, RMSprop: 0.001, Adam: 0.001},
	{model: CNN}:           {GD: 0.3, SGD: 0.1, Momentum: 0.02, Nesterov: 0.02, Adagrad: 0.003, RMSprop: 0.0006, Adam: 0.0005},
	// Pretrained weights want smaller steps: they are good already, and the features
	// that they give are large numbers.
	{model: VGG19, cut: Block5Pool}: {GD: 0.003, SGD: 0.001, Momentum: 0.0001, Nesterov: 0.0001, Adagrad: 0.001, RMSprop: 0.0001, Adam: 0.0001},
	// With block 5 trained as well, smaller ones still.
	{model: VGG19, cut: Block4Pool}: {GD: 0.001, SGD: 0.0003, Momentum: 0.00003, Nesterov: 0.00003, Adagrad: 0.0003, RMSprop: 0.00003, Adam: 0.0001},
}
