package export_test

import (
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pawgrad/nn/export"
	"pawgrad/nn/export/gomlx"
)

// TestByGoMLX opens every export by the program that comes with it, which is GoMLX's own package of checkpoints and its
// backend in Go, and lets it name a picture out of a file.
func TestByGoMLX(t *testing.T) {
	if testing.Short() {
		t.Skip("linking a program with GoMLX takes seconds")
	}
	program := filepath.Join(t.TempDir(), "classify")
	if out, err := exec.Command("go", "build", "-o", program, "./gomlx/classify").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, n := range networks(t) {
		if n.Layers[0].Same {
			continue // VGG19 takes GoMLX's own backend 20 seconds a picture
		}
		folder := t.TempDir()
		about, values, err := gomlx.Encode(n)
		if err := os.Mkdir(filepath.Join(folder, gomlx.Folder), 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(folder, gomlx.About), about, err)
		put(t, filepath.Join(folder, gomlx.Values), values, nil)
		ask := func(args ...string) string {
			command := exec.Command(program, args...)
			command.Dir, command.Env, command.Stderr = folder, append(os.Environ(), "GOMLX_BACKEND=go"), os.Stderr
			out, err := command.Output()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return string(out)
		}
		var got []float64
		here, _, _ := strings.Cut(ask(), " here")
		if err := json.Unmarshal([]byte(strings.ReplaceAll(here, " ", ",")), &got); err != nil || len(got) != export.Goldens {
			t.Fatalf("%s: it says %q (%v)", name, here, err)
		}
		for i, want := range n.Golden.Probabilities {
			if math.Abs(got[i]-want) > tolerance {
				t.Errorf("%s, picture %d: GoMLX says %.7f, the page %.7f", name, i, got[i], want)
			}
		}
		savePicture(t, filepath.Join(folder, "a.png"), n)
		said := ask("a.png")
		if want := n.Classes[1] + " " + strconv.FormatFloat(100*n.Golden.Probabilities[0], 'f', 1, 64) + " %"; !strings.Contains(said, want) {
			t.Errorf("%s says %q of the first picture in a file, want %q", name, said, want)
		}
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

// TestModuleOfTheProgram: the program gets the modules that it was tested with.
func TestModuleOfTheProgram(t *testing.T) {
	own, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(gomlx.Module) {
		if strings.HasPrefix(line, "\t") && !strings.Contains(string(own), line) {
			t.Errorf("the project has another version than %s", line)
		}
	}
}
