//go:build !js

package jobs

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/nn/export"
	"pawgrad/nn/file"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// exportOrder is the command that exports a model.
func exportOrder(format protocol.Format, model []byte) order {
	return order{protocol.Export{Run: "run1", Format: format}, Attachments{Files: []File{inMemory(model)}}}
}

// TestExport writes a network in every form. The topology for TensorFlow.js can be read here:
// its golden answers are the network's own. What other tools make of the files is tested in
// nn/export.
func TestExport(t *testing.T) {
	model := modelBytes(t, 1, nil)
	for _, f := range protocol.Formats {
		h := newTrainer(t)
		events := h.work(t, is[protocol.Exported], exportOrder(f.ID, model))
		e := only[protocol.Exported](t, events)
		if e.Problem != "" || e.Format != f.ID || e.Run != "run1" {
			t.Errorf("%s: %+v", f.Name, e)
			continue
		}
		content := contentOf(t, events[len(events)-1].Files[0])
		if strings.HasSuffix(f.Ending, ".zip") {
			if _, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err != nil {
				t.Errorf("%s is no archive: %v", f.Name, err)
			}
		}
		if f.ID == protocol.TFJS {
			checkGolden(t, content, model)
		}
	}
}

// checkGolden compares the golden answers in an archive for TensorFlow.js with the network's.
func checkGolden(t *testing.T, archive, model []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open("model.json")
	if err != nil {
		t.Fatal(err)
	}
	var topology struct {
		UserDefinedMetadata struct{ GoldenProbabilities []float64 }
	}
	if err := json.NewDecoder(r).Decode(&topology); err != nil {
		t.Fatal(err)
	}
	m, err := file.Decode(model)
	if err != nil {
		t.Fatal(err)
	}
	predictor, err := nn.NewPredictor(newTrainer(t).trainer.backend, m)
	if err != nil {
		t.Fatal(err)
	}
	defer predictor.Close()
	want, err := predictor.Predict(export.Pictures(m.Run.ImageSize))
	if err != nil {
		t.Fatal(err)
	}
	got := topology.UserDefinedMetadata.GoldenProbabilities
	if len(got) != len(want) {
		t.Fatalf("golden answers %v, want %v", got, want)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-5 {
			t.Errorf("golden answer %d is %g, want %g", i, got[i], want[i])
		}
	}
}

// TestExportSaysWhatIsWrong: a damaged model, and one that stands on weights that are not
// there.
func TestExportSaysWhatIsWrong(t *testing.T) {
	head := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	head.Train = spec.TrainHead
	onBase := modelBytes(t, 1, func(m *file.Model) {
		m.Run, m.Weights, m.Preprocessing = head, nn.Start(head), file.PreprocessingFor(head)
	})
	whole := modelBytes(t, 1, nil)
	for want, model := range map[string][]byte{
		"damaged": whole[:len(whole)/2],
		"VGG19's pretrained weights are not loaded": onBase,
	} {
		h := newTrainer(t)
		e := only[protocol.Exported](t, h.work(t, is[protocol.Exported], exportOrder(protocol.ONNX, model)))
		if !strings.Contains(e.Problem, want) {
			t.Errorf("problem %q, want one with %q", e.Problem, want)
		}
	}
}
