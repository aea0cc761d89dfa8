//go:build !js

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pawgrad/assets/pack"
)

// photo is a JPEG of patches of light and shade that no other seed's resembles.
func photo(t testing.TB, width, height, seed int) []byte {
	t.Helper()
	const patches = 5 // a side
	random := rand.New(rand.NewPCG(uint64(seed), 17))
	var light [patches * patches]uint8
	for i := range light {
		light[i] = uint8(random.IntN(256))
	}
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetGray(x, y, color.Gray{Y: light[y*patches/height*patches+x*patches/width]})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// folder writes files into a new folder.
func folder(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "my photos")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// eight is a small good set.
func eight(t testing.TB) map[string][]byte {
	files := map[string][]byte{}
	for i, name := range []string{"cats/1", "cats/2", "cats/3", "cats/4", "dogs/1", "dogs/2", "dogs/3", "dogs/4"} {
		files[name+".jpg"] = photo(t, 40, 30, i)
	}
	return files
}

// command runs makepack into a new folder; what it leaves there is listed.
func command(t testing.TB, args ...string) (code int, stdout, stderr string, left []string, out string) {
	t.Helper()
	dir := t.TempDir()
	out = filepath.Join(dir, "out.pack")
	var o, e bytes.Buffer
	code = run(context.Background(), append([]string{"-out", out, "-size", "16"}, args...), &o, &e)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		left = append(left, entry.Name())
	}
	return code, o.String(), e.String(), left, out
}

func openPack(t testing.TB, path string) *pack.Set {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	set, err := pack.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Verify(nil); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestNastyFolder(t *testing.T) {
	files := eight(t)
	files["cats/huge.jpg"] = photo(t, 6000, 4000, 20) // large, and fine
	files["cats/truncated.jpg"] = files["cats/1.jpg"][:300]
	files["cats/text.jpg"] = []byte("Dear cat")
	files["dogs/again.jpg"] = files["dogs/1.jpg"]
	files["Thumbs.db"] = []byte("hidden")
	dir := folder(t, files)
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	// A link to nowhere cannot be read, not even by root.
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "cats", "link.jpg")); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr, left, out := command(t, "-name", "Ours", "-source", "our phones", "-licence", "CC0", dir)
	if code != exitOK || len(left) != 1 {
		t.Fatalf("exit code %d, files left: %v\n%s%s", code, left, stdout, stderr)
	}
	for _, want := range []string{
		"cats/truncated.jpg: the JPEG is damaged",
		"cats/text.jpg: not an image",
		"dogs/again.jpg: the same photo as dogs/1.jpg",
		"cats/link.jpg: is a link that leads to no file",
		"4 of 13 files skipped: 1 not an image, 1 corrupt, 1 duplicate, 1 unreadable.",
		"9 photos of 16x16",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the report lacks %q:\n%s", want, stdout)
		}
	}
	set := openPack(t, out)
	if info := set.Info(); set.Len() != 9 || info.Name != "Ours" || info.Source != "our phones" || info.Licence != "CC0" || info.Height != 16 {
		t.Errorf("%d photos, %+v", set.Len(), info)
	}
	if stat, err := os.Stat(out); err != nil || stat.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v: others cannot read the pack", stat.Mode(), err)
	}
}

func TestRefusals(t *testing.T) {
	notZip := filepath.Join(folder(t, map[string][]byte{"a.zip": []byte("not a zip")}), "a.zip")
	three := folder(t, threeClasses(t))
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"empty folder": {[]string{folder(t, nil)}, exitFailed, "no files were found; put the photos in two folders"},
		"only cats":    {[]string{folder(t, map[string][]byte{"cats/1.jpg": photo(t, 40, 30, 0)})}, exitFailed, "only photos of class cat were found"},
		"absent":       {[]string{filepath.Join(t.TempDir(), "absent")}, exitFailed, "no such file or directory; name a folder or an archive"},
		"not a zip":    {[]string{notZip}, exitFailed, "it holds text; choose an archive or a folder"},
		"asks":         {[]string{three}, exitFailed, `-first "donkey" -second "horse"`},
		"one answer":   {[]string{"-first", "horse", three}, exitUsage, "-first and -second go together"},
		"one name":     {[]string{"-first", "horse", "-second", "zebra", "-classes", "a", three}, exitUsage, "give two names"},
		"no split":     {[]string{"-splits", "a=b", three}, exitUsage, "folder=train"},
		"no argument":  {nil, exitUsage, "usage: makepack"},
		"two":          {[]string{"a", "b"}, exitUsage, "2 names"},
		"size":         {[]string{"-size", "2000", "a"}, exitUsage, "16 to 1024"},
		"no such flag": {[]string{"-colour", "a"}, exitUsage, "usage: makepack"},
		"help":         {[]string{"-h"}, exitOK, "usage: makepack"},
		"out nowhere":  {[]string{"-out", filepath.Join(t.TempDir(), "no", "p.pack"), folder(t, eight(t))}, exitFailed, "choose another place with -out"},
	} {
		code, _, stderr, left, _ := command(t, c.args...)
		if code != c.code || !strings.Contains(stderr, c.says) || len(left) != 0 {
			t.Errorf("%s: exit code %d, want %d; files left: %v; says, without %q:\n%s", name, code, c.code, left, c.says, stderr)
		}
	}
}

