package optim

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"pawgrad/nn/spec"
)

// An Optimizer fits into GoMLX's own training loop.
var (
	_ optimizer.Interface         = (*Optimizer)(nil)
	_ train.OptimizeWithGradients = (*Optimizer)(nil)
)

// bowl minimises Σ ½·a·θ² + b·θ, whose gradient is a·θ + b, by a method; a and b
// may change from step to step.
type bowl struct {
	t     *testing.T
	opt   *Optimizer
	store *model.Store
	step  *model.Exec
	apply *model.Exec
	// squares are the squared norms of the last step's gradient and change.
	squares []float32
}

func newBowl(t *testing.T, id spec.MethodID, hyper spec.Hyper, start []float32) *bowl {
	t.Helper()
	return newBowlOf(t, spec.Run{Method: id, Hyper: hyper}, start)
}

// newBowlOf is newBowl for a run that does more to its gradients and weights.
func newBowlOf(t *testing.T, run spec.Run, start []float32) *bowl {
	t.Helper()
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	b := &bowl{t: t, opt: New(run), store: model.NewStore()}
	b.store.VariableWithValue("/net/theta", tensors.FromFlatDataAndDimensions(start, len(start)))
	method, _ := spec.MethodByID(run.Method)
	paths := []string{"/net/theta"}
	b.step = model.MustNewExec(backend, b.store, func(scope *model.Scope, a, c *Node) []*Node {
		b.opt.LookAhead(scope, a.Graph())
		theta := scope.Store().GetVariable("/net/theta").NodeValue(a)
		loss := ReduceAllSum(Add(MulScalar(Mul(a, Square(theta)), 0.5), Mul(c, theta)))
		if method.FullBatch {
			b.opt.Accumulate(scope, a.Graph(), loss)
			return []*Node{loss}
		}
		b.opt.UpdateGraph(scope, a.Graph(), loss)
		return []*Node{loss, SquaredNorms(a.Graph(), paths)}
	})
	if method.FullBatch {
		b.apply = model.MustNewExec(backend, b.store, func(scope *model.Scope, g *Graph) *Node {
			b.opt.Apply(scope, g)
			return SquaredNorms(g, paths)
		})
	}
	return b
}

// next takes a step and returns θ.
func (b *bowl) next(a, c []float32) []float32 {
	b.t.Helper()
	outputs := b.step.MustCall(a, c)
	if b.apply != nil {
		outputs = b.apply.MustCall()
	}
	b.squares = tensors.MustCopyFlatData[float32](outputs[len(outputs)-1])
	return b.theta()
}

func (b *bowl) theta() []float32 {
	return tensors.MustCopyFlatData[float32](b.store.GetVariable("/net/theta").MustValue())
}

