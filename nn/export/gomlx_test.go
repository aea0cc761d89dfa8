package export_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/nn/export"
	"pawgrad/nn/export/gomlx"
)

// TestByGoMLX opens every export by the program that comes with it, which is GoMLX's own package of checkpoints and its
// backend in Go, and lets it name a picture out of a file. VGG19, which takes that backend minutes, it opens by the
// page's engine, imported beside it.
func TestByGoMLX(t *testing.T) {
	if testing.Short() {
		t.Skip("linking a program with GoMLX takes seconds")
	}
	program := classifier(t)
	for name, n := range networks(t) {
		folder := t.TempDir()
		about, values, err := gomlx.Encode(n)
		if err := os.Mkdir(filepath.Join(folder, gomlx.Folder), 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(folder, gomlx.About), about, err)
		put(t, filepath.Join(folder, gomlx.Values), values, nil)
		savePicture(t, filepath.Join(folder, "a.png"), n)
		command := exec.Command(program, "a.png")
		command.Dir, command.Env, command.Stderr = folder, append(os.Environ(), "GOMLX_BACKEND="+backendFor(n)), os.Stderr
		said, err := command.Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkSaid(t, name, n, string(said))
	}
}

// classifier builds the program with the page's engine among its backends.
func classifier(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	program, beside := filepath.Join(folder, "classify"), filepath.Join(folder, "engine.go")
	put(t, beside, []byte("package main\n\nimport _ \"pawgrad/wasm\"\n"), nil)
	added, err := filepath.Abs("gomlx/classify/engine.go")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{added: beside}})
	put(t, filepath.Join(folder, "overlay.json"), overlay, err)
	build := exec.Command("go", "build", "-overlay", filepath.Join(folder, "overlay.json"), "-o", program, "./gomlx/classify")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// backendFor is the backend by which the test has a network computed.
func backendFor(n *export.Network) string {
	if n.Layers[0].Same {
		return "wasm"
	}
	return "go"
}

// checkSaid compares what the program says of the pictures that travel along, and of the first of them in a file, with
// what the page said.
func checkSaid(t *testing.T, name string, n *export.Network, said string) {
	t.Helper()
	lines := strings.Split(said, "\n")
	var here, told [][]float64
	for i, list := range []*[][]float64{&here, &told} {
		numbers, _, _ := strings.Cut(lines[i], "]] ")
		if err := json.Unmarshal([]byte(strings.ReplaceAll(numbers, " ", ",")+"]]"), list); err != nil || len(*list) != export.Goldens {
			t.Fatalf("%s: it says %q (%v)", name, said, err)
		}
	}
	var ofFile float64
	if _, err := fmt.Sscanf(lines[2], "a.png: "+n.Classes[1]+" with probability %f", &ofFile); err != nil {
		t.Fatalf("%s says %q of a file (%v)", name, lines[2], err)
	}
	for i, want := range n.Golden.Probabilities {
		if math.Abs(here[i][0]-want) > tolerance || math.Abs(told[i][0]-want) > tolerance {
			t.Errorf("%s, picture %d: GoMLX says %.7f here and %.7f there, the page %.7f", name, i, here[i][0], told[i][0], want)
		}
	}
	if want := n.Golden.Probabilities[0]; math.Abs(ofFile-want) > tolerance {
		t.Errorf("%s says %.6f of the first picture in a file, the page %.7f", name, ofFile, want)
	}
}

// savePicture saves a network's first golden picture.
func savePicture(t *testing.T, path string, n *export.Network) {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, n.Size, n.Size))
	for i := range n.Size * n.Size {
		p := n.Golden.Pixels[3*i:]
		picture.SetRGBA(i%n.Size, i/n.Size, color.RGBA{p[0], p[1], p[2], 255})
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestTheProgramAlone builds the program as it travels, a module of its own, with the versions of this project's modules.
func TestTheProgramAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("linking a program with GoMLX takes seconds")
	}
	folder := t.TempDir()
	sums, err := os.ReadFile("../../go.sum")
	put(t, filepath.Join(folder, "go.sum"), sums, err)
	for _, source := range gomlx.Sources() {
		path := filepath.Join(folder, source[0])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, path, []byte(source[1]), nil)
		if lines := strings.Count(source[1], "\n"); source[0] == "main.go" && lines > 30 {
			t.Errorf("the program has %d lines, more than thirty", lines)
		}
	}
	build := exec.Command("go", "vet", "-mod=mod", "./...")
	build.Dir, build.Env = folder, append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// TestModuleOfTheProgram: the program gets the modules that it was tested with.
func TestModuleOfTheProgram(t *testing.T) {
	own, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range gomlx.Sources() {
		for line := range strings.Lines(source[1]) {
			if source[0] == "go.mod" && strings.HasPrefix(line, "\t") && !strings.Contains(string(own), line) {
				t.Errorf("the project has another version than %s", line)
			}
		}
	}
}
