//go:build !js

package jobs

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/plan"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/data"
	"pawgrad/nn/file"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// drawn is a source of random weights that keep the activations' size (He et al.,
// 2015).
type drawn struct{ constant }

func (drawn) Layer(i int) (vgg19.Conv, error) {
	l := vgg19.Layers()[i]
	conv := vgg19.Conv{Layer: l, Kernel: make([]float32, l.KernelLen()), Bias: make([]float32, l.Out)}
	random := rand.New(rand.NewPCG(3, uint64(i)))
	std := math.Sqrt(2 / float64(vgg19.KernelSide*vgg19.KernelSide*l.In))
	for k := range conv.Kernel {
		conv.Kernel[k] = float32(random.NormFloat64() * std)
	}
	return conv, nil
}

// drawnFiles are the files of such weights.
var drawnFiles = sync.OnceValues(func() (shards [][]byte, manifest string) {
	_, err := vgg19.Write(drawn{}, func(name string, data []byte) error {
		if name == vgg19.ManifestName {
			manifest = string(data)
		} else {
			shards = append(shards, bytes.Clone(data))
		}
		return nil
	}, nil)
	if err != nil {
		panic(err)
	}
	return shards, manifest
})

// vggRun is the smallest run of VGG19.
func vggRun(train spec.Train) spec.Run {
	r := spec.DefaultRunOf(spec.VGG19, spec.Momentum)
	r.ImageSize, r.BatchSize, r.Epochs, r.Train, r.Hyper.LearningRate = spec.MinVGG19Size, 4, 1, train, 1e-6
	return r
}

// TestVGG19 goes the whole way: features in two parts, a run that reads them, its
// model, photos with heat maps. What a run says of the test images its model has to
// say too, although it computes them from the pixels.
func TestVGG19(t *testing.T) {
	shards, manifest := drawnFiles()
	set := packBytes(t, 4, 2, 2)
	const images = 8
	for train, shape := range map[spec.Train][3]int{spec.TrainHead: {2, 2, 512}, spec.TrainBlock5: {4, 4, 512}} {
		t.Run(string(train), func(t *testing.T) {
			run := vggRun(train)
			h := newTrainer(t)
			var read protocol.Evaluation
			h.on = func(p posted) {
				switch e := p.event.(type) {
				case protocol.Extracted:
					if e.To < images {
						h.trainer.Send(protocol.Extract{Spec: run, From: e.To, To: images}, Attachments{})
						return
					}
					start := protocol.Start{Run: "r", Spec: run, Features: &e.Features, Base: h.trainer.baseID}
					h.trainer.Send(start, Attachments{Files: filesOf[protocol.Extracted](h)})
				case protocol.Done:
					if m, err := file.Decode(contentOf(t, p.Files[0])); err != nil || m.Base != h.trainer.baseID {
						t.Errorf("the model names the base %q (%v), want %q", m.Base, err, h.trainer.baseID)
					}
					h.trainer.Send(protocol.LoadModel{Run: "r"}, Attachments{Files: p.Files})
				case protocol.ModelLoaded:
					read = h.measured(t)
					c := protocol.Classify{Photos: []protocol.PhotoRef{{ID: 1, Name: "dog.jpg"}}, CAM: true}
					h.trainer.Send(c, Attachments{Files: []File{inMemory(photoBytes(t, 1, 5, 200, 100))}})
				}
			}
			last := func(e protocol.Event) bool { return is[protocol.Classified](e) || is[protocol.Failed](e) }
			events := h.work(t, last, loadSet(set), loadBaseOf(manifest, shards),
				order{protocol.Extract{Spec: run, From: 0, To: 5}, Attachments{}})

			info := of[protocol.Extracted](events)[0].Features
			if got := [3]int{info.Height, info.Width, info.Channels}; got != shape || info.Cut != string(run.Cut()) {
				t.Errorf("features %+v, want %v of %s", info, shape, run.Cut())
			}
			trained := only[protocol.Done](t, events).Test
			for i, p := range trained.Probabilities {
				// The features that the run read were rounded.
				if math.Abs(float64(p-read.Probabilities[i])) > 0.02 {
					t.Errorf("image %d: %g in the run, %g by its model", i, p, read.Probabilities[i])
				}
			}
			photo := only[protocol.Classified](t, events)
			if len(photo.Answers) != 1 {
				t.Fatalf("%+v, want an answer", photo)
			}
			// The fifth block of a photo of 64 pixels is 4 x 4.
			cam := photo.Answers[0].CAM
			if cam == nil || cam.Height != 4 || cam.Width != 4 || len(cam.Cells) != 16 {
				t.Fatalf("heat map %+v, want 4 x 4 cells", cam)
			}
			if most := slices.Max(cam.Cells); most != 255 && most != 0 {
				t.Errorf("the warmest cell is %d, want 255", most)
			}
		})
	}
}

