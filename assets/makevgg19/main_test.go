//go:build !js

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/tfjs"
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

func TestRunRefuses(t *testing.T) {
	f, _ := testFetcher(t, answer(http.StatusNotFound))
	photo := filepath.Join(t.TempDir(), "cat.jpg")
	if err := os.WriteFile(photo, []byte("\xff\xd8\xff a photo"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing":      {nil, exitUsage, "-out"},
		"no such flag": {[]string{"-x"}, exitUsage, "not defined"},
		"too much":     {[]string{"-out", t.TempDir(), "x"}, exitUsage, "-from"},
		"help":         {[]string{"-h"}, exitOK, "usage"},
		"no such file": {[]string{"-out", t.TempDir(), "-from", photo + "x"}, exitFailed, "no such file"},
		"a photo":      {[]string{"-out", t.TempDir(), "-from", photo}, exitFailed, "cat.jpg is something else"},
		"an empty one": {[]string{"-out", t.TempDir(), "-from", t.TempDir()}, exitFailed, "empty"},
		"no network":   {[]string{"-out", t.TempDir(), "-cache", t.TempDir()}, exitFailed, "404"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), c.args, f, &stdout, &stderr); code != c.code || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: exit code %d, want %d; said %s", name, code, c.code, stderr.String())
		}
	}
}

// Fetch, break off, go on, convert: the whole command on the real weights,
// from a server of the test's own.
func TestRunOnTheRealFile(t *testing.T) {
	real := filepath.Join("..", "..", "..", "shared", "data", "vgg19", "vgg19_hybrid_notop.h5")
	sum, err := md5Of(real)
	if err != nil {
		t.Skipf("SKIPPED: the real VGG19 weights are not there (%s): fetching and converting them is NOT tested", real)
	}
	f, requests := testFetcher(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(sizeOf(real)))
		file := must(os.Open(real))
		defer file.Close()
		_, _ = io.CopyN(w, file, 30_000_000)
		panic(http.ErrAbortHandler)
	}, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, real) })
	f.md5, f.limit = sum, maxFetchBytes
	out, cache := t.TempDir(), t.TempDir()
	for range 2 { // the second time from the cache
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), []string{"-out", out, "-cache", cache}, f, &stdout, &stderr); code != exitOK {
			t.Fatalf("exit code %d: %s", code, stderr.String())
		}
		t.Log(stdout.String())
		if !strings.Contains(stdout.String(), "CC BY 4.0") || !strings.Contains(stdout.String(), "16 layers") {
			t.Errorf("said %s", stdout.String())
		}
	}
	if n := len(requests()); n != 2 {
		t.Errorf("%d requests, want 2: one that broke off, one for the rest", n)
	}
	m, err := vgg19.ParseManifest(must(os.ReadFile(filepath.Join(out, vgg19.ManifestName))))
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(out, m); err != nil {
		t.Error(err)
	}
}

// The command on both of the forms that the real weights are at hand in, a file and a
// folder. They give the same base within a step of int8, beyond the half step of uint8
// that the folder's weights are rounded by; see "Weights" in RATIONALE.md.
func TestRunOnBothForms(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "data", "vgg19")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("SKIPPED: the real VGG19 weights are not there (%s): converting a file and a folder is NOT tested", data)
	}
	none, _ := testFetcher(t, answer(http.StatusNotFound))
	convert := func(name, says string) *vgg19.Reader {
		var stdout, stderr bytes.Buffer
		out := t.TempDir()
		if code := run(context.Background(), []string{"-out", out, "-from", filepath.Join(data, name)}, none, &stdout, &stderr); code != exitOK {
			t.Fatalf("%s: exit code %d: %s", name, code, stderr.String())
		}
		t.Log(stdout.String())
		if !strings.Contains(stdout.String(), "16 layers, 20.1 MB in 6 shards, of "+says) || !strings.Contains(stdout.String(), "CC BY 4.0") {
			t.Errorf("%s: said %s", name, stdout.String())
		}
		m, err := vgg19.ParseManifest(must(os.ReadFile(filepath.Join(out, vgg19.ManifestName))))
		if err != nil {
			t.Fatal(err)
		}
		r := vgg19.NewReader(m)
		for i, s := range m.Shards {
			if err := r.Add(i, must(os.ReadFile(filepath.Join(out, s.Name)))); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}
	file, folder := convert("vgg19_hybrid_notop.h5", "vgg19_hybrid_notop.h5"), convert("tfjs", "model.json")
	steps := uint8Steps(t, filepath.Join(data, "tfjs", "model.json"))
	for i, l := range vgg19.Layers() {
		a, b := must(file.Quantized(i)), must(folder.Quantized(i))
		half, worst := steps[l.Name+"/kernel"]/2, 0.0
		if half == 0 {
			t.Fatalf("the folder's %s is not quantized", l.Name)
		}
		for k := range a.Kernel {
			scaleA, scaleB := float64(a.Scale[k%l.Out]), float64(b.Scale[k%l.Out])
			apart := math.Abs(float64(a.Kernel[k])*scaleA - float64(b.Kernel[k])*scaleB)
			worst = max(worst, (apart-half)/((scaleA+scaleB)/2))
		}
		if !(worst <= 1) {
			t.Errorf("%s: the two forms are %.3f steps apart", l.Name, worst)
		}
	}
}

// uint8Steps are the distances of neighbouring values in a TensorFlow.js model's weights.
func uint8Steps(t *testing.T, model string) map[string]float64 {
	t.Helper()
	text := must(os.ReadFile(model))
	weights, err := tfjs.Open(bytes.NewReader(text), int64(len(text)), nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := map[string]float64{}
	for _, w := range weights {
		steps[w.Name] = w.Step
	}
	return steps
}
