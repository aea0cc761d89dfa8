package main

import (
	"bytes"
	"testing"

	"pawgrad/assets/pack"
)

// small is a set of one photo of random pixels for each split and class.
func small(t *testing.T) *pack.Set {
	t.Helper()
	var out bytes.Buffer
	w, err := pack.NewWriter(&out, pack.Info{Name: "small", Height: 32, Width: 32, Classes: []string{"cat", "dog"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, split := range []pack.Split{pack.Train, pack.Validation, pack.Test} {
		for label := range 2 {
			photo := make([]byte, 32*32*3)
			for at := range photo {
				photo[at] = byte(at*(2*i+label+3)) | 1
			}
			if err := w.Add(pack.Image{Name: string(split), Label: label, Split: split}, photo); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, out.Bytes())
}

func open(t *testing.T, content []byte) *pack.Set {
	t.Helper()
	set, err := pack.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func pixels(t *testing.T, set *pack.Set, i int) []byte {
	t.Helper()
	photo := make([]byte, set.Info().PixelBytes())
	if err := set.Pixels(i, photo); err != nil {
		t.Fatal(err)
	}
	return photo
}

// TestVaried: photos for training and testing are learned from in variants that differ, those for
// validation are never varied nor learned from, and the same seed gives the same set.
func TestVaried(t *testing.T) {
	from := small(t)
	var first, again, other bytes.Buffer
	for _, c := range []struct {
		out  *bytes.Buffer
		seed uint64
	}{{&first, 1}, {&again, 1}, {&other, 2}} {
		if err := varied(c.out, from, strong, 3, c.seed); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) || bytes.Equal(first.Bytes(), other.Bytes()) {
		t.Error("the set does not depend on the seed as it should")
	}
	set := open(t, first.Bytes())
	if n := len(set.Split(pack.Train)); n != 4*3 {
		t.Errorf("%d photos to learn from, want 4 in 3 variants", n)
	}
	seen := map[string]bool{}
	for _, i := range set.Split(pack.Train) {
		seen[string(pixels(t, set, i))] = true
	}
	if len(seen) != 4*3 {
		t.Errorf("%d different photos to learn from, want 12", len(seen))
	}
	for _, i := range from.Split(pack.Train) {
		if !seen[string(pixels(t, from, i))] {
			t.Errorf("photo %d is not among those to learn from as it is", i)
		}
	}
	for _, split := range []pack.Split{pack.Validation, pack.Test} {
		for k, i := range set.Split(split) {
			photo := pixels(t, set, i)
			if !bytes.Equal(photo, pixels(t, from, from.Split(pack.Validation)[k])) {
				t.Errorf("%s photo %d is none for validation", split, k)
			}
			if seen[string(photo)] {
				t.Errorf("%s photo %d is learned from", split, k)
			}
		}
	}
}
