package spec

import (
	"math"
	"testing"
)

func TestWeights(t *testing.T) {
	for _, m := range Models {
		for _, size := range []int{MinVGG19Size, 150, MaxImageSize} {
			n, names := 0, map[string]bool{}
			layers := m.Layers(size)
			for _, w := range m.Weights(size) {
				n += w.Size()
				if names[w.Name] {
					t.Errorf("%s at %d: %q occurs twice", m.Name, size, w.Name)
				}
				names[w.Name] = true
				if last := w.Shape[len(w.Shape)-1]; last != layers[w.Layer].Channels {
					t.Errorf("%s at %d: %q ends in %d channels, its layer has %d", m.Name, size, w.Name, last, layers[w.Layer].Channels)
				}
			}
			if n != m.Params(size) {
				t.Errorf("%s at %d: weights hold %d numbers, Params says %d", m.Name, size, n, m.Params(size))
			}
		}
	}
}

// TestCNNAsKeras compares with what Keras' model.summary() says of the study's
// network at 150x150: shapes and parameters.
func TestCNNAsKeras(t *testing.T) {
	cnn, _ := ModelByID(CNN)
	want := []struct {
		shape  string
		params int
	}{
		{"150×150×3", 0}, {"148×148×32", 896}, {"74×74×32", 0}, {"72×72×64", 18496}, {"36×36×64", 0},
		{"34×34×128", 73856}, {"17×17×128", 0}, {"15×15×128", 147584}, {"7×7×128", 0}, {"6272", 0}, {"6272", 0},
		{"512", 3211776}, {"1", 513},
	}
	layers := cnn.Layers(150)
	if len(layers) != len(want) {
		t.Fatalf("%d layers, want %d", len(layers), len(want))
	}
	for i, w := range want {
		if l := layers[i]; l.Shape() != w.shape || l.Params != w.params {
			t.Errorf("layer %d (%s): %s with %d parameters, want %s with %d", i, l.Name, l.Shape(), l.Params, w.shape, w.params)
		}
	}
	if got := cnn.Params(150); got != 3453121 {
		t.Errorf("%d parameters, want 3,453,121", got)
	}
}

// TestTrainFLOPs checks the count against the blueprint's rooflines, images a
// second at 56 GFLOP/s, which it gives to two digits.
func TestTrainFLOPs(t *testing.T) {
	cnn, _ := ModelByID(CNN)
	for size, want := range map[int]float64{64: 302, 150: 40} {
		if got := 56e9 / cnn.TrainFLOPs(size); math.Abs(got/want-1) > 0.02 {
			t.Errorf("at %d pixels: %.1f images/s, want %g", size, got, want)
		}
	}
	if f := cnn.ForwardFLOPs(64); f < cnn.TrainFLOPs(64)/3 || f > cnn.TrainFLOPs(64)/2 {
		t.Errorf("the forward pass has %g of %g operations; want a third to a half", f, cnn.TrainFLOPs(64))
	}
}

func TestRate(t *testing.T) {
	run := DefaultRun(SGD)
	run.Hyper.LearningRate, run.Epochs, run.StepEvery, run.StepFactor = 0.8, 10, 3, 0.5
	cases := []struct {
		schedule Schedule
		epoch    float64
		want     float64
	}{
		{Constant, 0, 0.8}, {Constant, 9.9, 0.8},
		{Step, 0, 0.8}, {Step, 2.99, 0.8}, {Step, 3, 0.4}, {Step, 5.99, 0.4}, {Step, 9.5, 0.1},
		{Cosine, 0, 0.8}, {Cosine, 2.5, 0.4 * (1 + math.Sqrt2/2)}, {Cosine, 5, 0.4}, {Cosine, 10, 0}, {Cosine, 11, 0},
	}
	for _, c := range cases {
		run.Schedule = c.schedule
		if got := run.Rate(c.epoch, 0.1); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s at epoch %g: %g, want %g", c.schedule, c.epoch, got, c.want)
		}
	}
}

