package jobs

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"

	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/wasm"
)

// TestGradients compares the gradients that our backend computes for both whole
// networks with differences of the loss, at the steepest weight of every array.
// The loss is in float32 and the networks have kinks (ReLU, max-pooling), so the
// differences are good to a few percent.
func TestGradients(t *testing.T) {
	cnn := spec.DefaultRunOf(spec.CNN, spec.SGD)
	cnn.ImageSize = spec.MinImageSize
	block5 := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	block5.ImageSize, block5.Train = spec.MinVGG19Size, spec.TrainBlock5
	for name, run := range map[string]spec.Run{"CNN": cnn, "VGG19 from block 5": block5} {
		t.Run(name, func(t *testing.T) { checkGradients(t, run) })
	}
}

func checkGradients(t *testing.T, run spec.Run) {
	const h, tolerance = 1e-3, 0.05
	backend, err := wasm.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer backend.Finalize()
	store := gomlx.NewStore()
	if err := nn.Load(store, nn.Start(run)); err != nil {
		t.Fatal(err)
	}
	build := func(scope *gomlx.Scope, input, state *graph.Node) *graph.Node {
		labels := graph.Const(input.Graph(), []float32{1, 0})
		return nn.Loss(nn.Logits(scope, run, input, state), labels, graph.MulScalar(graph.OnesLike(labels), 0.5))
	}
	loss := gomlx.MustNewExec(backend, store, build)
	slope := gomlx.MustNewExec(backend, store, func(scope *gomlx.Scope, input, state *graph.Node) []*graph.Node {
		return scope.BuildTrainableVariablesGradientsGraph(build(scope, input, state))
	})
	input, state := randomInput(run), nn.DropoutState(run.Seed, 0)
	gradients := slope.MustExec(input, state)
	weights, err := nn.Weights(store, run)
	if err != nil {
		t.Fatal(err)
	}
	if len(gradients) != len(weights) {
		t.Fatalf("%d gradients for %d arrays of weights", len(gradients), len(weights))
	}
	for i, w := range weights {
		gradient := tensors.MustCopyFlatData[float32](gradients[i])
		steepest := 0 // there rounding matters least
		for j := range gradient {
			if math.Abs(float64(gradient[j])) > math.Abs(float64(gradient[steepest])) {
				steepest = j
			}
		}
		x := w.Data[steepest]
		lossAt := func(x float32) float64 {
			w.Data[steepest] = x
			if err := nn.Load(store, weights[i:i+1]); err != nil {
				t.Fatal(err)
			}
			return float64(tensors.ToScalar[float32](loss.MustExec1(input, state)))
		}
		want := (lossAt(x+h) - lossAt(x-h)) / (2 * h)
		lossAt(x)
		if got := float64(gradient[steepest]); math.Abs(got-want) > tolerance*math.Abs(want)+1e-5 {
			t.Errorf("%s[%d]: gradient %g, by differences %g", w.Name, steepest, got, want)
		}
	}
}

// randomInput is a batch of two: pixels for a network that begins with photos,
// else features as a ReLU leaves them, half of them 0.
func randomInput(run spec.Run) *tensors.Tensor {
	random := rand.New(rand.NewPCG(1, 2))
	shape := nn.InputShape(run, 2)
	if shape.DType == dtypes.Uint8 {
		pixels := make([]uint8, shape.Size())
		for i := range pixels {
			pixels[i] = uint8(random.UintN(256))
		}
		return tensors.FromFlatDataAndDimensions(pixels, shape.Dimensions...)
	}
	features := make([]float32, shape.Size())
	for i := range features {
		features[i] = max(0, float32(random.NormFloat64()))
	}
	return tensors.FromFlatDataAndDimensions(features, shape.Dimensions...)
}
