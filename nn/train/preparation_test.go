package train

import (
	"math"
	"slices"
	"testing"

	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// uncentred returns weights that make of pixels from 0 to 1 what the given ones make of
// centred pixels: a convolution of 2u-1 is one of u by twice the kernel, less the sum of
// the kernel.
func uncentred(weights []file.Tensor) []file.Tensor {
	kernel, bias := weights[0], weights[1]
	kernel.Data, bias.Data = slices.Clone(kernel.Data), slices.Clone(bias.Data)
	for i := range kernel.Data {
		bias.Data[i%len(bias.Data)] -= kernel.Data[i]
		kernel.Data[i] *= 2
	}
	return append([]file.Tensor{kernel, bias}, weights[2:]...)
}

// said is what a run says of its network, which it does not change: losses in training,
// validation and test, and then probabilities and heat maps by its model file.
func said(t *testing.T, run spec.Run, weights []file.Tensor) []float64 {
	set := newBlobs(4, 2, 2)
	tr := begin(t, run, set)
	if err := model.Load(tr.store, weights); err != nil {
		t.Fatal(err)
	}
	tr.run.Hyper.LearningRate = 0 // which the page refuses
	var all []float64
	for !tr.Done() {
		switch e := next(t, tr, 1); {
		case e.Point != nil:
			all = append(all, e.Point.Loss)
		case e.EpochPoint != nil:
			all = append(all, e.EpochPoint.ValidationLoss)
		case e.Result != nil:
			all = append(all, e.Result.Test.Loss)
		}
	}
	tr.run.Hyper = run.Hyper
	m, err := tr.Model()
	if err != nil {
		t.Fatal(err)
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if m, err = file.Decode(data); err != nil {
		t.Fatal(err)
	}
	p, err := model.NewPredictor(backend(t), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	logits, maps, err := p.LogitsWithCAM(append(slices.Clone(set.pixels[0]), set.pixels[1]...))
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range logits {
		all = append(all, metric.Sigmoid(float64(z)))
	}
	for _, m := range maps {
		for _, cell := range m.Cells {
			all = append(all, float64(cell)/255)
		}
	}
	return all
}

// TestCentredPixelsReachEveryUse compares a network of centred pixels with the same one of
// pixels from 0 to 1.
func TestCentredPixelsReachEveryUse(t *testing.T) {
	run := smallRun(spec.SGD)
	run.Init, run.Pixels = spec.He, spec.Centred
	weights := model.Start(run)
	for i, w := range weights {
		weights[i] = w.Rounded() // else the test would round them, before the biases are made of them or after
	}
	got := said(t, run, weights)
	run.Pixels = spec.ZeroToOne
	want, without := said(t, run, uncentred(weights)), said(t, run, weights)
	const losses, answers = 4, 2 // two steps, a validation, a test; two photos
	if len(got) != len(want) || len(got) <= losses+answers {
		t.Fatalf("%d figures, want %d", len(got), len(want))
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-4 && i < losses+answers || math.Abs(got[i]-want[i]) > 1.5/255 {
			t.Errorf("figure %d is %g, want %g", i, got[i], want[i])
		}
		if i < losses && math.Abs(got[i]-without[i]) < 1e-3 {
			t.Errorf("figure %d is %g with centred pixels and %g without", i, got[i], without[i])
		}
	}
}
