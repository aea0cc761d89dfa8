package convert

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/testfile"
)

// tinyLayers have the real names and hardly any channels.
func tinyLayers() []vgg19.Layer {
	layers := vgg19.Layers()
	for i := range layers {
		layers[i].In, layers[i].Out = 2+i%2, 2+(i+1)%2
	}
	return layers
}

func kernel(i int, l vgg19.Layer) []float32 {
	values := make([]float32, l.KernelLen())
	for k := range values {
		values[k] = float32(math.Sin(float64(1 + i + 7*k)))
	}
	return values
}

func bias(i int, l vgg19.Layer) []float32 {
	values := make([]float32, l.Out)
	for o := range values {
		values[o] = float32(i) - float32(o)/3
	}
	return values
}

// arrays names the tiny layers' arrays: name gives the two names of a layer.
func arrays(name func(i int, l vgg19.Layer) (kernel, bias string)) []testfile.Array {
	var list []testfile.Array
	for i, l := range tinyLayers() {
		k, b := name(i, l)
		s := l.Shape()
		list = append(list, testfile.Array{Name: k, Shape: s[:], Values: kernel(i, l)}, testfile.Array{Name: b, Shape: []int{l.Out}, Values: bias(i, l)})
	}
	return list
}

func keras1(_ int, l vgg19.Layer) (kernel, bias string) {
	return l.Name + "/" + l.Name + "_W_1:0", l.Name + "/" + l.Name + "_b_1:0"
}

func keras2(_ int, l vgg19.Layer) (kernel, bias string) {
	return l.Name + "/" + l.Name + "/kernel:0", l.Name + "/" + l.Name + "/bias:0"
}

func tfjsNames(_ int, l vgg19.Layer) (kernel, bias string) {
	return l.Name + "/kernel", l.Name + "/bias"
}

// torchvisions are the arrays as torchvision has them: OIHW, and numbered by the
// modules of its VGG19: configuration "E", where M is a pool.
func torchvisions(prefix string) []testfile.Array {
	numbers := []int{0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34}
	list := arrays(func(i int, _ vgg19.Layer) (string, string) {
		return fmt.Sprintf("%sfeatures.%d.weight", prefix, numbers[i]), fmt.Sprintf("%sfeatures.%d.bias", prefix, numbers[i])
	})
	for i, l := range tinyLayers() {
		oihw := make([]float32, l.KernelLen())
		for r := range 3 {
			for c := range 3 {
				for in := range l.In {
					for out := range l.Out {
						oihw[((out*l.In+in)*3+r)*3+c] = list[2*i].Values[((r*3+c)*l.In+in)*l.Out+out]
					}
				}
			}
		}
		list[2*i].Shape, list[2*i].Values = []int{l.Out, l.In, 3, 3}, oihw
	}
	return list
}

func file(name string, data []byte) File {
	return File{Name: name, Size: int64(len(data)), ReaderAt: bytes.NewReader(data)}
}

func folder(files map[string][]byte) []File {
	var list []File
	for name, data := range files {
		list = append(list, file("some/folder/"+name, data))
	}
	return list
}

func h5(list []testfile.Array) []File {
	return []File{file("weights.h5", testfile.HDF5(list))}
}

