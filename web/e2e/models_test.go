package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// patchy reports, in the page, whether an image is of more than one colour.
const patchy = `(async (selector) => {
	const image = document.querySelector(selector);
	await image.decode();
	const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
	const pen = canvas.getContext("2d");
	pen.drawImage(image, 0, 0);
	const pixels = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
	return new Set(pixels).size > 8;
})`

// lookWhereItLooks switches the heat maps of photos on and off.
func (v *visit) lookWhereItLooks() {
	v.t.Helper()
	v.click("#heat")
	v.waitFor("a heat map of more than one colour", patchy+`(".photo .heat")`)
	v.waitFor("the heat map to lie just over its photo", `(() => {
		const [map, photo] = [".heat", "img:not(.heat)"].map((s) => document.querySelector(".photo " + s).getBoundingClientRect());
		return ["left", "right", "top", "bottom"].every((side) => Math.abs(map[side] - photo[side]) < 1);
	})()`)
	v.shot("heat")
	v.click("#heat")
	v.waitGone(".photo .heat")
}

// TestASavedNetworkOpensElsewhere saves a trained network by the button of its card and
// opens it in another visitor's page, where it names a photo, shows where it looks, and
// is closed again.
func TestASavedNetworkOpensElsewhere(t *testing.T) {
	v := open(t, "#size=48&epochs=1&train-images=64&eval-images=32&batch=16&methods=adam")
	folder := v.downloads()
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("adam", "done")
	v.click(card("adam") + ` [data-do="save"]`)
	saved := filepath.Join(folder, "pawgrad-cnn-adam.model")
	v.waitFile(saved)

	other := open(t, "")
	other.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	other.drop(saved)
	other.waitText("#opened", "CNN by Adam, 48 px")
	other.waitFor("test photos to try", `document.querySelectorAll("#samples .sample").length > 0`)
	other.click("#samples .sample")
	other.waitFor("its answer", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === 1`)
	other.lookWhereItLooks()
	other.click("#opened button")
	other.waitGone(".photo .answer:not([data-run^=ready])")

	content, err := os.ReadFile(saved)
	if err != nil {
		t.Fatal(err)
	}
	other.drop(write(t, folder, "half.model", content[:len(content)/2]))
	other.waitText("#notice", "half.model cannot be opened")
}
