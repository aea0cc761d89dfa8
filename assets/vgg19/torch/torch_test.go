package torch

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/vgg19/testfile"
)

func open(file []byte) ([]*Tensor, error) { return Open(bytes.NewReader(file), int64(len(file))) }

var few = []testfile.Array{
	{Name: "features.0.weight", Shape: []int{2, 3}, Values: []float32{1, 2, 3, 4, 5, 6}},
	{Name: "features.0.bias", Shape: []int{2}, Values: []float32{-1, 0.5}},
	{Name: "a", Values: []float32{7}},
}

// forms are the writers of both forms.
var forms = map[string]func(io.Writer, []testfile.Array) error{"zip": testfile.Torch, "older": testfile.TorchLegacy}

func small(form string) []byte {
	var b bytes.Buffer
	if err := forms[form](&b, few); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestOpen(t *testing.T) {
	for form := range forms {
		tensors, err := open(small(form))
		if err != nil || len(tensors) != len(few) {
			t.Fatalf("%s: %d arrays, %v", form, len(tensors), err)
		}
		for i, w := range few {
			got := make([]float32, tensors[i].Len())
			if err := tensors[i].ReadFloat32(got); err != nil || tensors[i].Name != w.Name ||
				!slices.Equal(tensors[i].Shape, w.Shape) || !slices.Equal(got, w.Values) {
				t.Errorf("%s: %s %v = %v, %v; want %v", form, tensors[i].Name, tensors[i].Shape, got, err, w)
			}
		}
	}
}

// TestOpenPyTorchs reads what PyTorch itself has written; see testdata/make.py.
func TestOpenPyTorchs(t *testing.T) {
	for name, want := range map[string]map[string][]float32{
		"zip.pth":        {"features.0.weight": {0, 1, 2, 3, 4, 5}, "features.0.bias": {-1, 0.5}, "half": {1, -2}, "brain": {-3.140625}},
		"older.pth":      {"features.0.weight": {0, 1, 2, 3, 4, 5}, "features.0.bias": {-1, 0.5}, "half": {1, -2}, "brain": {-3.140625}},
		"checkpoint.pth": {"state_dict.weight": {3, 4, 5}, "state_dict.bias": {0, 1}},
		"protocol4.pth":  {"features.0.weight": {0, 1, 2, 3, 4, 5}, "features.0.bias": {-1, 0.5}, "half": {1, -2}, "brain": {-3.140625}},
		"python2.pth":    {"features.0.weight": {0, 1, 2, 3, 4, 5}},
	} {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if !LooksLike(file[:min(len(file), 128)]) {
			t.Errorf("%s does not look like a file of PyTorch", name)
		}
		tensors, err := open(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, x := range tensors {
			values, wanted := want[x.Name]
			if !wanted {
				continue
			}
			delete(want, x.Name)
			got := make([]float32, x.Len())
			if err := x.ReadFloat32(got); err != nil || !slices.Equal(got, values) {
				t.Errorf("%s: %s = %v, %v; want %v", name, x.Name, got, err, values)
			}
		}
		for missing := range want {
			t.Errorf("%s: %s was not found", name, missing)
		}
	}
}

// TestReadsRefuse reads arrays that are there and cannot be read, beside others that can.
func TestReadsRefuse(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("testdata", "odd.pth"))
	if err != nil {
		t.Fatal(err)
	}
	tensors, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	says := map[string]string{"fine": "", "turned": ".contiguous()", "whole": "LongStorage", "double": "DoubleStorage"}
	for _, x := range tensors {
		err := x.ReadFloat32(make([]float32, x.Len()))
		want, expected := says[x.Name]
		if !expected || (err == nil) != (want == "") || err != nil && (!errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", x.Name, err, want)
		}
		delete(says, x.Name)
	}
	if len(says) > 0 {
		t.Errorf("not found: %v", says)
	}
}

// evil is a pickle that would run a command in Python.
const evil = "\x80\x02cos\nsystem\nX\x07\x00\x00\x00touch x\x85R."

func older(object string) []byte {
	return []byte(magic + "\x80\x02M\xe9\x03." + "\x80\x02}." + object + "\x80\x02].")
}

// archive is the small zip archive with one entry under another name, and perhaps
// packed.
func archive(from, to string, method uint16) []byte {
	file := small("zip")
	whole, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range whole.File {
		header := &zip.FileHeader{Name: f.Name, Method: zip.Store}
		if f.Name == from {
			header.Name, header.Method = to, method
		}
		entry, err := w.CreateHeader(header)
		if err != nil {
			panic(err)
		}
		content, err := f.Open()
		if err != nil {
			panic(err)
		}
		if _, err := io.Copy(entry, content); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestRefuses(t *testing.T) {
	cut := func(form string, n int) []byte { b := small(form); return b[:len(b)-n] }
	swapped := func(form, old, with string) []byte {
		b := bytes.Replace(small(form), []byte(old), []byte(with), 1)
		if bytes.Equal(b, small(form)) {
			t.Fatalf("the %s form has no %q", form, old)
		}
		return b
	}
	for name, c := range map[string]struct {
		file []byte
		is   error
		says string
	}{
		"empty":            {nil, ErrNotTorch, `""`},
		"text":             {[]byte("<!DOCTYPE html>"), ErrNotTorch, "<!DOCTYPE"},
		"other pickle":     {[]byte("\x80\x02}q\x00."), ErrNotTorch, "begins with"},
		"zip cut":          {cut("zip", 30), ErrDamaged, "cut short"},
		"zip half":         {small("zip")[:200], ErrDamaged, "cut short"},
		"other zip":        {archive("archive/data.pkl", "archive/data.txt", zip.Store), ErrNotTorch, "without data.pkl"},
		"values packed":    {archive("archive/data/0", "archive/data/0", zip.Deflate), ErrUnsupported, "compressed"},
		"values missing":   {archive("archive/data/0", "archive/data/9", zip.Store), ErrDamaged, "missing"},
		"older cut":        {cut("older", 1), ErrDamaged, "cut short"},
		"older half":       {small("older")[:200], ErrDamaged, "cut short"},
		"a program":        {older(evil), ErrUnsupported, "os.system"},
		"a whole network":  {older("\x80\x02ctorchvision.models.vgg\nVGG\n)\x81}b."), ErrUnsupported, "state_dict()"},
		"a list":           {older("\x80\x02]."), ErrUnsupported, "a list"},
		"unknown step":     {older("\x80\x02\xff."), ErrDamaged, "not known"},
		"empty stack":      {older("\x80\x02R."), ErrDamaged, "too little"},
		"below the mark":   {older("\x80\x02N(R."), ErrDamaged, "too little"},
		"no mark":          {older("\x80\x02t."), ErrDamaged, "no mark"},
		"nothing kept":     {older("\x80\x02h\x07."), ErrDamaged, "not kept"},
		"key alone":        {older("\x80\x02}(Nu."), ErrDamaged, "no value"},
		"long text":        {older("\x80\x02X\xff\xff\xff\xff."), ErrDamaged, "cut short"},
		"call of a number": {older("\x80\x02K\x01)R."), ErrDamaged, "another kind"},
		"big-endian":       {[]byte(magic + "\x80\x02M\xe9\x03." + "\x80\x02}X\x0d\x00\x00\x00little_endian\x89s." + "\x80\x02}." + "\x80\x02]."), ErrUnsupported, "highest byte first"},
		"negative side":    {swapped("older", "J\x03\x00\x00\x00", "J\xfd\xff\xff\xff"), ErrDamaged, "shape"},
		"huge side":        {swapped("older", "J\x03\x00\x00\x00", "J\xff\xff\xff\x7f"), ErrDamaged, "elements at most"},
		"beyond":           {swapped("older", "QK\x00", "QK\xff"), ErrDamaged, "element 255 of 6"},
		"other length":     {swapped("older", "J\x06\x00\x00\x00", "J\x07\x00\x00\x00"), ErrDamaged, "6 elements, expected 7"},
		"other size":       {swapped("zip", "J\x06\x00\x00\x00", "J\x07\x00\x00\x00"), ErrDamaged, "24 bytes, expected 28"},
	} {
		if _, err := open(c.file); !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.is, c.says)
		}
	}
}

// TestOpenHoldsItself has dictionaries that hold themselves and each other.
func TestOpenHoldsItself(t *testing.T) {
	for _, object := range []string{
		"\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s.",
		"\x80\x02}q\x00}q\x01X\x01\x00\x00\x00ah\x00sX\x01\x00\x00\x00bh\x01sh\x00X\x01\x00\x00\x00ch\x01s.",
	} {
		if tensors, err := open(older(object)); err != nil || len(tensors) != 0 {
			t.Errorf("%q: %d arrays, %v", object, len(tensors), err)
		}
	}
}

// Any bytes: no panic, memory that the file's size bounds, and what opens is no longer
// than the file.
func FuzzOpen(f *testing.F) {
	f.Add(small("zip"))
	f.Add(small("older"))
	f.Add(older(evil))
	f.Add(older("\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s."))
	f.Add(older("\x80\x02X\xff\xff\xff\xff."))
	f.Add(older("\x80\x04\x95\x08\x00\x00\x00\x00\x00\x00\x00]\x94(K\x01e."))
	fixtures, err := filepath.Glob(filepath.Join("testdata", "*.pth"))
	if err != nil || len(fixtures) == 0 {
		f.Fatal(fixtures, err)
	}
	for _, name := range fixtures {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var tensors []*Tensor
		var err error
		testfile.Bounded(t, len(file), func() { tensors, err = open(file) })
		if err != nil {
			return
		}
		for _, x := range tensors {
			if types[x.class].decode == nil || x.Len() > len(file) {
				continue // an array without storage enough is refused when it is read
			}
			values := make([]float32, x.Len())
			testfile.Bounded(t, len(file), func() { _ = x.ReadFloat32(values) })
		}
	})
}
