package tfjs

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/vgg19/testfile"
)

// model opens the files of a model and notes which shards are opened.
func model(files map[string][]byte) (weights []*Weight, opened *[]string, err error) {
	opened = new([]string)
	text := files["model.json"]
	weights, err = Open(bytes.NewReader(text), int64(len(text)), func(path string) (io.ReaderAt, int64, error) {
		*opened = append(*opened, path)
		data, ok := files[path]
		if !ok {
			return nil, 0, fs.ErrNotExist
		}
		return bytes.NewReader(data), int64(len(data)), nil
	})
	return weights, opened, err
}

func read(w *Weight) ([]float32, error) {
	values := make([]float32, w.Len())
	return values, w.ReadFloat32(values)
}

func small() map[string][]byte {
	return testfile.TFJS([]testfile.Array{
		{Name: "conv/kernel", Shape: []int{2, 3}, Values: []float32{1, 2, 3, 4, 5, 6}},
		{Name: "conv/bias", Shape: []int{2}, Values: []float32{-1, 0.5}},
		{Name: "dense/kernel", Shape: []int{3}, Values: []float32{7, 8, 9}},
	}, 10) // bytes: weights lie across shards
}

func TestFloat32AcrossShards(t *testing.T) {
	files := small()
	delete(files, "group1-sharde.bin") // holds only the end of the dense layer
	weights, opened, err := model(files)
	if err != nil || len(*opened) != 0 {
		t.Fatalf("opened %v, %v", *opened, err)
	}
	for i, want := range [][]float32{{1, 2, 3, 4, 5, 6}, {-1, 0.5}, nil} {
		got, err := read(weights[i])
		if want == nil {
			if last := len(*opened) - 1; !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), (*opened)[last]) {
				t.Errorf("%s: %v, want one that says a shard is missing", weights[i].Name, err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s = %v, %v; want %v", weights[i].Name, got, err, want)
		}
	}
}

// The files of a quantized model, by hand.
func quantized() map[string][]byte {
	return map[string][]byte{
		"model.json": []byte(`{"format":"layers-model","weightsManifest":[
{"paths":["a.bin"],"weights":[
 {"name":"u8","shape":[3],"dtype":"float32","quantization":{"dtype":"uint8","scale":0.5,"min":-3,"original_dtype":"float32"}},
 {"name":"u16","shape":[2],"dtype":"float32","quantization":{"dtype":"uint16","scale":0.25,"min":1}},
 {"name":"steps","shape":[1],"dtype":"int32"},
 {"name":"f16","shape":[],"dtype":"float32","quantization":{"dtype":"float16","original_dtype":"float32"}}]},
{"paths":["b.bin"],"weights":[
 {"name":"text","shape":[1],"dtype":"string"},
 {"name":"lost","shape":[1],"dtype":"float32"}]}]}`),
		"a.bin": {0, 6, 255, 0, 0, 1, 2, 9, 9, 9, 9, 0x00, 0xC0},
		"b.bin": {1, 2, 3, 4, 5, 6, 7, 8},
	}
}

func TestQuantized(t *testing.T) {
	weights, opened, err := model(quantized())
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		name   string
		step   float64
		values []float32
	}{{"u8", 0.5, []float32{-3, 0, 124.5}}, {"u16", 0.25, []float32{1, 1 + 0.25*(1+2*256)}}, {"steps", 0, nil}, {"f16", 0, []float32{-2}}, {"text", 0, nil}}
	if len(weights) != len(want) {
		t.Fatalf("%d weights, want %d: what follows strings cannot be found", len(weights), len(want))
	}
	for i, w := range want {
		got, err := read(weights[i])
		switch {
		case w.values == nil && !errors.Is(err, ErrUnsupported):
			t.Errorf("%s: %v, want %v", w.name, err, ErrUnsupported)
		case w.values != nil && (err != nil || !slices.Equal(got, w.values) || weights[i].Step != w.step):
			t.Errorf("%s = %v with step %v, %v; want %v", weights[i].Name, got, weights[i].Step, err, w)
		}
	}
	if !slices.Equal(*opened, []string{"a.bin"}) {
		t.Errorf("opened %v, want only the first group's shard", *opened)
	}
}

func TestRefuses(t *testing.T) {
	with := func(name string, data []byte) map[string][]byte {
		files := small()
		files[name] = data
		return files
	}
	json := func(weight string) map[string][]byte {
		return with("model.json", []byte(`{"weightsManifest":[{"paths":["group1-sharda.bin"],"weights":[`+weight+`]}]}`))
	}
	for name, c := range map[string]struct {
		files map[string][]byte
		is    error
		says  string
	}{
		"empty":          {with("model.json", nil), ErrNotModel, "unexpected end"},
		"huge":           {with("model.json", make([]byte, maxModel+1)), ErrNotModel, "at most"},
		"other JSON":     {with("model.json", []byte(`{"a":1}`)), ErrNotModel, "weightsManifest"},
		"empty shard":    {with("group1-sharda.bin", nil), ErrDamaged, "group1-sharda.bin"},
		"first shard":    {with("group1-sharda.bin", make([]byte, 9)), ErrDamaged, "group1-shardb.bin has 10 bytes, expected 9"},
		"middle shard":   {with("group1-shardb.bin", make([]byte, 9)), ErrDamaged, "group1-shardb.bin has 9 bytes, expected 10"},
		"long shard":     {with("group1-shardc.bin", make([]byte, 11)), ErrDamaged, "group1-shardc.bin has 11 bytes, expected 10"},
		"last shard":     {with("group1-sharde.bin", make([]byte, 3)), ErrDamaged, "end after 43 bytes"},
		"negative side":  {json(`{"name":"x","shape":[-1],"dtype":"float32"}`), ErrDamaged, "[-1]"},
		"overflow":       {json(`{"name":"x","shape":[4294967296,4294967296],"dtype":"float32"}`), ErrDamaged, "shape"},
		"many sides":     {json(`{"name":"x","shape":[1,1,1,1,1,1,1,1,1],"dtype":"float32"}`), ErrDamaged, "9 dimensions"},
		"negative scale": {json(`{"name":"x","shape":[1],"dtype":"float32","quantization":{"dtype":"uint8","scale":-1}}`), ErrDamaged, "scale -1"},
		"plain uint8":    {json(`{"name":"x","shape":[1],"dtype":"uint8"}`), ErrUnsupported, "uint8"},
	} {
		weights, _, err := model(c.files)
		for _, w := range weights {
			if err == nil {
				_, err = read(w)
			}
		}
		if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.is, c.says)
		}
	}
}

// Any model.json: no panic, and memory that its size bounds.
func FuzzOpen(f *testing.F) {
	f.Add(small()["model.json"])
	f.Add(quantized()["model.json"])
	f.Add(quantized()["model.json"][:200])
	f.Add([]byte(`{"weightsManifest":[{"weights":[{}` + strings.Repeat(`,{}`, 5000) + `]}]}`)) // much for few letters
	f.Add([]byte(`{"weightsManifest":[{"paths":["a.bin"],"weights":[{"name":"x","shape":[1073741824],"dtype":"float32"}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		files := quantized()
		files["model.json"] = text
		var weights []*Weight
		var err error
		testfile.Bounded(t, len(text), func() { weights, _, err = model(files) })
		if err != nil {
			return
		}
		for _, w := range weights {
			const enough = 1 << 16 // no need to allocate what a shape may claim
			if w.Len() <= enough {
				values := make([]float32, w.Len())
				testfile.Bounded(t, len(text), func() { _ = w.ReadFloat32(values) })
			}
		}
	})
}
