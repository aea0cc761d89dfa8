package model

import (
	"math"
	"reflect"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// smallest is a run of the smallest network there is.
func smallest(seed uint64) spec.Run {
	run := spec.FirstRunOf(spec.CNN, spec.SGD)
	run.ImageSize, run.Seed, run.Init, run.Pixels = spec.MinImageSize, seed, spec.Glorot, spec.ZeroToOne
	return run
}

func backend(t testing.TB) compute.Backend {
	t.Helper()
	b, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// photosOf makes n photos of a run's size, each of its own pattern.
func photosOf(run spec.Run, n int) []uint8 {
	pixels := make([]uint8, n*run.ImageSize*run.ImageSize*3)
	state := uint32(7)
	for i := range pixels {
		state = state*1664525 + 1013904223 // Numerical Recipes' generator
		pixels[i] = uint8(state >> 24)
	}
	return pixels
}

// TestStartSpread checks the rules' limits and variances, and that biases are zero.
func TestStartSpread(t *testing.T) {
	for rule, variance := range map[spec.Init]func(w spec.Weight) float64{
		spec.Glorot: func(w spec.Weight) float64 { return 2 / float64(w.FanIn+w.FanOut) },
		spec.He:     func(w spec.Weight) float64 { return 2 / float64(w.FanIn) },
	} {
		run := smallest(1)
		run.Init = rule
		start := Start(run)
		for i, w := range run.Network().Weights(run.ImageSize) {
			want := 0.0
			if w.FanIn > 0 {
				want = variance(w)
			}
			// A uniform distribution has a third of its limit's square for variance. The
			// smallest float32 above may be what a number just below is rounded to.
			limit, square := math.Sqrt(3*want)*(1+1e-7), 0.0
			for _, x := range start[i].Data {
				if math.Abs(float64(x)) > limit {
					t.Fatalf("%s, %s holds %g, beyond its limit %g", rule, w.Name, x, limit)
				}
				square += float64(x) * float64(x)
			}
			// With the fewest weights, 512, five standard errors are a fifth.
			if got := square / float64(w.Size()); math.Abs(got-want) > want/5 {
				t.Errorf("%s, %s has the variance %g, want %g", rule, w.Name, got, want)
			}
		}
	}
}

// TestStart checks that nothing but seed, size and rule matters.
func TestStart(t *testing.T) {
	run := smallest(1)
	start := Start(run)
	for _, m := range spec.Methods {
		other := smallest(1)
		other.Pixels = spec.Centred
		other.Method, other.Hyper, other.BatchSize = m.ID, spec.FirstRunOf(spec.CNN, m.ID).Hyper, 8
		if !reflect.DeepEqual(Start(other), start) {
			t.Errorf("%s starts otherwise from the same seed", m.Name)
		}
	}
	if reflect.DeepEqual(Start(smallest(2)), start) {
		t.Error("another seed starts alike")
	}
	// A link with a seed must mean the same run in a year.
	if got, want := start[0].Data[:3], []float32{-0.019989273, 0.038422633, 0.012773374}; !reflect.DeepEqual(got, want) {
		t.Errorf("weights start %v, were %v when written down", got, want)
	}
}

func TestDropoutState(t *testing.T) {
	read := func(seed uint64, batch int) []uint64 {
		return tensors.MustCopyFlatData[uint64](DropoutState(seed, batch))
	}
	if !reflect.DeepEqual(read(1, 2), read(1, 2)) {
		t.Error("the same batch of the same seed has another mask")
	}
	if reflect.DeepEqual(read(1, 2), read(1, 3)) || reflect.DeepEqual(read(1, 2), read(2, 2)) {
		t.Error("another batch or seed has the same mask")
	}
}

// TestDrop checks the share that is silenced and the scale of the rest.
func TestDrop(t *testing.T) {
	const n, rate = 40000, 0.25
	ones := make([]float32, n)
	for i := range ones {
		ones[i] = 1
	}
	got, err := graph.ExecOnce(backend(t), func(x, state *graph.Node) *graph.Node {
		dropped, _ := drop(x, rate, state)
		return dropped
	}, ones, DropoutState(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	silenced := 0
	for _, x := range tensors.MustCopyFlatData[float32](got) {
		switch x {
		case 0:
			silenced++
		case 1 / (1 - float32(rate)):
		default:
			t.Fatalf("1 became %g, want 0 or 1/(1-%g)", x, rate)
		}
	}
	// Five standard deviations.
	if want := rate * n; math.Abs(float64(silenced)-want) > 5*math.Sqrt(want*(1-rate)) {
		t.Errorf("%d of %d are silenced, want about %g", silenced, n, want)
	}
}

// TestDropoutIsTheRuns: two masks give a network two answers where the run drops some of the
// head's inputs, and one answer, that without a mask, where it drops none.
func TestDropoutIsTheRuns(t *testing.T) {
	for _, rate := range []float64{0, 0.3, 0.5} {
		run := smallest(5)
		run.Dropout = rate
		store := gomlx.NewStore()
		if err := Load(store, Start(run)); err != nil {
			t.Fatal(err)
		}
		exec := gomlx.MustNewExec(backend(t), store, func(scope *gomlx.Scope, pixels, one, other *graph.Node) []*graph.Node {
			return []*graph.Node{Logits(scope, run, pixels, nil), Logits(scope, run, pixels, one), Logits(scope, run, pixels, other)}
		})
		pixels := tensors.FromFlatDataAndDimensions(photosOf(run, 2), 2, run.ImageSize, run.ImageSize, 3)
		outputs := exec.MustExec(pixels, DropoutState(1, 0), DropoutState(1, 1))
		var logits [3][]float32
		for i, output := range outputs {
			logits[i] = tensors.MustCopyFlatData[float32](output)
		}
		whole, alike := reflect.DeepEqual(logits[0], logits[1]), reflect.DeepEqual(logits[1], logits[2])
		if whole != (rate == 0) || alike != (rate == 0) {
			t.Errorf("dropout %g: logits %v without a mask, %v and %v with two", rate, logits[0], logits[1], logits[2])
		}
	}
}

// TestLoss compares the graph's loss and gradient with package metric and the
// textbook's sigmoid(z) - y, at logits where plain formulas overflow too.
func TestLoss(t *testing.T) {
	logits := []float32{0, 0, 1.5, -2, 100, -100, 30, -0.25}
	labels := []float32{0, 1, 1, 1, 0, 1, 1, 0}
	weights := []float32{0.5, 0.25, 0.125, 0.125, 0.125, 0.25, 0, 0.5}
	got := graph.MustExecOnceN(backend(t), func(z, y, w *graph.Node) []*graph.Node {
		loss := Loss(z, y, w)
		return []*graph.Node{loss, graph.Gradient(loss, z)[0]}
	}, logits, labels, weights)
	want := 0.0
	gradient := tensors.MustCopyFlatData[float32](got[1])
	for i, z := range logits {
		want += float64(weights[i]) * metric.CrossEntropy(float64(z), int(labels[i]))
		slope := float64(weights[i]) * (metric.Sigmoid(float64(z)) - float64(labels[i]))
		if math.Abs(float64(gradient[i])-slope) > 1e-6 {
			t.Errorf("gradient at z = %g, y = %g: %g, want %g", z, labels[i], gradient[i], slope)
		}
	}
	if loss := float64(tensors.ToScalar[float32](got[0])); math.Abs(loss-want) > 1e-5*want {
		t.Errorf("loss %g, want %g", loss, want)
	}
}

// TestGradient compares the whole network's gradient with differences of the
// loss, for some weights of every array. The loss is in float32 and the network
// has kinks (ReLU, max-pooling), so the differences are good to a few percent.
func TestGradient(t *testing.T) {
	const h = 3e-3
	run := smallest(3)
	store := gomlx.NewStore()
	if err := Load(store, Start(run)); err != nil {
		t.Fatal(err)
	}
	b := backend(t)
	build := func(scope *gomlx.Scope, pixels, state *graph.Node) *graph.Node {
		labels := graph.Const(pixels.Graph(), []float32{1, 0})
		return Loss(Logits(scope, run, pixels, state), labels, graph.MulScalar(graph.OnesLike(labels), 0.5))
	}
	loss := gomlx.MustNewExec(b, store, build)
	slope := gomlx.MustNewExec(b, store, func(scope *gomlx.Scope, pixels, state *graph.Node) []*graph.Node {
		return scope.BuildTrainableVariablesGradientsGraph(build(scope, pixels, state))
	})
	pixels := tensors.FromFlatDataAndDimensions(photosOf(run, 2), 2, run.ImageSize, run.ImageSize, 3)
	state := DropoutState(run.Seed, 0)
	gradients := slope.MustExec(pixels, state)
	weights, err := Weights(store, run)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range weights {
		gradient := tensors.MustCopyFlatData[float32](gradients[i])
		// The steepest weight of the array: there rounding matters least.
		steepest := 0
		for j := range gradient {
			if math.Abs(float64(gradient[j])) > math.Abs(float64(gradient[steepest])) {
				steepest = j
			}
		}
		lossAt := func(x float32) float64 {
			old := w.Data[steepest]
			w.Data[steepest] = x
			if err := Load(store, weights[i:i+1]); err != nil {
				t.Fatal(err)
			}
			w.Data[steepest] = old
			return float64(tensors.ToScalar[float32](loss.MustExec1(pixels, state)))
		}
		x := w.Data[steepest]
		want := (lossAt(x+h) - lossAt(x-h)) / (2 * h)
		lossAt(x)
		if got := float64(gradient[steepest]); math.Abs(got-want) > 0.05*math.Abs(want)+1e-5 {
			t.Errorf("%s[%d]: gradient %g, by differences %g", w.Name, steepest, got, want)
		}
	}
}

// TestPredictor checks that a model survives its file, that any number of photos
// can be asked for, and that they do not influence each other.
func TestPredictor(t *testing.T) {
	run := smallest(4)
	m := &file.Model{
		Description: file.Description{Run: run, Labels: []string{"cat", "dog"}, Preprocessing: file.PreprocessingFor(run)},
		Weights:     Start(run),
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if m, err = file.Decode(data); err != nil {
		t.Fatal(err)
	}
	b := backend(t)
	p, err := NewPredictor(b, m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	store := gomlx.NewStore()
	if err := Load(store, Start(run)); err != nil {
		t.Fatal(err)
	}
	const batch, n = 2, 3
	small, err := PredictorOn(b, store, run, batch)
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	photos := photosOf(run, n)
	all, err := small.Predict(photos)
	if err != nil || len(all) != n {
		t.Fatalf("%d answers for %d photos, %v", len(all), n, err)
	}
	if all[0] == all[n-1] || all[0] < 0 || all[0] > 1 {
		t.Errorf("probabilities %g and %g: want two of their own in [0,1]", all[0], all[n-1])
	}
	last := photos[len(photos)*(n-1)/n:]
	if one, err := p.Predict(last); err != nil || len(one) != 1 || math.Abs(one[0]-all[n-1]) > 1e-6 {
		t.Errorf("the last photo alone, through a model file, is %v (%v), among others %g", one, err, all[n-1])
	}
	if none, err := p.Predict(nil); err != nil || len(none) != 0 {
		t.Errorf("no photos give %v, %v", none, err)
	}
}
