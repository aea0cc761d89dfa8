package jobs

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"

	"pawgrad/app/protocol"
	"pawgrad/assets/content"
	"pawgrad/assets/photos"
	reader "pawgrad/assets/vgg19/safetensors"
	"pawgrad/nn/export/onnx"
	"pawgrad/nn/export/safetensors"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// model is a trained network that photos are classified with.
type model struct {
	run         string
	predictor   *nn.Predictor
	preparation photos.Preparation
	// novelty tells photos unlike those it learned from, brought to it as they are for that; nil
	// if it cannot.
	novelty     *metric.Novelty
	noveltyLook photos.Preparation
	// pretrained tells that it stands on the base.
	pretrained bool
}

// cureModel is the cure where a broken model file names none.
const cureModel = "Choose another model file, or train the model again."

// maxModelBytes bounds what is read as a model. The largest, VGG19 from block 5 on at
// the largest image size, has 90 MB.
const maxModelBytes = 256 << 20

// loadModel makes a model ready for photos, in place of an older one of the same
// run.
func (t *Trainer) loadModel(c protocol.LoadModel, a Attachments) error {
	m, err := readModel(a)
	if err != nil {
		return err
	}
	predictor, err := t.predictor(m)
	if err != nil {
		return err
	}
	if err := predictor.Compile(); err != nil {
		predictor.Close()
		return err
	}
	t.unloadModel(c.Run)
	t.models = append(t.models, &model{
		run: c.Run, predictor: predictor, preparation: m.Preprocessing.Preparation(),
		novelty: m.Novelty, noveltyLook: m.NoveltyPreparation(), pretrained: m.Run.Model == spec.VGG19,
	})
	t.post(protocol.ModelLoaded{Run: c.Run, Spec: m.Run, Set: m.Set, Classes: m.Labels})
	return nil
}

// readModel reads the model file that came with a command.
func readModel(a Attachments) (*file.Model, error) {
	if len(a.Files) != 1 {
		return nil, refuse(protocol.BadModel, cureModel, "a model is one file, but %d came", len(a.Files))
	}
	if size := a.Files[0].Size(); size > maxModelBytes {
		return nil, refuse(protocol.BadModel, cureModel, "the file has %d MB, and no model has as many", size>>20)
	}
	content, err := read(a.Files[0])
	if err != nil {
		return nil, &refusal{protocol.BadModel, fmt.Errorf("the model cannot be read: %w", err), cureModel}
	}
	m, err := decodeModel(content)
	if err != nil {
		return nil, &refusal{protocol.BadModel, err, cureModel}
	}
	return m, nil
}

// decodeModel reads a model in its own form, or in one in which the page has exported it.
func decodeModel(data []byte) (*file.Model, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		weights, err := exportedWeights(data)
		if err != nil {
			return nil, fmt.Errorf("%w: it is an archive without a network that this page has exported", file.ErrForeign)
		}
		return safetensors.Decode(weights)
	case reader.LooksLike(data):
		return safetensors.Decode(data)
	case onnx.LooksLike(data):
		return onnx.Decode(data)
	}
	return file.Decode(data)
}

// exportedWeights reads the weights out of an archive for PyTorch.
func exportedWeights(data []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(content.ExportedWeights)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxModelBytes))
}

// predictor makes a predictor of photos. What VGG19's models have in common, the
// frozen layers, they share.
func (t *Trainer) predictor(m *file.Model) (*nn.Predictor, error) {
	if m.Run.Model != spec.VGG19 {
		return nn.NewPredictor(t.backend, m)
	}
	if t.base == nil {
		return nil, refuse(protocol.NeedsBase, cureBase, "VGG19's pretrained weights are not loaded")
	}
	if m.Base != "" && m.Base != t.baseID {
		return nil, refuse(protocol.BadModel, "Bring the weights that it was trained on, or train the model again.",
			"the model stands on other pretrained weights of VGG19 (%s) than those here (%s)", m.Base, t.baseID)
	}
	whole, err := nn.Whole(m, t.base)
	if err != nil {
		return nil, err
	}
	frozen, err := t.looker(whole.Run)
	if err != nil {
		return nil, err
	}
	return nn.NewPretrainedPredictor(t.backend, whole, frozen)
}

// unloadModel forgets a run's model, if there is one.
func (t *Trainer) unloadModel(run string) {
	i := slices.IndexFunc(t.models, func(m *model) bool { return m.run == run })
	if i < 0 {
		return
	}
	gone := t.models[i]
	t.models = slices.Delete(t.models, i, i+1)
	gone.predictor.Close()
}
