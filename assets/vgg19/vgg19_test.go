package vgg19

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestLayers(t *testing.T) {
	layers := Layers()
	if len(layers) != 16 {
		t.Fatalf("%d layers, want 16", len(layers))
	}
	weights, biases := 0, 0
	for i, l := range layers {
		weights += l.KernelLen()
		biases += l.Out
		if i > 0 && l.In != layers[i-1].Out {
			t.Errorf("%s takes %d channels, and %s gives %d", l.Name, l.In, layers[i-1].Name, layers[i-1].Out)
		}
	}
	// Keras' summary of the network without its top: 20,024,384 parameters.
	if weights+biases != 20_024_384 || biases != 5504 {
		t.Errorf("%d weights and %d biases", weights, biases)
	}
	if first, last := layers[0], layers[15]; first != (Layer{"block1_conv1", 3, 64}) || last != (Layer{"block5_conv4", 512, 512}) {
		t.Errorf("first %v, last %v", first, last)
	}
}

func TestPreprocessing(t *testing.T) {
	rgb := []byte{10, 20, 30, 255, 0, 128}
	for _, c := range []struct {
		name string
		p    Preprocessing
		want []float64
	}{
		{"caffe", Caffe, []float64{30 - 103.939, 20 - 116.779, 10 - 123.68, 128 - 103.939, 0 - 116.779, 255 - 123.68}},
		{"torchvision", Torchvision, []float64{(10./255 - .485) / .229, (20./255 - .456) / .224, (30./255 - .406) / .225,
			(1 - .485) / .229, (0 - .456) / .224, (128./255 - .406) / .225}},
	} {
		got := make([]float32, len(rgb))
		c.p.Apply(got, rgb)
		for i := range got {
			if math.Abs(float64(got[i])-c.want[i]) > 1e-5*max(1, math.Abs(c.want[i])) {
				t.Errorf("%s: input %d is %v, want %v", c.name, i, got[i], c.want[i])
			}
		}
	}
}

// tinyLayers have the real names and hardly any channels.
func tinyLayers() []Layer {
	layers := Layers()
	for i := range layers {
		layers[i].In, layers[i].Out = 2+i%2, 2+(i+1)%2
	}
	return layers
}

// tiny is a base of tinyLayers with weights of all signs and magnitudes.
func tiny() *Base {
	b := &Base{info: Info{Caffe, "made up", LicenceKeras}}
	for i, l := range tinyLayers() {
		c := Conv{Layer: l, Kernel: make([]float32, l.KernelLen()), Bias: make([]float32, l.Out)}
		for k := range c.Kernel {
			c.Kernel[k] = float32(math.Sin(float64(1+i+7*k))) * float32(1+k%l.Out) / 100
		}
		for o := range c.Bias {
			c.Bias[o] = float32(i) - float32(o)/3
		}
		b.convs = append(b.convs, c)
	}
	return b
}

func TestQuantize(t *testing.T) {
	l := Layer{"test", 1, 3}
	c := Conv{Layer: l, Kernel: make([]float32, 27), Bias: []float32{1, 2, 3}}
	// Channel 0 spans -127..127, channel 1 is zero, channel 2 is tiny and negative.
	for k, v := range []float32{127, -127, 0.5, 1.5, -0.49, 63.2, 0, -1, 2} {
		c.Kernel[3*k] = v
		c.Kernel[3*k+2] = -1e-3 * float32(k)
	}
	q := Quantize(c)
	for k, want := range []int8{127, -127, 0, 2, 0, 63, 0, -1, 2} {
		if q.Kernel[3*k] != want {
			t.Errorf("weight %v became %d, want %d", c.Kernel[3*k], q.Kernel[3*k], want)
		}
	}
	if q.Scale[0] != 1 || q.Scale[1] != 0 || q.Kernel[26] != -127 {
		t.Errorf("scales %v, last weight %d", q.Scale, q.Kernel[26])
	}
	back := q.Dequantize()
	for k, w := range c.Kernel {
		if d := math.Abs(float64(back.Kernel[k] - w)); d > float64(q.Scale[k%3])/2*(1+1e-6) {
			t.Errorf("weight %d: %v came back as %v", k, w, back.Kernel[k])
		}
	}
	if !slices.Equal(back.Bias, c.Bias) || back.Layer != l {
		t.Errorf("bias %v, layer %v", back.Bias, back.Layer)
	}
	// What is quantized stays as it is when it is quantized again.
	if again := Quantize(back); !slices.Equal(again.Kernel, q.Kernel) {
		t.Errorf("again: %v, want %v", again.Kernel, q.Kernel)
	}
	// A scale that float32 cannot hold must not become a division by zero.
	c.Kernel = slices.Repeat([]float32{math.SmallestNonzeroFloat32}, 27)
	for _, v := range Quantize(c).Dequantize().Kernel {
		if v-v != 0 {
			t.Fatal("smallest weights became", v)
		}
	}
}

func TestCheck(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for name, c := range map[string]struct {
		spoil func(Conv)
		says  string
	}{
		"nan in kernel": {func(c Conv) { c.Kernel[3] = nan }, "NaN at place 3"},
		"inf in bias":   {func(c Conv) { c.Bias[1] = inf }, "-Inf at place 1"},
		"zeros":         {func(c Conv) { clear(c.Kernel) }, "all zeros"},
	} {
		base := tiny()
		c.spoil(base.convs[4])
		if _, err := Load(base); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "block3_conv1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if base, err := Load(tiny()); err != nil || !slices.Equal(base.Layers(), tinyLayers()) {
		t.Errorf("a good base: %v", err)
	}
}
