package surface_test

import (
	"math"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/optim"
	"pawgrad/nn/spec"
	"pawgrad/nn/surface"
)

// hyper are the hyper-parameters of the CNN with a rate of the surface.
func hyper(s surface.Surface, m spec.Method) spec.Hyper {
	h := spec.FirstRunOf(spec.CNN, m.ID).Hyper
	h.LearningRate = s.Rates[m.ID]
	return h
}

// TestWalksAsPackageOptim has the training methods themselves walk down the ravine.
func TestWalksAsPackageOptim(t *testing.T) {
	const steps = 40
	ravine := surface.ByID("ravine")
	for _, m := range spec.Methods {
		for _, corrected := range []bool{true, false} {
			h := hyper(ravine, m)
			h.BiasCorrection = corrected
			mine := ravine.Walk(m.ID, h, ravine.Start, steps, 0, 1)
			theirs := walkByOptim(t, m, h, ravine, steps)
			for i := range theirs {
				for axis := range 2 {
					if d := math.Abs(mine[i][axis] - theirs[i][axis]); !(d < 2e-5) {
						t.Fatalf("%s, corrected %v: after %d steps at %v, package optim at %v", m.Name, corrected, i, mine[i], theirs[i])
					}
				}
			}
		}
	}
}

// walkByOptim is the path of package optim's method in float32.
func walkByOptim(t *testing.T, m spec.Method, h spec.Hyper, s surface.Surface, steps int) []surface.Point {
	t.Helper()
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	opt, store := optim.New(spec.Run{Method: m.ID, Hyper: h}), model.NewStore()
	store.VariableWithValue("/net/theta", tensors.FromFlatDataAndDimensions([]float32{float32(s.Start[0]), float32(s.Start[1])}, 2))
	// The ravine is a quadratic form, so its gradient at (1, 1) is its curvatures.
	curves := s.Gradient(surface.Point{1, 1})
	step := model.MustNewExec(backend, store, func(scope *model.Scope, a *Node) *Node {
		opt.LookAhead(scope, a.Graph())
		theta := scope.Store().GetVariable("/net/theta").NodeValue(a)
		loss := ReduceAllSum(MulScalar(Mul(a, Square(theta)), 0.5))
		opt.UpdateGraph(scope, a.Graph(), loss)
		return loss
	})
	path := []surface.Point{s.Start}
	for range steps {
		step.MustCall([]float32{float32(curves[0]), float32(curves[1])})
		theta := tensors.MustCopyFlatData[float32](store.GetVariable("/net/theta").MustValue())
		path = append(path, surface.Point{float64(theta[0]), float64(theta[1])})
	}
	return path
}

func TestFirstStepsByHand(t *testing.T) {
	// On the plane f = x the gradient is (1, 0) everywhere.
	slope := surface.Surface{Gradient: func(surface.Point) surface.Point { return surface.Point{1, 0} }}
	h := spec.Hyper{LearningRate: 0.1, Gamma: 0.5, Rho: 0.75, Beta1: 0.5, Beta2: 0.75, Epsilon: 1e-12}
	cases := []struct {
		method spec.MethodID
		x      []float64
	}{
		{spec.GD, []float64{0, -0.1, -0.2}},
		{spec.SGD, []float64{0, -0.1, -0.2}},
		{spec.Momentum, []float64{0, -0.1, -0.25}},
		{spec.Nesterov, []float64{0, -0.1, -0.25}},
		{spec.Adagrad, []float64{0, -0.1, -0.1 - 0.1/math.Sqrt2}},
		{spec.RMSprop, []float64{0, -0.2, -0.2 - 0.1/math.Sqrt(0.4375)}},
		{spec.Adam, []float64{0, -0.1, -0.1 - 0.075/math.Sqrt(0.4375)}},
	}
	for _, c := range cases {
		path := slope.Walk(c.method, h, surface.Point{}, 2, 0, 1)
		for i, want := range c.x {
			if d := math.Abs(path[i][0] - want); d > 1e-9 || path[i][1] != 0 {
				t.Errorf("%s after %d steps: %v, want %v", c.method, i, path[i], want)
			}
		}
	}
}

