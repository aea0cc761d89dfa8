package hdf5

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/vgg19/testfile"
)

func open(file []byte) (*File, error) { return Open(bytes.NewReader(file), int64(len(file))) }

// ramp is what testdata/make.py fills arrays with.
func ramp(n int) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(i)/2 - 3
	}
	return values
}

func fixture(t testing.TB) []byte {
	t.Helper()
	file, err := os.ReadFile("testdata/h5py.h5")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What the HDF5 library itself wrote; see testdata/make.py.
func TestFileOfTheHDF5Library(t *testing.T) {
	f, err := open(fixture(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		path  string
		shape []int
		err   string
	}{
		{"/big_endian", []int{4}, "big-endian"},
		{"/chunks", []int{7, 9, 5}, ""},
		{"/compact", []int{2, 3}, ""},
		{"/float16", []int{4}, "2 bytes"},
		{"/float64", []int{4}, "8 bytes"},
		{"/gzip", []int{4}, "compressed"},
		{"/hard", nil, ""},
		{"/integer", nil, "not float32"},
		{"/layer_3/layer_3/bias:0", []int{4}, ""},
		{"/layer_3/layer_3/kernel:0", []int{3, 3, 2, 4}, ""},
		{"/many_chunks", []int{70}, ""},
		{"/null", nil, "never written"},
		{"/scalar", nil, ""},
		{"/text", nil, "class 9"},
		{"/unwritten", []int{4}, "never written"},
	}
	if len(f.Datasets()) != len(want) {
		t.Fatalf("%d datasets, want %d", len(f.Datasets()), len(want))
	}
	for i, d := range f.Datasets() {
		w := want[i]
		if d.Path != w.path || !slices.Equal(d.Shape, w.shape) {
			t.Errorf("dataset %d is %s %v, want %s %v", i, d.Path, d.Shape, w.path, w.shape)
		}
		got := make([]float32, d.Len())
		err := d.ReadFloat32(got)
		switch {
		case w.err != "" && (err == nil || !strings.Contains(err.Error(), w.err) || !strings.Contains(err.Error(), d.Path)):
			t.Errorf("%s: %v, want an error with its path and %q", d.Path, err, w.err)
		case w.err == "" && err != nil:
			t.Errorf("%s: %v", d.Path, err)
		case w.err == "" && !slices.Equal(got, ramp(d.Len())):
			t.Errorf("%s = %v", d.Path, got)
		}
	}
}

func small() []byte {
	return testfile.HDF5([]testfile.Array{
		{Name: "a/b/kernel", Shape: []int{3, 5}, Values: ramp(15)},
		{Name: "a/c", Shape: []int{3, 5}, Values: ramp(15), Chunk: []int{2, 2}},
		{Name: "d", Shape: nil, Values: ramp(1)},
	})
}

func TestOwnWriter(t *testing.T) {
	f, err := open(small())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, d := range f.Datasets() {
		paths = append(paths, d.Path)
		got := make([]float32, d.Len())
		if err := d.ReadFloat32(got); err != nil || !slices.Equal(got, ramp(d.Len())) {
			t.Errorf("%s = %v, %v", d.Path, got, err)
		}
	}
	if want := []string{"/a/b/kernel", "/a/c", "/d"}; !slices.Equal(paths, want) {
		t.Errorf("paths %v, want %v", paths, want)
	}
}

func TestRefuses(t *testing.T) {
	good := small()
	with := func(at int, b ...byte) []byte {
		file := slices.Clone(good)
		copy(file[at:], b)
		return file
	}
	u64 := func(v uint64) []byte { return binary.LittleEndian.AppendUint64(nil, v) }
	root := binary.LittleEndian.Uint64(good[64:])
	tree, heap := binary.LittleEndian.Uint64(good[root+24:]), binary.LittleEndian.Uint64(good[root+32:])
	for name, c := range map[string]struct {
		file []byte
		is   error
		says string
	}{
		"empty":             {nil, ErrNotHDF5, "0 bytes"},
		"text":              {[]byte("<!DOCTYPE html>"), ErrNotHDF5, "<!DOCTYP"},
		"cut in superblock": {good[:50], ErrDamaged, "50 bytes"},
		"cut by one byte":   {good[:len(good)-1], ErrDamaged, "cut short"},
		"newer superblock":  {with(8, 2), ErrUnsupported, "superblock version 2"},
		"short addresses":   {with(13, 4), ErrUnsupported, "4 and 8 bytes"},
		"root outside":      {with(64, u64(1<<40)...), ErrDamaged, "address 1099511627776"},
		"root undefined":    {with(64, u64(undefined)...), ErrDamaged, "address 18446744073709551615"},
		"newer header":      {with(int(root), []byte("OHDR")...), ErrUnsupported, "object header of version 2"},
		"header version":    {with(int(root), 7), ErrDamaged, "version 7"},
		"long message":      {with(int(root)+18, 255, 255), ErrDamaged, "65535 bytes"},
		"no tree":           {with(int(tree), 'X'), ErrDamaged, `"XREE"`},
		"tree of chunks":    {with(int(tree)+4, 1), ErrDamaged, "type 1"},
		"high tree":         {with(int(tree)+5, 200), ErrDamaged, "level 200"},
		"endless tree":      {with(int(tree)+24+8, u64(tree)...), ErrDamaged, `"TREE"`},
		"long heap":         {with(int(heap)+8, u64(1<<60)...), ErrDamaged, "address"},
		"huge tree node":    {with(int(tree)+6, 255, 255), ErrDamaged, "address"},
	} {
		_, err := open(c.file)
		if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.is, c.says)
		}
	}
}