// TestThreeSteps compares with steps worked out by hand on f = ½θ², g = θ, from
// θ = 1. Hyper-parameters are chosen for round numbers.
func TestThreeSteps(t *testing.T) {
	cases := []struct {
		name  string
		id    spec.MethodID
		hyper spec.Hyper
		want  [3]float64
	}{
		// θ ← θ − 0.1·θ.
		{"GD", spec.GD, spec.Hyper{LearningRate: 0.1}, [3]float64{0.9, 0.81, 0.729}},
		{"SGD", spec.SGD, spec.Hyper{LearningRate: 0.1}, [3]float64{0.9, 0.81, 0.729}},
		// v = 0.1                   θ = 1    − 0.1   = 0.9
		// v = 0.05  + 0.09  = 0.14  θ = 0.9  − 0.14  = 0.76
		// v = 0.07  + 0.076 = 0.146 θ = 0.76 − 0.146 = 0.614
		{"Momentum", spec.Momentum, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, [3]float64{0.9, 0.76, 0.614}},
		// g(1)              v = 0.1                        θ = 0.9
		// g(0.9−0.05)       v = 0.05   + 0.085   = 0.135   θ = 0.765
		// g(0.765−0.0675)   v = 0.0675 + 0.06975 = 0.13725 θ = 0.62775
		{"Nesterov", spec.Nesterov, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, [3]float64{0.9, 0.765, 0.62775}},
		// G = 1          √1.44     = 1.2       θ = 1         − 0.6·1/1.2                 = 0.5
		// G = 1.25       √1.69     = 1.3       θ = 0.5       − 0.6·0.5/1.3               = 0.2692308
		// G = 1.3224852  √1.7624852 = 1.3275862 θ = 0.2692308 − 0.6·0.2692308/1.3275862 = 0.1475524
		{"Adagrad", spec.Adagrad, spec.Hyper{LearningRate: 0.6, Epsilon: 0.44}, [3]float64{0.5, 0.2692308, 0.1475524}},
		// E = 0.5                       √0.64      = 0.8       θ = 1 − 0.4/0.8                   = 0.5
		// E = 0.25 + 0.125 = 0.375      √0.515     = 0.7176350 θ = 0.5 − 0.4·0.5/0.7176350       = 0.2213068
		// E = 0.1875+0.0244884=0.2119884 √0.3519884 = 0.5932861 θ = 0.2213068 − 0.4·0.2213068/… = 0.0720993
		{"RMSprop", spec.RMSprop, spec.Hyper{LearningRate: 0.4, Rho: 0.5, Epsilon: 0.14}, [3]float64{0.5, 0.2213068, 0.0720993}},
		// m = 0.5               v = 0.25               √0.36   = 0.6       θ = 1 − 0.6·0.5/0.6     = 0.5
		// m = 0.25+0.25 = 0.5   v = 0.1875+0.0625=0.25 √0.36   = 0.6       θ = 0.5 − 0.6·0.5/0.6   = 0
		// m = 0.25              v = 0.1875             √0.2975 = 0.5454356 θ = −0.6·0.25/0.5454356 = −0.2750095
		{"Adam of the study", spec.Adam, spec.Hyper{LearningRate: 0.6, Beta1: 0.5, Beta2: 0.75, Epsilon: 0.11}, [3]float64{0.5, 0, -0.2750095}},
		// As above, but m̂ = m/(1−0.5ᵗ), v̂ = v/(1−0.75ᵗ):
		// m̂ = 0.5/0.5 = 1           v̂ = 0.25/0.25 = 1             √1.44      = 1.2       θ = 0.5
		// m̂ = 0.5/0.75 = 0.6666667  v̂ = 0.25/0.4375 = 0.5714286   √1.0114286 = 1.0056981 θ = 0.5 − 0.3977337 = 0.1022663
		// m̂ = 0.3011332/0.875       v̂ = 0.1901146/0.578125        √0.7688469 = 0.8768392 θ = −0.1332288
		{"Adam corrected", spec.Adam, spec.Hyper{LearningRate: 0.6, Beta1: 0.5, Beta2: 0.75, Epsilon: 0.44, BiasCorrection: true}, [3]float64{0.5, 0.1022663, -0.1332288}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBowl(t, c.id, c.hyper, []float32{1})
			for i, want := range c.want {
				if got := float64(b.next([]float32{1}, []float32{0})[0]); math.Abs(got-want) > 2e-7 {
					t.Errorf("after step %d: θ = %.7f, want %.7f", i+1, got, want)
				}
			}
		})
	}
}