// filesOf are the files that came with the events of a type so far.
func filesOf[E protocol.Event](h *fakeHost) []File {
	h.mu.Lock()
	defer h.mu.Unlock()
	var files []File
	for _, p := range h.events {
		if is[E](p.event) {
			files = append(files, p.Files...)
		}
	}
	return files
}

func TestVGG19Refusals(t *testing.T) {
	shards, manifest := drawnFiles()
	run := vggRun(spec.TrainHead)
	set := loadSet(packBytes(t, 4, 2, 2))
	base := loadBaseOf(manifest, shards)
	info := protocol.FeaturesInfo{Cut: string(run.Cut()), Height: 2, Width: 2, Channels: 512, RowBytes: 2052}
	short := inMemory(make([]byte, 7))
	noNumbers := inMemory(bytes.Repeat([]byte{0xff}, 8*info.RowBytes))
	begin := func(run spec.Run, files ...File) order {
		return order{protocol.Start{Run: "r", Spec: run, Features: &info}, Attachments{Files: files}}
	}
	extract := func(run spec.Run, from, to int) order {
		return order{protocol.Extract{Spec: run, From: from, To: to}, Attachments{}}
	}
	for _, c := range []struct {
		name   string
		kind   protocol.FailureKind
		orders []order
	}{
		{"extract without a base", protocol.BadModel, []order{set, extract(run, 0, 1)}},
		{"extract what is not there", protocol.BadData, []order{set, base, extract(run, 3, 9)}},
		{"extract of the CNN", protocol.BadSetting, []order{set, base, extract(smallRun(spec.SGD), 0, 1)}},
		{"a model of another base", protocol.BadModel, []order{base, loadModel("r", headModel(t, run, "another"))}},
		{"start without a base", protocol.BadModel, []order{set, begin(run)}},
		{"start without features", protocol.BadFeatures, []order{set, base, {protocol.Start{Run: "r", Spec: run}, Attachments{}}}},
		{"start with parts of rows", protocol.BadFeatures, []order{set, base, begin(run, short)}},
		{"start with rows of no numbers", protocol.BadFeatures, []order{set, base, begin(run, noNumbers)}},
		{"start with rows that are gone", protocol.BadFeatures, []order{set, base, begin(run, missing{noNumbers})}},
		{"start without variants", protocol.BadFeatures, []order{set, base, begin(mirroring(run))}},
		{"start with another network", protocol.BadFeatures, []order{set, base, begin(vggRun(spec.TrainBlock5))}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newTrainer(t)
			failed := only[protocol.Failed](t, h.work(t, is[protocol.Failed], c.orders...))
			if failed.Kind != c.kind || failed.Sentence == "" || failed.Cure == "" {
				t.Errorf("%+v, want kind %q, a reason and its cure", failed, c.kind)
			}
			if c.kind == protocol.BadFeatures && failed.Cure != cureFeatures {
				t.Errorf("the cure of %q is %q, want %q", failed.Sentence, failed.Cure, cureFeatures)
			}
		})
	}
}

// missing is a File that was deleted after its size had been asked for.
type missing struct{ File }

func (missing) ReadAt(b []byte, off int64) (int, error) { return gone{}.ReadAt(b, off) }

// mirroring is a run that mirrors its photos.
func mirroring(run spec.Run) spec.Run {
	run.Augment.Flip = true
	return run
}

