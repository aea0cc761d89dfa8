package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUnpack(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"README.md", ""}, {"experiment.json", ""}, {"box-1.svg", ""}, {"box-1.png", "left out"}, {"steps.csv", "left out"},
		{"cat.1.jpg", "does not belong"}, {"../README.md", "does not belong"}, {"vgg19.bin", "does not belong"},
	} {
		folder := t.TempDir()
		archive := filepath.Join(folder, "report.zip")
		file, err := os.Create(archive)
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(file)
		w, err := z.Create(c.name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte("text"))
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		file.Close()
		results := filepath.Join(folder, "results")
		if err := os.Mkdir(results, 0o755); err != nil {
			t.Fatal(err)
		}
		err = unpack(archive, results)
		if c.want == "left out" {
			if entries, readErr := os.ReadDir(results); err != nil || readErr != nil || len(entries) != 0 {
				t.Errorf("%s: %v, %v, %v", c.name, entries, err, readErr)
			}
			continue
		}
		if c.want != "" {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
			}
			continue
		}
		name := c.name
		if name == "experiment.json" {
			name = experimentFile
		}
		if text, readErr := os.ReadFile(filepath.Join(results, name)); err != nil || readErr != nil || string(text) != "text" {
			t.Errorf("%s: %q, %v, %v", c.name, text, err, readErr)
		}
	}
}
