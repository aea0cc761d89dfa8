//go:build !js

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestPeers asks stand-ins for Python and Node, which print what the peers' programs print.
func TestPeers(t *testing.T) {
	const python = "#!/bin/sh\nif [ \"$1\" = -c ]; then exit 0; fi\necho '{\"name\": \"PyTorch 9\", \"clock\": 40, \"processor\": 50}'\n"
	const node = "#!/bin/sh\nif [ \"$1\" = -e ]; then exit 0; fi\necho '{\"name\": \"ONNX Runtime 9\", \"clock\": 180, \"processor\": 200}'\n"
	for name, c := range map[string]struct {
		kind, node string
		want       []result
	}{
		"training":        {"W1", node, []result{{Name: "n", Phase: "PyTorch 9", Median: 40, Rate: 50, Ratio: 2}}},
		"inference":       {"I1", node, []result{{Name: "n", Phase: "PyTorch 9", Median: 40, Rate: 50, Ratio: 2}, {Name: "n", Phase: "ONNX Runtime 9", Median: 180, Rate: 200, Ratio: 0.5}}},
		"no ONNX Runtime": {"W2", "#!/bin/sh\nexit 1\n", []result{{Name: "n", Phase: "PyTorch 9", Median: 40, Rate: 50, Ratio: 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			for name, script := range map[string]string{"python3": python, "node": c.node} {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("PATH", folder)
			got, err := peers("n", c.kind, 64, 100)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

// TestPhotosFile reads labels and pixels: cats and dogs in turn, none twice.
func TestPhotosFile(t *testing.T) {
	const size, count = 20, 8
	file, err := photosFile(size, count)
	if err != nil {
		t.Fatal(err)
	}
	const each = 1 + size*size*3
	if len(file) != count*each {
		t.Fatalf("%d bytes, want %d photos of %d", len(file), count, each)
	}
	for i := range count {
		photo := file[i*each : (i+1)*each]
		if int(photo[0]) != i%2 {
			t.Errorf("photo %d has label %d", i, photo[0])
		}
		if slices.Min(photo[1:]) == slices.Max(photo[1:]) {
			t.Errorf("photo %d is of one colour", i)
		}
		for j := range i {
			if bytes.Equal(photo[1:], file[j*each+1:(j+1)*each]) {
				t.Errorf("photos %d and %d are the same", i, j)
			}
		}
	}
}
