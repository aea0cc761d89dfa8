//go:build !js

package photos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pawgrad/assets/pack"
	"pawgrad/assets/plan"
)

// sixPhotos is the least that gives every split a photo of both classes.
func sixPhotos(t testing.TB) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i, split := range []string{"train", "validation", "test"} {
		fsys[split+"/cats/a.jpg"] = &fstest.MapFile{Data: encode(t, "JPEG", scene(40, 30, 2*i))}
		fsys[split+"/dogs/a.png"] = &fstest.MapFile{Data: encode(t, "PNG", scene(20, 50, 2*i+1))}
	}
	return fsys
}

var testOptions = Options{Info: pack.Info{Name: "test", Height: 8, Width: 6}, Parallel: 4}

func build(t testing.TB, src Source, opt Options) (*pack.Set, Report, error) {
	t.Helper()
	var file bytes.Buffer
	report, err := Build(context.Background(), src, NativeDecoder{}, opt, &file, nil)
	if err != nil {
		return nil, report, err
	}
	set, err := pack.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Verify(nil); err != nil {
		t.Fatal(err)
	}
	return set, report, nil
}

func TestBuild(t *testing.T) {
	fsys := sixPhotos(t)
	set, report, err := build(t, Folder(fsys), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"train/cats/a.jpg", "train/dogs/a.png", "validation/cats/a.jpg", "validation/dogs/a.png", "test/cats/a.jpg", "test/dogs/a.png"}
	rgb := make([]byte, 8*6*3)
	for i, name := range names {
		if want := (pack.Image{Name: name, Label: i % 2, Split: pack.Splits[i/2]}); set.Image(i) != want {
			t.Errorf("image %d is %v, want %v", i, set.Image(i), want)
		}
		want, err := Load(context.Background(), NativeDecoder{}, name, fsys[name].Data, 8, 6)
		if err != nil || set.Pixels(i, rgb) != nil || !bytes.Equal(rgb, want) {
			t.Errorf("%s: the pack's pixels are not Load's (%v)", name, err)
		}
	}
	if info := set.Info(); info.Name != "test" || !reflect.DeepEqual(info.Classes, []string{"cat", "dog"}) {
		t.Errorf("info: %+v", info)
	}
	if report.Files != 6 || report.Kept != 6 || report.Summary() != "All 6 files were used." {
		t.Errorf("report: %+v: %s", report, report.Summary())
	}
}

// badFS cannot open some of its files, as one without permission; a user who
// is root could not be refused otherwise.
type badFS struct {
	fs.FS
	bad string
}

func (b badFS) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, b.bad) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return b.FS.Open(name)
}

