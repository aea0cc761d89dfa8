package native

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/gomlx/compute"

	"pawgrad/app/protocol"
	"pawgrad/app/session/doctor"
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/data"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
	_ "pawgrad/wasm" // the backend
)

// shared is the folder of photos and weights that tests may use but the project does not carry.
const shared = "../../../../shared/data"

// realSet makes an image set of the 2,000 photos for training of Dogs vs. Cats, with wrong
// labels where wrong says so, and of two photos each for validation and test.
func realSet(t *testing.T, size int, wrong func(index int) bool) *pack.Set {
	t.Helper()
	var b bytes.Buffer
	classes := []string{"cat", "dog"}
	w, err := pack.NewWriter(&b, pack.Info{Name: "Dogs vs. Cats", Height: size, Width: size, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	index := 0
	for _, part := range []struct {
		folder      string
		split       pack.Split
		first, last int
	}{{"train", pack.Train, 0, 1000}, {"validation", pack.Validation, 0, 1}, {"validation", pack.Test, 1, 2}} {
		for label, class := range classes {
			paths, err := filepath.Glob(filepath.Join(shared, "dogs-vs-cats", part.folder, class+"s", "*.jpg"))
			if err != nil || len(paths) < part.last {
				t.Skipf("NOT TESTED on real photos: %d of %s are in %s (%v)", len(paths), class, shared, err)
			}
			for _, path := range paths[part.first:part.last] {
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				rgb, err := photos.Load(t.Context(), photos.NativeDecoder{}, path, content, size, size)
				if err != nil {
					t.Fatal(err)
				}
				image := pack.Image{Name: filepath.Base(path), Label: label, Split: part.split}
				if wrong(index) {
					image.Label = 1 - label
				}
				if err := w.Add(image, rgb); err != nil {
					t.Fatal(err)
				}
				index++
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	set, err := pack.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestLabelDoctor changes 50 of 2,000 labels of real photos, and counts those among the first
// 100 that the label doctor shows. At 96 pixels, which a test can afford, that is some less than
// the mark of 40 that the row labels150 of make accuracy holds it to. What VGG19's frozen layers
// see of the photos is computed once and kept in build/.
func TestLabelDoctor(t *testing.T) {
	if testing.Short() {
		t.Skip("VGG19 looks at 2,000 photos, which takes minutes")
	}
	const size, wrong, shown, want = 96, 50, 100, 35
	const seed = 1
	changed := map[int]bool{}
	for _, i := range rand.New(rand.NewPCG(seed, 0)).Perm(2000)[:wrong] {
		changed[i] = true
	}
	set := realSet(t, size, func(i int) bool { return changed[i] })
	source, err := convertWeights(t)
	if err != nil {
		t.Skipf("NOT TESTED with real weights: %v", err)
	}
	run := spec.DefaultRunOf(spec.VGG19, spec.Momentum)
	run.ImageSize = size
	run = run.Examination()
	folder := filepath.Join("..", "..", "..", "build", "accuracy")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	rows, err := Features(t.Context(), "wasm", source, set, run, filepath.Join(folder, fmt.Sprintf("labels-%s-%d.rows", set.SHA256()[:16], size)))
	if err != nil {
		t.Fatal(err)
	}
	chart := doctor.Chart{Run: run, Of: spec.Folds}
	for !chart.Complete() {
		chart.Add(examineFold(t, source, rows, set, run, chart.Folds))
	}
	suspects := chart.Suspects()
	found := 0
	for _, s := range suspects[:min(shown, len(suspects))] {
		if changed[s.Index] {
			found++
		}
	}
	t.Logf("%d of %d wrong labels are among the first %d shown; %d of %d photos are suspected", found, wrong, shown, len(suspects), len(chart.Photos))
	if found < want {
		t.Errorf("%d of %d wrong labels are among the first %d shown, want %d", found, wrong, shown, want)
	}
}

// examineFold trains without a fold and asks about it.
func examineFold(t *testing.T, source vgg19.Source, rows []byte, set *pack.Set, run spec.Run, n int) protocol.Examined {
	t.Helper()
	backend, err := compute.NewWithConfig("wasm")
	if err != nil {
		t.Fatal(err)
	}
	pretrained, err := Pretrained(source, rows, set, run)
	if err != nil {
		t.Fatal(err)
	}
	fold, run, err := data.NewFold(set, run, spec.Folds, n)
	if err != nil {
		t.Fatal(err)
	}
	loop, err := train.New(backend, run, fold, pretrained)
	if err != nil {
		t.Fatal(err)
	}
	defer loop.Close()
	for {
		event, err := loop.Next()
		if err != nil {
			t.Fatal(err)
		}
		if event.Result == nil {
			continue
		}
		test := event.Result.Test
		e := protocol.Examined{Fold: n, Photos: protocol.Evaluation{Indexes: test.Indexes, Labels: test.Labels, Probabilities: test.Probabilities}}
		for _, i := range test.Indexes {
			e.Names = append(e.Names, set.Image(i).Name)
		}
		return e
	}
}

// convertWeights reads VGG19's weights as they are in their file.
func convertWeights(t *testing.T) (vgg19.Source, error) {
	t.Helper()
	path := filepath.Join(shared, "vgg19", "vgg19_hybrid_notop.h5")
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	weights, err := convert.Open([]convert.File{{Name: path, Size: info.Size(), ReaderAt: f}})
	if err != nil {
		return nil, err
	}
	return vgg19.Load(weights)
}