// pth is a file of PyTorch's in one of its forms.
func pth(form func(io.Writer, []testfile.Array) error, list []testfile.Array) []byte {
	var b bytes.Buffer
	if err := form(&b, list); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestAllKinds(t *testing.T) {
	dense := testfile.Array{Name: "fc1/fc1/kernel:0", Shape: []int{3, 2}, Values: make([]float32, 6)}
	chunked := arrays(keras2)
	for i := range chunked {
		if len(chunked[i].Shape) == 4 {
			chunked[i].Chunk = []int{3, 2, 1, 2}
		}
	}
	inModel := arrays(keras2)
	for _, a := range inModel[:4] {
		a.Name = "optimizer_weights/Adam/" + a.Name
		inModel = append(inModel, a)
	}
	for i := range inModel[:32] {
		inModel[i].Name = "model_weights/" + inModel[i].Name
	}
	for name, c := range map[string]struct {
		files   []File
		source  string
		prep    vgg19.Preprocessing
		licence vgg19.Licence
	}{
		"keras 1":         {h5(arrays(keras1)), "weights.h5 (Keras HDF5", vgg19.Caffe, vgg19.LicenceKeras},
		"keras 2":         {h5(arrays(keras2)), "weights.h5 (Keras HDF5", vgg19.Caffe, vgg19.LicenceKeras},
		"with dense":      {h5(append(arrays(keras2), dense)), "Keras", vgg19.Caffe, vgg19.LicenceKeras},
		"chunked":         {h5(chunked), "Keras", vgg19.Caffe, vgg19.LicenceKeras},
		"whole model":     {h5(inModel), "Keras", vgg19.Caffe, vgg19.LicenceKeras},
		"other extension": {[]File{file("WEIGHTS (1).bin", testfile.HDF5(arrays(keras1)))}, "WEIGHTS (1).bin", vgg19.Caffe, vgg19.LicenceKeras},
		"keras 3": {h5(arrays(func(_ int, l vgg19.Layer) (string, string) {
			return "layers/" + l.Name + "/vars/0", "layers/" + l.Name + "/vars/1"
		})), "Keras", vgg19.Caffe, vgg19.LicenceKeras},
		"keras 3 by class": {h5(arrays(func(i int, _ vgg19.Layer) (string, string) {
			name := strings.TrimSuffix(fmt.Sprintf("layers/conv2d_%d", i), "_0")
			return name + "/vars/0", name + "/vars/1"
		})), "Keras", vgg19.Caffe, vgg19.LicenceKeras},
		"tfjs":            {folder(testfile.TFJS(arrays(tfjsNames), 1000)), "model.json (TensorFlow.js", vgg19.Caffe, vgg19.LicenceKeras},
		"safetensors":     {[]File{file("v.safetensors", testfile.Safetensors(torchvisions("")))}, "v.safetensors (safetensors", vgg19.Torchvision, vgg19.LicenceTorchvision},
		"PyTorch":         {[]File{file("v.pth", pth(testfile.Torch, torchvisions("")))}, "v.pth (PyTorch", vgg19.Torchvision, vgg19.LicenceTorchvision},
		"older PyTorch":   {[]File{file("v.bin", pth(testfile.TorchLegacy, torchvisions("")))}, "v.bin (PyTorch", vgg19.Torchvision, vgg19.LicenceTorchvision},
		"with prefix":     {[]File{file("v.safetensors", testfile.Safetensors(torchvisions("module.")))}, "safetensors", vgg19.Torchvision, vgg19.LicenceTorchvision},
		"beside a readme": {append(h5(arrays(keras1)), file("README.md", []byte("# Weights"))), "weights.h5", vgg19.Caffe, vgg19.LicenceKeras},
	} {
		src, err := open(c.files, tinyLayers())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		info := src.Info()
		if !strings.Contains(info.Source, c.source) || info.Preprocessing != c.prep || info.Licence != c.licence {
			t.Errorf("%s: %+v", name, info)
		}
		for i, l := range tinyLayers() {
			want := vgg19.Conv{Layer: l, Kernel: kernel(i, l), Bias: bias(i, l)}
			if got, err := src.Layer(i); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s = %v, %v; want %v", name, l.Name, got, err, want)
			}
		}
	}
}