func TestBuildReportsEveryFileItSkips(t *testing.T) {
	fsys := sixPhotos(t)
	add := func(name string, data []byte) { fsys[name] = &fstest.MapFile{Data: data} }
	good := fsys["train/cats/a.jpg"].Data
	add("train/cats/truncated.jpg", good[:len(good)*2/3])
	add("train/cats/empty.jpg", nil)
	add("train/cats/text.jpg", []byte("not a photo at all"))
	add("train/cats/phone.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	add("train/cats/icon.png", encode(t, "PNG", picture(12, 12, 0)))
	add("train/cats/film.bmp", make([]byte, MaxFileBytes+1))
	add("train/cats/z-again.jpg", good)
	add("test/dogs/z-again.jpg", good)
	add("train/cats/y-anew.gif", encode(t, "GIF", scene(40, 30, 0)))
	add("readme.txt", []byte("no label"))
	add("misc.jpg", good)
	add("train/cats/.IMG_2.jpg.icloud", []byte("bplist00"))
	add("train/inner.zip", []byte("PK"))
	add("locked/cats/a.jpg", good)
	add("train/dogs/locked.jpg", good)
	add("train/cats/.DS_Store", []byte("hidden"))
	want := map[string]struct {
		reason Reason
		says   string
	}{
		"train/cats/truncated.jpg": {Corrupt, "damaged"},
		"train/cats/empty.jpg":     {Corrupt, "empty"},
		"train/cats/text.jpg":      {NotImage, "leave it out"},
		"train/cats/phone.heic":    {Unsupported, "JPEG or PNG"},
		"train/cats/icon.png":      {TooSmall, "12 x 12"},
		"train/cats/film.bmp":      {TooLarge, "64 MB"},
		"train/cats/z-again.jpg":   {Duplicate, "the same photo as train/cats/a.jpg"},
		"test/dogs/z-again.jpg":    {Duplicate, "train/cats/a.jpg, which is of class cat"},
		"train/cats/y-anew.gif":    {Duplicate, "the same photo as train/cats/a.jpg"},
		"readme.txt":               {NotImage, "no photo by its name"},
		"misc.jpg":                 {Unlabelled, "cats or dogs"},

		"train/cats/.IMG_2.jpg.icloud": {Unreadable, "download it"},
		"train/inner.zip":              {NotImage, "unpack it"},
		"locked":                       {Unreadable, "permission"},
		"train/dogs/locked.jpg":        {Unreadable, "permission"},
	}
	var last Progress
	var file bytes.Buffer
	src := Folder(badFS{badFS{fsys, "locked"}, "train/dogs/locked"})
	report, err := Build(context.Background(), src, NativeDecoder{}, testOptions, &file, func(p Progress) { last = p })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range report.Skipped {
		if w, found := want[s.Path]; !found || s.Reason != w.reason || !strings.Contains(s.Detail, w.says) {
			t.Errorf("skipped %s (%s), want %s with %q", s.Error(), s.Reason, w.reason, w.says)
		}
		delete(want, s.Path)
	}
	if len(want) > 0 {
		t.Errorf("not skipped: %v", want)
	}
	if want := "15 of 21 files skipped: 3 not images, 2 corrupt, 1 in a format not supported here, 1 too small, 1 too large, 3 duplicates, 1 of no class, 3 unreadable."; report.Summary() != want {
		t.Errorf("summary: %s\nwant:    %s", report.Summary(), want)
	}
	if want := (Progress{21, 21, 15}); last != want {
		t.Errorf("progress ended at %+v, want %+v", last, want)
	}
}

func TestBuildRefuses(t *testing.T) {
	photo := func(i int) *fstest.MapFile { return &fstest.MapFile{Data: encode(t, "PNG", scene(20, 20, i))} }
	junk := &fstest.MapFile{Data: []byte("junk")}
	for name, c := range map[string]struct {
		fsys fstest.MapFS
		says string
	}{
		"empty":          {fstest.MapFS{}, "no files were found"},
		"only hidden":    {fstest.MapFS{".x/cats/a.png": photo(0)}, "no files were found"},
		"unlabelled":     {fstest.MapFS{"a.png": photo(0), "b.png": photo(1)}, "none of the 2 files"},
		"only cats":      {fstest.MapFS{"cats/a.png": photo(0), "cats/b.png": photo(1)}, "only photos of class cat were found, 2 of them; a classifier learns from two classes, so add photos of class dog"},
		"only dogs":      {fstest.MapFS{"dogs/a.png": photo(0)}, "add photos of class cat"},
		"two of each":    {fstest.MapFS{"cat.1": photo(0), "cat.2": photo(1), "dog.1": photo(2), "dog.2": photo(3)}, "the validation split has no usable photo of class cat. All 4 files were used. Every split needs both classes: add photos, at least 3"},
		"no usable dogs": {fstest.MapFS{"cats/a.png": photo(0), "dogs/a.png": junk}, "the train split has no usable photo of class dog. 1 of 2 files skipped: 1 not an image. Every split needs both"},
	} {
		if _, _, err := build(t, Folder(c.fsys), testOptions); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if _, _, err := build(t, Folder(os.DirFS(filepath.Join(t.TempDir(), "absent"))), testOptions); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent folder: %v", err)
	}
}

// TestBuildAsks where names do not tell two classes, and takes the answer.
func TestBuildAsks(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 9 {
		for j, class := range []string{"horse", "zebra", "donkey"} {
			fsys[fmt.Sprintf("%s/%d.png", class, i)] = &fstest.MapFile{Data: encode(t, "PNG", scene(16+j, 16+i, 3*i+j))}
		}
	}
	_, _, err := build(t, Folder(fsys), testOptions)
	var ask *Ask
	if !errors.As(err, &ask) || len(ask.Plan.Groups) != 3 || !strings.Contains(err.Error(), "Which two classes") {
		t.Fatalf("%v: %+v", err, ask)
	}
	opt := testOptions
	opt.Answers = plan.Answers{Classes: map[string]int{"zebra": 0, "horse": 1}}
	set, report, err := build(t, Folder(fsys), opt)
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Info().Classes; !slices.Equal(got, []string{"zebra", "horse"}) || report.Kept != 18 || report.Classes != [2]string{"zebra", "horse"} {
		t.Errorf("classes %v, %d photos kept, report of %v", got, report.Kept, report.Classes)
	}
}

// TestCopiesInOtherSplits: a photo in folders for different splits is kept for the test, rather
// than learned from, however it is encoded there; the sentence on the splits says it.
func TestCopiesInOtherSplits(t *testing.T) {
	for _, c := range []struct {
		name string
		// train and test are how many of each class are in these folders; the first ones of
		// both are the same photos, in the second in another format.
		train, test int
		counts      map[pack.Split]int // of each class
		says        string
	}{
		{"some", 9, 3, map[pack.Split]int{pack.Train: 5, pack.Validation: 1, pack.Test: 3},
			"Training: folder train, 10. Validation: 2 drawn by lot from those for training. Test: folder test, 6. 6 photos are in folders for different splits: they are not learned from."},
		{"all", 6, 6, map[pack.Split]int{pack.Train: 4, pack.Validation: 1, pack.Test: 1},
			"Training: 8 drawn by lot. Validation: 2 drawn by lot. Test: 2 drawn by lot. There are no other photos to train on than those of folder test, so all were divided by lot."},
	} {
		fsys := fstest.MapFS{}
		for i := range c.train {
			for label, class := range plan.Animals {
				photo := scene(24, 24, 2*i+label)
				fsys[fmt.Sprintf("train/%ss/%d.jpg", class, i)] = &fstest.MapFile{Data: encode(t, "JPEG", photo)}
				if i < c.test {
					fsys[fmt.Sprintf("test/%ss/%d.png", class, i)] = &fstest.MapFile{Data: encode(t, "PNG", photo)}
				}
			}
		}
		_, report, err := build(t, Folder(fsys), testOptions)
		if err != nil {
			t.Fatal(err)
		}
		if report.Split != c.says {
			t.Errorf("%s: says %q, want %q", c.name, report.Split, c.says)
		}
		for split, n := range c.counts {
			if got := report.Counts[split]; !slices.Equal(got, []int{n, n}) {
				t.Errorf("%s: %s has %v, want %d of each", c.name, split, got, n)
			}
		}
		for _, s := range report.Skipped {
			if s.Reason != Duplicate || !strings.HasSuffix(s.Detail, ", which is kept in its place") {
				t.Errorf("%s: %+v", c.name, s)
			}
		}
	}
}

// TestATestFolderOfNoUse is not replaced by drawn photos without a word.
func TestATestFolderOfNoUse(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 9 {
		for label, class := range plan.Animals {
			fsys[fmt.Sprintf("train/%ss/%d.png", class, i)] = &fstest.MapFile{Data: encode(t, "PNG", scene(16, 16, 2*i+label))}
			fsys[fmt.Sprintf("test/%ss/%d.png", class, i)] = &fstest.MapFile{Data: []byte("no photo")}
		}
	}
	_, report, err := build(t, Folder(fsys), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	const want = "Test: 4 drawn by lot from those for training. Of the test photos that folders give none can be used (they are copies of others, or cannot be read)."
	if !strings.HasSuffix(report.Split, want) {
		t.Errorf("says %q, want %q at the end", report.Split, want)
	}
}

func TestBuildIsTheSameHoweverItRuns(t *testing.T) {
	fsys := sixPhotos(t)
	for i := range 30 {
		fsys[fmt.Sprintf("cats/%d.png", i)] = &fstest.MapFile{Data: encode(t, "PNG", scene(16+i, 16, 100+i))}
	}
	var files [2]bytes.Buffer
	for i, parallel := range []int{0, 8} {
		opt := testOptions
		opt.Parallel = parallel
		if _, err := Build(context.Background(), Folder(fsys), NativeDecoder{}, opt, &files[i], nil); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("photos decoded in parallel give another pack")
	}
}

// Splits are drawn of the photos that can be used: what is skipped must not
// leave a small split empty or the proportions wrong.
func TestBuildDrawsSplitsOfUsablePhotos(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 20 {
		for label, class := range plan.Animals {
			fsys[fmt.Sprintf("%s.%d.png", class, i)] = &fstest.MapFile{Data: encode(t, "PNG", scene(16, 16+i, 2*i+label))}
			fsys[fmt.Sprintf("%s.%d.jpg", class, i)] = &fstest.MapFile{Data: []byte("not a photo")}
		}
	}
	set, report, err := build(t, Folder(fsys), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	for split, each := range map[pack.Split]int{pack.Train: 14, pack.Validation: 2, pack.Test: 4} {
		want := []int{each, each}
		if got := set.Counts(split); !reflect.DeepEqual(got, want) || !reflect.DeepEqual(report.Counts[split], want) {
			t.Errorf("%s: %v, report %v, want %v", split, got, report.Counts[split], want)
		}
	}
}

func TestBuildStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	report, err := Build(ctx, Folder(sixPhotos(t)), NativeDecoder{}, testOptions, &bytes.Buffer{}, func(p Progress) {
		if p.Done == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || report.Kept < 2 {
		t.Errorf("%v after %d photos", err, report.Kept)
	}
	full := errors.New("disk full")
	if _, err := Build(context.Background(), Folder(sixPhotos(t)), NativeDecoder{}, testOptions, writerFunc(func([]byte) (int, error) { return 0, full }), nil); !errors.Is(err, full) {
		t.Errorf("full disk: %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
