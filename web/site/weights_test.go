package site

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
)

// flat is a source of weights that are all alike.
type flat struct{}

func (flat) Info() vgg19.Info {
	return vgg19.Info{Preprocessing: vgg19.Caffe, Source: "a test", Licence: vgg19.LicenceKeras}
}
func (flat) Layers() []vgg19.Layer { return vgg19.Layers() }
func (flat) Layer(i int) (vgg19.Conv, error) {
	l := vgg19.Layers()[i]
	c := vgg19.Conv{Layer: l, Kernel: make([]float32, l.KernelLen()), Bias: make([]float32, l.Out)}
	for k := range c.Kernel {
		c.Kernel[k] = 0.1
	}
	return c, nil
}

// writeWeights makes a folder of weights and returns their manifest.
func writeWeights(t *testing.T, folder string) *vgg19.Manifest {
	t.Helper()
	manifest, err := vgg19.Write(flat{}, func(name string, data []byte) error {
		return os.WriteFile(filepath.Join(folder, name), data, 0o644)
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return manifest
}

func TestWeightsAreCollectedWholeOrNotAtAll(t *testing.T) {
	files := map[string][]byte{}
	if err := collectWeights(filepath.Join(t.TempDir(), "none"), files); err != nil || len(files) != 0 || weightsID(files) != "" {
		t.Fatalf("without weights: %d files, ID %q, error %v", len(files), weightsID(files), err)
	}

	folder := t.TempDir()
	manifest := writeWeights(t, folder)
	if err := collectWeights(folder, files); err != nil {
		t.Fatal(err)
	}
	if len(files) != len(manifest.Shards)+1 || weightsID(files) != manifest.ID() {
		t.Errorf("%d files with ID %q, want %d with %q", len(files), weightsID(files), len(manifest.Shards)+1, manifest.ID())
	}
	if list, _ := json.Marshal(offlineAddresses(files, "v")); strings.Contains(string(list), weightsFolder) {
		t.Errorf("the service worker would fetch the weights for everybody: %s", list)
	}

	shard := filepath.Join(folder, manifest.Shards[1].Name)
	// In this order: what is gone cannot be cut.
	for _, c := range []struct {
		name   string
		damage func() error
	}{
		{"cut short", func() error { return os.Truncate(shard, 100) }},
		{"missing", func() error { return os.Remove(shard) }},
	} {
		if err := c.damage(); err != nil {
			t.Fatal(err)
		}
		if err := collectWeights(folder, map[string][]byte{}); err == nil || !strings.Contains(err.Error(), "make vgg19") {
			t.Errorf("a shard %s: error %v, want one with the cure", c.name, err)
		}
	}
}
