package file

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"pawgrad/assets/photos"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// sample is a model with telling numbers in its weights.
func sample() *Model {
	run := spec.FirstRunOf(spec.CNN, spec.Adam)
	run.ImageSize = spec.MinImageSize
	network, _ := spec.ModelByID(run.Model)
	m := &Model{Description: Description{
		Run: run, Set: "A set", Epochs: 2.5, Labels: []string{"cat", "dog"},
		Preprocessing: PreprocessingFor(run),
	}}
	for _, w := range network.Weights(run.ImageSize) {
		data := make([]float32, w.Size())
		for i := range data {
			data[i] = float32(i) * 0.1
		}
		m.Weights = append(m.Weights, Tensor{Name: w.Name, Shape: w.Shape, Data: data})
	}
	m.Weights[1].Data[0] = math.SmallestNonzeroFloat32
	m.Weights[1].Data[1] = -math.MaxFloat32
	return m
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("what was read differs from what was written: %+v, want %+v", got.Description, want.Description)
	}
	again, err := got.Encode()
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("writing again gives other bytes (%v)", err)
	}
}

// TestPreparationTravels: a file says how its network's pixels were prepared, one that does
// not is of before there was a choice, and one that says two things is refused.
func TestPreparationTravels(t *testing.T) {
	centred := sample()
	centred.Run.Init, centred.Run.Pixels = spec.He, spec.Centred
	centred.Preprocessing = PreprocessingFor(centred.Run)
	if p := centred.Preprocessing; (0-p.Centre)*p.Scale != -1 || (255-p.Centre)*p.Scale != 1 {
		t.Errorf("black and white become %g and %g, want -1 and 1", (0-p.Centre)*p.Scale, (255-p.Centre)*p.Scale)
	}
	data, err := centred.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Decode(data); err != nil || got.Description.Run != centred.Run || got.Preprocessing != centred.Preprocessing {
		t.Errorf("a centred network reads back as %+v, %v", got, err)
	}

	want := sample()
	want.Run.Init, want.Run.Pixels = spec.Glorot, spec.ZeroToOne
	want.Preprocessing = PreprocessingFor(want.Run)
	text, err := json.Marshal(want.Description)
	if err != nil {
		t.Fatal(err)
	}
	var old map[string]any
	if err := json.Unmarshal(text, &old); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"init", "pixels"} {
		if run := old["run"].(map[string]any); run[key] == nil {
			t.Errorf("a run is written without its %q", key)
		} else {
			delete(run, key)
		}
	}
	if data, err = Pack(modelFormat, old, want.Weights); err != nil {
		t.Fatal(err)
	}
	if got, err := Decode(data); err != nil || !reflect.DeepEqual(got.Description, want.Description) {
		t.Errorf("an old file reads as %+v, %v; want %+v", got, err, want.Description)
	}

	centred.Preprocessing = want.Preprocessing
	if data, err = centred.Encode(); err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(data); !errors.Is(err, ErrNewer) {
		t.Errorf("a file that contradicts itself: %v", err)
	}
}

// TestLayout reads a file as its documentation says, by hand.
func TestLayout(t *testing.T) {
	data, err := Pack("test", map[string]int{"a": 1}, []Tensor{{Name: "x", Shape: []int{2}, Data: []float32{1, -2}}, {Name: "y", Data: []float32{0.5}}})
	if err != nil {
		t.Fatal(err)
	}
	n := int(binary.LittleEndian.Uint32(data[8:]))
	header := string(data[12 : 12+n])
	for _, want := range []string{`"format":"test"`, `"version":1`, `"body":{"a":1}`, `{"name":"x","shape":[2]}`, `"sha256":"`} {
		if !strings.Contains(header, want) {
			t.Errorf("header %s lacks %s", header, want)
		}
	}
	var numbers []float32
	for rest := data[12+n:]; len(rest) > 0; rest = rest[4:] {
		numbers = append(numbers, math.Float32frombits(binary.LittleEndian.Uint32(rest)))
	}
	if want := []float32{1, -2, 0.5}; !reflect.DeepEqual(numbers, want) {
		t.Errorf("numbers %v, want %v", numbers, want)
	}
}

func TestRefusals(t *testing.T) {
	good, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*Model)) []byte {
		m := sample()
		change(m)
		data, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	flip := func(at int) []byte {
		data := bytes.Clone(good)
		data[at] ^= 1
		return data
	}
	longHeader := bytes.Clone(good)
	binary.LittleEndian.PutUint32(longHeader[8:], math.MaxUint32)
	other, _ := Pack("something", nil, nil)
	hugeShape := bytes.Replace(good, []byte(`"shape":[512]`), []byte(`"shape":[1<<62]`), 1)
	cases := []struct {
		name string
		data []byte
		want error
		text string
	}{
		{"empty", nil, ErrForeign, "choose a file"},
		{"a JPEG", []byte("\xff\xd8\xff\xe0 and so on and on"), ErrForeign, "choose a file"},
		{"another format", other, ErrForeign, `"something"`},
		{"cut in the header", good[:50], ErrDamaged, "header"},
		{"cut in the numbers", good[:len(good)-1], ErrDamaged, "checksum"},
		{"something added", append(bytes.Clone(good), 0), ErrDamaged, "checksum"},
		{"a bit of a number flipped", flip(len(good) - 100), ErrDamaged, "checksum"},
		{"a bit of the header flipped", flip(12), ErrDamaged, "header"},
		{"header longer than the file", longHeader, ErrDamaged, "header"},
		{"no shape", hugeShape, ErrDamaged, "header"},
		{"newer", bytes.Replace(good, []byte(`"version":1`), []byte(`"version":3`), 1), ErrNewer, "reload"},
		{"impossible settings", changed(func(m *Model) { m.Run.ImageSize = 1 }), ErrDamaged, "Image size"},
		{"weights of another size", changed(func(m *Model) { m.Run.ImageSize, m.Preprocessing.Height, m.Preprocessing.Width = 64, 64, 64 }), ErrDamaged, "dense1"},
		{"a weight too few", changed(func(m *Model) { m.Weights = m.Weights[1:] }), ErrDamaged, "weight tensors"},
		{"weights swapped", changed(func(m *Model) { m.Weights[0].Name = "conv9/kernel" }), ErrDamaged, "conv9"},
		{"three classes", changed(func(m *Model) { m.Labels = append(m.Labels, "owl") }), ErrDamaged, "3 classes"},
		{"another preparation", changed(func(m *Model) { m.Preprocessing.Fit = "crop" }), ErrNewer, "crop"},
	}
	for _, c := range cases {
		m, err := Decode(c.data)
		if m != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.want, c.text)
		}
	}
}

