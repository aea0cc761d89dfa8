package e2e

import (
	"archive/zip"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/app/session/images"
)

// phase is the condition that the image set is in a phase.
func phase(p images.Phase) string {
	return fmt.Sprintf(`document.querySelector('#data[data-phase="%d"]')`, p)
}

// folderOf writes some small photos of each class into a new folder.
func folderOf(t *testing.T, each int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pets")
	for class, name := range []string{"cats", "dogs"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range each {
			write(t, filepath.Join(dir, name), fmt.Sprintf("%d.jpg", i), smallPhoto(t, uint64(1000+class), uint64(i)))
		}
	}
	return dir
}

// TestAtMost limits an import to some photos of each class before it starts, and lifts the limit.
func TestAtMost(t *testing.T) {
	v := open(t, "")
	v.waitFor("the bundled set", phase(images.Ready))
	v.enter("#most-photos", "two")
	v.waitText("#most-photos-problem", "whole number from 3")
	v.enter("#most-photos", "6")
	dir := folderOf(t, 12)
	v.drop(dir)
	v.waitText("#import-report", "at most 6 of a class")
	v.waitFor("six of each class", `[...document.querySelectorAll("#counts .count")].reduce((n, e) => n + Number(e.innerText), 0) === 12`)
	v.enter("#most-photos", "")
	v.drop(dir)
	v.waitFor("all photos", `[...document.querySelectorAll("#counts .count")].reduce((n, e) => n + Number(e.innerText), 0) === 24`)
}

// TestCancelLooking drops a folder, and ends the search through it while the browser has told of
// a part of its files alone.
func TestCancelLooking(t *testing.T) {
	v := open(t, "")
	v.waitFor("the bundled set", phase(images.Ready))
	// The browser tells of a folder's files in portions. Of the second it is silent until asked.
	eval[bool](v, `(globalThis.portions = 0, globalThis.goOn = null, DataTransferItem.prototype.webkitGetAsEntry = ((get) => function () {
		const entry = get.call(this), create = entry.createReader;
		entry.createReader = () => {
			const reader = create.call(entry), read = reader.readEntries;
			reader.readEntries = (...told) => {
				if (++portions === 2) goOn = () => read.apply(reader, told);
				else read.apply(reader, told);
			};
			return reader;
		};
		return entry;
	})(DataTransferItem.prototype.webkitGetAsEntry), true)`)
	dir := folderOf(t, 1)
	v.drop(filepath.Join(dir, "cats"))
	v.waitText("#data-progress", "Looking through the folder: 1 file so far")
	v.click("#import-cancel")
	v.waitGone("#data-progress")
	eval[bool](v, `(goOn(), true)`)
	v.waitFor("the bundled set, still", phase(images.Ready))
	v.drop(folderOf(t, 4))
	v.waitFor("the next drop's set", `document.querySelector("#import-report")`)
	v.waitText("#import-reading", "folder cats")
}

// TestHugePictures drops a zip of 300 pictures of 99 megapixels each. Decoded they would take
// 120 GB. The page answers all the while, and Cancel ends it.
func TestHugePictures(t *testing.T) {
	const side = 9950
	picture := encodePNG(t, image.NewGray(image.Rect(0, 0, side, side)))
	path := filepath.Join(t.TempDir(), "huge.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := zip.NewWriter(f)
	for i := range 300 {
		part, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%s/%d.png", []string{"cats", "dogs"}[i%2], i), Method: zip.Store})
		if err == nil {
			_, err = part.Write(picture)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	v := open(t, "")
	v.waitFor("the bundled set", phase(images.Ready))
	v.drop(path)
	v.waitFor("two pictures to be read", `Number(document.querySelector("#data-progress progress")?.value) >= 2`)
	v.click("#import-cancel")
	v.waitFor("the bundled set again", phase(images.Ready))
	v.openTab("results") // the page lives on
}
