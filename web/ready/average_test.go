package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pawgrad/nn/file"
)

func TestAverage(t *testing.T) {
	point := func(name string, numbers ...float32) string {
		content, err := binary.Append(nil, binary.LittleEndian, numbers)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	network := func() *file.Model {
		return &file.Model{Weights: []file.Tensor{{Name: "kernel", Data: []float32{9, 9}}, {Name: "bias", Data: []float32{9}}}}
	}
	a, b := point("a", 1, 2, 3), point("b", 3, -2, 5)
	m := network()
	if err := average(m, []string{a, b}); err != nil || !slices.Equal(m.Weights[0].Data, []float32{2, 0}) || !slices.Equal(m.Weights[1].Data, []float32{4}) {
		t.Errorf("%+v, %v", m.Weights, err)
	}
	for name, path := range map[string]string{
		"too short": point("short", 1, 2), "too long": point("long", 1, 2, 3, 4), "missing": filepath.Join(t.TempDir(), "none"),
	} {
		if average(network(), []string{a, path}) == nil {
			t.Errorf("a point that is %s is no error", name)
		}
	}
}
