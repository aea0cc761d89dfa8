package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestListOfPhotos drops a folder of photos without classes: all are named, in the order in which
// people count, can be sorted, turned over and saved, in Kaggle's form too.
func TestListOfPhotos(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "test1")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	const each = 30
	for i, path := range append(realPhotos(t, "test", "cats", each), realPhotos(t, "test", "dogs", each)...) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, fmt.Sprint(i+1, ".jpg"), content)
	}
	write(t, dir, "61.jpg", []byte("no photo"))
	v := open(t, "")
	folder := v.downloads()
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(dir)
	v.waitText("#data-problem", "named instead, under Try it")
	v.waitText("#list-tally", "61 photos: ")
	v.waitText("#list-tally", "1 not readable")
	const names = `[...document.querySelectorAll("#list-table tbody th")].map((cell) => cell.title)`
	await(v, "the first window", names, func(got []string) bool { return len(got) == 50 && got[0] == "test1/1.jpg" && got[9] == "test1/10.jpg" })
	v.shot("list")
	v.click("#list-next")
	v.waitText("#list-rows", "51 to 61 of 61")
	await(v, "the second window", names, func(got []string) bool { return len(got) == 11 && got[10] == "test1/61.jpg" })
	v.pick("#list-order", "second")
	v.waitText("#list-rows", "1 to 50 of 61")
	await(v, "the surest dogs first", `[...document.querySelectorAll("#list-table tbody td")].slice(0, 10).map((cell) => parseFloat(cell.innerText.replace("dog ", "")))`, func(sure []float64) bool {
		return slices.IsSortedFunc(sure, func(a, b float64) int { return int(1000 * (b - a)) }) && len(sure) == 10
	})
	read := func(file string) [][]string {
		v.click("#list-save")
		v.waitFile(filepath.Join(folder, file))
		f, err := os.Open(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	byClass := read("pawgrad-photos.csv")
	if len(byClass) != 62 || strings.Join(byClass[0], ",") != "file,class,probability" || byClass[1][0] != "test1/1.jpg" || byClass[61][1] != "" {
		t.Errorf("%d lines: %q", len(byClass), byClass[:2])
	}
	v.pick("#list-form", "2")
	for i, line := range read("submission.csv") {
		want := "id"
		if i > 0 {
			want = fmt.Sprint(i)
		}
		if line[0] != want {
			t.Fatalf("line %d of the submission is %q", i, line)
		}
	}
	v.click("#list-table .plain")
	v.waitFor("the photo itself", `document.querySelector(".photo .answer")`)
	v.click("#list-close")
	v.waitGone("#list")
}

// TestKagglesArchive: the archive of Dogs vs. Cats holds two, one of photos with a class and one of
// photos without; the set is made of the first, and a button names those of the second.
func TestKagglesArchive(t *testing.T) {
	const each, unknown = 6, 5
	train, test1 := map[string]string{}, map[string]string{}
	for _, class := range []string{"cat", "dog"} {
		for i, path := range realPhotos(t, "train", class+"s", each) {
			train[fmt.Sprintf("train/%s.%d.jpg", class, i)] = path
		}
	}
	for i, path := range realPhotos(t, "test", "dogs", unknown) {
		test1[fmt.Sprintf("test1/%d.jpg", i+1)] = path
	}
	dir := t.TempDir()
	parts := map[string]string{"train.zip": zipFiles(t, dir, "train.zip", train), "test1.zip": zipFiles(t, dir, "test1.zip", test1)}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(zipFiles(t, dir, "dogs-vs-cats.zip", parts))
	v.waitText("#import-reading", "The photos of folder test1.zip/test1 have no class, so nothing can be tested with them.")
	v.click("#import-name")
	v.waitText("#list-tally", "5 photos: ")
	v.waitFor("the numbers of the photos", `[...document.querySelectorAll("#list-table tbody th")].map((cell) => cell.title).join() ===
		[1, 2, 3, 4, 5].map((n) => "test1.zip/test1/" + n + ".jpg").join()`)
}

// zipFiles makes an archive of files, by the names that they get in it.
func zipFiles(t *testing.T, dir, name string, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, inside := range slices.Sorted(maps.Keys(files)) {
		content, err := os.ReadFile(files[inside])
		if err != nil {
			t.Fatal(err)
		}
		entry, err := w.Create(inside)
		if err == nil {
			_, err = entry.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, dir, name, b.Bytes())
}

// keptImports promises how many reports of imports are in the store.
const keptImports = `(async () => {
	let n = 0;
	for (const name of await caches.keys()) if (name.endsWith(" imports")) n += (await (await caches.open(name)).keys()).length;
	return n;
})()`

// TestTheReportOfARefusedImportOutlivesAReload, and is gone beside another set.
func TestTheReportOfARefusedImportOutlivesAReload(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pets")
	for _, class := range []string{"cats", "dogs"} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		write(t, filepath.Join(dir, "cats"), fmt.Sprintf("broken-%d.jpg", i), []byte("no photo"))
		write(t, filepath.Join(dir, "dogs"), fmt.Sprintf("%d.jpg", i), encodeJPEG(t, picture(40+i, 40)))
	}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(dir)
	v.waitText("#data-problem", "no usable photo of class cat")
	v.waitFor("the report to be kept", keptImports+".then((n) => n === 1)")
	v.reload()
	v.waitText("#import-refused", "The latest import, pets, came to nothing.")
	v.click("#refused summary")
	v.waitText("#refused", "and 8 files more: Not an image")
	v.click("#import-dismiss")
	v.waitGone("#import-refused")
	v.waitFor("the report to be forgotten", keptImports+".then((n) => n === 0)")
	v.reload()
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	if v.count("#import-refused") != 0 {
		t.Error("it has come back")
	}
}

// TestAnAddressDoesNotLeadAway: what is dragged from another page is not followed, and the page
// says what to do.
func TestAnAddressDoesNotLeadAway(t *testing.T) {
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	stays := eval[bool](v, `(() => {
		const data = new DataTransfer();
		data.setData("text/uri-list", "https://example.com/cat.jpg");
		return ["dragover", "drop"].every((kind) => !document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true })));
	})()`)
	if !stays {
		t.Error("the browser would follow the address")
	}
	v.waitText("#notice", "save the picture first")
}