func TestRefuses(t *testing.T) {
	without := func(list []testfile.Array, drop string) []testfile.Array {
		return slices.DeleteFunc(list, func(a testfile.Array) bool { return strings.Contains(a.Name, drop) })
	}
	changed := func(list []testfile.Array, i int, change func(a *testfile.Array)) []testfile.Array {
		change(&list[i])
		return list
	}
	good := testfile.HDF5(arrays(keras1))
	shards := testfile.TFJS(arrays(tfjsNames), 1000)
	lost := testfile.TFJS(arrays(tfjsNames), 1000)
	delete(lost, "group1-shardb.bin")
	onlyShards := testfile.TFJS(arrays(tfjsNames), 1000)
	delete(onlyShards, "model.json")
	theano := arrays(keras1)
	for i := 0; i < len(theano); i += 2 {
		theano[i].Shape = []int{theano[i].Shape[3], theano[i].Shape[2], 3, 3}
	}
	for name, c := range map[string]struct {
		files []File
		is    error // nil: any
		says  string
	}{
		"nothing":          {nil, ErrUnknown, "empty"},
		"empty file":       {[]File{file("a.h5", nil)}, ErrUnknown, "a.h5: empty"},
		"web page":         {[]File{file("a.h5", []byte("<!DOCTYPE html>"))}, ErrUnknown, "web page"},
		"photo":            {[]File{file("cat.jpg", []byte("\xff\xd8\xff\xe0 photo"))}, ErrUnknown, "cat.jpg: something else"},
		"renamed photo":    {[]File{file("a.h5", []byte("\xff\xd8\xff\xe0 photo"))}, ErrUnknown, "renamed"},
		"PyTorch":          {[]File{file("vgg19.pth", []byte("PK\x03\x04....."))}, nil, "cut short"},
		"renamed PyTorch":  {[]File{file("vgg19.bin", []byte(torchHead("archive")))}, nil, "cut short"},
		"older PyTorch":    {[]File{file("vgg19", []byte("\x80\x02\x8a\x0a....."))}, nil, "not a file of torch.save"},
		"PyTorch VGG16":    {[]File{file("vgg16.pth", pth(testfile.Torch, without(torchvisions(""), "features.34")))}, ErrOther, "features.34"},
		"PyTorch bn":       {[]File{file("vgg19_bn.pth", pth(testfile.TorchLegacy, append(torchvisions(""), testfile.Array{Name: "features.1.weight", Shape: []int{1}, Values: []float32{1}})))}, ErrOther, "batch normalization"},
		"no PyTorch":       {[]File{file("vgg19.pth", []byte("Dear Sir or Madam"))}, ErrUnknown, "renamed"},
		"keras archive":    {[]File{file("vgg19.keras", []byte("PK\x03\x04....."))}, ErrUnknown, "unpack"},
		"zip":              {[]File{file("vgg19.zip", []byte("PK\x03\x04....."))}, ErrUnknown, "unpack"},
		"only shards":      {folder(onlyShards), ErrUnknown, "without its model.json"},
		"real shards":      {[]File{file("tfjs/group1-shard1of2.bin", []byte("1234")), file("tfjs/group1-shard2of2.bin", []byte("1234"))}, ErrUnknown, "model.json is missing; bring the model's whole folder"},
		"shards, cut JSON": {[]File{file("group1-shard1of1.bin", []byte("1234")), file("model.json", shards["model.json"][:300])}, ErrUnknown, "cut short"},
		"other JSON":       {[]File{file("a.json", []byte(`{"a": 1}`))}, ErrUnknown, "weightsManifest"},
		"cut JSON":         {[]File{file("model.json", shards["model.json"][:300])}, ErrUnknown, "cut short"},
		"converted":        {[]File{file("manifest.json", []byte(`{"format":"pawgrad-vgg19-int8"}`))}, ErrUnknown, "converted before"},
		"two":              {append(h5(arrays(keras1)), folder(shards)...), nil, "weights.h5, model.json"},
		"cut short":        {[]File{file("a.h5", good[:len(good)-100])}, nil, "cut short"},
		"missing shard":    {folder(lost), nil, "group1-shardb.bin"},
		"VGG16":            {h5(without(arrays(keras2), "block3_conv4")), ErrOther, "expected block3_conv4"},
		"another network":  {h5([]testfile.Array{{Name: "dense/kernel", Shape: []int{1}, Values: []float32{1}}}), ErrOther, "dense/kernel"},
		"no bias":          {h5(without(arrays(keras2), "block2_conv1/bias")), ErrOther, "block2_conv1 has 1 arrays"},
		"Theano":           {h5(theano), ErrOther, "Theano"},
		"other shape":      {h5(changed(arrays(keras2), 4, func(a *testfile.Array) { a.Shape = []int{1, 3, 6, 3} })), ErrOther, "block2_conv1"},
		"other bias":       {h5(changed(arrays(keras2), 5, func(a *testfile.Array) { a.Shape, a.Values = []int{1}, a.Values[:1] })), ErrOther, "bias of [1]"},
		"batch normalized": {[]File{file("v.safetensors", testfile.Safetensors(append(torchvisions(""), testfile.Array{Name: "features.1.weight", Shape: []int{1}, Values: []float32{1}})))}, ErrOther, "batch normalization"},
		"torch VGG16":      {[]File{file("v.safetensors", testfile.Safetensors(without(torchvisions(""), "features.34")))}, ErrOther, "features.34"},
		"torch keras":      {[]File{file("v.safetensors", testfile.Safetensors(arrays(keras1)))}, ErrOther, "features.0.weight"},
	} {
		src, err := open(c.files, tinyLayers())
		if err == nil {
			_, err = vgg19.Load(src)
		}
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.is, c.says)
		}
		if err != nil && testing.Verbose() {
			t.Logf("%s: %v", name, err)
		}
	}
}

