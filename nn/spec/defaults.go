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

// adam is Adam with a learning rate and the other values of its paper.
func adam(rate float64) Hyper {
	return Hyper{LearningRate: rate, Beta1: paperBeta1, Beta2: paperBeta2, Epsilon: epsilonUnderRoot, BiasCorrection: true}
}

// defaultHyper holds, per network, the hyper-parameters each method starts with.
// One rate for all methods would be unfair: an adaptive method's step is of the
// rate's own size, while plain SGD's is the rate times a gradient. nn/README.md has
// the measurements that the rates are from.
var defaultHyper = map[network]map[MethodID]Hyper{
	{model: CNN, he: true}: {
		GD:       {LearningRate: 0.3},
		SGD:      {LearningRate: 0.1},
		Momentum: {LearningRate: 0.01, Gamma: paperGamma},
		Nesterov: {LearningRate: 0.01, Gamma: paperGamma},
		Adagrad:  {LearningRate: 0.01, Epsilon: epsilonUnderRoot},
		RMSprop:  {LearningRate: 0.001, Rho: paperRho, Epsilon: epsilonUnderRoot},
		Adam:     adam(0.001),
	},
	{model: CNN}: {
		GD:       {LearningRate: 0.3},
		SGD:      {LearningRate: 0.1},
		Momentum: {LearningRate: 0.02, Gamma: paperGamma},
		Nesterov: {LearningRate: 0.02, Gamma: paperGamma},
		Adagrad:  {LearningRate: 0.003, Epsilon: epsilonUnderRoot},
		RMSprop:  {LearningRate: 0.0006, Rho: paperRho, Epsilon: epsilonUnderRoot},
		Adam:     adam(0.0005),
	},
	// Pretrained weights want smaller steps: they are good already, and the features
	// that they give are large numbers.
	{model: VGG19, cut: Block5Pool}: {
		GD:       {LearningRate: 0.003},
		SGD:      {LearningRate: 0.001},
		Momentum: {LearningRate: 0.0001, Gamma: paperGamma},
		Nesterov: {LearningRate: 0.0001, Gamma: paperGamma},
		Adagrad:  {LearningRate: 0.001, Epsilon: epsilonUnderRoot},
		RMSprop:  {LearningRate: 0.0001, Rho: paperRho, Epsilon: epsilonUnderRoot},
		Adam:     adam(0.0001),
	},
	// With block 5 trained as well, smaller ones still.
	{model: VGG19, cut: Block4Pool}: {
		GD:       {LearningRate: 0.001},
		SGD:      {LearningRate: 0.0003},
		Momentum: {LearningRate: 0.00003, Gamma: paperGamma},
		Nesterov: {LearningRate: 0.00003, Gamma: paperGamma},
		Adagrad:  {LearningRate: 0.0003, Epsilon: epsilonUnderRoot},
		RMSprop:  {LearningRate: 0.00003, Rho: paperRho, Epsilon: epsilonUnderRoot},
		Adam:     adam(0.0001),
	},
}
