package model

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// PredictBatch is how many photos go through the network at once outside of
// training, where nothing depends on it: enough to keep the kernels busy, few
// enough that the activations stay small.
const PredictBatch = 32

// Predictor runs a network's forward pass.
type Predictor struct {
	backend compute.Backend
	size    int // pixels a side
	input   shapes.Shape
	exec    *gomlx.Exec
	cam     *gomlx.Exec // nil before the first heat map
	newCAM  func() (*gomlx.Exec, error)
	means   *gomlx.Exec // nil before the first call for channels
	newMean func() (*gomlx.Exec, error)
	store   *gomlx.Store // owned, or nil
	frozen  *Extractor   // what photos go through first, or nil; not owned
	batch   []uint8
}

// NewPredictor returns a predictor of photos with the weights of a model file.
func NewPredictor(backend compute.Backend, m *file.Model) (*Predictor, error) {
	store := gomlx.NewStore()
	if err := Load(store, m.Weights); err != nil {
		return nil, err
	}
	p, err := PredictorOn(backend, store, m.Run, PredictBatch)
	if err != nil {
		return nil, err
	}
	p.store = store
	return p, nil
}

// NewPretrainedPredictor is NewPredictor for a model of [Whole]. Photos go through
// the frozen layers first, by an extractor for the model's run that must live as
// long as the predictor.
func NewPretrainedPredictor(backend compute.Backend, m *file.Model, frozen *Extractor) (*Predictor, error) {
	if !slices.Equal(frozen.Row(), InputShape(m.Run, 1).Dimensions[1:]) {
		panic(fmt.Sprintf("model: features of %v for a network of %v", frozen.Row(), InputShape(m.Run, 1)))
	}
	p, err := NewPredictor(backend, m)
	if err == nil {
		p.frozen = frozen
	}
	return p, err
}

// PredictorOn returns a predictor that always uses the current weights of a
// store that someone else trains, batch inputs at a time. Its inputs are those of
// the run's network; see [InputShape].
func PredictorOn(backend compute.Backend, store *gomlx.Store, run spec.Run, batch int) (*Predictor, error) {
	exec, err := gomlx.NewExec(backend, store, func(scope *gomlx.Scope, input *graph.Node) *graph.Node {
		return Logits(scope, run, input, nil)
	})
	if err != nil {
		return nil, err
	}
	exec.WithName("predict")
	input := InputShape(run, batch)
	return &Predictor{
		backend: backend, size: run.ImageSize, input: input, exec: exec,
		newCAM:  func() (*gomlx.Exec, error) { return camExec(backend, store, run) },
		newMean: func() (*gomlx.Exec, error) { return channelsExec(backend, store, run) },
		batch:   make([]uint8, int(input.ByteSize())),
	}, nil
}

// Batch is how many photos go through the network at once.
func (p *Predictor) Batch() int { return p.input.Dim(0) }

// ImageSize is the side of the photos that the network takes, in pixels.
func (p *Predictor) ImageSize() int { return p.size }

// Compile prepares the first call, which otherwise takes longer than the next.
func (p *Predictor) Compile() error {
	_, err := p.exec.Compile(p.input)
	return err
}

// Logits returns the logit of class 1 for each photo of the input, which holds any
// number of them: ImageSize x ImageSize 8-bit RGB pixels each or, for a predictor
// on a run that reads features, these as little-endian float32.
func (p *Predictor) Logits(input []uint8) ([]float32, error) {
	var logits []float32
	err := p.each(input, p.exec, func(n int, outputs [][]float32) {
		logits = append(logits, outputs[0][:n]...)
	})
	return logits, err
}

// each runs a graph on the input batch by batch and hands over what came out for
// n photos.
func (p *Predictor) each(input []uint8, exec *gomlx.Exec, take func(n int, outputs [][]float32)) error {
	if p.frozen != nil {
		features, err := p.frozen.Features(input)
		if err != nil {
			return err
		}
		if input, err = binary.Append(nil, binary.LittleEndian, features); err != nil {
			return err
		}
	}
	row := len(p.batch) / p.Batch()
	if len(input)%row != 0 {
		panic(fmt.Sprintf("model: %d bytes are no whole number of inputs of %d", len(input), row))
	}
	for len(input) > 0 {
		// What is left in the batch from before pads a short one: photos do not
		// influence each other.
		n := copy(p.batch, input)
		input = input[n:]
		outputs, err := callRaw(p.backend, exec, p.input, p.batch)
		if err != nil {
			return err
		}
		take(n/row, outputs)
	}
	return nil
}

// Close frees what the predictor holds on the backend.
func (p *Predictor) Close() {
	p.exec.Finalize()
	if p.cam != nil {
		p.cam.Finalize()
	}
	if p.means != nil {
		p.means.Finalize()
	}
	if p.store != nil {
		p.store.Finalize()
	}
}

// Predict is [Predictor.Logits] as probabilities of class 1.
func (p *Predictor) Predict(input []uint8) ([]float64, error) {
	logits, err := p.Logits(input)
	if err != nil {
		return nil, err
	}
	probabilities := make([]float64, len(logits))
	for i, z := range logits {
		probabilities[i] = metric.Sigmoid(float64(z))
	}
	return probabilities, nil
}
