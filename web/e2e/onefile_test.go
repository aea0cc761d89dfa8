package e2e

import (
	"image"
	"math"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// checkOneFile opens a network in one HTML file from the disk, as by a double click, and lets it name photos of odd
// shapes: it says of each what the page says of it.
func (v *visit) checkOneFile(path string) {
	v.t.Helper()
	photos := oddPhotos(v.t)
	v.do(chromedp.Evaluate(`globalThis.told = {};
		for (const worker of spiedWorkers) worker.addEventListener("message", (event) => {
			const { kind, body } = JSON.parse(event.data.json ?? "{}");
			if (kind !== "Classified") return;
			for (const { run, probability } of body.answers ?? []) if (!run.startsWith("ready")) told[body.name] = probability;
		});`, nil))
	v.drop(photos...)
	v.waitFor("the page's answers", sameCount("Object.keys(told)", len(photos)))
	want := eval[map[string]float64](v, "told")

	file := newVisit(v.t)
	file.do(chromedp.Navigate("file://" + path))
	file.waitText("#state", "Ready.")
	file.drop(photos...)
	file.waitFor("the file's answers", sameCount(`document.querySelectorAll("#answers [data-probability]")`, len(photos)))
	file.shot("one-file")
	got := eval[map[string]float64](file, `Object.fromEntries([...document.querySelectorAll("#answers li")].map((item) =>
		[item.querySelector("span").textContent, Number(item.querySelector("strong").dataset.probability)]))`)
	for name, p := range want {
		if math.Abs(got[name]-p) > 1e-5 {
			v.t.Errorf("%s: %.7f by the file, %.7f by the page", name, got[name], p)
		}
	}
	for _, b := range file.breaches() {
		v.t.Errorf("the file breaks the rule %s: %s %+v", b.ID, b.Help, b.Nodes)
	}
	file.drop(write(v.t, filepath.Dir(path), "no-photo.jpg", []byte("no photo at all")))
	file.waitText("#answers", "no picture that this browser shows")
}

// sameCount is the condition that a list of JavaScript has so many elements.
func sameCount(list string, count int) string {
	return "(" + list + ").length === " + strconv.Itoa(count)
}

// oddPhotos are photos that take every way to a network's square: smaller and larger than it in either direction, a
// panorama, a transparent one, one so large that the browser reduces it first, JPEGs upright and on their sides.
func oddPhotos(t testing.TB) []string {
	dir := t.TempDir()
	glass := image.NewNRGBA(image.Rect(0, 0, 133, 71))
	for i := range glass.Pix {
		glass.Pix[i] = uint8(i * i >> 4)
	}
	return []string{
		write(t, dir, "small.png", encodePNG(t, picture(31, 17))),
		write(t, dir, "panorama.png", encodePNG(t, picture(1501, 40))),
		write(t, dir, "tower.png", encodePNG(t, picture(29, 333))),
		write(t, dir, "glass.png", encodePNG(t, glass)),
		write(t, dir, "large.jpg", encodeJPEG(t, picture(2501, 1701))),
		write(t, dir, "photo.jpg", encodeJPEG(t, picture(640, 427))),
		write(t, dir, "on-its-side.jpg", turned(encodeJPEG(t, picture(211, 97)))),
	}
}
