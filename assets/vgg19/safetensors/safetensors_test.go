package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/vgg19/testfile"
)

func open(file []byte) ([]*Tensor, error) { return Open(bytes.NewReader(file), int64(len(file))) }

// file puts a header before n bytes of values.
func file(header string, n int) []byte {
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), []byte(header), make([]byte, n))
}

func small() []byte {
	return testfile.Safetensors([]testfile.Array{
		{Name: "features.0.weight", Shape: []int{2, 3}, Values: []float32{1, 2, 3, 4, 5, 6}},
		{Name: "features.0.bias", Shape: []int{2}, Values: []float32{-1, 0.5}},
		{Name: "a", Values: []float32{7}},
	})
}

func TestOpen(t *testing.T) {
	tensors, err := open(small())
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		name   string
		shape  []int
		values []float32
	}{
		{"a", nil, []float32{7}},
		{"features.0.bias", []int{2}, []float32{-1, 0.5}},
		{"features.0.weight", []int{2, 3}, []float32{1, 2, 3, 4, 5, 6}},
	}
	if len(tensors) != len(want) {
		t.Fatalf("%d tensors, want %d", len(tensors), len(want))
	}
	for i, w := range want {
		got := make([]float32, tensors[i].Len())
		if err := tensors[i].ReadFloat32(got); err != nil || tensors[i].Name != w.name ||
			!slices.Equal(tensors[i].Shape, w.shape) || !slices.Equal(got, w.values) {
			t.Errorf("%s %v = %v, %v; want %v", tensors[i].Name, tensors[i].Shape, got, err, w)
		}
	}
}

func TestShortTypes(t *testing.T) {
	f := file(`{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]},"i":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`, 8)
	copy(f[len(f)-8:], []byte{0x00, 0x3C, 0x00, 0xC0, 0x49, 0xC0})
	tensors, err := open(f)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]float32{{-3.140625}, {1, -2}} {
		got := make([]float32, tensors[i].Len())
		if err := tensors[i].ReadFloat32(got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s = %v, %v; want %v", tensors[i].Name, got, err, want)
		}
	}
	if err := tensors[2].ReadFloat32(make([]float32, 1)); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "I64") {
		t.Errorf("integers: %v", err)
	}
}

func TestRefuses(t *testing.T) {
	one := func(entry string) []byte { return file(`{"x":`+entry+`}`, 8) }
	for name, c := range map[string]struct {
		file []byte
		is   error
		says string
	}{
		"empty":         {nil, ErrNotSafetensors, `""`},
		"text":          {[]byte("<!DOCTYPE html>"), ErrNotSafetensors, "<!DOCTYPE"},
		"huge header":   {append([]byte{0, 0, 0, 0, 0, 0, 0, 1}, '{'), ErrNotSafetensors, "expected the length"},
		"header cut":    {small()[:20], ErrDamaged, "20 bytes"},
		"values cut":    {small()[:len(small())-1], ErrDamaged, "cut short"},
		"no JSON":       {file(`{"x"]`, 0), ErrDamaged, "header"},
		"no object":     {one(`[1]`), ErrDamaged, `"x"`},
		"negative":      {one(`{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}`), ErrDamaged, "offsets -8"},
		"backwards":     {one(`{"dtype":"F32","shape":[2],"data_offsets":[8,0]}`), ErrDamaged, "offsets 8 to 0"},
		"beyond":        {one(`{"dtype":"F32","shape":[3],"data_offsets":[0,12]}`), ErrDamaged, "byte 12"},
		"short":         {one(`{"dtype":"F32","shape":[3],"data_offsets":[0,8]}`), ErrDamaged, "expected 12"},
		"negative side": {one(`{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}`), ErrDamaged, "shape"},
		"overflow":      {one(`{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}`), ErrDamaged, "shape"},
		"many sides":    {one(`{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}`), ErrDamaged, "9 dimensions"},
	} {
		if _, err := open(c.file); !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.is, c.says)
		}
	}
}

// Any bytes: no panic, memory that the file's size bounds, and what opens is no longer
// than the file.
func FuzzOpen(f *testing.F) {
	f.Add(small())
	f.Add(small()[:40])
	f.Add(file(`{}`, 0)[:9])
	many := `{"":{}`
	for i := range 5000 { // much for few letters
		many += fmt.Sprintf(`,"%d":{}`, i)
	}
	f.Add(file(many+"}", 0))
	f.Add(append(binary.LittleEndian.AppendUint64(nil, maxHeader), '{'))
	f.Add(file(`{"x":{"dtype":"I64","shape":[1073741824],"data_offsets":[0,8]}}`, 8))
	f.Add(file(`{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}`, 4))
	f.Fuzz(func(t *testing.T, file []byte) {
		var tensors []*Tensor
		var err error
		testfile.Bounded(t, len(file), func() { tensors, err = open(file) })
		if err != nil {
			return
		}
		for _, x := range tensors {
			if _, known := types[x.Type]; !known {
				continue
			}
			if x.Len() > len(file) {
				t.Fatalf("%d elements in %d bytes", x.Len(), len(file))
			}
			values := make([]float32, x.Len())
			testfile.Bounded(t, len(file), func() { err = x.ReadFloat32(values) })
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
