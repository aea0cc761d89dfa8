package model

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// TestHeatMap compares Grad-CAM with its formula worked out in Go: of the last
// convolution's output, what is behind it is computed by hand, and gradients are
// differences. Both networks are asked about two inputs, and again with the last layer's
// signs turned, so that each is called a cat once and a dog once.
func TestHeatMap(t *testing.T) {
	cnn := smallest(2)
	cnn.ImageSize = 64 // the last convolution's output is 4x4
	vgg := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	vgg.ImageSize, vgg.Train = spec.MinVGG19Size, spec.TrainBlock5
	for name, c := range map[string]struct {
		run   spec.Run
		input []byte
	}{
		"CNN":   {cnn, halves(cnn)},
		"VGG19": {vgg, featuresOf(vgg)},
	} {
		t.Run(name, func(t *testing.T) {
			classes := map[bool]int{}
			for _, sign := range []float32{1, -1} {
				weights := Start(c.run)
				for _, w := range weights[len(weights)-2:] {
					for i := range w.Data {
						w.Data[i] *= sign
					}
				}
				for dog, n := range checkHeatMaps(t, c.run, weights, c.input) {
					classes[dog] += n
				}
			}
			if classes[true] != 2 || classes[false] != 2 {
				t.Errorf("%d were called dogs and %d cats, want 2 and 2", classes[true], classes[false])
			}
		})
	}
}

// checkHeatMaps does so for one network, and counts the inputs that it calls dogs and not.
func checkHeatMaps(t *testing.T, run spec.Run, weights []file.Tensor, input []byte) map[bool]int {
	const inputs = 2
	b, store := backend(t), gomlx.NewStore()
	if err := Load(store, weights); err != nil {
		t.Fatal(err)
	}
	p, err := PredictorOn(b, store, run, inputs)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	answers, maps, err := p.LogitsWithCAM(input)
	if err != nil || len(answers) != inputs || len(maps) != inputs {
		t.Fatalf("%d answers and %d maps, %v", len(answers), len(maps), err)
	}
	both := gomlx.MustNewExec(b, store, func(scope *gomlx.Scope, x *graph.Node) []*graph.Node {
		logits, convolved := forward(scope, run, x, nil)
		return []*graph.Node{logits, convolved}
	})
	defer both.Finalize()
	outputs, err := callRaw(b, both, InputShape(run, inputs), input)
	if err != nil {
		t.Fatal(err)
	}
	convolved := outputs[1]
	called := map[bool]int{}
	for i, m := range maps {
		one := convolved[i*len(convolved)/inputs : (i+1)*len(convolved)/inputs]
		logit, want := gradCAM(one, m.Height, m.Width, weights[len(weights)-4:])
		called[logit > 0]++
		if got := metric.Sigmoid(float64(answers[i])); math.Abs(got-metric.Sigmoid(logit)) > 1e-4 {
			t.Errorf("input %d: a probability of %g, %g by hand", i, got, metric.Sigmoid(logit))
		}
		for k, cell := range want {
			if math.Abs(float64(m.Cells[k])-cell) > 1 {
				t.Errorf("input %d, cell %d: %d, by hand %.1f", i, k, m.Cells[k], cell)
			}
		}
		// A map that is alike everywhere, or empty, could come of anything.
		if slices.Max(m.Cells) != 255 || slices.Min(m.Cells) > 200 {
			t.Errorf("input %d: the map %v shows nothing", i, m.Cells)
		}
	}
	return called
}

// gradCAM works out the logit and the heat map of a network that ends in a 2x2 pooling
// and the head, from the output of its last convolution and the head's weights.
func gradCAM(convolved []float32, height, width int, head []file.Tensor) (logit float64, cells []float64) {
	channels := len(convolved) / (height * width)
	at := func(y, x, k int) float64 { return float64(convolved[(y*width+x)*channels+k]) }
	var pooled []float64
	for y := 0; y+1 < height; y += 2 {
		for x := 0; x+1 < width; x += 2 {
			for k := range channels {
				pooled = append(pooled, max(at(y, x, k), at(y, x+1, k), at(y+1, x, k), at(y+1, x+1, k)))
			}
		}
	}
	hidden := head[1].Shape[0]
	sums := make([]float64, hidden)
	for n := range sums {
		sums[n] = float64(head[1].Data[n])
		for j, v := range pooled {
			sums[n] += v * float64(head[0].Data[j*hidden+n])
		}
	}
	// score is the logit with one of the pooled numbers changed.
	score := func(j int, change float64) float64 {
		z := float64(head[3].Data[0])
		for n, sum := range sums {
			z += max(0, sum+change*float64(head[0].Data[j*hidden+n])) * float64(head[2].Data[n])
		}
		return z
	}
	logit = score(0, 0)
	alpha := make([]float64, channels)
	for j := range pooled {
		// A pooling hands its gradient on to one of its four, the others have none.
		const h = 1e-6
		slope := (score(j, h) - score(j, -h)) / (2 * h)
		if logit < 0 {
			slope = -slope // a cat's score
		}
		alpha[j%channels] += slope / float64(height*width)
	}
	cells = make([]float64, height*width)
	for i := range cells {
		for k, a := range alpha {
			cells[i] += a * at(i/width, i%width, k)
		}
		cells[i] = max(0, cells[i])
	}
	if most := slices.Max(cells); most > 0 {
		for i := range cells {
			cells[i] *= 255 / most
		}
	}
	return logit, cells
}

// halves are two photos of noise, one darker on the left, the other on the right.
func halves(run spec.Run) []byte {
	pixels := photosOf(run, 2)
	for i := range pixels {
		left, first := i/3%run.ImageSize < run.ImageSize/2, i < len(pixels)/2
		if left == first {
			pixels[i] /= 4
		}
	}
	return pixels
}

// featuresOf are two inputs of a network that reads features: those of halves.
func featuresOf(run spec.Run) []byte {
	side := InputShape(run, 1).Dim(1)
	var data []byte
	state := uint32(7)
	for i := range InputShape(run, 2).Size() {
		state = state*1664525 + 1013904223
		v := max(0, float32(int32(state))/math.MaxInt32)
		left, first := i/512%side < side/2, i < InputShape(run, 1).Size()
		if left == first {
			v /= 4
		}
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}
