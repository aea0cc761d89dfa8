//go:build !js

package jobs

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/vgg19"
)

// constant is a source of weights that are all alike.
type constant float32

func (constant) Info() vgg19.Info {
	return vgg19.Info{Preprocessing: vgg19.Caffe, Source: "a test", Licence: vgg19.LicenceKeras}
}
func (constant) Layers() []vgg19.Layer { return vgg19.Layers() }
func (c constant) Layer(i int) (vgg19.Conv, error) {
	l := vgg19.Layers()[i]
	conv := vgg19.Conv{Layer: l, Kernel: make([]float32, l.KernelLen()), Bias: make([]float32, l.Out)}
	for k := range conv.Kernel {
		conv.Kernel[k] = float32(c)
	}
	return conv, nil
}

// baseFiles are the shards and the manifest of such weights.
func baseFiles(t testing.TB) (shards [][]byte, manifest string) {
	t.Helper()
	_, err := vgg19.Write(constant(0.01), func(name string, data []byte) error {
		if name == vgg19.ManifestName {
			manifest = string(data)
		} else {
			shards = append(shards, bytes.Clone(data))
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return shards, manifest
}

// loadBaseOf is the command that loads shards.
func loadBaseOf(manifest string, shards [][]byte) order {
	var files []File
	for _, s := range shards {
		files = append(files, inMemory(s))
	}
	return order{protocol.LoadBase{Manifest: manifest}, Attachments{Files: files}}
}

func TestLoadBase(t *testing.T) {
	shards, manifest := baseFiles(t)
	h := newTrainer(t)
	events := h.work(t, is[protocol.BaseLoaded], loadBaseOf(manifest, shards))
	if got := only[protocol.BaseLoaded](t, events); got.Source != "a test" || !strings.HasPrefix(got.Licence, "CC BY 4.0, K. Simonyan") {
		t.Errorf("%+v", got)
	}
	if h.trainer.base == nil || h.trainer.baseID == "" {
		t.Error("the trainer has no base")
	}
}

func TestLoadBaseRefusesWhatIsDamaged(t *testing.T) {
	shards, manifest := baseFiles(t)
	with := func(i int, shard []byte) [][]byte {
		other := append([][]byte(nil), shards...)
		other[i] = shard
		return other
	}
	altered := bytes.Clone(shards[2])
	altered[100] ^= 1
	for name, c := range map[string]struct {
		order
		damaged []int
	}{
		"no manifest":     {loadBaseOf("{}", shards), nil},
		"a file missing":  {loadBaseOf(manifest, shards[1:]), nil},
		"a shard altered": {loadBaseOf(manifest, with(2, altered)), []int{2}},
		"cut short":       {loadBaseOf(manifest, with(0, shards[0][:99])), []int{0}},
		"too long":        {loadBaseOf(manifest, with(5, make([]byte, vgg19.MaxShardBytes+99))), []int{5}},
		"two exchanged":   {loadBaseOf(manifest, append([][]byte{shards[1], shards[0]}, shards[2:]...)), []int{0, 1}},
		"gone": {order{protocol.LoadBase{Manifest: manifest}, Attachments{Files: []File{
			gone{}, gone{}, gone{}, gone{}, gone{}, gone{}}}}, []int{0, 1, 2, 3, 4, 5}},
	} {
		h := newTrainer(t)
		events := h.work(t, is[protocol.Failed], c.order)
		got := only[protocol.Failed](t, events)
		if got.Kind != protocol.BadModel || got.Run != "" || got.Sentence == "" || got.Cure == "" || h.trainer.base != nil {
			t.Errorf("%s: %+v", name, got)
		}
		var damaged []int
		if c.damaged != nil {
			damaged = only[protocol.BaseDamaged](t, events).Shards
		}
		if !slices.Equal(damaged, c.damaged) {
			t.Errorf("%s: the shards %v are said to be damaged, want %v", name, damaged, c.damaged)
		}
	}
}

func TestConvertBaseRefusesWhatIsNone(t *testing.T) {
	h := newTrainer(t)
	events := h.work(t, is[protocol.Failed], order{protocol.ConvertBase{Names: []string{"x/model.h5"}},
		Attachments{Files: []File{inMemory([]byte("Dear Sir or Madam"))}}})
	if got := only[protocol.Failed](t, events); got.Kind != protocol.BadModel || !strings.Contains(got.Sentence, "model.h5") || got.Cure == "" {
		t.Errorf("%+v", got)
	}
}

// TestConvertBase converts real weights and loads what came of it.
func TestConvertBase(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "vgg19", "vgg19_hybrid_notop.h5")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("SKIPPED, the conversion of real weights is not tested: %v", err)
	}
	h := newTrainer(t)
	h.on = func(p posted) {
		if c, ok := p.event.(protocol.BaseConverted); ok {
			h.trainer.Send(protocol.LoadBase{Manifest: c.Manifest}, Attachments{Files: p.Files})
		}
	}
	events := h.work(t, is[protocol.BaseLoaded], order{protocol.ConvertBase{Names: []string{"weights.h5"}}, Attachments{Files: []File{inMemory(content)}}})
	only[protocol.BaseLoaded](t, events)
	progress := 0
	for _, e := range events {
		if p, ok := e.event.(protocol.BaseProgress); ok {
			progress++
			if p.Done > p.Total {
				t.Errorf("%+v", p)
			}
		}
	}
	if progress < len(vgg19.Layers()) {
		t.Errorf("%d reports of progress", progress)
	}
}
