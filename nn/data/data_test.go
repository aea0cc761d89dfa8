package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/nn/spec"
)

// A set from a file is a Source.
var _ Source = (*pack.Set)(nil)

// memory is a set whose image i is all of the value i, and which counts reads.
type memory struct {
	info   pack.Info
	images []pack.Image
	reads  int
}

func newMemory(size int, labels map[pack.Split]string) *memory {
	m := &memory{info: pack.Info{Name: "memory", Height: size, Width: size, Classes: []string{"cat", "dog"}}}
	for _, split := range pack.Splits {
		for i, c := range labels[split] {
			m.images = append(m.images, pack.Image{Name: fmt.Sprint(i), Label: int(c - '0'), Split: split})
		}
	}
	return m
}

func (m *memory) Info() pack.Info        { return m.info }
func (m *memory) Image(i int) pack.Image { return m.images[i] }
func (m *memory) Split(s pack.Split) []int {
	var list []int
	for i, img := range m.images {
		if img.Split == s {
			list = append(list, i)
		}
	}
	return list
}
func (m *memory) Pixels(i int, dst []byte) error {
	m.reads++
	for at := range dst {
		dst[at] = byte(i)
	}
	return nil
}

func TestChoose(t *testing.T) {
	set := newMemory(4, map[pack.Split]string{pack.Train: "00010111", pack.Validation: "0101", pack.Test: "10"})
	cases := []struct {
		train, eval int
		want        Split
	}{
		{0, 0, Split{[]int{0, 1, 2, 3, 4, 5, 6, 7}, []int{8, 9, 10, 11}, []int{12, 13}}},
		{4, 2, Split{[]int{0, 1, 3, 5}, []int{8, 9}, []int{12, 13}}},
		{5, 3, Split{[]int{0, 1, 2, 3, 5}, []int{8, 9, 10}, []int{12, 13}}},
		{1, 1, Split{[]int{0, 3}, []int{8, 9}, []int{12, 13}}},
		{100, 100, Split{[]int{0, 1, 2, 3, 4, 5, 6, 7}, []int{8, 9, 10, 11}, []int{12, 13}}},
	}
	for _, c := range cases {
		run := spec.FirstRunOf(spec.CNN, spec.SGD)
		run.TrainImages, run.EvalImages = c.train, c.eval
		got, err := Choose(set, run)
		if err != nil || !slices.Equal(got.Train, c.want.Train) || !slices.Equal(got.Validation, c.want.Validation) || !slices.Equal(got.Test, c.want.Test) {
			t.Errorf("limits %d, %d: %v, %v; want %v", c.train, c.eval, got, err, c.want)
		}
	}
}

func TestChooseRefuses(t *testing.T) {
	all := map[pack.Split]string{pack.Train: "01", pack.Validation: "01", pack.Test: "01"}
	without := func(split pack.Split, labels string) *memory {
		m := map[pack.Split]string{}
		for s, l := range all {
			m[s] = l
		}
		m[split] = labels
		return newMemory(4, m)
	}
	three := newMemory(4, all)
	three.info.Classes = append(three.info.Classes, "owl")
	cases := []struct {
		set  Source
		want string
	}{
		{without(pack.Train, "00"), `no training photos of class "dog"`},
		{without(pack.Validation, ""), `no validation photos of class "cat"`},
		{without(pack.Test, "11"), `no test photos of class "cat"`},
		{three, "3 classes"},
	}
	for _, c := range cases {
		if _, err := Choose(c.set, spec.FirstRunOf(spec.CNN, spec.SGD)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

func TestOrder(t *testing.T) {
	a := Order(1, 0, 100)
	if sorted := slices.Sorted(slices.Values(a)); sorted[0] != 0 || sorted[99] != 99 || len(slices.Compact(sorted)) != 100 {
		t.Errorf("%v is no permutation", a)
	}
	if !slices.Equal(a, Order(1, 0, 100)) {
		t.Error("the same seed and epoch give another order")
	}
	if slices.Equal(a, Order(1, 1, 100)) || slices.Equal(a, Order(2, 0, 100)) {
		t.Error("another epoch or seed gives the same order")
	}
	// A link with a seed must mean the same run in a year.
	if got, want := Order(1, 0, 8), []int{3, 1, 6, 2, 7, 4, 0, 5}; !slices.Equal(got, want) {
		t.Errorf("order %v, was %v when written down", got, want)
	}
}

func TestImagesResizeAndCache(t *testing.T) {
	set := newMemory(4, map[pack.Split]string{pack.Train: "0101"})
	images := NewImages(set, 6, 2*6*6*3) // room for two of four
	dst := make([]byte, images.Bytes())
	for range 3 {
		for i := range 4 {
			if err := images.Read(i, dst); err != nil {
				t.Fatal(err)
			}
			if want := bytes.Repeat([]byte{byte(i)}, 6*6*3); !bytes.Equal(dst, want) {
				t.Fatalf("image %d: %v", i, dst)
			}
			clear(dst) // must not reach what is cached
		}
	}
	if want := 2 + 3*2; set.reads != want {
		t.Errorf("%d reads, want %d: two cached images once, two others thrice", set.reads, want)
	}
}

func TestResizeIsThatOfPhotos(t *testing.T) {
	rgb, rgba := make([]byte, 5*7*3), make([]byte, 5*7*4)
	for i := range 5 * 7 {
		for c := range 3 {
			rgb[i*3+c] = byte(i*31 + c*50)
			rgba[i*4+c] = rgb[i*3+c]
		}
		rgba[i*4+3] = 255
	}
	want := photos.Resize(photos.Photo{RGBA: rgba, Width: 7, Height: 5}, 9, 9)
	if got := Resize(rgb, 5, 7, 9); !bytes.Equal(got, want) {
		t.Error("a photo from a set is resized otherwise than one that is dropped")
	}
}

// TestRealPack reads a set as packs come, and its size as runs ask for it.
func TestRealPack(t *testing.T) {
	var file bytes.Buffer
	w, err := pack.NewWriter(&file, pack.Info{Name: "tiny", Height: 2, Width: 3, Classes: []string{"cat", "dog"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, split := range pack.Splits {
		for label := range 2 {
			if err := w.Add(pack.Image{Label: label, Split: split}, bytes.Repeat([]byte{byte(100 * label)}, 2*3*3)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	set, err := pack.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	split, err := Choose(set, spec.FirstRunOf(spec.CNN, spec.SGD))
	if err != nil {
		t.Fatal(err)
	}
	images := NewImages(set, 4, CacheBytes)
	dst := make([]byte, images.Bytes())
	for _, i := range split.Test {
		if err := images.Read(i, dst); err != nil {
			t.Fatal(err)
		}
		if want := byte(100 * images.Label(i)); dst[0] != want || dst[47] != want {
			t.Errorf("image %d is %d, want %d", i, dst[0], want)
		}
	}
}
