package model

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/assets/vgg19"
	"pawgrad/nn/spec"
)

// ExtractBatch is how many photos go through the frozen layers at once. The first
// block's activations are 13 MB a photo at 224 pixels.
const ExtractBatch = 8

// Extractor computes what a network's frozen layers make of photos.
type Extractor struct {
	backend compute.Backend
	store   *gomlx.Store
	exec    *gomlx.Exec
	in, out shapes.Shape // of a batch
	batch   []byte
}

// NewExtractor returns an extractor for a run of VGG19, of which only the image
// size and what is trained matter.
func NewExtractor(backend compute.Backend, base vgg19.Source, run spec.Run) (*Extractor, error) {
	run.Augment = spec.Augment{}
	store := gomlx.NewStore()
	if err := LoadBase(store, run, base); err != nil {
		return nil, err
	}
	exec, err := gomlx.NewExec(backend, store, func(scope *gomlx.Scope, pixels *graph.Node) *graph.Node {
		return frozenPart(scope, run, pixels)
	})
	if err != nil {
		store.Finalize()
		return nil, err
	}
	exec.WithName("extract")
	e := &Extractor{backend: backend, store: store, exec: exec, in: photosShape(run, ExtractBatch), out: InputShape(run, ExtractBatch)}
	e.batch = make([]byte, e.in.Size())
	return e, nil
}

// Row is the shape of one photo's features: height, width, channels.
func (e *Extractor) Row() []int { return e.out.Dimensions[1:] }

// Compile prepares the first call, which otherwise takes longer than the next.
func (e *Extractor) Compile() error {
	_, err := e.exec.Compile(e.in)
	return err
}

// Features returns the features of each photo in pixels, which holds any number
// of photos of 8-bit RGB pixels, row after row.
func (e *Extractor) Features(pixels []uint8) ([]float32, error) {
	photo, row := len(e.batch)/ExtractBatch, e.out.Size()/ExtractBatch
	if len(pixels)%photo != 0 {
		panic(fmt.Sprintf("model: %d bytes are no whole number of photos of %d", len(pixels), photo))
	}
	all := make([]float32, 0, len(pixels)/photo*row)
	for len(pixels) > 0 {
		n := copy(e.batch, pixels)
		pixels = pixels[n:]
		batch, err := callRaw(e.backend, e.exec, e.in, e.batch)
		if err != nil {
			return nil, err
		}
		all = append(all, batch[0][:n/photo*row]...)
	}
	return all, nil
}

// Close frees what the extractor holds on the backend.
func (e *Extractor) Close() {
	e.exec.Finalize()
	e.store.Finalize()
}

// callRaw runs a graph on an input given as bytes and returns its outputs, which
// are float32. What the call takes on the backend is freed at once: its memory is
// not the garbage collector's.
func callRaw(backend compute.Backend, exec *gomlx.Exec, shape shapes.Shape, data []byte) ([][]float32, error) {
	input, err := tensors.FromRaw(backend, 0, shape, data)
	if err != nil {
		return nil, err
	}
	outputs, err := exec.Call(input)
	if err != nil {
		return nil, err
	}
	var results [][]float32
	for _, t := range outputs {
		values, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return nil, err
		}
		results = append(results, values)
	}
	for _, t := range append(outputs, input) {
		if err := t.FinalizeAll(); err != nil {
			return nil, err
		}
	}
	return results, nil
}
