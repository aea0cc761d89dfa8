//go:build !js

package photos

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

// zipOf archives a file system's files.
func zipOf(t testing.TB, fsys fstest.MapFS, edit func(*zip.FileHeader)) Source {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for name, f := range fsys {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		edit(header)
		part, err := w.CreateHeader(header)
		if err == nil {
			_, err = part.Write(f.Data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	src, err := Zip(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestBuildFromZipEqualsFolder(t *testing.T) {
	fsys := sixPhotos(t)
	fromFolder, _, err := build(t, Folder(fsys), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*zip.FileHeader){
		"plain":       func(*zip.FileHeader) {},
		"backslashes": func(h *zip.FileHeader) { h.Name = strings.ReplaceAll(h.Name, "/", `\`) },
	} {
		fromZip, _, err := build(t, zipOf(t, fsys, edit), testOptions)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if fromZip.SHA256() != fromFolder.SHA256() {
			t.Errorf("%s: the zip gives other pixels than the folder", name)
		}
	}
}

func TestZipRefuses(t *testing.T) {
	if _, err := Zip(strings.NewReader("PK\x03\x04 and no more"), 18); err == nil || !strings.Contains(err.Error(), "unpack it") {
		t.Errorf("damaged: %v", err)
	}
	// Zeros shrink a thousandfold: 200 MB of them make a bomb of 200 KB.
	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	part, err := w.Create("cats/bomb.bmp")
	for i := 0; err == nil && i < 200; i++ {
		_, err = part.Write(make([]byte, 1<<20))
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	if _, err := Zip(bytes.NewReader(bomb.Bytes()), int64(bomb.Len())); err == nil || !strings.Contains(err.Error(), "100 times") {
		t.Errorf("bomb: %v", err)
	}
	fsys := sixPhotos(t)
	fsys["train/cats/locked.jpg"] = &fstest.MapFile{Data: []byte("ciphertext")}
	_, report, err := build(t, zipOf(t, fsys, func(h *zip.FileHeader) {
		if strings.Contains(h.Name, "locked") {
			h.Flags |= 1
		}
	}), testOptions)
	if err != nil || len(report.Skipped) != 1 || !strings.Contains(report.Skipped[0].Detail, "password") {
		t.Errorf("locked: %v, %v", report.Skipped, err)
	}
}

func FuzzZip(f *testing.F) {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	part, _ := w.Create("cats/a.jpg")
	part.Write([]byte("hello"))
	w.Close()
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := Zip(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		paths, _, _ := src.Files()
		for _, p := range paths {
			if content, err := src.Read(p); err == nil && len(content) > MaxFileBytes {
				t.Fatalf("%d bytes", len(content))
			}
		}
	})
}
