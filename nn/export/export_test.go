package export_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/gomlx/compute"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/export"
	"pawgrad/nn/file"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/wasm"
)

// trained is a model of a run with weights that say something: those it starts from, rounded
// as training leaves them, and biases that are not zero.
func trained(t testing.TB, run spec.Run, base vgg19.Source) *file.Model {
	t.Helper()
	weights, err := model.Begin(run, base)
	if err != nil {
		t.Fatal(err)
	}
	for i := range weights {
		weights[i] = weights[i].Rounded()
		if len(weights[i].Shape) == 1 {
			data := make([]float32, len(weights[i].Data))
			for j := range data {
				data[j] = weights[i].Data[j] + 0.01*float32(j%7-3)
			}
			weights[i].Data = data
		}
	}
	return &file.Model{
		Description: file.Description{Run: run, Set: "A set", Epochs: 2.5, Labels: []string{"cat", "dog"}, Preprocessing: file.PreprocessingFor(run)},
		Weights:     weights,
	}
}

// network describes a model, with the golden answers that GoMLX's graph of it gives.
func network(t testing.TB, m *file.Model, base vgg19.Source) *export.Network {
	t.Helper()
	n, err := export.Of(m, base)
	if err != nil {
		t.Fatal(err)
	}
	backend, err := wasm.New("") // GoMLX's own takes VGG19 20 seconds a picture
	if err != nil {
		t.Fatal(err)
	}
	defer backend.Finalize()
	pixels := export.Pictures(n.Size)
	predictor, err := predictor(backend, m, base)
	if err != nil {
		t.Fatal(err)
	}
	defer predictor.Close()
	probabilities, err := predictor.Predict(pixels)
	if err != nil {
		t.Fatal(err)
	}
	n.Golden = &export.Golden{Pixels: pixels, Probabilities: probabilities}
	return n
}

func predictor(backend compute.Backend, m *file.Model, base vgg19.Source) (*model.Predictor, error) {
	if m.Run.Model != spec.VGG19 {
		return model.NewPredictor(backend, m)
	}
	whole, err := model.Whole(m, base)
	if err != nil {
		return nil, err
	}
	frozen, err := model.NewExtractor(backend, base, whole.Run)
	if err != nil {
		return nil, err
	}
	return model.NewPretrainedPredictor(backend, whole, frozen)
}

// cnn is a run of the smallest CNN.
func cnn(pixels spec.Pixels) spec.Run {
	run := spec.DefaultRun(spec.Adam)
	run.ImageSize, run.Pixels = spec.MinImageSize, pixels
	return run
}

// made keeps the networks from one test to the next: VGG19's take seconds.
var made map[string]*export.Network

// networks are what the tests write: CNNs of both preparations, one in 8 bits, and, where the
// real weights are, VGG19 with a head of its own, and trained from its fifth block on. They are so
// large that the page's engine takes the ways that it takes in earnest.
func networks(t testing.TB) map[string]*export.Network {
	t.Helper()
	if made != nil {
		return made
	}
	list := map[string]*export.Network{
		"cnn":          network(t, trained(t, cnn(spec.ZeroToOne), nil), nil),
		"centred cnn":  network(t, trained(t, cnn(spec.Centred), nil), nil),
		"cnn in bytes": network(t, trained(t, cnn(spec.Centred), nil).Quantized(), nil),
	}
	if base := realBase(t); base != nil {
		// The base is in 8 bits, what is trained is the run's own.
		run := spec.DefaultRunOf(spec.VGG19, spec.Adam)
		run.ImageSize, run.Train = 48, spec.TrainHead
		list["vgg19's head"] = network(t, trained(t, run, base), base)
		run.ImageSize, run.Train = 64, spec.TrainBlock5
		list["vgg19"] = network(t, trained(t, run, base), base)
	}
	made = list
	return list
}

