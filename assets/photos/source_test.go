//go:build !js

package photos

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// inMemory is a scratch file of the tests.
func inMemory() (Scratch, error) { return &memory{}, nil }

type memory struct{ bytes.Buffer }

func (m *memory) Done() (io.ReaderAt, int64, error) {
	return bytes.NewReader(m.Bytes()), int64(m.Len()), nil
}

// tarOf makes a tar archive of a file system's files.
func tarOf(fsys fstest.MapFS) []byte {
	var file bytes.Buffer
	w := tar.NewWriter(&file)
	for name, f := range fsys {
		if err := w.WriteHeader(&tar.Header{Name: "./" + name, Mode: 0o644, Size: int64(len(f.Data))}); err != nil {
			panic(err)
		}
		w.Write(f.Data)
	}
	w.Close()
	return file.Bytes()
}

func gzipped(data []byte) []byte {
	var file bytes.Buffer
	w := gzip.NewWriter(&file)
	w.Write(data)
	w.Close()
	return file.Bytes()
}

func zipBytes(t testing.TB, fsys fstest.MapFS) []byte {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	if err := errors.Join(w.AddFS(fsys), w.Close()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

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
	src, err := OpenArchive(bytes.NewReader(file.Bytes()), int64(file.Len()), inMemory)
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

// TestBuildFromOtherArchives: every archive that is read gives the pixels of the folder.
func TestBuildFromOtherArchives(t *testing.T) {
	fsys := sixPhotos(t)
	fromFolder, _, err := build(t, Folder(fsys), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	var nested bytes.Buffer
	w := zip.NewWriter(&nested)
	inner, err := w.Create("inner.tar.gz")
	if err == nil {
		_, err = inner.Write(gzipped(tarOf(fsys)))
	}
	if err == nil {
		inner, err = w.Create("broken.zip")
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		archive []byte
		folder  string // in which the photos are then
		skipped int
	}{
		"tar":                    {tarOf(fsys), "", 0},
		"compressed tar":         {gzipped(tarOf(fsys)), "", 0},
		"archives in an archive": {nested.Bytes(), "inner.tar.gz/", 1},
	} {
		src, err := OpenArchive(bytes.NewReader(c.archive), int64(len(c.archive)), inMemory)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		set, report, err := build(t, src, testOptions)
		if err != nil || len(report.Skipped) != c.skipped {
			t.Errorf("%s: %v, skipped %v", name, err, report.Skipped)
			continue
		}
		got, want := make([]byte, set.Info().PixelBytes()), make([]byte, set.Info().PixelBytes())
		for i := range set.Len() {
			if err := errors.Join(set.Pixels(i, got), fromFolder.Pixels(i, want)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) || set.Image(i).Name != c.folder+fromFolder.Image(i).Name {
				t.Errorf("%s: photo %d is %s, and not that of the folder", name, i, set.Image(i).Name)
			}
		}
	}
}

// TestOpenFiles: two archives that are dropped together are two folders, and a stray photo
// beside them stays.
func TestOpenFiles(t *testing.T) {
	var items []Item
	for name, data := range map[string][]byte{
		"cats.zip": zipBytes(t, fstest.MapFS{"1.jpg": {Data: []byte("x")}}), "dogs.tar": tarOf(fstest.MapFS{"1.jpg": {Data: []byte("y")}}),
		"stray.jpg": []byte("z"), "broken.zip": []byte("PK\x03\x04"), "notes.txt": []byte("no archive"),
		"more.download": zipBytes(t, fstest.MapFS{"2.jpg": {Data: []byte("v")}}),
	} {
		items = append(items, Item{name, bytes.NewReader(data), int64(len(data))})
	}
	src, err := OpenFiles(items, inMemory)
	if err != nil {
		t.Fatal(err)
	}
	paths, unreadable, err := src.Files()
	slices.Sort(paths)
	if want := []string{"cats.zip/1.jpg", "dogs.tar/1.jpg", "more.download/2.jpg", "notes.txt", "stray.jpg"}; err != nil || !slices.Equal(paths, want) {
		t.Errorf("%v, %v, want %v", paths, err, want)
	}
	if len(unreadable) != 1 || unreadable[0].Path != "broken.zip" {
		t.Errorf("unreadable %v, want broken.zip", unreadable)
	}
	if got, err := src.Read("dogs.tar/1.jpg"); err != nil || string(got) != "y" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestFolderWithArchives: archives in a folder are looked into, each as a folder of its name.
func TestFolderWithArchives(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"cats.zip": zipBytes(t, fstest.MapFS{"1.jpg": {Data: []byte("x")}}), "dogs.tar.gz": gzipped(tarOf(fstest.MapFS{"1.jpg": {Data: []byte("y")}})),
		"stray.jpg": []byte("z"), "broken.zip": []byte("PK\x03\x04"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	src, closeAll := OpenFolder(os.DirFS(dir), inMemory)
	paths, unreadable, err := src.Files()
	slices.Sort(paths)
	if want := []string{"cats.zip/1.jpg", "dogs.tar.gz/1.jpg", "stray.jpg"}; err != nil || !slices.Equal(paths, want) {
		t.Errorf("%v, %v, want %v", paths, err, want)
	}
	if len(unreadable) != 1 || unreadable[0].Path != "broken.zip" {
		t.Errorf("unreadable %v, want broken.zip", unreadable)
	}
	for path, want := range map[string]string{"dogs.tar.gz/1.jpg": "y", "stray.jpg": "z"} {
		if got, err := src.Read(path); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	if err := closeAll(); err != nil {
		t.Error(err)
	}
}

// TestArchiveWithoutPhotos: a network in a zip is told by what it is.
func TestArchiveWithoutPhotos(t *testing.T) {
	data := zipBytes(t, fstest.MapFS{"keras_model.h5": {Data: []byte("\x89HDF")}, "labels.txt": {Data: []byte("0 cat")}})
	src, err := OpenArchive(bytes.NewReader(data), int64(len(data)), inMemory)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := build(t, src, testOptions); err == nil || !strings.Contains(err.Error(), "a network of Keras' or Teachable Machine's and no photos") {
		t.Errorf("%v", err)
	}
}

func TestArchiveNamesWhatItIsNot(t *testing.T) {
	for start, want := range map[string]string{
		"Rar!\x1a\x07\x00":                   "a RAR archive cannot be opened here; unpack it and drop the folder",
		"7z\xbc\xaf\x27\x1c":                 "a 7z archive cannot be opened here",
		"%PDF-1.7":                           "it holds a PDF document",
		"":                                   "no zip or tar archive",
		"\x1f\x8b\x08 broken":                "the compressed archive cannot be read",
		string(gzipped([]byte("only text"))): "it holds text",
	} {
		if _, err := OpenArchive(strings.NewReader(start), int64(len(start)), inMemory); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.8q: %v, want %q", start, err, want)
		}
	}
}

// TestLockedEntries: an entry whose compression is not read is named with its method.
func TestLockedEntries(t *testing.T) {
	fsys := sixPhotos(t)
	fsys["train/cats/old.jpg"] = &fstest.MapFile{Data: []byte("compressed otherwise")}
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for name, f := range fsys {
		method := zip.Store
		if strings.HasSuffix(name, "old.jpg") {
			method = 9
		}
		h := &zip.FileHeader{Name: name, Method: method, CompressedSize64: uint64(len(f.Data)), UncompressedSize64: uint64(len(f.Data)), CRC32: crc32.ChecksumIEEE(f.Data)}
		part, err := w.CreateRaw(h)
		if err == nil {
			_, err = part.Write(f.Data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	src, err := OpenArchive(bytes.NewReader(file.Bytes()), int64(file.Len()), inMemory)
	if err != nil {
		t.Fatal(err)
	}
	_, report, err := build(t, src, testOptions)
	if err != nil || len(report.Skipped) != 1 || !strings.Contains(report.Skipped[0].Detail, "Deflate64") {
		t.Errorf("%v, skipped %v", err, report.Skipped)
	}
}

func TestArchiveRefuses(t *testing.T) {
	if _, err := OpenArchive(strings.NewReader("PK\x03\x04 and no more"), 18, inMemory); err == nil || !strings.Contains(err.Error(), "unpack it") {
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
	if _, err := OpenArchive(bytes.NewReader(bomb.Bytes()), int64(bomb.Len()), inMemory); err == nil || !strings.Contains(err.Error(), "100 times") {
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

func FuzzArchive(f *testing.F) {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	part, _ := w.Create("cats/a.jpg")
	part.Write([]byte("hello"))
	w.Close()
	f.Add(file.Bytes())
	f.Add(tarOf(fstest.MapFS{"cats/a.jpg": {Data: []byte("hello")}}))
	f.Add(gzipped(tarOf(fstest.MapFS{"cats/a.jpg": {Data: []byte("hello")}})))
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := OpenArchive(bytes.NewReader(data), int64(len(data)), inMemory)
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
