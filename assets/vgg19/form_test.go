package vgg19

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/vgg19/testfile"
)

// written is the quantized form of a base: files by name.
func written(t testing.TB, src Source) (map[string][]byte, *Manifest) {
	t.Helper()
	files := map[string][]byte{}
	m, err := Write(src, func(name string, data []byte) error {
		if files[ManifestName] != nil {
			t.Error("something follows the manifest")
		}
		files[name] = slices.Clone(data)
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return files, m
}

// large is a base of two layers of which the second is longer than a shard, so
// that layers lie across shards and shards across layers.
func large() *Base {
	b := &Base{info: Info{Torchvision, "made up", LicenceTorchvision}}
	random := rand.New(rand.NewPCG(1, 2))
	for _, l := range []Layer{{"block1_conv1", 3, 100}, {"block1_conv2", 100, 5000}} {
		c := Conv{Layer: l, Kernel: make([]float32, l.KernelLen()), Bias: make([]float32, l.Out)}
		for i := range c.Kernel {
			c.Kernel[i] = random.Float32() - 0.5
		}
		b.convs = append(b.convs, c)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	for name, base := range map[string]*Base{"tiny": tiny(), "large": large()} {
		files, made := written(t, base)
		m, err := parseManifest(files[ManifestName], base.Layers())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(m, made) || m.Info != base.info || len(files) != len(m.Shards)+1 {
			t.Errorf("%s: manifest %+v, written %+v, %d files", name, m, made, len(files))
		}
		if want := (m.Bytes() + MaxShardBytes - 1) / MaxShardBytes; len(m.Shards) != want {
			t.Errorf("%s: %d shards for %d bytes", name, len(m.Shards), m.Bytes())
		}
		r := NewReader(m)
		for i := len(m.Shards) - 1; i >= 0; i-- { // any order will do
			if err := r.Add(i, files[m.Shards[i].Name]); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(r.Layers(), base.Layers()) || r.Info() != base.info {
			t.Errorf("%s: the reader's layers or info differ", name)
		}
		for i, c := range base.convs {
			want := Quantize(c)
			got, err := r.Quantized(i)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s differs, %v", name, c.Name, err)
			}
			if full, err := r.Layer(i); err != nil || !reflect.DeepEqual(full, want.Dequantize()) {
				t.Errorf("%s: %s as float32 differs, %v", name, c.Name, err)
			}
		}
		// The form of a form is the same to the last byte of its shards.
		again, _ := written(t, r)
		for _, s := range m.Shards {
			if !slices.Equal(again[s.Name], files[s.Name]) {
				t.Errorf("%s: %s differs when written again", name, s.Name)
			}
		}
	}
}

// Layers are to be had as soon as their own shards are there.
func TestReaderNeedsOnlyALayersShards(t *testing.T) {
	files, m := written(t, large())
	r := NewReader(m)
	if err := r.Add(0, files[m.Shards[0].Name]); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Layer(0); err != nil {
		t.Error(err)
	}
	if _, err := r.Layer(1); err == nil || !strings.Contains(err.Error(), m.Shards[1].Name) {
		t.Errorf("a layer across a missing shard: %v", err)
	}
}

func TestReaderRefuses(t *testing.T) {
	files, m := written(t, large())
	r := NewReader(m)
	good := files[m.Shards[0].Name]
	altered := slices.Clone(good)
	altered[len(altered)/2] ^= 1
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"empty":     {nil, "0 bytes"},
		"cut short": {good[:len(good)-1], "cut short"},
		"too long":  {append(slices.Clone(good), 0), "another file"},
		"altered":   {altered, "altered"},
		"a page":    {[]byte("<!DOCTYPE html>"), "15 bytes"},
	} {
		err := r.Add(0, c.data)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), m.Shards[0].Name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.Quantized(0); err == nil {
		t.Error("a refused shard was added")
	}
	// A shard under the name of another of the same length.
	tinyFiles, tinyManifest := written(t, tiny())
	only := tinyFiles[tinyManifest.Shards[0].Name]
	both := *tinyManifest
	both.Shards = append(slices.Clone(tinyManifest.Shards), Shard{"other.bin", len(only), strings.Repeat("ab", 32)})
	if err := NewReader(&both).Add(1, only); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "renamed") {
		t.Errorf("renamed: %v", err)
	}
}

func TestWriteStopsAtErrors(t *testing.T) {
	full := errors.New("no space left")
	for n := range 3 {
		count := 0
		_, err := Write(large(), func(string, []byte) error {
			if count++; count > n {
				return full
			}
			return nil
		}, nil)
		if !errors.Is(err, full) || count != n+1 {
			t.Errorf("room for %d files: %v after %d", n, err, count)
		}
	}
	var last, total int
	base := tiny()
	if _, err := Write(base, func(string, []byte) error { return nil }, func(done, all int) {
		if done <= last {
			t.Errorf("progress went from %d to %d", last, done)
		}
		last, total = done, all
	}); err != nil || last != total || total == 0 {
		t.Errorf("progress ended at %d of %d, %v", last, total, err)
	}
	clear(base.convs[15].Kernel)
	if _, err := Write(base, func(string, []byte) error { return nil }, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("zeros were written: %v", err)
	}
}

// withManifest changes one field of a manifest.
func withManifest(t testing.TB, text []byte, change func(m map[string]any)) []byte {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	change(m)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestManifestRefuses(t *testing.T) {
	files, _ := written(t, tiny())
	good := files[ManifestName]
	shard := func(m map[string]any) map[string]any { return m["shards"].([]any)[0].(map[string]any) }
	first := func(m map[string]any) map[string]any { return m["layers"].([]any)[0].(map[string]any) }
	set := func(key string, v any) func(map[string]any) { return func(m map[string]any) { m[key] = v } }
	for name, c := range map[string]struct {
		text []byte
		is   error
		says string
	}{
		"empty":        {nil, ErrNotManifest, "unexpected end"},
		"cut short":    {good[:len(good)-3], ErrNotManifest, "unexpected end"},
		"a page":       {[]byte("<html>"), ErrNotManifest, "expected a JSON object"},
		"huge":         {make([]byte, maxManifestBytes+1), ErrNotManifest, "at most"},
		"other format": {withManifest(t, good, set("format", "x")), ErrNotManifest, `"x"`},
		"newer":        {withManifest(t, good, set("version", 2)), ErrNewer, "version 2"},
		"no version":   {withManifest(t, good, set("version", 0)), ErrNotManifest, "version 0"},
		"no layers":    {withManifest(t, good, set("layers", []any{})), ErrDamaged, "0 layers, expected 16"},
		"no shards":    {withManifest(t, good, set("shards", []any{})), ErrDamaged, "0 bytes in all"},
		"shape":        {withManifest(t, good, func(m map[string]any) { first(m)["shape"] = []int{3, 3, 1 << 40, 1 << 40} }), ErrDamaged, "layer 0"},
		"offset":       {withManifest(t, good, func(m map[string]any) { first(m)["kernel"] = -1 }), ErrDamaged, "layer 0"},
		"shard bytes":  {withManifest(t, good, func(m map[string]any) { shard(m)["bytes"] = 1 << 40 }), ErrDamaged, "1099511627776"},
		"shard path":   {withManifest(t, good, func(m map[string]any) { shard(m)["name"] = "../x" }), ErrDamaged, "../x"},
		"shard sum":    {withManifest(t, good, func(m map[string]any) { shard(m)["sha256"] = "12" }), ErrDamaged, "64 hexadecimal"},
		"order":        {withManifest(t, good, func(m map[string]any) { m["preprocessing"].(map[string]any)["order"] = "HSV" }), ErrDamaged, "HSV"},
		"std":          {withManifest(t, good, func(m map[string]any) { m["preprocessing"].(map[string]any)["std"] = []int{1, 0, 1} }), ErrDamaged, "above zero"},
	} {
		if _, err := parseManifest(c.text, tinyLayers()); !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.is, c.says)
		}
	}
	if _, err := ParseManifest(good); !errors.Is(err, ErrDamaged) {
		t.Errorf("tiny layers passed for VGG19's: %v", err)
	}
}