// TestThreeStepsWithDecay does the same for runs whose weights decay, by λ = 0.5.
func TestThreeStepsWithDecay(t *testing.T) {
	cases := []struct {
		name  string
		id    spec.MethodID
		form  spec.DecayForm
		hyper spec.Hyper
		want  [3]float64
	}{
		// θ ← θ − 0.1·0.5·θ − 0.1·θ, either way.
		{"SGD", spec.SGD, spec.Decoupled, spec.Hyper{LearningRate: 0.1}, [3]float64{0.85, 0.7225, 0.614125}},
		{"SGD", spec.SGD, spec.L2, spec.Hyper{LearningRate: 0.1}, [3]float64{0.85, 0.7225, 0.614125}},
		{"GD", spec.GD, spec.Decoupled, spec.Hyper{LearningRate: 0.1}, [3]float64{0.85, 0.7225, 0.614125}},
		{"GD", spec.GD, spec.L2, spec.Hyper{LearningRate: 0.1}, [3]float64{0.85, 0.7225, 0.614125}},
		// v = 0.1                        θ = 0.95·1      − 0.1     = 0.85
		// v = 0.05   + 0.085   = 0.135   θ = 0.95·0.85   − 0.135   = 0.6725
		// v = 0.0675 + 0.06725 = 0.13475 θ = 0.95·0.6725 − 0.13475 = 0.504125
		{"Momentum", spec.Momentum, spec.Decoupled, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, [3]float64{0.85, 0.6725, 0.504125}},
		// g = 1.5·θ, and v rolls on all of it.
		// v = 0.15                           θ = 0.85
		// v = 0.075   + 0.1275   = 0.2025    θ = 0.6475
		// v = 0.10125 + 0.097125 = 0.198375  θ = 0.449125
		{"Momentum", spec.Momentum, spec.L2, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, [3]float64{0.85, 0.6475, 0.449125}},
		// g = 1.5·(θ − 0.5·v).
		// v = 0.15                               θ = 0.85
		// v = 0.075    + 0.11625    = 0.19125    θ = 0.65875
		// v = 0.095625 + 0.08446875 = 0.18009375 θ = 0.47865625
		{"Nesterov", spec.Nesterov, spec.L2, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, [3]float64{0.85, 0.65875, 0.47865625}},
		// g(θ − 0.5·v) as without decay, and θ ← 0.95·θ − v.
		// v = 0.1                                   θ = 0.85
		// g at 0.8:     v = 0.05 + 0.08    = 0.13     θ = 0.8075    − 0.13     = 0.6775
		// g at 0.6125:  v = 0.065 + 0.06125 = 0.12625 θ = 0.643625  − 0.12625  = 0.517375
		{"Nesterov", spec.Nesterov, spec.Decoupled, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, [3]float64{0.85, 0.6775, 0.517375}},
		// m = 0.5                 v = 0.25                   √0.36      = 0.6       θ = 0.7·1         − 0.5       = 0.2
		// m = 0.25  + 0.1         v = 0.1875   + 0.01        √0.3075    = 0.5545268 θ = 0.7·0.2       − 0.3787013 = −0.2387013
		// m = 0.175 − 0.1193506   v = 0.148125 + 0.0142446   √0.2723696 = 0.5218904 θ = −0.7·0.2387013 − 0.0639783 = −0.2310692
		{"Adam, so AdamW", spec.Adam, spec.Decoupled, spec.Hyper{LearningRate: 0.6, Beta1: 0.5, Beta2: 0.75, Epsilon: 0.11}, [3]float64{0.2, -0.2387013, -0.2310692}},
	}
	for _, c := range cases {
		t.Run(c.name+" "+string(c.form), func(t *testing.T) {
			b := newBowlOf(t, spec.Run{Method: c.id, Hyper: c.hyper, WeightDecay: 0.5, DecayForm: c.form}, []float32{1})
			for i, want := range c.want {
				if got := float64(b.next([]float32{1}, []float32{0})[0]); math.Abs(got-want) > 2e-7 {
					t.Errorf("after step %d: θ = %.7f, want %.7f", i+1, got, want)
				}
			}
		})
	}
}

// TestThreeStepsClipped: of θ = 1 and 0.75 the gradient is shortened to 0.5, of θ = 0.5 it
// is that long already. Its norm is told as it was before.
func TestThreeStepsClipped(t *testing.T) {
	for _, id := range []spec.MethodID{spec.GD, spec.SGD} {
		b := newBowlOf(t, spec.Run{Method: id, Hyper: spec.Hyper{LearningRate: 0.5}, Clip: 0.5}, []float32{1})
		norm := 1.0
		for i, want := range []float64{0.75, 0.5, 0.25} {
			if got := float64(b.next([]float32{1}, []float32{0})[0]); math.Abs(got-want) > 1e-7 {
				t.Errorf("%s, after step %d: θ = %.7f, want %.7f", id, i+1, got, want)
			}
			if got := float64(b.squares[0]); math.Abs(got-norm*norm) > 1e-6 {
				t.Errorf("%s, step %d: the squared norm of the gradient is %g, want %g", id, i+1, got, norm*norm)
			}
			norm = want
		}
	}
}

