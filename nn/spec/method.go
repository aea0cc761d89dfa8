package spec

import "slices"

// MethodID names an optimization method in links, files and messages.
type MethodID string

// The seven methods of the study.
const (
	GD       MethodID = "gd"
	SGD      MethodID = "sgd"
	Momentum MethodID = "momentum"
	Nesterov MethodID = "nesterov"
	Adagrad  MethodID = "adagrad"
	RMSprop  MethodID = "rmsprop"
	Adam     MethodID = "adam"
)

// Hyper holds the hyper-parameters of a method. A method reads only those that
// its [Method.Settings] list; the others are ignored.
type Hyper struct {
	LearningRate   float64 `json:"learningRate"`             // δ, the step's length
	Gamma          float64 `json:"gamma,omitempty"`          // γ, share of the last step kept
	Epsilon        float64 `json:"epsilon,omitempty"`        // ε, keeps the division finite
	Rho            float64 `json:"rho,omitempty"`            // ρ, memory of RMSprop's average
	Beta1          float64 `json:"beta1,omitempty"`          // β₁, memory of Adam's mean
	Beta2          float64 `json:"beta2,omitempty"`          // β₂, memory of Adam's mean square
	BiasCorrection bool    `json:"biasCorrection,omitempty"` // Adam: divide by 1-βᵗ
}

// Method describes one way to turn gradients into steps.
type Method struct {
	ID   MethodID
	Name string
	// Idea is one sentence for a reader who has never met the method.
	Idea string
	// Formula is the update, a line each, in the study's notation: θ the
	// weights, g the gradient of the loss, δ the learning rate.
	Formula []string
	// Settings are the keys of the hyper-parameters that the method reads, in
	// the order in which a form shows them.
	Settings []string
	// FullBatch is true for the method whose one step reads every training
	// image.
	FullBatch bool
	// Source is the paper that the method is from.
	Source string
}

// Methods lists the methods in the order in which the page shows them.
var Methods = []Method{
	{
		ID: GD, Name: "GD", FullBatch: true,
		Idea:     "Looks at every training photo before each single step: steady, and very slow.",
		Formula:  []string{"θ ← θ − δ·g   (g over all training photos)"},
		Settings: []string{KeyLearningRate},
		Source:   "Cauchy, 1847",
	},
	{
		ID: SGD, Name: "SGD",
		Idea:     "Steps after every small batch of photos: noisy, but many steps for the price of one.",
		Formula:  []string{"θ ← θ − δ·g"},
		Settings: []string{KeyLearningRate},
		Source:   "Robbins & Monro, 1951",
	},
	{
		ID: Momentum, Name: "Momentum",
		Idea:     "Keeps rolling: each step adds a share of the one before, which evens out the noise.",
		Formula:  []string{"v ← γ·v + δ·g", "θ ← θ − v"},
		Settings: []string{KeyLearningRate, KeyGamma},
		Source:   "Polyak, 1964",
	},
	{
		ID: Nesterov, Name: "Nesterov",
		Idea:     "Momentum that looks ahead: it takes the gradient where the roll is about to carry it.",
		Formula:  []string{"v ← γ·v + δ·g(θ − γ·v)", "θ ← θ − v"},
		Settings: []string{KeyLearningRate, KeyGamma},
		Source:   "Nesterov, 1983",
	},
	{
		ID: Adagrad, Name: "Adagrad",
		Idea:     "Gives each weight its own rate, smaller the more that weight has already moved.",
		Formula:  []string{"G ← G + g²", "θ ← θ − δ·g / √(G + ε)"},
		Settings: []string{KeyLearningRate, KeyEpsilon},
		Source:   "Duchi, Hazan & Singer, 2011",
	},
	{
		ID: RMSprop, Name: "RMSprop",
		Idea:     "Adagrad that forgets: each weight's rate follows its recent gradients only.",
		Formula:  []string{"E ← ρ·E + (1−ρ)·g²", "θ ← θ − δ·g / √(E + ε)"},
		Settings: []string{KeyLearningRate, KeyRho, KeyEpsilon},
		Source:   "Tieleman & Hinton, 2012",
	},
	{
		ID: Adam, Name: "Adam",
		Idea:     "Momentum and RMSprop together: a rolling mean of the gradient over a rolling mean of its square.",
		Formula:  []string{"m ← β₁·m + (1−β₁)·g", "v ← β₂·v + (1−β₂)·g²", "θ ← θ − δ·m̂ / √(v̂ + ε)"},
		Settings: []string{KeyLearningRate, KeyBeta1, KeyBeta2, KeyEpsilon, KeyBiasCorrection},
		Source:   "Kingma & Ba, 2015",
	},
}

// InOrder are the methods among some in the order of the table [Methods], each once.
func InOrder(ids []MethodID) []MethodID {
	var list []MethodID
	for _, m := range Methods {
		if slices.Contains(ids, m.ID) {
			list = append(list, m.ID)
		}
	}
	return list
}

// MethodByID returns the method of that name, and whether there is one.
func MethodByID(id MethodID) (Method, bool) {
	for _, m := range Methods {
		if m.ID == id {
			return m, true
		}
	}
	return Method{}, false
}
