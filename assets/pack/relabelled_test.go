package pack

import (
	"bytes"
	"testing"
)

// relabelledPack is the test's set with other labels.
func relabelledPack(t *testing.T, labels ...int) *Set {
	t.Helper()
	var file bytes.Buffer
	info := testInfo
	info.Relabelled = &Relabelled{Of: "abc", Changed: len(labels)}
	w, err := NewWriter(&file, info)
	if err != nil {
		t.Fatal(err)
	}
	for i, img := range testImages {
		if i < len(labels) {
			img.Label = labels[i]
		}
		if err := w.Add(img, testPixels(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := open(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestRelabelledSetsAreSetsOfTheirOwn: with the same pixels, other labels make another set.
func TestRelabelledSetsAreSetsOfTheirOwn(t *testing.T) {
	first, err := open(testPack(t))
	if err != nil {
		t.Fatal(err)
	}
	same, one, other := relabelledPack(t), relabelledPack(t, 1), relabelledPack(t, 1, 0)
	if got := *one.Info().Relabelled; got != (Relabelled{Of: "abc", Changed: 1}) {
		t.Errorf("the set says of itself %+v", got)
	}
	seen := map[string]bool{}
	for _, s := range []*Set{first, same, one, other} {
		if id := s.SHA256(); len(id) != 64 || seen[id] {
			t.Errorf("the identity %s is no checksum, or of two sets", id)
		}
		seen[s.SHA256()] = true
	}
	if relabelledPack(t, 1).SHA256() != one.SHA256() {
		t.Error("the same set has two identities")
	}
}
