//go:build !js

package jobs

import (
	"reflect"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/content"
	"pawgrad/nn/file"
)

// TestExportedNetworksOpenAgain writes networks in forms that other tools open, and reads them back: what they are and
// weigh is what it was.
func TestExportedNetworksOpenAgain(t *testing.T) {
	for name, model := range map[string][]byte{
		"in 32 bits": modelBytes(t, 1, nil),
		"in 8 bits":  modelBytes(t, 1, func(m *file.Model) { *m = *m.Quantized() }),
	} {
		for _, format := range []protocol.Format{protocol.ONNX, protocol.Safetensors} {
			h := newTrainer(t)
			events := h.work(t, is[protocol.Exported], exportOrder(format, model))
			data := contentOf(t, events[len(events)-1].Files[0])
			if !content.Exported(data[:content.Probe]) {
				t.Errorf("%s, %s: it is not known by its first bytes %q", name, format, data[:64])
			}
			got, err := decodeModel(data)
			if err != nil {
				t.Fatal(err)
			}
			want, err := file.Decode(model)
			if err != nil {
				t.Fatal(err)
			}
			if format == protocol.Safetensors { // in which all numbers have 32 bits
				for i := range want.Weights {
					want.Weights[i].Steps = nil
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: it came back otherwise: %+v, want %+v", name, format, got.Description, want.Description)
			}
		}
	}
}

// TestForeignNetworks says of other tools' files, and of damaged ones, what they are.
func TestForeignNetworks(t *testing.T) {
	h := newTrainer(t)
	events := h.work(t, is[protocol.Exported], exportOrder(protocol.ONNX, modelBytes(t, 1, nil)))
	own := contentOf(t, events[len(events)-1].Files[0])
	for name, c := range map[string]struct {
		data string
		want string
	}{
		"PyTorch's ONNX":    {"\x08\x08\x12\x07pytorch", `an ONNX network, written by "pytorch"`},
		"cut short":         {string(own[:len(own)/2]), "damaged"},
		"of another layout": {strings.Replace(string(own), "conv1.weight", "conv9.weight", 2), "it holds 0 numbers as conv1.weight"},
		"older":             {strings.Replace(string(own), content.Mark, "_unknown", 1), "Export the network again"},
		"other weights":     {"\x02\x00\x00\x00\x00\x00\x00\x00{}", "weights in safetensors form"},
		"another archive":   {"PK\x03\x04", "an archive without a network"},
	} {
		_, err := decodeModel([]byte(c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// FuzzDecodeModel: any bytes give a model or a sentence.
func FuzzDecodeModel(f *testing.F) {
	f.Add([]byte("\x08\x08\x12\x07Pawgrad\x3a\x04\x2a\x02\x08\x01"))
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := decodeModel(data); (m == nil) == (err == nil) {
			t.Errorf("model %v, error %v", m, err)
		}
	})
}