// TestWarmup: the rate rises in a straight line, reaches its value with the last step of the
// warm-up, and a cosine begins there.
func TestWarmup(t *testing.T) {
	run := DefaultRun(SGD)
	run.Hyper.LearningRate, run.Epochs, run.Warmup, run.StepEvery, run.StepFactor = 0.8, 10, 2, 1, 0.5
	cases := []struct {
		schedule     Schedule
		epoch, share float64
		want         float64
	}{
		{Constant, 0, 0.25, 0.1}, {Constant, 0.25, 0.25, 0.2}, {Constant, 1.5, 0.25, 0.7},
		{Constant, 1.75, 0.25, 0.8}, {Constant, 2, 0.25, 0.8}, {Constant, 9, 0.25, 0.8},
		{Constant, 0, 1, 0.4}, {Constant, 1, 1, 0.8}, // GD
		{Constant, 0, 5, 0.8}, // an epoch longer than the warm-up is no more than the rate
		{Step, 0, 0.5, 0.2}, {Step, 1, 0.5, 0.3}, {Step, 2, 0.5, 0.2},
		{Cosine, 1.5, 0.25, 0.7}, {Cosine, 2, 0.25, 0.8}, {Cosine, 6, 0.25, 0.4}, {Cosine, 10, 0.25, 0},
	}
	for _, c := range cases {
		run.Schedule = c.schedule
		if got := run.Rate(c.epoch, c.share); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s at epoch %g by %g: %g, want %g", c.schedule, c.epoch, c.share, got, c.want)
		}
	}
	// A warm-up longer than the run leaves a cosine nowhere to begin.
	run.Schedule, run.Warmup = Cosine, 20
	if got := run.Rate(9, 1); math.Abs(got-0.4) > 1e-12 {
		t.Errorf("half-way through a warm-up of twice the run: %g, want 0.4", got)
	}
}

// TestVGG19AsKeras compares with what Keras' model.summary() says of its VGG19
// without the top at 150x150, under the study's head.
func TestVGG19AsKeras(t *testing.T) {
	vgg, _ := ModelByID(VGG19)
	pools := map[int]string{3: "75×75×64", 6: "37×37×128", 11: "18×18×256", 16: "9×9×512", 21: "4×4×512"}
	layers, base := vgg.Layers(150), 0
	for i, l := range layers {
		if want, pool := pools[i]; pool != (l.Kind == Pool) || pool && l.Shape() != want {
			t.Errorf("layer %d (%s): %s, want %q", i, l.Name, l.Shape(), want)
		}
		if l.Kind == Conv {
			base += l.Params
		}
		if wantFrozen := i > 0 && i <= 16; l.Frozen != wantFrozen {
			t.Errorf("layer %d (%s): frozen %v, want %v", i, l.Name, l.Frozen, wantFrozen)
		}
	}
	if base != 20024384 {
		t.Errorf("the base has %d parameters, want 20,024,384", base)
	}
	const block5, head = 4 * (9*512*512 + 512), 8192*512 + 512 + 512 + 1
	for train, want := range map[Train]int{TrainBlock5: block5 + head, TrainHead: head} {
		if got := (Run{Model: VGG19, Train: train}).Network().Params(150); got != want {
			t.Errorf("%s: %d parameters are trained, want %d", train, got, want)
		}
	}
}

// TestCachedLayersCostNothing checks the counts against the blueprint's rooflines.
func TestCachedLayersCostNothing(t *testing.T) {
	run := DefaultRunOf(VGG19, Momentum)
	for size, want := range map[int]float64{64: 67, 150: 13} {
		if got := 56e9 / run.Network().TrainFLOPs(size); math.Abs(got/want-1) > 0.05 {
			t.Errorf("fine-tuning at %d pixels: %.1f images/s, want %g", size, got, want)
		}
	}
	// Photos that vary have to pass the frozen layers each time: all 16 convolutions,
	// 1.59e9 multiply-adds at 64 pixels, or all but the four of block 5, 0.15e9.
	for train, want := range map[Train]float64{TrainHead: 17.6, TrainBlock5: 19.4} {
		same := DefaultRunOf(VGG19, Momentum)
		same.Train = train
		varied := same
		varied.Augment.Shift = 0.1
		if got := 56e9 / (varied.Network().TrainFLOPs(64) - same.Network().TrainFLOPs(64)); math.Abs(got/want-1) > 0.01 {
			t.Errorf("%s: the frozen layers run at %.1f images/s, want %g", train, got, want)
		}
		mirrored := same // a mirror image's features are cached too
		mirrored.Augment.Flip = true
		if got, want := mirrored.Network().TrainFLOPs(64), same.Network().TrainFLOPs(64); got != want {
			t.Errorf("%s: mirrored photos cost %g operations, others %g", train, got, want)
		}
	}
}
