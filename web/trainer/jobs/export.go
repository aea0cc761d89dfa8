package jobs

import (
	"archive/zip"
	"fmt"
	"io"

	"pawgrad/app/protocol"
	"pawgrad/assets/content"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/export"
	"pawgrad/nn/export/gomlx"
	"pawgrad/nn/export/onefile"
	"pawgrad/nn/export/onnx"
	"pawgrad/nn/export/safetensors"
	"pawgrad/nn/export/tfjs"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// export writes a network for another tool and posts it, or what is against that.
func (t *Trainer) export(c protocol.Export, a Attachments) {
	var written File
	err := catch(func() error {
		m, err := readModel(a)
		if err != nil {
			return err
		}
		n, err := t.describe(m)
		if err != nil {
			return err
		}
		draft := t.host.Create()
		if err := t.encode(draft, n, c.Format); err != nil {
			draft.Discard()
			return err
		}
		written, err = draft.File()
		return err
	})
	if err != nil {
		failure := t.failure("", err)
		t.post(protocol.Exported{Run: c.Run, Format: c.Format, Problem: failure.Sentence + " " + failure.Cure})
		return
	}
	t.host.Post(protocol.Exported{Run: c.Run, Format: c.Format}, Attachments{Files: []File{written}})
}

// describe describes a network with the answers by which it can be checked elsewhere.
func (t *Trainer) describe(m *file.Model) (*export.Network, error) {
	predictor, err := t.predictor(m)
	if err != nil {
		return nil, err
	}
	defer predictor.Close()
	var base vgg19.Source // nil for a network that stands on none
	if m.Run.Model == spec.VGG19 {
		base = t.base
	}
	n, err := export.Of(m, base)
	if err != nil {
		return nil, err
	}
	pixels := export.Pictures(n.Size)
	probabilities, err := predictor.Predict(pixels)
	if err != nil {
		return nil, err
	}
	n.Golden = &export.Golden{Pixels: pixels, Probabilities: probabilities}
	return n, nil
}

// encode writes a network in a form: one file, or an archive of several.
func (t *Trainer) encode(to io.Writer, n *export.Network, format protocol.Format) error {
	switch format {
	case protocol.HTML:
		return onefile.Encode(to, n, t.compile)
	case protocol.ONNX:
		data, err := onnx.Encode(n)
		if err != nil {
			return err
		}
		_, err = to.Write(data)
		return err
	case protocol.TFJS:
		topology, weights, err := tfjs.Encode(n)
		if err != nil {
			return err
		}
		return archive(to, entry{tfjs.Topology, topology}, entry{tfjs.Weights, weights})
	case protocol.Safetensors:
		weights, err := safetensors.Encode(n)
		if err != nil {
			return err
		}
		return archive(to, entry{content.ExportedWeights, weights}, entry{"load.py", safetensors.Loader}, entry{"evaluate.ipynb", safetensors.Notebook})
	case protocol.GoMLX:
		about, values, err := gomlx.Encode(n)
		if err != nil {
			return err
		}
		entries := []entry{{gomlx.About, about}, {gomlx.Values, values}}
		for _, source := range gomlx.Sources() {
			entries = append(entries, entry{source[0], []byte(source[1])})
		}
		return archive(to, entries...)
	}
	return fmt.Errorf("there is no form %q of a network", format)
}

// entry is a file of an archive.
type entry struct {
	name    string
	content []byte
}

// archive puts files together as they are: weights hardly get smaller.
func archive(to io.Writer, entries ...entry) error {
	z := zip.NewWriter(to)
	for _, e := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Store})
		if err != nil {
			return err
		}
		if _, err := w.Write(e.content); err != nil {
			return err
		}
	}
	return z.Close()
}
