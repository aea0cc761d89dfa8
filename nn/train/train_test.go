package train

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/assets/pack"
	"pawgrad/nn/data"
	"pawgrad/nn/file"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// blobs is a made-up set in memory that a network learns in a dozen steps: class
// 0 is red, class 1 is blue, in noise.
type blobs struct {
	name   string
	images []pack.Image
	pixels [][]byte
}

const blobSize = spec.MinImageSize

func newBlobs(train, validation, test int) *blobs {
	b := &blobs{name: "blobs"}
	random := rand.New(rand.NewPCG(1, 2))
	for at, n := range []int{train, validation, test} {
		for i := range n {
			label := i % 2
			p := make([]byte, blobSize*blobSize*3)
			for at := range p {
				p[at] = byte(random.IntN(64))
				if at%3 == 2*label {
					p[at] += 190
				}
			}
			b.images = append(b.images, pack.Image{Label: label, Split: pack.Splits[at]})
			b.pixels = append(b.pixels, p)
		}
	}
	return b
}

func (b *blobs) Info() pack.Info {
	return pack.Info{Name: b.name, Height: blobSize, Width: blobSize, Classes: []string{"cat", "dog"}}
}

func (b *blobs) Image(i int) pack.Image { return b.images[i] }

func (b *blobs) Split(s pack.Split) []int {
	var list []int
	for i, img := range b.images {
		if img.Split == s {
			list = append(list, i)
		}
	}
	return list
}

func (b *blobs) Pixels(i int, dst []byte) error { copy(dst, b.pixels[i]); return nil }

// smallRun is a run that a test can afford: the backend of the tests trains some
// ten photos a second.
func smallRun(method spec.MethodID) spec.Run {
	r := spec.FirstRunOf(spec.CNN, method)
	r.ImageSize, r.BatchSize, r.Epochs = blobSize, 2, 1
	return r
}