// loop is a file with a group that is its own member, so many times.
func loop(members int) []byte {
	file := small()
	root := binary.LittleEndian.Uint64(file[64:])
	tree := binary.LittleEndian.Uint64(file[root+24:])
	node := binary.LittleEndian.Uint64(file[tree+32:])
	for i := range uint64(members) {
		binary.LittleEndian.PutUint64(file[node+8+40*i+8:], root)
	}
	return file
}

// A group that is its own member is a loop that only its depth ends; with two such
// members the paths double at each level.
func TestLoopOfGroups(t *testing.T) {
	for members, says := range map[int]string{1: "groups within groups", 2: ""} {
		file := loop(members)
		testfile.Bounded(t, len(file), func() {
			if _, err := open(file); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), says) {
				t.Errorf("%d members: %v", members, err)
			}
		})
	}
}

// often is a file whose root lists one node of its members so many times over.
func often(times int) []byte {
	file := small()
	root := binary.LittleEndian.Uint64(file[64:])
	tree := binary.LittleEndian.Uint64(file[root+24:])
	node := binary.LittleEndian.Uint64(file[tree+32:])
	binary.LittleEndian.PutUint64(file[root+24:], uint64(len(file)))
	file = append(file, file[tree:tree+24]...)
	binary.LittleEndian.PutUint16(file[len(file)-24+6:], uint16(times))
	for range times {
		file = binary.LittleEndian.AppendUint64(append(file, make([]byte, 8)...), node)
	}
	return file
}

// A file may list the same things again and again; reading them must not take the square
// of its size.
func TestOftenListed(t *testing.T) {
	if f, err := open(often(2)); err != nil || len(f.Datasets()) != 2*3 {
		t.Errorf("what is listed twice: %v", err)
	}
	file := often(3000)
	testfile.Bounded(t, len(file), func() {
		if _, err := open(file); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "circles") {
			t.Error(err)
		}
	})
}

// Any bytes: no panic, and memory that the file's size bounds.
func FuzzOpen(f *testing.F) {
	f.Add(small())
	f.Add(small()[:200])
	f.Add(fixture(f))
	f.Add(loop(1))
	f.Add(loop(2))
	f.Add(often(100))
	for _, claim := range []string{"\xff\xff\xff", "\x00\x00\x00\x40"} { // where a small number stood
		for at := 0; at < len(small()); at += 24 {
			file := small()
			copy(file[at:], claim)
			f.Add(file)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var opened *File
		var err error
		testfile.Bounded(t, len(file), func() { opened, err = open(file) })
		if err != nil {
			return
		}
		for _, d := range opened.Datasets() {
			const enough = 1 << 16 // no need to allocate what a shape may claim
			if d.Len() <= enough {
				values := make([]float32, d.Len())
				testfile.Bounded(t, len(file), func() { _ = d.ReadFloat32(values) })
			}
		}
	})
}