// TestClipLooksAtAllWeights shortens two gradients together, (3) and (4), of length 5.
func TestClipLooksAtAllWeights(t *testing.T) {
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[float64][2]float32{0: {3, 4}, 1: {0.6, 0.8}, 5: {3, 4}, 10: {3, 4}} {
		got := MustExecOnceN(backend, func(a, b *Node) []*Node { return clip([]*Node{a, b}, limit) }, []float32{3}, []float32{4})
		for i := range got {
			if x := tensors.MustCopyFlatData[float32](got[i])[0]; math.Abs(float64(x-want[i])) > 1e-6 {
				t.Errorf("limit %g: %g, want %g", limit, x, want[i])
			}
		}
	}
}

// TestSquaredNorms compares with norms worked out by hand on f = ½θ², g = θ, in the
// second step from θ = (3, 4): the methods' memory is no longer empty then.
func TestSquaredNorms(t *testing.T) {
	cases := []struct {
		id               spec.MethodID
		hyper            spec.Hyper
		gradient, change float64 // squared L2 norms
	}{
		// θ = 0.9·(3, 4): g² = 0.81·25, Δ = −0.1·g.
		{spec.SGD, spec.Hyper{LearningRate: 0.1}, 20.25, 0.2025},
		{spec.GD, spec.Hyper{LearningRate: 0.1}, 20.25, 0.2025},
		// v = 0.05·θ₀ + 0.09·θ₀ = 0.14·(3, 4).
		{spec.Momentum, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, 20.25, 0.0196 * 25},
		// g at (0.9 − 0.05)·(3, 4), v = (0.05 + 0.085)·(3, 4); the change is from θ, not
		// from where the gradient was taken.
		{spec.Nesterov, spec.Hyper{LearningRate: 0.1, Gamma: 0.5}, 0.7225 * 25, 0.018225 * 25},
		// The first step is δ a number: θ = (2, 3). G = (9 + 4, 16 + 9): Δ² = 4/13 + 9/25.
		{spec.Adagrad, spec.Hyper{LearningRate: 1}, 13, 4.0/13 + 9.0/25},
		// The first step is √2 a number: θ² = (2.5147186, 6.6862915).
		// E = (4.5, 8)/2 + θ²/2 = (3.5073593, 7.3431458): Δ² = θ²/E = 0.7169835 + 0.9105487.
		{spec.RMSprop, spec.Hyper{LearningRate: 1, Rho: 0.5}, 9.2010101, 1.6275322},
		// The first step is δ a number: θ = (2, 3).
		// m̂ = (0.75 + 1, 1 + 1.5)/0.75, v̂ = (2.25 + 2, 4 + 4.5)/0.75: Δ² = m̂²/v̂ = 0.9607843 + 0.9803922.
		{spec.Adam, spec.Hyper{LearningRate: 1, Beta1: 0.5, Beta2: 0.5, BiasCorrection: true}, 13, 1.9411765},
	}
	for _, c := range cases {
		b := newBowl(t, c.id, c.hyper, []float32{3, 4})
		for range 2 {
			b.next([]float32{1, 1}, []float32{0, 0})
		}
		for i, want := range []float64{c.gradient, c.change} {
			if got := float64(b.squares[i]); math.Abs(got-want) > 1e-5*want {
				t.Errorf("%s: squared norm of %s is %.7f, want %.7f", c.id, []string{"gradient", "change"}[i], got, want)
			}
		}
	}
}

