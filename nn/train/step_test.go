package train

import (
	"math"
	"reflect"
	"testing"

	"pawgrad/nn/file"
	"pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// TestFairStart checks what the comparison stands on: with one seed every method
// starts from the same bits and its first batch, dropout included, gives the
// same loss.
func TestFairStart(t *testing.T) {
	set := newBlobs(4, 2, 2)
	var first *StepPoint
	for _, m := range spec.Methods {
		tr := begin(t, smallRun(m.ID), set)
		if !reflect.DeepEqual(weightsOf(t, tr), model.Start(tr.run)) {
			t.Errorf("%s does not start from the seed's weights", m.Name)
		}
		point := next(t, tr, 1).Point
		if first == nil {
			first = point
		}
		if point.Loss != first.Loss || point.Accuracy != first.Accuracy {
			t.Errorf("%s: first batch %+v, others %+v", m.Name, *point, *first)
		}
		if moved := !reflect.DeepEqual(weightsOf(t, tr), model.Start(tr.run)); moved == m.FullBatch {
			t.Errorf("%s: weights moved after a batch: %v, want %v", m.Name, moved, !m.FullBatch)
		}
	}
}

// TestFairRun checks the same of a whole run: at a learning rate of 0 no method
// changes any weight, so that equal losses of all batches, to the bit, tell of equal
// photos in equal order under equal dropout masks. Another seed has other losses.
func TestFairRun(t *testing.T) {
	set := newBlobs(3, 2, 2)
	const steps = 4 // two an epoch
	losses := func(method spec.MethodID, seed uint64) (all []float64) {
		run := smallRun(method)
		run.Epochs, run.Seed = 2, seed
		tr := begin(t, run, set)
		tr.run.Hyper.LearningRate = 0 // which the page refuses
		for len(all) < steps {
			e := next(t, tr, 1)
			if e.Point == nil {
				continue
			}
			all = append(all, e.Point.Loss)
			for layer, norm := range e.Point.UpdateNorms {
				if norm != 0 || e.Point.GradientNorms[layer] == 0 {
					t.Errorf("%s: a step of %g by a gradient of %g", method, norm, e.Point.GradientNorms[layer])
				}
			}
		}
		if !reflect.DeepEqual(weightsOf(t, tr), model.Start(tr.run)) {
			t.Errorf("%s changes weights at a learning rate of 0", method)
		}
		return all
	}
	want := losses(spec.SGD, 1)
	for i, loss := range want[:steps/2] {
		if loss == want[steps/2+i] {
			t.Errorf("batch %d has the same loss in both epochs, %g: neither order nor dropout has changed", i, loss)
		}
	}
	for _, m := range spec.Methods {
		if got := losses(m.ID, 1); !reflect.DeepEqual(got, want) {
			t.Errorf("%s sees batches of losses %v, SGD %v", m.Name, got, want)
		}
	}
	if reflect.DeepEqual(losses(spec.SGD, 2), want) {
		t.Error("another seed makes no difference")
	}
}

// TestShortBatchWeighsNothing checks that a short batch's padding has no effect
// on the step, bit for bit.
func TestShortBatchWeighsNothing(t *testing.T) {
	set := newBlobs(3, 2, 2)
	tr := begin(t, smallRun(spec.SGD), set)
	tr.state.Batch = 1 // the second batch of three photos has one
	images, err := tr.fill()
	if err != nil || len(images) != 1 || tr.batch.weights[0] != 1 || tr.batch.weights[1] != 0 {
		t.Fatalf("images %v, weights %v, %v; want one of weight 1 and padding of 0", images, tr.batch.weights, err)
	}
	step := func(padding byte) []file.Tensor {
		if err := model.Load(tr.store, model.Start(tr.run)); err != nil {
			t.Fatal(err)
		}
		for i := len(tr.batch.input) / 2; i < len(tr.batch.input); i++ {
			tr.batch.input[i] = padding + byte(i%7)
		}
		if _, _, err := tr.runStep(); err != nil {
			t.Fatal(err)
		}
		return weightsOf(t, tr)
	}
	if !reflect.DeepEqual(step(0), step(200)) {
		t.Error("the padding's pixels change the step")
	}
}

// TestFullBatchIsTheMean compares GD's step, gathered from batches of two and
// one, with the mean of the steps that SGD takes from the same start by each
// photo's share.
func TestFullBatchIsTheMean(t *testing.T) {
	set := newBlobs(3, 2, 2)
	gd := begin(t, smallRun(spec.GD), set)
	gd.run.Hyper.LearningRate = 0.5
	next(t, gd, 2)
	got, start := weightsOf(t, gd), model.Start(gd.run)

	sgd := begin(t, smallRun(spec.SGD), set)
	sgd.run.Hyper.LearningRate = 0.5
	want := model.Start(gd.run)
	for batch, share := range []float32{2.0 / 3, 1.0 / 3} {
		if err := model.Load(sgd.store, start); err != nil {
			t.Fatal(err)
		}
		sgd.state.Batch = batch // and with it the photos and the dropout mask
		next(t, sgd, 1)
		for i, w := range weightsOf(t, sgd) {
			for j, x := range w.Data {
				want[i].Data[j] += share * (x - start[i].Data[j])
			}
		}
	}
	for i := range got {
		moved, off := 0.0, 0.0
		for j, x := range got[i].Data {
			moved = max(moved, math.Abs(float64(x-start[i].Data[j])))
			off = max(off, math.Abs(float64(x-want[i].Data[j])))
		}
		if moved == 0 || off > 1e-4*moved+1e-7 {
			t.Errorf("%s moved by up to %g, and is up to %g off the mean", got[i].Name, moved, off)
		}
	}
}
