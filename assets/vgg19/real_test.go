package vgg19_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
)

// realData is the folder of the real weights, outside of the project.
func realData(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	data := filepath.Join(dir, "..", "shared", "data", "vgg19")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("SKIPPED: the real VGG19 weights are not there (%s): their conversion and the parity with PyTorch are NOT tested", data)
	}
	return data
}

// openReal opens a file or the files of a folder.
func openReal(t *testing.T, path string) vgg19.Source {
	t.Helper()
	paths := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		paths, _ = filepath.Glob(filepath.Join(path, "*"))
	}
	var files []convert.File
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, convert.File{Name: p, Size: info.Size(), ReaderAt: f})
	}
	src, err := convert.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

var (
	realOnce sync.Once
	realForm *vgg19.Reader
)

// quantized writes a source's quantized form, checks its size and reads it.
func quantized(t *testing.T, src vgg19.Source) *vgg19.Reader {
	t.Helper()
	files := map[string][]byte{}
	m, err := vgg19.Write(src, func(name string, data []byte) error {
		files[name] = slices.Clone(data)
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err = vgg19.ParseManifest(files[vgg19.ManifestName])
	if err != nil {
		t.Fatal(err)
	}
	r := vgg19.NewReader(m)
	for i, s := range m.Shards {
		if s.Bytes > vgg19.MaxShardBytes {
			t.Errorf("%s has %d bytes", s.Name, s.Bytes)
		}
		if err := r.Add(i, files[s.Name]); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s: %d bytes in %d shards, %s", src.Info().Source, m.Bytes(), len(m.Shards), m.ID())
	return r
}

// hdf5Form is the quantized form of the HDF5 file, made once.
func hdf5Form(t *testing.T) *vgg19.Reader {
	data := realData(t)
	realOnce.Do(func() { realForm = quantized(t, openReal(t, filepath.Join(data, "vgg19_hybrid_notop.h5"))) })
	if realForm == nil {
		t.Fatal("the HDF5 file was not converted")
	}
	return realForm
}

// Both of the real sources hold the same weights. The TensorFlow.js model's
// are rounded to uint8, with one step for a whole tensor, so they are off by up
// to half of that step. Their quantized forms may add one step of int8 (half
// from each side) and no more. Codes themselves can be further apart: in a
// channel of small weights one step of the tensor is many of the channel's.
func TestSourcesAgree(t *testing.T) {
	data := realData(t)
	srcA, srcB := openReal(t, filepath.Join(data, "vgg19_hybrid_notop.h5")), openReal(t, filepath.Join(data, "tfjs"))
	a, b := hdf5Form(t), quantized(t, srcB)
	steps := tensorSteps(t, filepath.Join(data, "tfjs", "model.json"))
	// rounding is that of float32, in steps.
	const half, rounding = 0.5, 1e-3
	for i, l := range a.Layers() {
		fullA, fullB := layer(t, srcA, i), layer(t, srcB, i)
		intA, intB := layer(t, a, i), layer(t, b, i)
		qa, _ := a.Quantized(i)
		qb, _ := b.Quantized(i)
		worst, worstInt8, same := 0.0, 0.0, 0
		step := steps[l.Name+"/kernel"]
		for k := range fullA.Kernel {
			worst = max(worst, apart(fullA.Kernel[k], fullB.Kernel[k])/step)
			int8Step := float64(qa.Scale[k%l.Out]+qb.Scale[k%l.Out]) / 2
			worstInt8 = max(worstInt8, (apart(intA.Kernel[k], intB.Kernel[k])-half*step)/int8Step)
			if qa.Kernel[k] == qb.Kernel[k] {
				same++
			}
		}
		worstBias := 0.0
		for o := range fullA.Bias {
			worstBias = max(worstBias, apart(intA.Bias[o], intB.Bias[o])/steps[l.Name+"/bias"])
		}
		t.Logf("%s: sources within %.3f steps of uint8 (biases %.3f), quantized within %.3f steps of int8 beyond that, %.1f%% of the codes the same",
			l.Name, worst, worstBias, worstInt8, 100*float64(same)/float64(len(qa.Kernel)))
		if worst > half+rounding || worstBias > half+rounding || worstInt8 > 1+rounding {
			t.Errorf("%s: further apart than their rounding", l.Name)
		}
	}
}

func layer(t *testing.T, src vgg19.Source, i int) vgg19.Conv {
	t.Helper()
	c, err := src.Layer(i)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func apart(a, b float32) float64 { return math.Abs(float64(a) - float64(b)) }

// tensorSteps reads the quantization steps of model.json.
func tensorSteps(t *testing.T, path string) map[string]float64 {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		WeightsManifest []struct {
			Weights []struct {
				Name         string
				Quantization struct{ Scale float64 }
			}
		}
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	steps := map[string]float64{}
	for _, w := range m.WeightsManifest[0].Weights {
		steps[w.Name] = w.Quantization.Scale
	}
	return steps
}

// golden is PyTorch's forward pass over one photo; see golden.json's "how".
type golden struct {
	Photo, Input string
	Size         int
	Blocks       map[string]struct {
		Shape          []int
		Mean, Max, Std float64
		Samples        []float64
	}
}

// sampleStride is the distance of golden.json's samples in the flat activation.
const sampleStride = 1009

// The marks of parity: with float32 weights, every sample within 1e-3 of the
// block's maximum; with int8, the direction of the last block's output.
const (
	floatTolerance = 1e-3
	int8Cosine     = 0.995
)

func TestParityWithPyTorch(t *testing.T) {
	data := realData(t)
	text, err := os.ReadFile(filepath.Join(data, "golden", "golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	var g struct{ Photos []golden }
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	full, err := vgg19.Load(openReal(t, filepath.Join(data, "vgg19_hybrid_notop.h5")))
	if err != nil {
		t.Fatal(err)
	}
	small := hdf5Form(t)
	compared := map[string]bool{} // one cat and one dog
	for _, p := range g.Photos {
		const quick = 64 // pixels a side: a second of arithmetic
		animal := strings.SplitN(filepath.Base(p.Photo), ".", 2)[0]
		if p.Size != quick || compared[animal] {
			continue
		}
		compared[animal] = true
		rgb, err := os.ReadFile(filepath.Join(data, "golden", p.Input))
		if err != nil || len(rgb) != 3*p.Size*p.Size {
			t.Fatalf("%s: %d bytes, %v", p.Input, len(rgb), err)
		}
		input := feature{p.Size, p.Size, 3, make([]float32, len(rgb))}
		full.Info().Preprocessing.Apply(input.data, rgb)
		exact, err := blocks(full, input)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range p.Blocks {
			got := exact[name]
			if !slices.Equal(want.Shape, []int{got.h, got.w, got.c}) {
				t.Fatalf("%s %s: shape %d %d %d, want %v", p.Photo, name, got.h, got.w, got.c, want.Shape)
			}
			worst := math.Abs(float64(slices.Max(got.data)) - want.Max)
			for i, v := range want.Samples {
				worst = max(worst, math.Abs(float64(got.data[i*sampleStride])-v))
			}
			t.Logf("%s %s: float32 within %.1e of the maximum", p.Photo, name, worst/want.Max)
			if !(worst <= floatTolerance*want.Max) {
				t.Errorf("%s %s: off by %v, maximum %v", p.Photo, name, worst, want.Max)
			}
		}
		rounded, err := blocks(small, input)
		if err != nil {
			t.Fatal(err)
		}
		const last = "block5_pool"
		c := cosine(exact[last].data, rounded[last].data)
		t.Logf("%s %s: int8 at cosine %.5f", p.Photo, last, c)
		if !(c >= int8Cosine) {
			t.Errorf("%s: cosine %v, want at least %v", p.Photo, c, int8Cosine)
		}
	}
	if len(compared) != 2 {
		t.Error("golden.json lacks a cat or a dog of 64 pixels")
	}
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

// What a user may do to the real file by mistake.
func TestRealFileSpoilt(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(realData(t), "vgg19_hybrid_notop.h5"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"cut short": {text[:len(text)/2], "cut short"},
		"renamed":   {text[1000:], "not what its name says"},
		"a page":    {[]byte("<html>404</html>"), "web page"},
	} {
		_, err := convert.Open([]convert.File{{Name: "vgg19.h5", Size: int64(len(c.file)), ReaderAt: bytes.NewReader(c.file)}})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), convert.OfficialName) {
			t.Errorf("%s: %v", name, err)
		} else {
			t.Log(err)
		}
	}
}