// TestShapesCannotOverflow takes shapes whose product wraps around to something
// small.
func TestShapesCannotOverflow(t *testing.T) {
	for _, shape := range [][]int{{1 << 62, 4}, {1 << 32, 1 << 32}, {-1, -1}, {0}, {3}} {
		if n, ok := elements(shape, 2); ok {
			t.Errorf("shape %v passes as %d numbers where 2 are", shape, n)
		}
	}
	if n, ok := elements(nil, 1); n != 1 || !ok {
		t.Errorf("a scalar has %d numbers, %v; want 1", n, ok)
	}
}

func TestWrongSizeIsAFaultOfOurs(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a tensor with a number too few was written; want a panic")
		}
	}()
	Pack("test", nil, []Tensor{{Name: "x", Shape: []int{2}, Data: []float32{1}}})
}

func FuzzDecode(f *testing.F) {
	small, _ := Pack(modelFormat, Description{Run: spec.FirstRunOf(spec.CNN, spec.SGD)}, []Tensor{{Name: "conv1/kernel", Shape: []int{2, 2}, Data: []float32{1, 2, 3, 4}}})
	f.Add(small)
	inBytes, _ := sample().Quantized().Encode()
	f.Add(inBytes)
	f.Add([]byte(magic))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Decode(data)
		if (m == nil) == (err == nil) {
			t.Fatalf("model %v with error %v", m, err)
		}
		if m == nil {
			return
		}
		again, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(again); err != nil {
			t.Errorf("what was read does not read back: %v", err)
		}
	})
}

// TestNoveltyTravels: a file says what is unlike its network's photos, or leaves that open as older
// ones do, and one whose measure is of another network is refused.
func TestNoveltyTravels(t *testing.T) {
	m := sample()
	channels := m.channels()
	n := metric.Novelty{Mean: make([]float32, channels), Spread: make([]float32, channels), Limit: 1.5}
	for i := range channels {
		n.Mean[i], n.Spread[i] = float32(i)/1024, 0.25
	}
	m.Novelty, m.NoveltyVia = &n, 32
	m.Preprocessing.Mirrored = true
	data, err := m.Quantized().Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if err != nil || !reflect.DeepEqual(got.Novelty, &n) {
		t.Fatalf("it reads as %+v, %v", got, err)
	}
	size := m.Run.ImageSize
	if p := got.Preprocessing.Preparation(); p != (photos.Preparation{Size: size, Mirrored: true}) {
		t.Errorf("its photos are brought to it as %+v", p)
	}
	if p := got.NoveltyPreparation(); p != (photos.Preparation{Size: size, Via: 32}) {
		t.Errorf("its photos are brought to it as %+v to tell what is unlike them", p)
	}
	m.NoveltyVia = -1
	if data, err = m.Encode(); err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(data); !errors.Is(err, ErrDamaged) {
		t.Errorf("by way of -1 pixels: %v", err)
	}
	m.NoveltyVia = 0
	n.Mean = n.Mean[1:]
	if data, err = m.Encode(); err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(data); !errors.Is(err, ErrDamaged) {
		t.Errorf("a measure of fewer channels: %v", err)
	}
	m.Novelty = nil
	if data, err = m.Encode(); err != nil || bytes.Contains(data, []byte("novelty")) {
		t.Errorf("a network that tells nothing says so in its file (%v)", err)
	}
	if got, err := Decode(data); err != nil || got.Novelty != nil {
		t.Errorf("a file without reads as %+v, %v", got, err)
	}
}

// TestOldModelOpens reads a model file of before 2026-11-29, whose run says "forms" where
// it says "variants" now.
func TestOldModelOpens(t *testing.T) {
	m := sample()
	text, err := json.Marshal(m.Description)
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Replace(string(text), `"zoom":0`, `"zoom":0.1,"forms":4`, 1)
	data, err := Pack(modelFormat, json.RawMessage(old), m.Weights)
	if err != nil || old == string(text) {
		t.Fatalf("no old header: %v, %s", err, old)
	}
	got, err := Decode(data)
	if err != nil || got.Run.Augment.Variants != 4 || got.Run.Augment.Zoom != 0.1 {
		t.Errorf("it reads as %+v, %v", got, err)
	}
}