func TestID(t *testing.T) {
	_, a := written(t, tiny())
	_, b := written(t, tiny())
	if a.ID() != b.ID() || len(a.ID()) != 16 {
		t.Errorf("the same weights are %s and %s", a.ID(), b.ID())
	}
	b.Preprocessing = Torchvision
	if a.ID() == b.ID() {
		t.Error("another preprocessing has the same ID")
	}
	other := tiny()
	other.convs[7].Bias[0]++
	if _, c := written(t, other); a.ID() == c.ID() {
		t.Error("other weights have the same ID")
	}
}

// Any text: no panic, memory that its size bounds, and a manifest that is accepted
// makes a reader of the network's size.
func FuzzManifest(f *testing.F) {
	files, made := written(f, tiny())
	f.Add(files[ManifestName])
	f.Add(files[ManifestName][:300])
	f.Add([]byte(`{"format":"` + Format + `","version":1,"layers":[{}` + strings.Repeat(`,{}`, 5000) + `]}`)) // much for few letters
	f.Add(withManifest(f, files[ManifestName], func(m map[string]any) { m["shards"].([]any)[0].(map[string]any)["bytes"] = MaxShardBytes }))
	shard := files[made.Shards[0].Name]
	f.Fuzz(func(t *testing.T, text []byte) {
		var m *Manifest
		var err error
		testfile.Bounded(t, len(text), func() { m, err = parseManifest(text, tinyLayers()) })
		if err != nil {
			return
		}
		var r *Reader
		testfile.Bounded(t, len(text)+made.Bytes(), func() { r = NewReader(m) })
		if m.Bytes() != made.Bytes() {
			t.Fatalf("%d bytes, want %d", m.Bytes(), made.Bytes())
		}
		for i := range m.Shards {
			_ = r.Add(i, shard)
		}
		for i := range r.Layers() {
			_, _ = r.Layer(i)
		}
	})
}