// realBase is VGG19's real base in the 8 bits that a site serves; nil in short tests and where
// its weights are not.
func realBase(t testing.TB) vgg19.Source {
	t.Helper()
	if testing.Short() {
		return nil
	}
	path := filepath.Join("..", "..", "..", "shared", "data", "vgg19", "vgg19_hybrid_notop.h5")
	f, err := os.Open(path)
	if err != nil {
		t.Logf("NOT TESTED: exports of VGG19, as its real weights are not at %s", path)
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	source, err := convert.Open([]convert.File{{Name: path, Size: info.Size(), ReaderAt: f}})
	if err != nil {
		t.Fatal(err)
	}
	var shards [][]byte
	manifest, err := vgg19.Write(source, func(name string, content []byte) error {
		if name != vgg19.ManifestName {
			shards = append(shards, bytes.Clone(content)) // its room is used again
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	reader := vgg19.NewReader(manifest)
	for i, shard := range shards {
		if err := reader.Add(i, shard); err != nil {
			t.Fatal(err)
		}
	}
	return reader
}

// TestOf passes pictures through the description by the plainest loops there are: what it says
// of a network is all that is needed to compute it.
func TestOf(t *testing.T) {
	for name, n := range networks(t) {
		each := n.Size * n.Size * 3
		for i, want := range n.Golden.Probabilities {
			if i > 0 && n.Layers[0].Same {
				break // VGG19 takes seconds a picture in loops as plain as these
			}
			got := pass(n, n.Golden.Pixels[i*each:(i+1)*each])
			if math.Abs(got-want) > 1e-5 {
				t.Errorf("%s, picture %d: %.7f by the description, %.7f by the graph", name, i, got, want)
			}
		}
		if n.Golden.Probabilities[0] == n.Golden.Probabilities[1] {
			t.Errorf("%s says the same of every picture: this test could not fail", name)
		}
	}
}

// pass computes the probability of a picture.
func pass(n *export.Network, pixels []uint8) float64 {
	x := make([]float64, len(pixels))
	for i, v := range pixels {
		x[i] = float64(v)*float64(n.Scale[i%3]) + float64(n.Shift[i%3])
	}
	for _, l := range n.Layers {
		switch l.Kind {
		case spec.Conv:
			x = convolve(l, x)
		case spec.Pool:
			x = pool(l, x)
		case spec.Dense:
			y := make([]float64, l.Out)
			for o := range y {
				y[o] = float64(l.Bias[o])
				for i := range x {
					y[o] += x[i] * float64(l.Kernel[i*l.Out+o])
				}
			}
			x = y
		}
		for i := range x {
			switch l.Activation {
			case "relu":
				x[i] = max(0, x[i])
			case "sigmoid":
				x[i] = 1 / (1 + math.Exp(-x[i]))
			}
		}
	}
	return x[0]
}

func convolve(l export.Layer, x []float64) []float64 {
	pad := 0
	if l.Same {
		pad = l.Window / 2
	}
	side := l.Side + 2*pad - l.Window + 1
	y := make([]float64, side*side*l.Out)
	for at := range side * side {
		out := y[at*l.Out : (at+1)*l.Out]
		for o := range out {
			out[o] = float64(l.Bias[o])
		}
		for tap := range l.Window * l.Window {
			row, column := at/side+tap/l.Window-pad, at%side+tap%l.Window-pad
			if row < 0 || row >= l.Side || column < 0 || column >= l.Side {
				continue
			}
			for i := range l.In {
				v, kernel := x[(row*l.Side+column)*l.In+i], l.Kernel[(tap*l.In+i)*l.Out:]
				for o := range out {
					out[o] += v * float64(kernel[o])
				}
			}
		}
	}
	return y
}

func pool(l export.Layer, x []float64) []float64 {
	side := l.Side / l.Window
	y := make([]float64, side*side*l.In)
	for at := range side * side {
		for c := range l.In {
			largest := math.Inf(-1)
			for tap := range l.Window * l.Window {
				row, column := at/side*l.Window+tap/l.Window, at%side*l.Window+tap%l.Window
				largest = max(largest, x[(row*l.Side+column)*l.In+c])
			}
			y[at*l.In+c] = largest
		}
	}
	return y
}

// TestVGG19NeedsItsBase: without the pretrained layers there is nothing to export.
func TestVGG19NeedsItsBase(t *testing.T) {
	run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	run.Train = spec.TrainHead
	if _, err := export.Of(trained(t, run, nil), nil); err == nil {
		t.Error("a head without its base was described")
	}
}
