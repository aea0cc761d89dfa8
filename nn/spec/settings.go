package spec

// Keys of the settings, as links write them.
const (
	KeyModel       = "model"
	KeyTrain       = "train"
	KeyHeadEpochs  = "head-epochs"
	KeyImageSize   = "size"
	KeyBatchSize   = "batch"
	KeyEpochs      = "epochs"
	KeySeed        = "seed"
	KeySchedule    = "schedule"
	KeyStepEvery   = "step-every"
	KeyStepFactor  = "step-factor"
	KeyWarmup      = "warmup"
	KeyWeightDecay = "decay"
	KeyDecayForm   = "decay-form"
	KeyClip        = "clip"
	KeyDropout     = "dropout"
	KeyPatience    = "patience"
	KeyFlip        = "flip"
	KeyShift       = "shift"
	KeyRotate      = "rotate"
	KeyZoom        = "zoom"
	KeyVariants    = "variants"
	KeyInit        = "init"
	KeyPixels      = "pixels"
	KeyTrainImages = "train-images"
	KeyEvalImages  = "eval-images"
	KeySeeds       = "seeds"
	KeySameRate    = "same-rate"
	KeyTargets     = "targets"

	KeyLearningRate   = "lr"
	KeyGamma          = "gamma"
	KeyEpsilon        = "eps"
	KeyRho            = "rho"
	KeyBeta1          = "beta1"
	KeyBeta2          = "beta2"
	KeyBiasCorrection = "bias"
)

// almostOne is the largest share of the past that a running mean may keep: with
// 1 it would never learn.
const almostOne = 0.999999

// largestSeed is the largest whole number that JavaScript, and so every tool
// that may read a link, writes exactly.
const largestSeed = 1<<53 - 1

// MaxEpochs bounds how often a run sees each training photo.
const MaxEpochs = 1000