// threeClasses are folders of three animals, of which names do not tell the two classes.
func threeClasses(t *testing.T) map[string][]byte {
	files := map[string][]byte{}
	for i := range 4 {
		for j, class := range []string{"donkey", "horse", "zebra"} {
			files[fmt.Sprintf("%s/%d.jpg", class, i)] = photo(t, 40, 30, 3*i+j)
		}
	}
	return files
}

func TestAnswers(t *testing.T) {
	code, stdout, stderr, _, out := command(t, "-first", "Zebra", "-second", "horse,donkey", "-classes", "striped,plain", folder(t, threeClasses(t)))
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if got := openPack(t, out).Info().Classes; !slices.Equal(got, []string{"striped", "plain"}) {
		t.Errorf("classes %v", got)
	}
	if !strings.Contains(stdout, "12 photos") || !strings.Contains(stdout, "The classes are as you chose them.") {
		t.Errorf("the report says:\n%s", stdout)
	}
}

// A run that fails or is stopped leaves the pack of an earlier run alone.
func TestEarlierPackSurvives(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.pack")
	if err := os.WriteFile(out, []byte("earlier"), 0o644); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	for name, c := range map[string]struct {
		ctx context.Context
		dir string
	}{
		"failed":  {context.Background(), folder(t, map[string][]byte{"cats/1.jpg": []byte("no"), "dogs/1.jpg": []byte("no")})},
		"stopped": {stopped, folder(t, eight(t))},
	} {
		var o, e bytes.Buffer
		if code := run(c.ctx, []string{"-out", out, c.dir}, &o, &e); code != exitFailed {
			t.Errorf("%s: exit code %d", name, code)
		}
		if data, err := os.ReadFile(out); err != nil || string(data) != "earlier" {
			t.Errorf("%s: %q, %v", name, data, err)
		}
		if entries, _ := os.ReadDir(filepath.Dir(out)); len(entries) != 1 {
			t.Errorf("%s: left %v", name, entries)
		}
	}
}

func TestZipGivesTheFoldersPack(t *testing.T) {
	files := eight(t)
	path := filepath.Join(t.TempDir(), "my photos.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(file)
	for name, data := range files {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	var packs [2][]byte
	for i, source := range []string{folder(t, files), path} {
		code, stdout, stderr, _, out := command(t, source)
		if code != exitOK {
			t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
		}
		if packs[i], err = os.ReadFile(out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(packs[0], packs[1]) {
		t.Error("the zip's pack differs from the folder's")
	}
}

// TestNoPipeIsWaitedOn has a folder with what is no file in it, and a name that a terminal
// would obey: all are passed over, told of, and printed harmlessly.
func TestNoPipeIsWaitedOn(t *testing.T) {
	files := eight(t)
	files["cats/\x1b[2Jgone\n.jpg"] = []byte("no photo")
	dir := folder(t, files)
	cats := filepath.Join(dir, "cats")
	if err := errors.Join(
		syscall.Mkfifo(filepath.Join(cats, "pipe.jpg"), 0o644),
		os.Symlink(filepath.Join(cats, "pipe.jpg"), filepath.Join(cats, "to-a-pipe.jpg")),
		os.Symlink("/dev/zero", filepath.Join(cats, "endless.jpg")),
		os.Symlink(dir, filepath.Join(cats, "above")),
		os.Symlink(filepath.Join(cats, "b.jpg"), filepath.Join(cats, "a.jpg")),
		os.Symlink(filepath.Join(cats, "a.jpg"), filepath.Join(cats, "b.jpg")),
		os.Symlink(filepath.Join(cats, "1.jpg"), filepath.Join(cats, "again.jpg")),
	); err != nil {
		t.Skip(err) // on a system without them
	}
	code, stdout, stderr, _, _ := command(t, dir)
	if code != exitOK {
		t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
	}
	for _, want := range []string{
		"cats/pipe.jpg: is a pipe", "cats/to-a-pipe.jpg: is a pipe", "cats/endless.jpg: is a pipe, a device", "cats/above: is a link to a folder",
		"cats/a.jpg: is a link that leads to no file", "cats/b.jpg: is a link", "cats/1.jpg: the same photo as cats/again.jpg", `cats/\x1b[2Jgone\n.jpg: not an image`,
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the report lacks %q:\n%s", want, stdout)
		}
	}
	if strings.ContainsAny(stdout+stderr, "\x1b\r") {
		t.Errorf("what is printed holds orders for a terminal: %q", stdout+stderr)
	}
	if code, _, stderr, _, _ := command(t, filepath.Join(cats, "pipe.jpg")); code != exitFailed || !strings.Contains(stderr, "is a pipe") {
		t.Errorf("of a pipe: exit code %d, %q", code, stderr)
	}
}
