package classic

import (
	"math"
	"math/rand/v2"

	"pawgrad/nn/spec"
)

// Hyper is the hyper-parameters that a method walks with on a surface: the surface's rate, and for the rest what the papers propose.
func (s Surface) Hyper(m spec.MethodID) spec.Hyper {
	return spec.Hyper{LearningRate: s.Rates[m], Gamma: 0.9, Epsilon: 1e-8, Rho: 0.9, Beta1: 0.9, Beta2: 0.999, BiasCorrection: true}
}

// Walk is the way of a method over the surface: the start and one place for each step. The noise of the gradients comes from the seed and
// is the same, step by step, for every method, as the mini-batches of a comparison are; GD, which reads the whole set, has none. A walk
// that leaves all bounds goes on in NaN or infinity.
func (s Surface) Walk(m spec.MethodID, h spec.Hyper, start [2]float64, steps int, seed uint64) [][2]float64 {
	random := rand.New(rand.NewPCG(seed, 0))
	theta := start
	path := [][2]float64{theta}
	var v, sum, mean, square [2]float64 // Momentum's and Nesterov's roll, Adagrad's and RMSprop's sum, Adam's two moments
	for t := 1; t <= steps; t++ {
		at := theta
		if m == spec.Nesterov {
			at[0], at[1] = theta[0]-h.Gamma*v[0], theta[1]-h.Gamma*v[1]
		}
		var g [2]float64
		g[0], g[1] = s.gradient(at[0], at[1])
		for i := range g {
			if noise := s.Noise * random.NormFloat64(); m != spec.GD {
				g[i] += noise
			}
			switch m {
			case spec.GD, spec.SGD:
				theta[i] -= h.LearningRate * g[i]
			case spec.Momentum, spec.Nesterov:
				v[i] = h.Gamma*v[i] + h.LearningRate*g[i]
				theta[i] -= v[i]
			case spec.Adagrad:
				sum[i] += g[i] * g[i]
				theta[i] -= h.LearningRate * g[i] / math.Sqrt(sum[i]+h.Epsilon)
			case spec.RMSprop:
				sum[i] = h.Rho*sum[i] + (1-h.Rho)*g[i]*g[i]
				theta[i] -= h.LearningRate * g[i] / math.Sqrt(sum[i]+h.Epsilon)
			case spec.Adam:
				mean[i] = h.Beta1*mean[i] + (1-h.Beta1)*g[i]
				square[i] = h.Beta2*square[i] + (1-h.Beta2)*g[i]*g[i]
				first, second := mean[i], square[i]
				if h.BiasCorrection {
					first /= 1 - math.Pow(h.Beta1, float64(t))
					second /= 1 - math.Pow(h.Beta2, float64(t))
				}
				theta[i] -= h.LearningRate * first / math.Sqrt(second+h.Epsilon)
			}
		}
		path = append(path, theta)
	}
	return path
}
