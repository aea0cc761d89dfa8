package main

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestMutate damages a file in many ways: nearly each copy differs from the file and from the
// others, and the same lot gives the same damage.
func TestMutate(t *testing.T) {
	file := bytes.Repeat([]byte("a file of some kind, "), 100)
	original := bytes.Clone(file)
	seen := map[string]bool{}
	const n = 500
	for i := range uint64(n) {
		damaged := mutate(rand.New(rand.NewPCG(i, 1)), file)
		if !bytes.Equal(damaged, mutate(rand.New(rand.NewPCG(i, 1)), file)) {
			t.Fatalf("lot %d gives two files", i)
		}
		if !bytes.Equal(damaged, file) {
			seen[string(damaged)] = true
		}
	}
	if !bytes.Equal(file, original) {
		t.Error("the file itself was damaged")
	}
	if len(seen) < n*9/10 {
		t.Errorf("%d different files of %d", len(seen), n)
	}
	for _, short := range [][]byte{nil, {1}, []byte("15 bytes, no 16")} {
		mutate(rand.New(rand.NewPCG(1, 1)), short)
	}
}

// TestChoose knows the stages by their names.
func TestChoose(t *testing.T) {
	for names, want := range map[string]int{"": len(stages), "soak": 1, "files,kills": 2, "nonsense": -1, "kills,": -1} {
		got, err := choose(names)
		if err != nil && want >= 0 || err == nil && len(got) != want {
			t.Errorf("%q: %d stages, %v; want %d", names, len(got), err, want)
		}
	}
	if got, _ := choose("files,kills"); got[0].name != "kills" {
		t.Error("the stages are not in their order")
	}
}
