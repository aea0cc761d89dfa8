package obtain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
)

// oneLayer is a source small enough for tests; fails is what its layer gives.
type oneLayer struct{ fails error }

var tiny = vgg19.Layer{Name: "block1_conv1", In: 1, Out: 2}

func (oneLayer) Info() vgg19.Info {
	return vgg19.Info{Preprocessing: vgg19.Caffe, Source: "made up", Licence: vgg19.LicenceKeras}
}

func (oneLayer) Layers() []vgg19.Layer { return []vgg19.Layer{tiny} }

func (s oneLayer) Layer(int) (vgg19.Conv, error) {
	kernel := make([]float32, tiny.KernelLen())
	for i := range kernel {
		kernel[i] = float32(i)
	}
	return vgg19.Conv{Layer: tiny, Kernel: kernel, Bias: []float32{1, 2}}, s.fails
}

func namesIn(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

const tinyFiles = "manifest.json vgg19-int8-1of1.bin"

func TestWriteTo(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a", "b")
	m, err := writeTo(context.Background(), oneLayer{}, out)
	if err != nil || len(m.Shards) != 1 || namesIn(t, out) != tinyFiles {
		t.Fatalf("%v, %v; files: %s", m, err, namesIn(t, out))
	}
	if err := verify(out, m); err != nil {
		t.Error(err)
	}
	before := must(os.ReadFile(filepath.Join(out, vgg19.ManifestName)))
	// A conversion that fails leaves what was there.
	broken := errors.New("unreadable")
	if _, err := writeTo(context.Background(), oneLayer{broken}, out); !errors.Is(err, broken) {
		t.Error(err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := writeTo(stopped, oneLayer{}, out); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if after := must(os.ReadFile(filepath.Join(out, vgg19.ManifestName))); !bytes.Equal(before, after) || namesIn(t, out) != tinyFiles {
		t.Errorf("files: %s", namesIn(t, out))
	}
	// One that succeeds replaces it.
	if _, err := writeTo(context.Background(), oneLayer{}, out); err != nil || namesIn(t, out) != tinyFiles {
		t.Errorf("%v; files: %s", err, namesIn(t, out))
	}
	if _, err := writeTo(context.Background(), oneLayer{}, filepath.Join(out, vgg19.ManifestName)); err == nil || !strings.Contains(err.Error(), "-out") {
		t.Errorf("a folder that is a file: %v", err)
	}
}

func TestFilesAt(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"model.json", "a.bin", "b.bin", "weights.h5"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{
		"":           "a.bin b.bin model.json weights.h5",
		"weights.h5": "weights.h5",
		"model.json": "a.bin b.bin model.json",
		"a.bin":      "a.bin",
	} {
		files, err := filesAt(filepath.Join(dir, from))
		var names []string
		for _, f := range files {
			text, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size))
			if name := filepath.Base(f.Name); err != nil || string(text) != name {
				t.Errorf("%s holds %q, %v", name, text, err)
			}
			names = append(names, filepath.Base(f.Name))
		}
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", from, got, err, want)
		}
	}
	if _, err := filesAt(filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "-from") {
		t.Errorf("what is not there: %v", err)
	}
}