// TestGradients compares each gradient with differences of heights.
func TestGradients(t *testing.T) {
	const h = 1e-5
	for _, s := range surface.Surfaces {
		for _, p := range []surface.Point{s.Start, {0.3, -0.7}, {-1.9, 1.1}} {
			g := s.Gradient(p)
			for axis := range 2 {
				up, down := p, p
				up[axis] += h
				down[axis] -= h
				if d := (s.Height(up)-s.Height(down))/(2*h) - g[axis]; math.Abs(d) > 1e-6 {
					t.Errorf("%s at %v: gradient %v, off by %g along axis %d", s.ID, p, g, d, axis)
				}
			}
		}
	}
}

// TestLessons holds what the page says of each surface: how far above the lowest
// place in sight each method is after a number of steps.
func TestLessons(t *testing.T) {
	after := func(s surface.Surface, id spec.MethodID, steps int) float64 {
		m, _ := spec.MethodByID(id)
		path := s.Walk(id, hyper(s, m), s.Start, steps, 0, 1)
		return s.Height(path[steps])
	}
	ravine, turned := surface.ByID("ravine"), surface.ByID("turned-ravine")
	for _, id := range []spec.MethodID{spec.SGD, spec.Momentum, spec.Nesterov} {
		if a, b := after(ravine, id, 30), after(turned, id, 30); math.Abs(a-b) > 1e-9 {
			t.Errorf("%s: %g in the ravine, %g in the turned one", id, a, b)
		}
	}
	if a, b := after(ravine, spec.Adagrad, 30), after(turned, spec.Adagrad, 30); !(b > 10*a) {
		t.Errorf("Adagrad: %g in the ravine, %g in the turned one", a, b)
	}
	saddle := surface.ByID("saddle")
	for _, id := range []spec.MethodID{spec.Adagrad, spec.RMSprop, spec.Adam} {
		if a, b := after(saddle, id, 40), after(saddle, spec.SGD, 40); !(a < -0.5 && b > -0.1) {
			t.Errorf("saddle: %s at %g, SGD at %g", id, a, b)
		}
	}
	plateau := surface.ByID("plateau")
	for _, id := range []spec.MethodID{spec.Adagrad, spec.RMSprop, spec.Adam} {
		if a, b := after(plateau, id, 80), after(plateau, spec.SGD, 80); !(a < 0.05 && b > 0.7) {
			t.Errorf("plateau: %s at %g, SGD at %g", id, a, b)
		}
	}
}

func TestNoise(t *testing.T) {
	s := surface.ByID("saddle")
	ridge := surface.Point{-2, 0}
	walk := func(id spec.MethodID, noise float64, seed uint64) surface.Point {
		m, _ := spec.MethodByID(id)
		path := s.Walk(id, hyper(s, m), ridge, 60, noise, seed)
		return path[60]
	}
	if at := walk(spec.Adam, 0, 1); at[1] != 0 {
		t.Errorf("without noise Adam left the ridge for %v", at)
	}
	if a, b := walk(spec.SGD, 1, 1), walk(spec.SGD, 1, 1); a != b || a[1] == 0 {
		t.Errorf("with noise SGD is at %v, and a second time at %v", a, b)
	}
	if a, b := walk(spec.SGD, 1, 1), walk(spec.SGD, 1, 2); a == b {
		t.Error("another seed gives the same path")
	}
	if at := walk(spec.GD, 1, 1); at[1] != 0 {
		t.Errorf("GD met noise: %v", at)
	}
}

func TestLattice(t *testing.T) {
	s := surface.ByID("ravine")
	x, y, height := s.Lattice(4, 3)
	if len(x) != 4 || len(y) != 3 || len(height) != 3 || x[0] != s.X.Min || x[3] != s.X.Max || y[1] != (s.Y.Min+s.Y.Max)/2 {
		t.Fatalf("lattice at %v and %v", x, y)
	}
	if got, want := height[2][1], s.Height(surface.Point{x[1], y[2]}); got != want {
		t.Errorf("height %v, want %v", got, want)
	}
}
