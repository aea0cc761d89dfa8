package e2e

import (
	"archive/zip"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// photosDir finds the real photos that tests and measurements may use but the
// project does not carry.
func photosDir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(world.root, "..", "shared", "data", "dogs-vs-cats")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("NOT TESTED on real photos: there are none at ../shared/data/dogs-vs-cats (%v)", err)
	}
	return dir
}

// realPhotos lists photos of a split and class, as many as wanted.
func realPhotos(t testing.TB, split, class string, count int) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(photosDir(t), split, class, "*.jpg"))
	if err != nil || len(paths) < count {
		t.Fatalf("%d photos of %s/%s found (%v), want %d", len(paths), split, class, err, count)
	}
	return paths[:count]
}

// TestTrainOnRealPhotos does what a student does with a copy of Dogs vs. Cats:
// makes a pack of it by the command, drops it on the page, trains, and drops test
// photos to be named.
func TestTrainOnRealPhotos(t *testing.T) {
	photos := photosDir(t)
	packPath := filepath.Join(t.TempDir(), "dogs-vs-cats.pack")
	command := exec.Command("go", "run", "./assets/makepack", "-size", "64", "-name", "Dogs vs. Cats", "-out", packPath, photos)
	command.Dir = world.root
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("makepack: %v\n%s", err, out)
	}

	v := open(t, "#size=64&epochs=8&train-images=1200&eval-images=200&batch=32&methods=rmsprop,adam")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(packPath)
	v.waitText("#data", "Dogs vs. Cats")
	v.waitText("#counts", "2,000")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("rmsprop", "done")
	v.waitStatus("adam", "done")
	v.openTab("results")
	v.waitFor("two rows of results", `document.querySelectorAll("#results-table tbody tr").length >= 2`)
	v.shot("results")
	// 200 test photos: guessing gives 0.5 with a standard deviation of 0.035.
	const betterThanGuessing = 0.6
	accuracies := await(v, "two accuracies", `[...document.querySelectorAll("#results-table td.accuracy")].map((cell) => parseFloat(cell.innerText))`, func(all []float64) bool { return len(all) == 2 })
	if best := slices.Max(accuracies); !(best > betterThanGuessing) {
		t.Errorf("the better network names %v of the test photos rightly; want more than %v", best, betterThanGuessing)
	}

	const each = 4
	dropped := append(realPhotos(t, "test", "cats", each), realPhotos(t, "test", "dogs", each)...)
	v.drop(dropped...)
	v.waitFor("every photo's answers", fmt.Sprintf(`document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === %d`, 2*len(dropped)))
	v.shot("answers")
}

// TestDropFolder drops a folder with cats/ and dogs/ in it, one file in each that
// is no photo: it becomes the image set, and the report names what was skipped.
func TestDropFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my-photos")
	for _, class := range []string{"cats", "dogs"} {
		folder := filepath.Join(dir, class)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for i, path := range realPhotos(t, "train", class, 12) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, folder, fmt.Sprintf("photo-%d.jpg", i), content)
		}
		write(t, folder, "notes.jpg", []byte("no photo at all"))
	}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(dir)
	v.waitText("#data", "my-photos")
	v.waitText("#import-report", "2 of 26") // files were skipped
	v.shot("imported")
}

// TestDropFoldersAsPeopleHaveThem: folders with names that people give them become the image
// set, with the classes' own names, and the page says how they were read.
func TestDropFoldersAsPeopleHaveThem(t *testing.T) {
	for _, c := range []struct {
		name string
		// tree has the folders with the class of the real photos in each.
		tree map[string]string
		// reads is in the page's sentence on how they were read, counts in its numbers.
		reads, counts string
	}{
		{"kittens and puppies", map[string]string{"kittens": "cats", "puppies": "dogs"},
			"Cat: by folder kittens. Dog: by folder puppies. Training: 18 drawn by lot.", "9 cats and 9 dogs"},
		{"other words", map[string]string{"кошки": "cats", "Собаки (1)": "dogs"},
			"Cat: by folder кошки. Dog: by folder Собаки (1).", "9 cats and 9 dogs"},
		{"other classes", map[string]string{"Horse": "cats", "zebra": "dogs"},
			"The classes are the two folders, Horse and zebra.", "9 Horses and 9 zebras"},
		{"splits", map[string]string{"training_set/cats": "cats", "training_set/dogs": "dogs", "test_set/cats": "cats", "test_set/dogs": "dogs"},
			"Test: folder set/test_set, 24.", "10 cats and 10 dogs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "set")
			first := 0
			for _, folder := range slices.Sorted(maps.Keys(c.tree)) {
				if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
					t.Fatal(err)
				}
				const each = 12
				for i, path := range realPhotos(t, "train", c.tree[folder], first+each)[first:] {
					content, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					write(t, filepath.Join(dir, folder), fmt.Sprintf("photo-%d.jpg", i), content)
				}
				first += each
			}
			v := open(t, "")
			v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
			v.drop(dir)
			v.waitText("#import-reading", c.reads)
			v.waitFor("the counts", fmt.Sprintf(`[...document.querySelectorAll("#counts [data-classes]")].some(e => e.dataset.classes === %q)`, c.counts))
		})
	}
}