// headModel is the file of a head that was never trained, on a base.
func headModel(t testing.TB, run spec.Run, base string) []byte {
	t.Helper()
	m := &file.Model{Weights: nn.Start(run)}
	m.Run, m.Labels, m.Preprocessing, m.Base = run, plan.Animals[:], file.PreprocessingFor(run), base
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestAModelOfAnotherBase reads the sentence that such a model gets.
func TestAModelOfAnotherBase(t *testing.T) {
	shards, manifest := drawnFiles()
	run := vggRun(spec.TrainHead)
	h := newTrainer(t)
	failed := only[protocol.Failed](t, h.work(t, is[protocol.Failed], loadBaseOf(manifest, shards), loadModel("r", headModel(t, run, "another"))))
	if len(h.trainer.lookers) != 0 {
		t.Errorf("%d times the base's layers were prepared for a model that is refused", len(h.trainer.lookers))
	}
	if failed.Run != "r" || failed.Kind != protocol.BadModel || !strings.Contains(failed.Sentence, "other pretrained weights") || !strings.Contains(failed.Cure, "weights that it was trained on") {
		t.Errorf("%+v", failed)
	}
}

// TestANewBaseFreesTheOld loads a network on a base, and then another base.
func TestANewBaseFreesTheOld(t *testing.T) {
	shards, manifest := drawnFiles()
	run := vggRun(spec.TrainHead)
	h := newTrainer(t)
	parsed, err := vgg19.ParseManifest([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	h.on = func(p posted) {
		switch p.event.(type) {
		case protocol.ModelLoaded:
			if len(h.trainer.lookers) != 1 || len(h.trainer.models) != 1 {
				t.Errorf("with a model there are %d extractors and %d models", len(h.trainer.lookers), len(h.trainer.models))
			}
			h.trainer.baseID = "another" // so that the same files are a new base
			again := loadBaseOf(manifest, shards)
			h.trainer.Send(again.command, again.attached)
		case protocol.BaseLoaded:
			if h.trainer.models == nil {
				return
			}
			if len(h.trainer.lookers) != 0 || len(h.trainer.models) != 0 {
				t.Errorf("with a new base there are %d extractors and %d models", len(h.trainer.lookers), len(h.trainer.models))
			}
		}
	}
	loaded := 0
	second := func(e protocol.Event) bool {
		if is[protocol.BaseLoaded](e) {
			loaded++
		}
		return loaded == 2
	}
	h.work(t, second, loadBaseOf(manifest, shards), loadModel("r", headModel(t, run, parsed.ID())))
}

// TestVariantsAreLookedAt computes features of photos in the variants of a run, and of a set of
// photos that were changed in the same ways before.
func TestVariantsAreLookedAt(t *testing.T) {
	for name, c := range map[string]struct {
		augment  spec.Augment
		variants int
	}{
		"mirrored":    {spec.Augment{Flip: true}, 1},
		"in variants": {spec.Augment{Flip: true, Shift: 0.1, Rotate: 20, Zoom: 0.1, Variants: 3}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			shards, manifest := drawnFiles()
			run := vggRun(spec.TrainHead)
			run.Augment = c.augment
			random := rand.New(rand.NewPCG(5, 6))
			// The photos are changed at the size that the run sees them in.
			size := run.ImageSize
			plain := [][]byte{data.Resize(blob(random, 0), side, side, size), data.Resize(blob(random, 0), side, side, size)}
			var changed [][]byte
			for variant := range c.variants {
				for i, p := range plain {
					m := make([]byte, len(p))
					if c.augment.Varies() {
						data.Augment(c.augment, 1, variant, i, size, p, m)
					} else {
						for row := 0; row < len(p); row += size * 3 {
							for x := range size {
								copy(m[row+x*3:row+x*3+3], p[row+(size-1-x)*3:])
							}
						}
					}
					changed = append(changed, m)
				}
			}
			extract := func(to int, variants bool) order {
				return order{protocol.Extract{Spec: run, From: 0, To: to, Variants: variants}, Attachments{}}
			}
			h, n := newTrainer(t), 0
			third := func(e protocol.Event) bool {
				if is[protocol.Extracted](e) {
					n++
				}
				return n == 3
			}
			h.on = func(p posted) { // the set that is worked on is that of the moment
				if is[protocol.Extracted](p.event) && n == 1 {
					for _, o := range []order{loadSet(packOf(t, size, changed)), extract(len(changed), false)} {
						h.trainer.Send(o.command, o.attached)
					}
				}
			}
			h.work(t, third, loadSet(packOf(t, size, plain)), loadBaseOf(manifest, shards), extract(len(changed), true), extract(len(plain), false))
			files := filesOf[protocol.Extracted](h)
			variants, unchanged, before := contentOf(t, files[0]), contentOf(t, files[1]), contentOf(t, files[2])
			if !bytes.Equal(variants, before) {
				t.Error("the variants' features are not those of photos changed before")
			}
			if bytes.Contains(variants, unchanged[:len(unchanged)/len(plain)]) {
				t.Error("a variant's features are those of the photo as it is")
			}
		})
	}
}

// packOf makes a set of photos of one size for training.
func packOf(t testing.TB, size int, pixels [][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pack.NewWriter(&b, pack.Info{Name: "few", Source: "made up", Licence: "none", Height: size, Width: size, Classes: plan.Animals[:]})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pixels {
		if err := w.Add(pack.Image{Name: fmt.Sprint(i), Label: i % 2, Split: pack.Train}, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
