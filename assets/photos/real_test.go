//go:build !js

package photos

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/assets/pack"
)

// everyNth shows one in n files of a folder of photos.
type everyNth struct {
	fs.FS
	n int
}

func (e everyNth) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(e.FS, name)
	var kept []fs.DirEntry
	for i, entry := range entries {
		if entry.IsDir() || i%e.n == 0 {
			kept = append(kept, entry)
		}
	}
	return kept, err
}

// TestBuildRealPhotos runs on photos as users have them, where they are at hand.
func TestBuildRealPhotos(t *testing.T) {
	dir, err := filepath.Abs("../../../shared/data/dogs-vs-cats") // beside the checkout
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("SKIPPED: the real photos are not at %s, so packs of real photos are NOT tested here", dir)
	}
	opt := testOptions
	opt.Info.Height, opt.Info.Width = 64, 64
	set, report, err := build(t, Folder(everyNth{os.DirFS(dir), 20}), opt)
	if err != nil {
		t.Fatal(err)
	}
	for split, each := range map[pack.Split]int{pack.Train: 50, pack.Validation: 25, pack.Test: 25} {
		if got := set.Counts(split); got[0] != each || got[1] != each {
			t.Errorf("%s: %v, want %d of each", split, got, each)
		}
	}
	if len(report.Skipped) != 1 || report.Skipped[0].Path != "MANIFEST.txt" {
		t.Errorf("skipped: %v", report.Skipped)
	}
	// Photos are neither black nor gray: the mean of all bytes is near the
	// middle, and photos differ.
	sum, rgb := 0, make([]byte, set.Info().PixelBytes())
	for i := range set.Len() {
		if err := set.Pixels(i, rgb); err != nil {
			t.Fatal(err)
		}
		for _, v := range rgb {
			sum += int(v)
		}
	}
	if mean := sum / set.Len() / len(rgb); mean < 90 || mean > 140 {
		t.Errorf("the mean of all bytes is %d", mean)
	}
}