// TestDropSeveralThings: two archives become one set of two classes, and the photo that was
// dropped with them is shown to be named: nothing of a drop is lost.
func TestDropSeveralThings(t *testing.T) {
	dir := t.TempDir()
	dropped := realPhotos(t, "test", "cats", 1)
	for _, class := range []string{"cats", "dogs"} {
		path := filepath.Join(dir, class+".zip")
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		w := zip.NewWriter(file)
		for i, photo := range realPhotos(t, "train", class, 12) {
			content, err := os.ReadFile(photo)
			if err != nil {
				t.Fatal(err)
			}
			part, err := w.Create(fmt.Sprint(i, ".jpg"))
			if err == nil {
				_, err = part.Write(content)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(w.Close(), file.Close()); err != nil {
			t.Fatal(err)
		}
		dropped = append(dropped, path)
	}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(dropped...)
	v.waitFor("the photo", `document.querySelectorAll(".photo").length === 1`)
	v.waitText("#import-reading", "Cat: by folder cats.zip. Dog: by folder dogs.zip.")
	v.waitFor("the counts", `[...document.querySelectorAll("#counts [data-classes]")].some(e => e.dataset.classes === "9 cats and 9 dogs")`)
}

// TestThreeFolders: where names do not tell two classes the page asks, with pictures, and the
// visitor's choice is read; it can be changed afterwards.
func TestThreeFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "zoo")
	for i, name := range []string{"donkey", "horse", "zebra"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		const each = 8
		for j, path := range realPhotos(t, "train", "cats", 3*each)[i*each : (i+1)*each] {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, name), fmt.Sprintf("%d.jpg", j), content)
		}
	}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(dir)
	v.waitText("#import-question", "3 folders: donkey, horse, zebra")
	v.waitFor("nine pictures", `document.querySelectorAll("#import-question img").length === 9`)
	v.pick("#group-0", "-1")
	v.pick("#group-2", "0")
	v.shot("question")
	v.click("#import-answer")
	v.waitFor("the set", `[...document.querySelectorAll("#counts [data-classes]")].some(e => e.dataset.classes === "5 zebras and 5 horses")`)
	v.click("#import-change")
	v.waitFor("the first class as it was chosen", `document.querySelector("#class-name-0")?.value === "zebra"`)
	v.click("#question-cancel")
	v.waitFor("the set as it was", `document.querySelector('#data[data-phase="4"]') && !document.querySelector("#import-question")`)
}

// TestAFileThatVanishes is removed from its folder after the page has found it: it alone is left
// out, though the files of a folder are handed over together.
func TestAFileThatVanishes(t *testing.T) {
	const each = 25
	dir := filepath.Join(t.TempDir(), "pets")
	for _, class := range []string{"cats", "dogs"} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i, path := range realPhotos(t, "train", class, each) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, class), fmt.Sprintf("%d.jpg", i), content)
		}
	}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(dir)
	v.waitText("#import-report", fmt.Sprintf("All %d files were used", 2*each))
	if err := os.Remove(filepath.Join(dir, "dogs", "7.jpg")); err != nil {
		t.Fatal(err)
	}
	v.click("#import-change")
	v.click("#import-answer")
	v.waitText("#import-report", fmt.Sprintf("1 of %d files skipped: 1 unreadable", 2*each))
}