// reference takes the study's steps in plain float64.
type reference struct {
	run   spec.Run
	theta []float64
	s1    []float64 // v, G, E or m
	s2    []float64 // Adam's v
	t     float64
}

func (r *reference) next(a, c []float32) {
	r.t++
	h := r.run.Hyper
	at, gradient, length := slices.Clone(r.theta), make([]float64, len(r.theta)), 0.0
	for i := range at {
		if r.run.Method == spec.Nesterov {
			at[i] -= h.Gamma * r.s1[i]
		}
		gradient[i] = float64(a[i])*at[i] + float64(c[i])
		length = math.Hypot(length, gradient[i])
	}
	for i, g := range gradient {
		if c := r.run.Clip; c > 0 && length > c {
			g *= c / length
		}
		if r.run.DecayForm == spec.L2 {
			g += r.run.WeightDecay * at[i]
		} else {
			r.theta[i] *= 1 - h.LearningRate*r.run.WeightDecay
		}
		switch r.run.Method {
		case spec.GD, spec.SGD:
			r.theta[i] -= h.LearningRate * g
		case spec.Momentum, spec.Nesterov:
			r.s1[i] = h.Gamma*r.s1[i] + h.LearningRate*g
			r.theta[i] -= r.s1[i]
		case spec.Adagrad:
			r.s1[i] += g * g
			r.theta[i] -= h.LearningRate * g / math.Sqrt(r.s1[i]+h.Epsilon)
		case spec.RMSprop:
			r.s1[i] = h.Rho*r.s1[i] + (1-h.Rho)*g*g
			r.theta[i] -= h.LearningRate * g / math.Sqrt(r.s1[i]+h.Epsilon)
		case spec.Adam:
			r.s1[i] = h.Beta1*r.s1[i] + (1-h.Beta1)*g
			r.s2[i] = h.Beta2*r.s2[i] + (1-h.Beta2)*g*g
			m, v := r.s1[i], r.s2[i]
			if h.BiasCorrection {
				m /= 1 - math.Pow(h.Beta1, r.t)
				v /= 1 - math.Pow(h.Beta2, r.t)
			}
			r.theta[i] -= h.LearningRate * m / math.Sqrt(v+h.Epsilon)
		}
	}
}

// each runs a test for every method, Adam with and without bias correction, with
// the papers' hyper-parameters and a rate that suits a small bowl.
func each(t *testing.T, test func(t *testing.T, id spec.MethodID, h spec.Hyper)) {
	for _, m := range spec.Methods {
		h := spec.FirstRunOf(spec.CNN, m.ID).Hyper
		h.LearningRate = 0.05
		if m.ID == spec.Adagrad {
			h.LearningRate = 0.5 // its steps shrink
		}
		t.Run(m.Name, func(t *testing.T) { test(t, m.ID, h) })
		if h.BiasCorrection {
			h.BiasCorrection = false
			t.Run(m.Name+" uncorrected", func(t *testing.T) { test(t, m.ID, h) })
		}
	}
}

// TestAgainstReference follows the float64 reference over 50 steps with random
// gradients. The tolerance is what float32 rounding adds up to.
func TestAgainstReference(t *testing.T) {
	each(t, func(t *testing.T, id spec.MethodID, h spec.Hyper) {
		for _, run := range []spec.Run{
			{},
			{WeightDecay: 0.1, DecayForm: spec.Decoupled},
			{WeightDecay: 0.1, DecayForm: spec.L2},
			{Clip: 1.5}, // shortens about half of the gradients
			{WeightDecay: 0.1, DecayForm: spec.L2, Clip: 1.5},
		} {
			run.Method, run.Hyper = id, h
			followReference(t, run)
		}
	})
}

