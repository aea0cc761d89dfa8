package e2e

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"path"
	"strings"
	"testing"
)

// checkFigures looks at an archive of saved figures: each is an SVG file that is XML, and
// a PNG file of twice its size that is not blank.
func checkFigures(t *testing.T, archive string) {
	t.Helper()
	files, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	sizes, pictures := map[string][2]float64{}, map[string]image.Image{}
	for _, f := range files.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		name, kind := strings.TrimSuffix(f.Name, path.Ext(f.Name)), path.Ext(f.Name)
		switch kind {
		case ".svg":
			sizes[name] = svgSize(t, f.Name, content)
		case ".png":
			if pictures[name], err = png.Decode(content); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
		default:
			t.Errorf("%s is no figure", f.Name)
		}
		content.Close()
	}
	if len(sizes) < 6 || len(sizes) != len(pictures) {
		t.Errorf("%d SVG and %d PNG files", len(sizes), len(pictures))
	}
	for name, picture := range pictures {
		if picture == nil {
			continue
		}
		got, svg := picture.Bounds().Size(), sizes[name]
		if math.Abs(float64(got.X)-2*svg[0]) > 1 || math.Abs(float64(got.Y)-2*svg[1]) > 1 {
			t.Errorf("%s.png has %v pixels, its SVG is of size %v", name, got, svg)
		}
		if blank(picture) {
			t.Errorf("%s.png is blank", name)
		}
	}
}

// svgSize reads all of an SVG file and returns the size of its drawing area.
func svgSize(t *testing.T, name string, content io.Reader) (size [2]float64) {
	t.Helper()
	decoder := xml.NewDecoder(content)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return size
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return size
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "svg" && size[0] == 0 { // those within it clip
			for _, a := range e.Attr {
				if a.Name.Local == "viewBox" {
					if _, err := fmt.Sscanf(a.Value, "0 0 %g %g", &size[0], &size[1]); err != nil {
						t.Errorf("%s has the viewBox %q", name, a.Value)
					}
				}
			}
		}
	}
}

// blank reports whether a picture has hardly any colours.
func blank(picture image.Image) bool {
	seen := map[[3]uint32]bool{}
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			r, g, b, _ := picture.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen) < 8
}
