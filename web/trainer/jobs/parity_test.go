//go:build !js

package jobs

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/features"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// The marks of parity with PyTorch: with float32 weights every sample, mean, deviation
// and largest value within 1e-3 of the block's largest; with int8 weights, and for the
// rows that features are kept in, the direction of the output.
const (
	floatTolerance = 1e-3
	int8Cosine     = 0.995
	rowCosine      = 0.9995
	sampleStride   = 1009 // of golden.json, in the flat output
)

// golden are PyTorch's activations for one photo at one size.
type golden struct {
	Photo, Input string
	Size         int
	Blocks       map[string]struct {
		Shape          []int
		Mean, Std, Max float64
		Samples        []float64
	}
}

// TestParityWithPyTorch holds VGG19's graph, after each of its five blocks and at three
// sizes of photos, against activations that PyTorch has computed with the same weights.
func TestParityWithPyTorch(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "vgg19")
	text, err := os.ReadFile(filepath.Join(folder, "golden", "golden.json"))
	if err != nil {
		t.Skipf("SKIPPED: PyTorch's activations are not there (%v): the parity of VGG19's graph is NOT tested", err)
	}
	var all struct{ Photos []golden }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	exact := openExact(t, filepath.Join(folder, "vgg19_hybrid_notop.h5"))
	backend := newTrainer(t).trainer.backend
	// A photo of 150 pixels takes five times one of 64: a cat and a dog are enough.
	for size, photos := range map[int]int{64: 3, 96: 3, 150: 2} {
		run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
		run.ImageSize = size
		var want []golden
		var pixels []byte
		for _, p := range all.Photos {
			if p.Size != size || len(want) == photos {
				continue
			}
			rgb, err := os.ReadFile(filepath.Join(folder, "golden", p.Input))
			if err != nil || len(rgb) != 3*size*size {
				t.Fatalf("%s: %d bytes, %v", p.Input, len(rgb), err)
			}
			want, pixels = append(want, p), append(pixels, rgb...)
		}
		if len(want) != photos {
			t.Fatalf("%d photos of %d pixels to compare with, want %d", len(want), size, photos)
		}
		full, small := pools(t, backend, exact, run, pixels), pools(t, backend, rounded{exact}, run, pixels)
		for i, p := range want {
			for b := range full {
				block := fmt.Sprintf("block%d_pool", b+1)
				off := p.apart(block, rowOf(full[b], i, photos))
				t.Logf("%s at %d px, %s: within %.1e of the largest value", p.Photo, size, block, off)
				if !(off <= floatTolerance) {
					t.Errorf("%s at %d px, %s: off by %g of the largest value, want %g at most", p.Photo, size, block, off, floatTolerance)
				}
			}
			last := rowOf(full[4], i, photos)
			c := cosine(last, rowOf(small[4], i, photos))
			t.Logf("%s at %d px: cosine with int8 weights %.5f", p.Photo, size, c)
			if !(c >= int8Cosine) {
				t.Errorf("%s at %d px: int8 weights turn block5_pool to a cosine of %.5f", p.Photo, size, c)
			}
			for _, kept := range [][]float32{rowOf(full[3], i, photos), last} {
				row, even := roundedRow(t, kept), evenly(kept)
				c := cosine(kept, row)
				t.Logf("%s at %d px: %d features as a row of bytes: cosine %.6f, those above 0 off by %.1f %% in the mean; in even steps %.6f and %.1f %%",
					p.Photo, size, len(kept), c, 100*relative(row, kept), cosine(kept, even), 100*relative(even, kept))
				if !(c >= rowCosine) {
					t.Errorf("%s at %d px: a row of bytes turns %d features to a cosine of %.5f", p.Photo, size, len(kept), c)
				}
			}
		}
		if size != spec.MinVGG19Size {
			continue
		}
		// What is kept of a photo comes of a graph of its own.
		for cut, pool := range map[spec.Train][]float32{spec.TrainBlock5: full[3], spec.TrainHead: full[4]} {
			run.Train = cut
			most := float64(slices.Max(pool))
			for k, v := range featuresOf(t, backend, exact, run, pixels) {
				if math.Abs(float64(v)-float64(pool[k])) > floatTolerance*most {
					t.Fatalf("%s: feature %d is %g, in the whole network %g", run.Cut(), k, v, pool[k])
				}
			}
		}
	}
}

// apart is how far a block's output is from PyTorch's, as a share of its largest value.
func (g golden) apart(block string, got []float32) float64 {
	want := g.Blocks[block]
	if len(got) != want.Shape[0]*want.Shape[1]*want.Shape[2] {
		return math.Inf(1)
	}
	var sum, squares float64
	for _, v := range got {
		sum, squares = sum+float64(v), squares+float64(v)*float64(v)
	}
	mean := sum / float64(len(got))
	std := math.Sqrt(squares/float64(len(got)) - mean*mean)
	off := max(math.Abs(mean-want.Mean), math.Abs(std-want.Std), math.Abs(float64(slices.Max(got))-want.Max))
	for i, v := range want.Samples {
		off = max(off, math.Abs(float64(got[i*sampleStride])-v))
	}
	return off / want.Max
}

// rowOf is the i-th photo's share of an output for so many.
func rowOf(output []float32, i, photos int) []float32 {
	return output[i*len(output)/photos : (i+1)*len(output)/photos]
}

// pools computes the outputs of VGG19's five poolings: those of the whole network's
// graph, as it is built for photos that vary.
func pools(t *testing.T, backend compute.Backend, base vgg19.Source, run spec.Run, pixels []byte) (outputs [][]float32) {
	t.Helper()
	run.Train, run.Augment.Shift = spec.TrainHead, 0.1
	store := gomlx.NewStore()
	defer store.Finalize()
	if err := errors.Join(nn.LoadBase(store, run, base), nn.Load(store, nn.Start(run))); err != nil {
		t.Fatal(err)
	}
	exec := gomlx.MustNewExec(backend, store, func(scope *gomlx.Scope, photos *graph.Node) (pooled []*graph.Node) {
		nn.Logits(scope, run, photos, nil)
		for _, node := range photos.Graph().Nodes() {
			if node.Type() == graph.NodeTypeReduceWindow {
				pooled = append(pooled, node)
			}
		}
		return pooled
	})
	defer exec.Finalize()
	results, err := exec.Call(tensors.FromFlatDataAndDimensions(pixels, len(pixels)/(3*run.ImageSize*run.ImageSize), run.ImageSize, run.ImageSize, 3))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		outputs = append(outputs, tensors.MustCopyFlatData[float32](r))
		r.MustFinalizeAll()
	}
	if len(outputs) != 5 {
		t.Fatalf("%d poolings, want 5", len(outputs))
	}
	return outputs
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

func featuresOf(t *testing.T, backend compute.Backend, base vgg19.Source, run spec.Run, pixels []byte) []float32 {
	t.Helper()
	e, err := nn.NewExtractor(backend, base, run)
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

// evenly is what would become of features kept in 255 even steps.
func evenly(values []float32) []float32 {
	step := float64(slices.Max(values)) / 255
	even := make([]float32, len(values))
	for i, v := range values {
		even[i] = float32(math.Round(float64(v)/step) * step)
	}
	return even
}

// relative is by what share of themselves the values above 0 are off, in the mean.
func relative(got, values []float32) float64 {
	sum, n := 0.0, 0
	for i, v := range values {
		if v > 0 {
			sum, n = sum+math.Abs(float64(got[i])/float64(v)-1), n+1
		}
	}
	return sum / float64(n)
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
