package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"pawgrad/app/session/pretrained"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// fewPhotos makes a folder of so many photos of each class.
func fewPhotos(t *testing.T, each int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "few-photos")
	for _, class := range []string{"cats", "dogs"} {
		folder := filepath.Join(dir, class)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for i, path := range realPhotos(t, "train", class, each) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, folder, fmt.Sprintf("photo-%d.jpg", i), content)
		}
	}
	return dir
}

// TestVGG19 goes the whole way with the real weights and real photos: converts the
// weights, makes a set of a folder, has the frozen layers look at it, trains the
// head, names photos that it has never seen, and does it again without a network and
// with an interruption, which changes nothing.
func TestVGG19(t *testing.T) {
	weights := realWeights(t)
	dir := fewPhotos(t, 20) // 40 in all: a few seconds' work for the frozen layers
	v := open(t, "#model=vgg19&train=head&size=96&epochs=20&batch=8&methods=adam")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(weights)
	v.waitBase(pretrained.Ready)
	v.drop(dir)
	v.waitText("#data", "few-photos")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("adam", "done")
	v.shot("trained")

	const seen = 8
	dropped := append(realPhotos(t, "test", "cats", seen), realPhotos(t, "test", "dogs", seen)...)
	v.drop(dropped...)
	v.waitFor("every photo's answer", fmt.Sprintf(`document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === %d`, len(dropped)))
	v.shot("answers")
	v.lookWhereItLooks()

	// Without a network and after a reload the weights, the photos, what the frozen layers
	// made of them, and the trained network are still there.
	v.waitKept()
	v.waitBaseKept()
	v.waitFor("the site to be kept", `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`)
	world.site.goDown(true)
	defer world.site.goDown(false)
	v.reload()
	v.waitText("#data", "few-photos")
	v.drop(dropped[0])
	v.waitFor("an answer offline", `document.querySelector(".photo .answer:not([data-run^=ready])")`)
	v.startHeld(1, 2)
	v.reload()
	v.waitText("#notice", "A run was interrupted")
	v.click("#resume-all")
	v.openTab("runs")
	v.waitFor("the second run", `document.querySelectorAll('.card[data-status="done"]').length === 2`)
	if n := eval[int](v, `spiedWorkers.length`); n != 2 {
		t.Errorf("%d workers have been at work, want the desk and one trainer: no photo had to be looked at again", n)
	}
	v.checkWentOn(1)
	v.waitKept()
	if runs := v.outcomes(); len(runs["run1"].TrainLoss) != 20 || !reflect.DeepEqual(runs["run1"], runs["run2"]) {
		t.Errorf("interrupted\n%s\nuninterrupted\n%s", brief(runs["run2"]), brief(runs["run1"]))
	}
	v.fineTuneInVariants()
	v.forgive("net::ERR") // the browser reports what the service worker could not fetch
}

// fineTuneInVariants trains block 5 too, after an epoch of the head alone, on two variants of
// each photo, set up in the form.
func (v *visit) fineTuneInVariants() {
	v.t.Helper()
	v.press("#field-train", kb.ArrowUp)
	v.waitFor("the field of the head's epochs", `document.querySelector("#field-head-epochs")`)
	v.enter("#field-epochs", "2")
	v.enter("#field-head-epochs", "1")
	v.click("#more-settings summary")
	v.enter("#field-zoom", "0.1")
	v.waitText("#varied", "times the work")
	v.enter("#field-variants", "2")
	v.waitText("#varied", "in 2 variants, each once")
	v.do(chromedp.ScrollIntoView("#field-variants", chromedp.ByQuery))
	v.shot("variants")
	v.do(chromedp.ScrollIntoView("#field-head-epochs", chromedp.ByQuery))
	v.shot("fine-tuning")
	v.startChosen()
	v.openTab("runs")
	v.waitFor("the fine-tuned run", `document.querySelectorAll('.card[data-status="done"]').length === 3`)
	v.waitFor("its setting in its record", `(async () => (await `+keptRecords+`).some((text) => (({ headEpochs, augment }) => headEpochs === 1 && augment.variants === 2)(JSON.parse(text).runs[0].spec)))()`)
	v.waitFor("what was seen of the variants to be kept", `(async () => (await caches.keys()).some((name) => name.endsWith("2forms-0-0-0.1")))()`)
	v.size(390, 844, true)
	v.click("#fold")
	v.waitFor("the set-up to unfold", `document.querySelector("#field-head-epochs").checkVisibility()`)
	v.do(chromedp.ScrollIntoView("#field-head-epochs", chromedp.ByQuery))
	v.shot("fine-tuning-on-a-phone")
}