func backend(t testing.TB) compute.Backend {
	t.Helper()
	b, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// begin prepares a run up to its first step.
func begin(t testing.TB, run spec.Run, set data.Source) *Trainer {
	t.Helper()
	tr := prepared(t, run, set)
	for tr.state.Phase == Validating {
		next(t, tr, 1)
	}
	return tr
}

// prepared prepares a run.
func prepared(t testing.TB, run spec.Run, set data.Source) *Trainer {
	t.Helper()
	tr, err := New(backend(t), run, set, Pretrained{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.Close)
	return tr
}

// next does n units of work and returns the last event.
func next(t testing.TB, tr *Trainer, n int) (last Event) {
	t.Helper()
	for range n {
		var err error
		if last, err = tr.Next(); err != nil {
			t.Fatal(err)
		}
	}
	return last
}

func weightsOf(t testing.TB, tr *Trainer) []file.Tensor {
	t.Helper()
	w, err := model.Weights(tr.store, tr.run)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWholeRun follows one run from start to end: phases, counts, points.
func TestWholeRun(t *testing.T) {
	run := smallRun(spec.Adam)
	run.Epochs = 2
	set := newBlobs(5, 2, 3) // the third batch of an epoch is short
	tr := begin(t, run, set)
	if err := tr.Compile(); err != nil {
		t.Fatal(err)
	}
	want := Plan{Steps: 6, StepsPerEpoch: 3, Epochs: 2, BatchSize: 2, TrainImages: 5, ValidationImages: 2, TestImages: 3, Params: tr.plan.Params}
	if tr.Plan() != want {
		t.Errorf("plan %+v, want %+v", tr.Plan(), want)
	}
	phases := ""
	images := map[Phase]int{}
	var points, epochs int
	var result *Result
	for !tr.Done() {
		e := next(t, tr, 1)
		phases += string(e.Phase[0])
		images[e.Phase] += e.Images
		if e.Point != nil {
			points++
			if e.Point.Step != e.Step || e.Point.LearningRate != run.Hyper.LearningRate || !(e.Point.Loss > 0) {
				t.Errorf("point %+v at step %d", *e.Point, e.Step)
			}
		}
		if e.EpochPoint != nil {
			epochs++
			if e.EpochPoint.Epoch != epochs || e.Epoch != float64(epochs) || !(e.EpochPoint.ValidationLoss > 0) {
				t.Errorf("epoch %+v, want number %d", *e.EpochPoint, epochs)
			}
		}
		if e.Result != nil {
			result = e.Result
		}
	}
	if phases != "tttvtttvt" {
		// The test photos, three, fit into one batch of prediction.
		t.Errorf("phases %s, want tttvtttv and one test batch", phases)
	}
	if images[Training] != 10 || images[Validating] != 4 || images[Testing] != 3 || points != 6 || epochs != 2 {
		t.Errorf("images %v, %d points, %d epochs; want 10, 4, 3 images, 6 points, 2 epochs", images, points, epochs)
	}
	if result == nil || result.Reason != Finished || result.Epochs != 2 || result.WeightsEpoch != 2 {
		t.Fatalf("result %+v", result)
	}
	if test := result.Test; !reflect.DeepEqual(test.Indexes, set.Split(pack.Test)) || !reflect.DeepEqual(test.Labels, []int{0, 1, 0}) || len(test.Probabilities) != 3 {
		t.Errorf("test %+v", test)
	}
	p, err := tr.Predict(append(bytes.Clone(set.pixels[7]), set.pixels[8]...))
	if err != nil || float32(p[0]) != result.Test.Probabilities[0] || float32(p[1]) != result.Test.Probabilities[1] {
		t.Errorf("Predict says %v (%v), the test said %v", p, err, result.Test.Probabilities)
	}
}

// TestStartPoint: before the first step all methods say the same of the validation photos,
// which is what a predictor with the starting weights says, also after a break.
func TestStartPoint(t *testing.T) {
	set := newBlobs(2, 3, 2)
	run := smallRun(spec.Adam)
	store := gomlx.NewStore()
	if err := model.Load(store, model.Start(run)); err != nil {
		t.Fatal(err)
	}
	p, err := model.PredictorOn(backend(t), store, run, 3) // another size of batches may give other last bits
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	e := NewEvaluator(p, data.NewImages(set, run.ImageSize, 0), set.Split(pack.Validation))
	for !e.Done() {
		if _, err := e.Next(); err != nil {
			t.Fatal(err)
		}
	}
	want := StartPoint{ValidationLoss: e.Result().Loss, ValidationAccuracy: e.Result().Accuracy}
	for _, id := range []spec.MethodID{spec.Adam, spec.GD} {
		tr := prepared(t, smallRun(id), set)
		saved, err := tr.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Restore(backend(t), set, Pretrained{}, saved)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(again.Close)
		for _, tr := range []*Trainer{tr, again} {
			got := next(t, tr, 1) // three photos are one batch
			if got.Start == nil || *got.Start != want || got.Step != 0 || got.EpochPoint != nil {
				t.Errorf("%s begins with %+v, want %+v", id, got, want)
			}
			if got = next(t, tr, 1); got.Phase != Training || got.Step != 1 && id == spec.Adam {
				t.Errorf("%s goes on with %+v", id, got)
			}
		}
	}
}

// TestLearns trains until the made-up classes are told apart.
func TestLearns(t *testing.T) {
	run := smallRun(spec.Adam)
	run.Epochs = 3
	tr := begin(t, run, newBlobs(6, 2, 4))
	var result *Result
	for !tr.Done() {
		if e := next(t, tr, 1); e.Result != nil {
			result = e.Result
		}
	}
	if result.Test.Accuracy != 1 {
		t.Errorf("test accuracy %g with loss %g, want 1", result.Test.Accuracy, result.Test.Loss)
	}
}

// TestEarlyStop gives a run validation losses that fall and rise again.
func TestEarlyStop(t *testing.T) {
	run := smallRun(spec.SGD)
	run.Epochs, run.Patience = 10, 2
	tr := begin(t, run, newBlobs(2, 2, 2))
	for epoch, loss := range []float64{0.7, 0.6, 0.65, 0.61} {
		// The weights of an epoch are told apart by a bias.
		w := weightsOf(t, tr)
		w[1].Data[0] = float32(epoch + 1)
		if err := model.Load(tr.store, w); err != nil {
			t.Fatal(err)
		}
		tr.state.Epoch = epoch + 1
		if err := tr.endEpoch(loss); err != nil {
			t.Fatal(err)
		}
	}
	if tr.state.Phase != Testing || tr.state.Reason != EarlyStopped || tr.weightsEpoch() != 4 {
		t.Errorf("after two epochs without a lower loss: %+v, weights of epoch %g", tr.state, tr.weightsEpoch())
	}
	if got := weightsOf(t, tr)[1].Data[0]; got != 4 {
		t.Errorf("before the test the weights are of epoch %g, want the last, 4", got)
	}
	result := next(t, tr, 1).Result
	if result == nil || result.Reason != EarlyStopped || result.WeightsEpoch != 2 || result.Epochs != 4 {
		t.Errorf("result %+v, want one of epoch 2 after 4", result)
	}
	if got := weightsOf(t, tr)[1].Data[0]; got != 2 || tr.weightsEpoch() != 2 {
		t.Errorf("the tested weights are of epoch %g, said to be of %g; want the best, 2", got, tr.weightsEpoch())
	}
}

func TestStop(t *testing.T) {
	tr := begin(t, smallRun(spec.SGD), newBlobs(4, 2, 2))
	next(t, tr, 1)
	trained := weightsOf(t, tr)
	tr.Stop()
	result := next(t, tr, 1).Result
	if result == nil || result.Reason != Stopped || result.Epochs != 0.5 || result.WeightsEpoch != 0.5 || !tr.Done() {
		t.Errorf("result %+v, want one of a run stopped after half an epoch", result)
	}
	for i := range trained {
		trained[i] = trained[i].Rounded() // for the test
	}
	if !reflect.DeepEqual(weightsOf(t, tr), trained) {
		t.Error("stopping changed the weights")
	}
}

func TestNewRefuses(t *testing.T) {
	run := smallRun(spec.SGD)
	run.Epochs = 0
	if _, err := New(backend(t), run, newBlobs(2, 2, 2), Pretrained{}); err == nil || !strings.Contains(err.Error(), "Epochs") {
		t.Errorf("no epochs: %v", err)
	}
	if _, err := New(backend(t), smallRun(spec.SGD), newBlobs(2, 0, 2), Pretrained{}); err == nil || !strings.Contains(err.Error(), "no validation photos") {
		t.Errorf("no validation photos: %v", err)
	}
}