func followReference(t *testing.T, run spec.Run) {
	const n, steps, tolerance = 7, 50, 2e-5
	random := rand.New(rand.NewPCG(3, 4))
	draw := func(scale float64) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(random.NormFloat64() * scale)
		}
		return x
	}
	start := draw(1)
	b := newBowlOf(t, run, start)
	r := &reference{run: run, s1: make([]float64, n), s2: make([]float64, n)}
	for _, x := range start {
		r.theta = append(r.theta, float64(x))
	}
	for step := range steps {
		a, c := draw(1), draw(0.5)
		got := b.next(a, c)
		r.next(a, c)
		for i := range got {
			if diff := math.Abs(float64(got[i]) - r.theta[i]); diff > tolerance*(1+math.Abs(r.theta[i])) {
				t.Fatalf("decay %g %s, clip %g: step %d, θ[%d] = %g, want %g", run.WeightDecay, run.DecayForm, run.Clip, step+1, i, got[i], r.theta[i])
			}
		}
	}
}

// TestConverges descends into a bowl ten times steeper one way than the other.
func TestConverges(t *testing.T) {
	each(t, func(t *testing.T, id spec.MethodID, h spec.Hyper) {
		a, c := []float32{10, 1}, []float32{-10, -1} // minimum at (1, 1)
		b := newBowl(t, id, h, []float32{-2, 3})
		for range 200 {
			b.next(a, c)
		}
		for i, x := range b.theta() {
			if math.Abs(float64(x)-1) > 0.1 {
				t.Errorf("θ[%d] = %g after 200 steps, want 1 within 0.1", i, x)
			}
		}
	})
}

func TestLearningRateIsSetWithoutCompiling(t *testing.T) {
	b := newBowl(t, spec.SGD, spec.Hyper{LearningRate: 0.5}, []float32{1})
	b.next([]float32{1}, []float32{0})
	b.step.SetMaxCache(1) // a second compilation would now fail
	if err := b.opt.SetLearningRate(b.store, 0.1); err != nil {
		t.Fatal(err)
	}
	if got := b.next([]float32{1}, []float32{0})[0]; math.Abs(float64(got)-0.45) > 1e-7 {
		t.Errorf("θ = %g, want 0.5 − 0.1·0.5 = 0.45", got)
	}
}

// TestAccumulate gathers two parts of a gradient: one step by their sum, and the
// next starts over.
func TestAccumulate(t *testing.T) {
	b := newBowl(t, spec.GD, spec.Hyper{LearningRate: 0.1}, []float32{1})
	for range 2 {
		before := b.theta()[0]
		b.step.MustCall([]float32{0}, []float32{1})
		b.step.MustCall([]float32{0}, []float32{2})
		if got := b.theta()[0]; got != before {
			t.Fatalf("θ moved to %g while the gradient was gathered", got)
		}
		b.apply.MustCall()
		if got := before - b.theta()[0]; math.Abs(float64(got)-0.3) > 1e-6 {
			t.Errorf("θ moved by %g, want 0.1·(1+2) = 0.3", got)
		}
	}
}

func TestNesterovNeedsLookAhead(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an update without LookAhead was built; want a panic")
		}
	}()
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	store := model.NewStore()
	store.VariableWithValue("/net/theta", float32(1))
	opt := New(spec.Run{Method: spec.Nesterov, Hyper: spec.Hyper{LearningRate: 0.1, Gamma: 0.9}})
	model.MustNewExec(backend, store, func(scope *model.Scope, g *Graph) {
		opt.UpdateGraph(scope, g, Square(scope.Store().GetVariable("/net/theta").NodeValue(g)))
	}).MustCall()
}

func TestClear(t *testing.T) {
	b := newBowl(t, spec.Adam, spec.Hyper{LearningRate: 0.1, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, BiasCorrection: true}, []float32{1})
	first := b.next([]float32{1}, []float32{0})[0]
	if n := b.store.NumVariables(); n != 5 { // θ, rate, step, mean, mean square
		t.Errorf("%d variables after a step, want 5", n)
	}
	if err := b.opt.Clear(b.store.RootScope()); err != nil {
		t.Fatal(err)
	}
	if n := b.store.NumVariables(); n != 1 {
		t.Errorf("%d variables after Clear, want only θ (which is %g)", n, first)
	}
}
