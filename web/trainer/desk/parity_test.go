//go:build !js

package desk

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/features"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// The marks of parity with PyTorch: with float32 weights every sample within 1e-3
// of the block's largest value; with int8 weights, and for the rows that features
// are kept in, the direction of the output.
const (
	floatTolerance = 1e-3
	int8Cosine     = 0.995
	rowCosine      = 0.9995
	sampleStride   = 1009 // of golden.json, in the flat output
)

// TestParityWithPyTorch holds the frozen layers, as a graph, against activations
// that PyTorch has computed with the same weights.
func TestParityWithPyTorch(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "vgg19")
	text, err := os.ReadFile(filepath.Join(folder, "golden", "golden.json"))
	if err != nil {
		t.Skipf("SKIPPED: PyTorch's activations are not there (%v): the parity of VGG19's graph is NOT tested", err)
	}
	var golden struct {
		Photos []struct {
			Photo, Input string
			Size         int
			Blocks       map[string]struct {
				Shape   []int
				Max     float64
				Samples []float64
			}
		}
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	exact := openExact(t, filepath.Join(folder, "vgg19_hybrid_notop.h5"))
	for _, cut := range []spec.Train{spec.TrainBlock5, spec.TrainHead} {
		run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
		run.ImageSize, run.Train = spec.MinVGG19Size, cut
		block := string(run.Cut())
		var pixels []byte
		var wants [][]float64
		var largest []float64
		for _, p := range golden.Photos {
			if p.Size != run.ImageSize || !slices.Equal(p.Blocks[block].Shape, nn.InputShape(run, 1).Dimensions[1:]) {
				continue
			}
			rgb, err := os.ReadFile(filepath.Join(folder, "golden", p.Input))
			if err != nil {
				t.Fatal(err)
			}
			pixels = append(pixels, rgb...)
			wants, largest = append(wants, p.Blocks[block].Samples), append(largest, p.Blocks[block].Max)
		}
		if len(wants) < 2 {
			t.Fatalf("%s: %d photos of %d pixels to compare with", block, len(wants), run.ImageSize)
		}
		full, small := featuresOf(t, exact, run, pixels), featuresOf(t, rounded{exact}, run, pixels)
		row := len(full) / len(wants)
		for i, want := range wants {
			got := full[i*row : (i+1)*row]
			for k, w := range want {
				if d := math.Abs(float64(got[k*sampleStride]) - w); d > floatTolerance*largest[i] {
					t.Errorf("%s, photo %d, value %d: %g, want %g", block, i, k*sampleStride, got[k*sampleStride], w)
				}
			}
			if c := cosine(got, small[i*row:(i+1)*row]); c < int8Cosine {
				t.Errorf("%s, photo %d: int8 weights turn it to a cosine of %.5f", block, i, c)
			} else {
				t.Logf("%s, photo %d: cosine with int8 weights %.5f", block, i, c)
			}
			if c := cosine(got, roundedRow(t, got)); c < rowCosine {
				t.Errorf("%s, photo %d: a row of bytes turns it to a cosine of %.5f", block, i, c)
			} else {
				t.Logf("%s, photo %d: cosine with a row of bytes %.6f", block, i, c)
			}
		}
	}
}

// openExact opens a file of weights as float32.
func openExact(t *testing.T, path string) vgg19.Source {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	src, err := convert.Open([]convert.File{{Name: path, Size: info.Size(), ReaderAt: f}})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// rounded gives a source's weights as they are after quantization.
type rounded struct{ vgg19.Source }

func (r rounded) Layer(i int) (vgg19.Conv, error) {
	c, err := r.Source.Layer(i)
	if err != nil {
		return c, err
	}
	return vgg19.Quantize(c).Dequantize(), nil
}

func featuresOf(t *testing.T, base vgg19.Source, run spec.Run, pixels []byte) []float32 {
	t.Helper()
	e, err := nn.NewExtractor(newDesk(t).desk.backend, base, run)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	values, err := e.Features(pixels)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// roundedRow is what becomes of features that are kept.
func roundedRow(t *testing.T, values []float32) []float32 {
	t.Helper()
	file := strings.NewReader(string(features.Append(nil, values)))
	rows, err := features.Open([]features.File{file}, len(values), 1, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	bytes := make([]byte, rows.Bytes())
	if err := rows.Read(0, bytes); err != nil {
		t.Fatal(err)
	}
	return floatsOf(bytes)
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

// floatsOf reads little-endian float32.
func floatsOf(data []byte) []float32 {
	values := make([]float32, len(data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return values
}
