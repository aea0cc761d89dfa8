package archive

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// photosIn writes some photos of each class and gives their paths.
func photosIn(t *testing.T, dir string) (photos [2][]string) {
	t.Helper()
	for class := range photos {
		for i := range 2 {
			img := image.NewRGBA(image.Rect(0, 0, 90, 70))
			for y := range 70 {
				for x := range 90 {
					img.Set(x, y, color.RGBA{byte(x * 2), byte(y * 3), byte(100 * class), 255})
				}
			}
			var b bytes.Buffer
			if err := jpeg.Encode(&b, img, nil); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, Classes[class]+string(rune('0'+i))+".jpg")
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			photos[class] = append(photos[class], path)
		}
	}
	return photos
}

// TestWrite makes an archive twice: it is the same, all its photos differ, and their sizes are
// those that are wanted.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	photos := photosIn(t, dir)
	var archives [2][]byte
	for i := range archives {
		path := filepath.Join(dir, "many.zip")
		if err := Write(t.Context(), path, photos, 5); err != nil {
			t.Fatal(err)
		}
		archives[i], _ = os.ReadFile(path)
	}
	if !bytes.Equal(archives[0], archives[1]) || len(archives[0]) == 0 {
		t.Error("the same photos make another archive")
	}
	folder := filepath.Join(dir, "many")
	if err := Unpack(filepath.Join(dir, "many.zip"), folder); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, class := range Classes {
		files, _ := filepath.Glob(filepath.Join(folder, "PetImages", class, "*.jpg"))
		if len(files) != 5 {
			t.Fatalf("%d photos of %s", len(files), class)
		}
		for _, f := range files {
			content, _ := os.ReadFile(f)
			config, err := jpeg.DecodeConfig(bytes.NewReader(content))
			if side := max(config.Width, config.Height); err != nil || side < shortest || side > longest || seen[string(content)] {
				t.Errorf("%s: %+v, %v, seen before: %v", f, config, err, seen[string(content)])
			}
			seen[string(content)] = true
		}
	}
}

// TestWriteFails leaves nothing behind.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	for says, photos := range map[string][2][]string{
		"no photo of class Dog": {{"a.jpg"}, nil},
		"no such file":          {{filepath.Join(dir, "gone.jpg")}, {filepath.Join(dir, "gone.jpg")}},
	} {
		if err := Write(t.Context(), filepath.Join(dir, "many.zip"), photos, 3); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if err := Unpack(filepath.Join(dir, "many.zip"), filepath.Join(dir, "many")); err == nil {
		t.Error("what is not there can be unpacked")
	}
}