// Settings is the table of every setting of an experiment, in the order of the
// form: first the network, which says what values others take and have by default, then those shared by all runs, then those of the grid of runs, then the
// hyper-parameters.
var Settings = []Setting{
	{
		Key: KeyModel, Label: "Network", Kind: Choice, Named: true, Default: string(CNN),
		Choices: []Option{{string(CNN), "CNN"}, {string(VGG19), "VGG19"}},
		Help:    "Which network the arm trains. It then sees photos of the size that suits it, and what else follows from the network; what you have changed for all runs stays.",
		get:     func(r *Run) any { return (*string)(&r.Model) },
	},
	{
		Key: KeyTrain, Label: "Train", Kind: Choice, Default: string(TrainBlock5),
		Choices: []Option{{string(TrainBlock5), "Block 5 and head"}, {string(TrainHead), "Head only"}},
		Help:    "How much of VGG19 learns from your photos. The study trains the fifth block and the head; the head alone is faster.",
		get:     func(r *Run) any { return (*string)(&r.Train) },
	},
	{
		Key: KeyHeadEpochs, Label: "Head first", Unit: "epochs", Kind: Whole, Min: 0, Max: 1000, Default: "0",
		Help: "Epochs in which block 5 waits while the head learns: a head drawn at random would spoil it. 0 trains both from the start.",
		get:  func(r *Run) any { return &r.HeadEpochs },
	},
	{
		Key: KeyImageSize, Label: "Image size", Unit: "px", Kind: Whole, Min: MinImageSize, Max: MaxImageSize, Default: "64",
		Help: "Photos are scaled to this many pixels a side. Larger sees more and takes longer: twice the side, four times the work.",
		get:  func(r *Run) any { return &r.ImageSize },
	},
	{
		Key: KeyBatchSize, Label: "Batch size", Unit: "photos", Kind: Whole, Min: 1, Max: 512, Default: "32",
		Help: "Photos looked at before each step. GD ignores it in effect: it looks at all of them.",
		get:  func(r *Run) any { return &r.BatchSize },
	},
	{
		Key: KeyEpochs, Label: "Epochs", Kind: Whole, Min: 1, Max: MaxEpochs, Default: "10",
		Help: "How often each training photo is seen.",
		get:  func(r *Run) any { return &r.Epochs },
	},
	{
		Key: KeySeed, Label: "Seed", Kind: Whole, Min: 0, Max: largestSeed, Default: "1",
		Help: "Start of all chance: same seed, same starting weights and same order of photos for every method.",
		get:  func(r *Run) any { return &r.Seed },
	},
	{
		Key: KeyInit, Label: "Starting weights", Kind: Choice, Named: true, Default: string(Glorot),
		Choices: []Option{{string(Glorot), "Glorot"}, {string(He), "He"}},
		Help:    "How large the weights are that training starts from. He's rule keeps a signal its size through layers with ReLU; Glorot's, which the study uses, lets it shrink from layer to layer.",
		get:     func(r *Run) any { return (*string)(&r.Init) },
	},
	{
		Key: KeyPixels, Label: "Pixels", Kind: Choice, Default: string(ZeroToOne),
		Choices: []Option{{string(ZeroToOne), "0 to 1"}, {string(Centred), "Centred, −1 to 1"}},
		Help:    "What black and white are to the network. Centred, light and dark pull either way and the first steps go further; the study has 0 to 1.",
		get:     func(r *Run) any { return (*string)(&r.Pixels) },
	},
	{
		Key: KeySchedule, Label: "Rate over time", Kind: Choice, Default: string(Constant),
		Choices: []Option{{string(Constant), "Constant"}, {string(Step), "In steps"}, {string(Cosine), "Cosine to zero"}},
		Help:    "Whether the learning rate shrinks as training goes on.",
		get:     func(r *Run) any { return (*string)(&r.Schedule) },
	},
	{
		Key: KeyStepEvery, Label: "Step every", Unit: "epochs", Kind: Whole, Min: 1, Max: 1000, Default: "5",
		Help: "With a rate that falls in steps: epochs between two of them.",
		get:  func(r *Run) any { return &r.StepEvery },
	},
	{
		Key: KeyStepFactor, Label: "Step factor", Kind: Real, Min: 0, OpenMin: true, Max: 1, Default: "0.5",
		Help: "With a rate that falls in steps: what it is multiplied by.",
		get:  func(r *Run) any { return &r.StepFactor },
	},
	{
		Key: KeyWarmup, Label: "Warm-up", Unit: "epochs", Kind: Real, Min: 0, Max: MaxEpochs, Default: "0",
		Help: "Epochs in which the rate rises in a straight line from near 0 to its value: δ·t/T at step t of T. The first gradients are the wildest, and a large rate then survives them.",
		get:  func(r *Run) any { return &r.Warmup },
	},
	{
		Key: KeyWeightDecay, Label: "Weight decay", Symbol: "λ", Kind: Real, Min: 0, Max: 1, Default: "0",
		Help: "Draws all weights towards zero at each step, θ ← θ − δ·λ·θ, so that only those that the photos keep asking for stay large. 0.01 is usual for AdamW.",
		get:  func(r *Run) any { return &r.WeightDecay },
	},
	{
		Key: KeyDecayForm, Label: "Form of decay", Kind: Choice, Default: string(Decoupled),
		Choices: []Option{{string(Decoupled), "Decoupled"}, {string(L2), "L2 in the gradient"}},
		Help:    "Decoupled: beside the method's step (Adam becomes AdamW). L2: g ← g + λ·θ, which Momentum also rolls on and adaptive methods divide by their root. For GD and SGD both are the same.",
		get:     func(r *Run) any { return (*string)(&r.DecayForm) },
	},
	{
		Key: KeyClip, Label: "Clip gradients at", Unit: "L2 norm", Kind: Real, Min: 0, Max: 1e6, Default: "0",
		Help: "Shortens the gradient of all weights together where it is longer than this c: g ← g·c/|g|. One wild batch then cannot throw the weights away. 0 never does; 1 is usual.",
		get:  func(r *Run) any { return &r.Clip },
	},
	{
		Key: KeyDropout, Label: "Dropout", Unit: "of the head's inputs", Kind: Real, Min: 0, Max: 0.95, Default: "0.5",
		Help: "Share of the numbers before the dense layers that each training photo goes without, drawn anew each time. The network cannot lean on a few of them then. The study has 0.5.",
		get:  func(r *Run) any { return &r.Dropout },
	},
	{
		Key: KeyPatience, Label: "Early stop after", Unit: "epochs", Kind: Whole, Min: 0, Max: 1000, Default: "0",
		Help: "Ends a run after so many epochs without a lower validation loss. 0 never does.",
		get:  func(r *Run) any { return &r.Patience },
	},
	{
		Key: KeyFlip, Label: "Mirror", Kind: Switch, Default: "false",
		Help: "Shows half of the photos mirrored: what faces left then faces right. VGG19 then looks at each of them twice, once.",
		get:  func(r *Run) any { return &r.Augment.Flip },
	},
	{
		Key: KeyShift, Label: "Shift", Unit: "of the side", Kind: Real, Min: 0, Max: 0.5, Default: "0",
		Help: "Moves each photo at random by up to this share of its side. 0.1 is a good start.",
		get:  func(r *Run) any { return &r.Augment.Shift },
	},
	{
		Key: KeyRotate, Label: "Rotate", Unit: "degrees", Kind: Real, Min: 0, Max: 180, Default: "0",
		Help: "Turns each photo at random by up to so many degrees either way. 15 is a good start.",
		get:  func(r *Run) any { return &r.Augment.Rotate },
	},
	{
		Key: KeyZoom, Label: "Zoom", Unit: "of the size", Kind: Real, Min: 0, Max: 0.5, Default: "0",
		Help: "Makes each photo larger or smaller at random by up to this share. 0.1 is a good start.",
		get:  func(r *Run) any { return &r.Augment.Zoom },
	},
	{
		Key: KeyVariants, Label: "Variants of a photo", Kind: Whole, Min: 0, Max: 64, Default: "0",
		Help: "With Shift, Rotate or Zoom: each photo changes from epoch to epoch between so many variants, and VGG19's frozen layers look at each variant once. 0 changes it anew, and they look at it, every time. 8 is a good start.",
		get:  func(r *Run) any { return &r.Augment.Variants },
	},
	{
		Key: KeyTrainImages, Label: "Training photos", Kind: Whole, Min: 0, Max: 1000000, Default: "0",
		Help: "Uses only so many photos for training, half of each class. 0 uses all.",
		get:  func(r *Run) any { return &r.TrainImages },
	},
	{
		Key: KeyEvalImages, Label: "Validation and test photos", Kind: Whole, Min: 0, Max: 1000000, Default: "0",
		Help: "Uses only so many photos for each of validation and test, half of each class. 0 uses all.",
		get:  func(r *Run) any { return &r.EvalImages },
	},

	{
		Key: KeySeeds, Label: "Seeds", Kind: Whole, Min: 1, Max: 100, Default: "1",
		Help: "Trains every method so many times, each time from another start and in another order of the photos. How far the results scatter shows what is chance.",
		grid: func(g *Grid) any { return &g.Seeds },
	},
	{
		Key: KeySameRate, Label: "Same rate for all", Symbol: "δ", Kind: Real, Min: 0, Max: 100, Default: "0",
		Help: "Gives every method this one learning rate, as many demonstrations do. 0 leaves each its own, which is fairer: a rate that suits one method is ten times too large for another.",
		grid: func(g *Grid) any { return &g.SameRate },
	},
	{
		Key: KeyTargets, Label: "Targets", Unit: "of the validation photos", Kind: Shares,
		Help: "Shares of the validation photos named right of which is measured how soon each method reaches them. They are fixed when the runs begin. Empty takes those proposed: from guessing towards what earlier runs have reached.",
		grid: func(g *Grid) any { return &g.Targets },
	},

	{
		Key: KeyLearningRate, Label: "Learning rate", Symbol: "δ", Kind: Real, Min: 0, OpenMin: true, Max: 100, hyper: true,
		Help: "How far each step goes. Too small: nothing happens. Too large: the loss jumps or explodes.",
		get:  func(r *Run) any { return &r.Hyper.LearningRate },
	},
	{
		Key: KeyGamma, Label: "Momentum", Symbol: "γ", Kind: Real, Min: 0, Max: almostOne, hyper: true,
		Help: "Share of the last step that is kept. 0 is plain SGD; 0.9 averages over about ten steps.",
		get:  func(r *Run) any { return &r.Hyper.Gamma },
	},
	{
		Key: KeyRho, Label: "Decay", Symbol: "ρ", Kind: Real, Min: 0, Max: almostOne, hyper: true,
		Help: "How long past squared gradients are remembered. 0.9 averages over about ten steps.",
		get:  func(r *Run) any { return &r.Hyper.Rho },
	},
	{
		Key: KeyBeta1, Label: "First decay", Symbol: "β₁", Kind: Real, Min: 0, Max: almostOne, hyper: true,
		Help: "How long past gradients are remembered.",
		get:  func(r *Run) any { return &r.Hyper.Beta1 },
	},
	{
		Key: KeyBeta2, Label: "Second decay", Symbol: "β₂", Kind: Real, Min: 0, Max: almostOne, hyper: true,
		Help: "How long past squared gradients are remembered.",
		get:  func(r *Run) any { return &r.Hyper.Beta2 },
	},
	{
		Key: KeyEpsilon, Label: "Epsilon", Symbol: "ε", Kind: Real, Min: 0, OpenMin: true, Max: 1, hyper: true,
		Help: "A small number under the square root that keeps the division finite.",
		get:  func(r *Run) any { return &r.Hyper.Epsilon },
	},
	{
		Key: KeyBiasCorrection, Label: "Bias correction", Kind: Switch, hyper: true,
		Help: "Kingma & Ba's correction of the first steps, when the means still start from zero. The study leaves it out.",
		get:  func(r *Run) any { return &r.Hyper.BiasCorrection },
	},
}