// torchHead is how a file of PyTorch's begins whose archive has a name.
func torchHead(archive string) string {
	return "PK\x03\x04" + strings.Repeat("\x00", 22) + string(rune(len(archive+"/data.pkl"))) + "\x00\x00\x00" + archive + "/data.pkl\x80\x02"
}

func TestLooksLikeWeights(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want bool
	}{
		"renamed.bin":               {testfile.HDF5(arrays(keras1)), true},
		"renamed.jpg":               {testfile.Safetensors(torchvisions("")), true},
		"renamed.zip":               {[]byte(torchHead("vgg19-dcbb9e9d")), true},
		"renamed":                   {[]byte("\x80\x02\x8a\x0a"), true},
		"a.H5":                      {nil, true},
		"a.pth":                     {nil, true},
		"tfjs/model.json":           {nil, true},
		`tfjs\group1-shard1of2.bin`: {nil, true},
		"group1-shard2of2":          {nil, true},
		"shard.bin":                 {[]byte("\x00\x01\x02"), false},
		"photos.zip":                {[]byte("PK\x03\x04 and what else a zip file has, 30 bytes and more"), false},
		"cat.jpg":                   {[]byte("\xff\xd8\xff\xe0 photo"), false},
		"experiment.json":           {[]byte("{}"), false},
		"empty":                     {nil, false},
	} {
		if got := LooksLikeWeights(name, c.data[:min(len(c.data), HeadBytes)]); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Any bytes under any name: no panic, and memory that their number bounds.
func FuzzOpen(f *testing.F) {
	f.Add("a.h5", testfile.HDF5(arrays(keras1)[:2]))
	f.Add("a.safetensors", testfile.Safetensors(torchvisions("")[:2]))
	f.Add("a.pth", pth(testfile.Torch, torchvisions("")[:2]))
	f.Add("a.pth", pth(testfile.TorchLegacy, torchvisions("")[:2]))
	f.Add("model.json", testfile.TFJS(arrays(tfjsNames)[:2], 1000)["model.json"])
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		shard := file("group1-sharda.bin", make([]byte, 1000))
		testfile.Bounded(t, len(name)+len(data), func() {
			src, err := open([]File{file(name, data), shard}, tinyLayers()[:1])
			if err != nil {
				return
			}
			for i := range src.Layers() {
				_, _ = src.Layer(i)
			}
		})
	})
}
