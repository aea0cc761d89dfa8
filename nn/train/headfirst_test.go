package train

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
	"pawgrad/nn/data"
	"pawgrad/nn/file"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// drawnBase is a base whose weights are drawn: enough to see which of them move.
type drawnBase struct{}

func (drawnBase) Info() vgg19.Info { return vgg19.Info{Preprocessing: vgg19.Caffe} }

func (drawnBase) Layers() []vgg19.Layer { return vgg19.Layers() }

func (drawnBase) Layer(i int) (vgg19.Conv, error) {
	l := vgg19.Layers()[i]
	random := rand.New(rand.NewPCG(1, uint64(i)))
	c := vgg19.Conv{Layer: l, Kernel: make([]float32, 9*l.In*l.Out), Bias: make([]float32, l.Out)}
	scale := float32(math.Sqrt(2 / float64(9*l.In)))
	for k := range c.Kernel {
		c.Kernel[k] = float32(random.NormFloat64()) * scale
	}
	return c, nil
}

// noise is features that are drawn, each photo's its own.
type noise struct {
	bytes  int
	labels data.Source
}

func (n noise) Bytes() int      { return n.bytes }
func (n noise) Label(i int) int { return n.labels.Image(i).Label }

func (n noise) Read(i int, dst []byte) error {
	random := rand.New(rand.NewPCG(2, uint64(i)))
	for at := 0; at < len(dst); at += 4 {
		binary.LittleEndian.PutUint32(dst[at:], math.Float32bits(random.Float32()))
	}
	return nil
}

// TestHeadFirst trains VGG19 from its fifth block on with the head first: until then
// the block stays as it is, bit for bit, and the step reports that nothing in it moves;
// from then on it learns, with a memory that begins there. A run that is interrupted on
// either side goes on alike.
func TestHeadFirst(t *testing.T) {
	if testing.Short() {
		t.Skip("block 5 takes GoMLX's own backend a second a step")
	}
	set := newBlobs(2, 2, 2)
	for _, id := range []spec.MethodID{spec.Adam, spec.GD} {
		run := spec.DefaultRunOf(spec.VGG19, id)
		run.ImageSize, run.BatchSize, run.Epochs, run.HeadEpochs = spec.MinVGG19Size, 2, 2, 1
		pretrained := Pretrained{Base: drawnBase{}, Features: noise{int(model.InputShape(run, 1).ByteSize()), set}}
		tr, err := New(backend(t), run, set, pretrained)
		if err != nil {
			t.Fatal(err)
		}
		defer tr.Close()
		start := weightsOf(t, tr)
		moved := func(name string) bool {
			before, after := find(start, name), find(weightsOf(t, tr), name)
			return !reflect.DeepEqual(before.Data, after.Data)
		}
		next(t, tr, 1) // the look at the starting weights
		first := next(t, tr, 1)
		for _, w := range start {
			if base := strings.HasPrefix(w.Name, "conv"); moved(w.Name) == base {
				t.Errorf("%s, %s: moved %v after the head's epoch", id, w.Name, !base)
			}
		}
		if first.Point == nil {
			t.Fatalf("%s: no point after an epoch", id)
		}
		for i, layer := range tr.Layers() {
			if still := strings.HasPrefix(layer, "conv"); (first.Point.GradientNorms[i] == 0) != still || (first.Point.UpdateNorms[i] == 0) != still {
				t.Errorf("%s, %s: gradient of norm %g, step of %g", id, layer, first.Point.GradientNorms[i], first.Point.UpdateNorms[i])
			}
		}
		saved, err := tr.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		resumed, err := Restore(backend(t), set, pretrained, saved)
		if err != nil {
			t.Fatal(err)
		}
		defer resumed.Close()
		next(t, tr, 1)           // the validation
		second := next(t, tr, 1) // and the second epoch
		next(t, resumed, 1)
		if got := next(t, resumed, 1); !reflect.DeepEqual(got, second) {
			t.Errorf("%s: resumed %+v, without a break %+v", id, got, second)
		}
		if !moved("conv13/kernel") || !moved("conv16/bias") {
			t.Errorf("%s: block 5 does not learn after the head", id)
		}
		if !reflect.DeepEqual(weightsOf(t, tr), weightsOf(t, resumed)) {
			t.Errorf("%s: the weights differ in the end", id)
		}
		// Adam's first step is of the size of the rate, if its count begins with block 5.
		if id == spec.Adam {
			rate := run.Hyper.LearningRate
			before, after := find(start, "conv16/kernel").Data, find(weightsOf(t, tr), "conv16/kernel").Data
			largest := 0.0
			for i := range before {
				largest = max(largest, math.Abs(float64(after[i]-before[i])))
			}
			if math.Abs(largest/rate-1) > 0.01 {
				t.Errorf("Adam's first step in block 5 is %g, the rate %g", largest, rate)
			}
		}
	}
}

// find returns the tensor of that name.
func find(all []file.Tensor, name string) file.Tensor {
	for _, w := range all {
		if w.Name == name {
			return w
		}
	}
	panic("no tensor " + name)
}
